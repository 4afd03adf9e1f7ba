import gzip
import json
from pathlib import Path

import pytest

from timeline.ingest import streams
from timeline.ingest.documents import Refusal
from timeline.ingest.items import Item, charset_of, find_files, kind_of, measure, read_items


def write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def items(path: Path) -> list[Item]:
    found = list(read_items(path))
    assert all(isinstance(one, Item) for one in found), found
    return [one for one in found if isinstance(one, Item)]


def reason(path: Path) -> str:
    (refusal,) = read_items(path)
    assert isinstance(refusal, Refusal)
    return refusal.reason


@pytest.mark.parametrize(
    ("name", "kind"),
    [("a.txt", "text"), ("a.HTML", "html"), ("a.jsonl.gz", "jsonl"), ("a.ndjson.zst", "jsonl"), ("a.tsv", "csv"),
     ("a.warc.gz", "warc"), ("a.png", None), ("a.gz", None), ("a", None)],
)  # fmt: skip
def test_kinds_by_ending(name: str, kind: str | None) -> None:
    assert kind_of(Path(name)) == kind


def test_rows_under_their_columns_whatever_parts_them(tmp_path: Path) -> None:
    for delimiter in ",;\t|":
        rows = [["text", "published"], ["They met.", "2025-08-13"], ["Two.", ""]]
        path = write(tmp_path / "a.csv", "\ufeff" + "\n".join(delimiter.join(row) for row in rows))
        found = [json.loads(item.data) for item in items(path)]
        assert found == [{"text": "They met.", "published": "2025-08-13"}, {"text": "Two."}]


def test_rows_may_hold_line_breaks_and_each_names_its_line(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", 'text,published\n"one\ntwo",2025-08-13\nthree,2025-08-14\n')
    assert [item.source.rpartition(":")[2] for item in items(path)] == ["3", "4"]
    assert json.loads(items(path)[0].data)["text"] == "one\ntwo"


@pytest.mark.parametrize("content", ["", "\n", ",,\n1,2,3\n", "a,a\n1,2\n"])
def test_rows_need_a_header(tmp_path: Path, content: str) -> None:
    assert "columns" in reason(write(tmp_path / "a.csv", content))


def test_a_row_with_more_fields_than_columns_is_set_aside(tmp_path: Path) -> None:
    found = list(read_items(write(tmp_path / "a.csv", "text,published\na,b,c\nd,e\n")))
    assert [type(one) for one in found] == [Refusal, Item]


def test_an_open_quote_ends_the_file_with_a_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("timeline.ingest.items.MAX_BYTES", 1000)
    path = write(tmp_path / "a.csv", 'text,published\nok,2025-08-13\n"open' + "x\n" * 2000)
    found = list(read_items(path))
    assert isinstance(found[0], Item)
    assert isinstance(found[-1], Refusal)
    assert "field larger" in found[-1].reason


def test_sizes_add_up_to_the_file(tmp_path: Path) -> None:
    lines = "\n".join(json.dumps({"text": "x" * number}) for number in range(50)) + "\n"
    for name, raw in (("a.jsonl", lines.encode()), ("a.jsonl.gz", gzip.compress(lines.encode()))):
        path = write(tmp_path / name, raw)
        assert sum(item.size for item in items(path)) == path.stat().st_size == measure([path])
    path = write(tmp_path / "b.json", "[{}, {}, {}]")
    assert sum(item.size for item in items(path)) == path.stat().st_size


def warc_record(url: str, status: str, content_type: str, body: bytes) -> bytes:
    http = f"HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\n\r\n".encode() + body
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2025-08-13T00:00:00Z\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + http + b"\r\n\r\n")


def test_web_archives_give_their_pages(tmp_path: Path) -> None:
    whole = b"".join([
        warc_record("http://a.example/1", "200 OK", "text/html; charset=ISO-8859-1", b"<p>one"),
        warc_record("http://a.example/2", "404 Not Found", "text/html", b"<p>gone"),
        warc_record("http://a.example/3", "200 OK", "image/png", b"\x89PNG"),
        warc_record("http://a.example/4", "200 OK", "text/html", b"<p>two"),
    ])  # fmt: skip
    assert [(item.data, item.about) for item in items(write(tmp_path / "a.warc.gz", whole))] == [
        (b"<p>one", {"url": "http://a.example/1", "charset": "ISO-8859-1"}),
        (b"<p>two", {"url": "http://a.example/4", "charset": None}),
    ]
    assert "not a web archive" in reason(write(tmp_path / "b.warc", "something else entirely\n" * 10))
    assert reason(
        write(tmp_path / "d.warc.gz", warc_record("http://a.example/3", "200 OK", "image/png", b"\x89PNG"))
    ) == ("no HTML pages in this web archive")
    cut = list(read_items(write(tmp_path / "c.warc.gz", whole[: len(whole) - 100])))
    assert isinstance(cut[0], Item)


def test_folders_give_their_documents_in_order_without_metadata_and_hidden_files(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "a.toml", "sub/c.jsonl.gz", ".git/d.txt", "e.png", ".hidden.txt"):
        write(tmp_path / name, "x")
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere")
    assert [path.name for path in find_files([tmp_path])] == ["a.txt", "b.txt", "c.jsonl.gz"]


def test_a_folder_that_changes_while_it_is_read(tmp_path: Path) -> None:
    for name in ("a/1.txt", "b/1.txt", "c/1.txt", "d.txt"):
        write(tmp_path / name, "x")
    found = find_files([tmp_path])
    first = next(found)
    for name in ("b/1.txt", "c/1.txt"):
        (tmp_path / name).unlink()
    (tmp_path / "c").rmdir()
    write(tmp_path / "b/2.txt", "new")
    assert [path.name for path in (first, *found)] == ["d.txt", "1.txt", "2.txt"]


def test_a_file_gone_or_turned_into_a_folder_is_set_aside(tmp_path: Path) -> None:
    assert "No such file" in reason(tmp_path / "gone.txt")
    (tmp_path / "folder.txt").mkdir()
    assert "directory" in reason(tmp_path / "folder.txt")


def test_a_whole_file_larger_than_any_document_is_set_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "MAX_BYTES", 10)
    for name in ("a.txt", "a.html", "a.json"):
        assert "larger than" in reason(write(tmp_path / name, "x" * 11))


@pytest.mark.parametrize(
    ("header", "charset"),
    [("text/html; charset=utf-8", "utf-8"), ('a/b; charset="UTF-8"; x=y', "UTF-8"), ("text/html", None), (None, None)],
)  # fmt: skip
def test_charset_of_a_header(header: str | None, charset: str | None) -> None:
    assert charset_of(header) == charset
