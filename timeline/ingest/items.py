"""What is to be read: every file cut into items of one document each, not parsed yet.

Reading is cheap and in order, so that one process can feed many; parsing (`parse.py`) is not.
"""

import csv
import json
import logging
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import orjson
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from timeline.errors import InvalidInput
from timeline.ingest.documents import METADATA_ENDING, Refusal, decode, parse_json, read_metadata
from timeline.ingest.streams import MAX_BYTES, STDIN, Source, stem_ending
from timeline.store.dump import is_dump

Form = Literal["text", "page", "json"]
Kind = Literal["text", "html", "json", "jsonl", "csv", "warc"]

ENDINGS: dict[str, Kind] = {
    ".txt": "text", ".text": "text", ".md": "text",
    ".html": "html", ".htm": "html", ".xhtml": "html",
    ".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl",
    ".csv": "csv", ".tsv": "csv", ".warc": "warc",
}  # fmt: skip
log = logging.getLogger(__name__)

DELIMITERS = ",;\t|"


@dataclass(frozen=True, slots=True)
class Item:
    """Something that holds one document, as it was found. `source` names the place for people, `about` what is known of
    the document besides (address, charset, metadata beside it), `size` the bytes of the file it took up."""

    source: str
    form: Form
    data: bytes
    about: Mapping[str, Any] = field(default_factory=dict)
    size: int = 0


def kind_of(path: Path) -> Kind | None:
    """What a file holds, by its ending."""
    return ENDINGS.get(stem_ending(path))


def find_files(paths: Iterable[Path]) -> Iterator[Path]:
    """The files named, and in folders every file of a kind that holds documents, in the order of their names.

    Raises InvalidInput for a path that is not there. Folders are read as they are reached: what is gone by then is
    passed over.
    """
    for path in paths:
        if path.is_dir():
            yield from _walk(path)
        elif path == STDIN or path.exists():
            yield path
        else:
            raise InvalidInput(f"{path}: no such file or folder")


def _walk(folder: Path) -> Iterator[Path]:
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(root, name)
            if not name.startswith(".") and kind_of(path) and path.is_file():
                yield path


def measure(paths: Iterable[Path]) -> int:
    """Bytes of all the files, as they lie on the disk: what a progress bar counts against."""
    total = 0
    for path in find_files(paths):
        try:
            total += path.stat().st_size if path != STDIN else 0
        except OSError:
            continue
    return total


def read_items(path: Path, kind: Kind | None = None) -> Iterator[Item | Refusal]:
    """The items of a file, in order; a refusal for what holds none, and reading goes on behind it.

    `kind` is for standard input and files whose ending does not tell.
    """
    kind = kind_of(path) or kind
    if kind is None:
        reason = f"unknown kind of file: {path.suffix or 'no ending'}"
        yield Refusal(str(path), "say with --as what standard input holds" if path == STDIN else reason)
        return
    try:
        if kind == "warc":
            yield from _warc(path)
        else:
            with Source(path) as source:
                yield from _READERS[kind](path, source)
    except InvalidInput as error:
        yield Refusal(str(path), str(error), path=path)
    except OSError as error:
        yield Refusal(str(path), f"cannot be read: {error.strerror or error}", path=path)


def _text(path: Path, source: Source) -> Iterator[Item]:
    raw = source.read()
    beside = path.with_suffix("") if source.compressed else path
    about = read_metadata(beside) if path != STDIN else {}
    yield Item(str(path), "text", raw, about, len(raw) if not source.compressed else source.position)


def _html(path: Path, source: Source) -> Iterator[Item]:
    raw = source.read()
    beside = path.with_suffix("") if source.compressed else path
    about = read_metadata(beside) if path != STDIN and beside.with_suffix(METADATA_ENDING).is_file() else {}
    yield Item(str(path), "page", raw, about, source.position)


def _json(path: Path, source: Source) -> Iterator[Item]:
    try:
        raw = source.read()
    except InvalidInput as error:
        raise InvalidInput(f"{error}; a larger export can be read as JSON lines (.jsonl)") from None
    found = parse_json(decode(raw))
    if not isinstance(found, list):
        yield Item(str(path), "json", raw, {}, source.position)
        return
    for number, record in enumerate(found, 1):
        size = source.position if number == len(found) else 0
        yield Item(f"{path}#{number}", "json", _dump(record), {}, size)


def _dump(record: object) -> bytes:
    try:
        return orjson.dumps(record)
    except (
        TypeError
    ):  # lone surrogates, huge numbers: json writes what it has read, and parsing refuses it with a reason
        return json.dumps(record).encode()


