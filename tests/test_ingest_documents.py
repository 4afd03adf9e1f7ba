import json
from datetime import date
from pathlib import Path

import pytest

from timeline.errors import InvalidInput
from timeline.ingest import streams
from timeline.ingest.documents import Refusal, decode, from_record, read_text
from timeline.ingest.items import find_files
from timeline.ingest.parse import read_file
from timeline.model import Document

GOOD = {"text": "They met.", "published": "2025-08-13"}


def write(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_a_text_file_takes_its_metadata_from_beside_it(tmp_path: Path) -> None:
    write(tmp_path / "a.toml", 'published = 2025-08-13\ntitle = "T"\ntags = ["x"]\n')
    text = write(tmp_path / "a.txt", "They met.\r\n")
    assert read_text(text) == Document("They met.\r\n", date(2025, 8, 13), title="T", tags=("x",))


def test_what_is_given_comes_before_the_metadata_and_defaults_behind_it(tmp_path: Path) -> None:
    write(tmp_path / "a.toml", 'published = "2025-08-13"\n')
    text = write(tmp_path / "a.txt", "They met.")
    found = read_text(text, defaults={"published": "1999-01-01", "publisher": "P"}, given={"published": "2001-01-01"})
    assert (found.published, found.publisher) == (date(2001, 1, 1), "P")


def test_a_byte_order_mark_is_no_text(tmp_path: Path) -> None:
    found = read_text(write(tmp_path / "a.txt", b"\xef\xbb\xbfMet."), {"published": "2025-08-13"})
    assert found.text == "Met."


def test_without_a_publication_date_the_error_says_what_to_do() -> None:
    with pytest.raises(InvalidInput, match="give --published") as caught:
        from_record({"text": "They met."})
    assert caught.value.field == "published"


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n\0\0", b"caf\xe9", b"", b" \n "])
def test_refuses_what_is_no_text(tmp_path: Path, content: bytes) -> None:
    (refusal,) = read_file(write(tmp_path / "a.txt", content), {"published": "2025-08-13"})
    assert isinstance(refusal, Refusal)
    assert "\n" not in refusal.reason


@pytest.mark.parametrize("toml", ["published = ", 'published = "yesterday"', b"\xff"])
def test_refuses_bad_metadata(tmp_path: Path, toml: str | bytes) -> None:
    write(tmp_path / "a.toml", toml)
    (refusal,) = read_file(write(tmp_path / "a.txt", "They met."))
    assert isinstance(refusal, Refusal)


def test_lines_are_read_one_by_one_and_bad_ones_told(tmp_path: Path) -> None:
    lines = [
        json.dumps(GOOD),
        "{",
        "",
        '"text"',
        '{"text": "x"}',
        '{"text":"\\ud800","published":"2025-08-13"}',
        "[" * 9999,
    ]
    path = write(tmp_path / "a.jsonl", "\n".join([*lines, json.dumps(GOOD | {"text": "Last."})]))
    found = list(read_file(path))
    assert [item.text for item in found if isinstance(item, Document)] == ["They met.", "Last."]
    refusals = [item for item in found if isinstance(item, Refusal)]
    assert [refusal.source.rpartition(":")[2] for refusal in refusals] == ["2", "4", "5", "6", "7"]


def test_an_endless_line_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "MAX_BYTES", 100)
    path = write(tmp_path / "a.jsonl", "x" * 1000 + "\n" + json.dumps(GOOD) + "\n" + "y" * 101)
    found = list(read_file(path))
    assert [type(item) for item in found] == [Refusal, Document, Refusal]


def test_a_json_file_holds_one_document_or_many(tmp_path: Path) -> None:
    assert len(list(read_file(write(tmp_path / "one.json", json.dumps(GOOD))))) == 1
    found = list(read_file(write(tmp_path / "many.json", json.dumps([GOOD, 5, GOOD]))))
    assert [type(item) for item in found] == [Document, Refusal, Document]
    (refusal,) = read_file(write(tmp_path / "bad.json", "{"))
    assert isinstance(refusal, Refusal)


def test_a_path_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="no such file"):
        list(find_files([tmp_path / "nothing"]))


def test_a_file_of_another_kind_is_set_aside(tmp_path: Path) -> None:
    (refusal,) = read_file(write(tmp_path / "a.png", b"x"))
    assert isinstance(refusal, Refusal)
    assert ".png" in refusal.reason


def test_utf_16_is_read_where_its_mark_says_so() -> None:
    assert decode("They met in Zürich.".encode("utf-16")) == "They met in Zürich."
    with pytest.raises(InvalidInput, match="not UTF-16"):
        decode("They met.".encode("utf-16")[:-1])
    with pytest.raises(InvalidInput, match="binary data"):
        decode("They met.".encode("utf-16-le"))
