import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web_server import serve
from timeline.errors import InvalidInput
from timeline.ingest.documents import Refusal
from timeline.ingest.fetch import Limits
from timeline.ingest.items import Item
from timeline.ingest.set_aside import SetAside, read_again
from timeline.ingest.web import Visitor


@pytest.fixture
def visitor() -> Iterator[Visitor]:
    visitor = Visitor(Limits(seconds=5, private=True), pause=0.0)
    yield visitor
    visitor.close()


def test_records_files_and_pages_come_back_as_they_were(tmp_path: Path, visitor: Visitor) -> None:
    page = tmp_path / "a.html"
    page.write_bytes(b"<p>x")
    record = Item("x.jsonl:3", "json", b'{"text": "caf\\u00e9"}', {"csv": True})
    inside = Item("x.warc#1", "page", b"caf\xe9", {"url": "http://a.example/", "charset": None})
    kept = SetAside(tmp_path / "aside.jsonl")
    for refusal in (
        Refusal("x.jsonl:3", "no publication date", record),
        Refusal(str(page), "no article", Item(str(page), "page", b"<p>x")),
        Refusal("x.warc#1", "no article", inside),
        Refusal("gone.txt", "cannot be read", path=tmp_path / "gone.txt"),
    ):
        kept.write(refusal)
    assert not kept.path.exists()
    kept.close()
    lines = [json.loads(line) for line in kept.path.read_text().splitlines()]
    assert lines[0] == {
        "source": "x.jsonl:3",
        "reason": "no publication date",
        "form": "json",
        "about": {"csv": True},
        "record": {"text": "café"},
    }
    again = list(read_again(kept.path, visitor))
    assert isinstance(again[0], Item)
    assert json.loads(again[0].data) == {"text": "café"}
    assert isinstance(again[1], Item)
    assert (again[1].form, again[1].data) == ("page", b"<p>x")
    assert again[2] == inside
    assert isinstance(again[3], Refusal)
    assert "No such file" in again[3].reason


def test_urls_are_fetched_again(tmp_path: Path, visitor: Visitor) -> None:
    with serve() as site:
        site.pages["/a"] = b"<p>x"
        kept = SetAside(tmp_path / "aside.jsonl")
        kept.write(Refusal(site.url + "/a", "the server answered 503", url=site.url + "/a"))
        kept.close()
        (item,) = read_again(kept.path, visitor)
    assert isinstance(item, Item)
    assert item.data == b"<p>x"


def test_no_file_where_nothing_was_set_aside(tmp_path: Path) -> None:
    SetAside(tmp_path / "aside.jsonl").close()
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_kept_keeps_its_place_and_reason(tmp_path: Path, visitor: Visitor) -> None:
    kept = SetAside(tmp_path / "aside.jsonl")
    kept.write(Refusal("x.jsonl:1", "a line of more than 16 MB"))
    kept.write(Refusal("x.jsonl:2", "too long", Item("x.jsonl:2", "json", b"x" * 2_000_000)))
    kept.write(Refusal("x\udcff.jsonl:3", "not JSON", Item("x", "json", b"{\xff")))
    kept.close()
    assert kept.path.stat().st_size < 1000
    again = list(read_again(kept.path, visitor))
    assert [type(one) for one in again] == [Refusal, Refusal, Item]


@pytest.mark.parametrize("line", ['{"form": "exe"}', '{"about": 5}', '{"base64": "§"}', "[]", "{", "{}"])
def test_lines_of_another_kind_are_refused(tmp_path: Path, visitor: Visitor, line: str) -> None:
    path = tmp_path / "aside.jsonl"
    path.write_text(line)
    (refusal,) = read_again(path, visitor)
    assert isinstance(refusal, Refusal)


def test_a_place_that_cannot_be_written_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="nowhere"):
        SetAside(tmp_path / "nowhere" / "aside.jsonl").write(Refusal("x", "y"))