def find_dump(paths: Iterable[Path]) -> Path | None:
    """The dump of a whole timeline among files, None where there is none; what cannot be read is no dump."""
    for path in paths:
        if path != STDIN and (kind_of(path) != "jsonl" or not path.is_file()):
            continue
        try:
            with Source(path) as source:
                if is_dump(source.first_line()):
                    return path
        except (OSError, InvalidInput):
            continue
    return None


def _jsonl(path: Path, source: Source) -> Iterator[Item | Refusal]:
    if is_dump(source.first_line()):
        raise InvalidInput("a dump of a whole timeline; ingest it by its name and alone, into an empty database")
    before = 0
    for number, raw in enumerate(source.lines(), 1):
        if raw is None:
            yield Refusal(f"{path}:{number}", f"a line of more than {MAX_BYTES // 1_000_000} MB")
        elif raw.strip():
            size, before = source.position - before, source.position
            yield Item(f"{path}:{number}", "json", raw, {}, size)


def _csv(path: Path, source: Source) -> Iterator[Item | Refusal]:
    """Rows under a header line; the delimiter is the one the header uses most."""
    lines = _text_lines(path, source)
    header = next(lines, "")
    delimiter = max(DELIMITERS, key=header.count)
    names = [name.strip() for name in next(csv.reader([header], delimiter=delimiter), [])]
    if not any(names) or len(set(names)) < len(names):
        raise InvalidInput("the first line does not name the columns, each differently")
    csv.field_size_limit(MAX_BYTES)
    rows = csv.reader(lines, delimiter=delimiter)
    before = 0
    while True:
        try:
            row = next(rows, None)
        except csv.Error as error:
            raise InvalidInput(f"line {rows.line_num + 1}: {error}") from None
        if row is None:
            return
        place = f"{path}:{rows.line_num + 1}"
        if len(row) > len(names):
            yield Refusal(place, f"{len(row)} fields under {len(names)} columns")
        elif any(value.strip() for value in row):
            size, before = source.position - before, source.position
            filled = {name: value for name, value in zip(names, row, strict=False) if value.strip()}
            yield Item(place, "json", _dump(filled), {"csv": True}, size)


def _text_lines(path: Path, source: Source) -> Iterator[str]:
    for number, raw in enumerate(source.lines(), 1):
        if raw is None:
            raise InvalidInput(f"line {number}: more than {MAX_BYTES // 1_000_000} MB")
        # Bytes that are no UTF-8 become lone surrogates, which parsing refuses row by row.
        yield raw.decode("utf-8-sig" if number == 1 else "utf-8", "surrogateescape").replace("\0", "\ufffd")


def _warc(path: Path) -> Iterator[Item | Refusal]:
    """The HTML pages among a web archive's responses."""
    with path.open("rb") as file:
        before, number = 0, 0
        try:
            for record in ArchiveIterator(file):
                if record.rec_type != "response" or record.http_headers is None:
                    continue
                number += 1
                item = _warc_page(record, f"{path}#{number}", file.tell() - before)
                if item is not None:
                    before = file.tell()
                    yield item
            if not before:
                raise InvalidInput("no HTML pages in this web archive")
        except InvalidInput:
            raise
        except Exception as error:  # on damaged archives warcio raises whatever it stumbles over
            if not isinstance(error, ArchiveLoadFailed):
                log.info("%s: %r", path, error)
            place = f"behind page {number}" if number else "at its beginning"
            raise InvalidInput(f"not a web archive, or a damaged one ({place})") from None


def _warc_page(record: Any, place: str, size: int) -> Item | Refusal | None:
    content_type = record.http_headers.get_header("Content-Type") or ""
    if record.http_headers.get_statuscode() != "200" or "html" not in content_type.lower():
        return None
    raw = record.content_stream().read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        return Refusal(place, f"larger than {MAX_BYTES // 1_000_000} MB, which no document is")
    about = {"url": record.rec_headers.get_header("WARC-Target-URI"), "charset": charset_of(content_type)}
    return Item(place, "page", raw, about, size)


def charset_of(content_type: str | None) -> str | None:
    """The charset a Content-Type header names."""
    for part in (content_type or "").split(";")[1:]:
        name, _, value = part.partition("=")
        if name.strip().lower() == "charset":
            return value.strip(" \"'") or None
    return None


_READERS: dict[str, Any] = {"text": _text, "html": _html, "json": _json, "jsonl": _jsonl, "csv": _csv}
