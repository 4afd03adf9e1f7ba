"""Documents from files: text with its metadata beside it, JSON, JSON lines.

Every file gives documents or refusals, in the file's order; a refusal names the place and the reason, and reading
goes on behind it.
"""

import json
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from marshmallow import EXCLUDE, ValidationError

from timeline.errors import InvalidInput
from timeline.model import Document
from timeline.schemas import MAX_TEXT, DocumentInSchema

TEXT_ENDINGS = (".txt", ".text", ".md")
RECORD_ENDINGS = (".jsonl", ".ndjson", ".json")
METADATA_ENDING = ".toml"
MAX_BYTES = 8 * MAX_TEXT
"""Longest line or file read whole, in bytes: the longest text, escaped, with room for metadata."""

_SCHEMA = DocumentInSchema(unknown=EXCLUDE)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A document that was set aside: where it stands, and why."""

    source: str
    reason: str


def describe(errors: Mapping[str, Any] | list[Any]) -> str:
    """marshmallow's nested messages as one line: "published: Missing data for required field." """
    if isinstance(errors, list):
        return " ".join(str(error) for error in errors)
    return "; ".join(f"{field}: {describe(inner)}" for field, inner in errors.items())


def from_record(record: object, defaults: Mapping[str, Any] | None = None) -> Document:
    """A document of a JSON object; `defaults` fill what it leaves out.

    Raises InvalidInput with the field and the reason. Unknown keys are left aside.
    """
    if not isinstance(record, Mapping):
        raise InvalidInput("not a JSON object")
    filled = {**(defaults or {}), **{key: value for key, value in record.items() if value is not None}}
    try:
        document: Document = _SCHEMA.load(filled)
    except ValidationError as error:
        if "published" in error.messages_dict and not filled.get("published"):
            raise InvalidInput("no publication date: give --published YYYY-MM-DD", "published") from None
        raise InvalidInput(describe(error.messages_dict), next(iter(error.messages_dict))) from None
    return document


def decode(raw: bytes) -> str:
    """Text of UTF-8 bytes, a byte order mark dropped; InvalidInput where they are something else."""
    if b"\0" in raw[:100_000]:
        raise InvalidInput("binary data, not text", "text")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInput(f"not UTF-8 text (byte {error.start})", "text") from None


def read_metadata(path: Path) -> dict[str, Any]:
    """What the TOML file beside a text file says of it; nothing where there is none."""
    beside = path.with_suffix(METADATA_ENDING)
    if not beside.is_file():
        return {}
    try:
        found = tomllib.loads(beside.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{beside.name}: {error}") from None
    published = found.get("published")
    if isinstance(published, date):  # TOML has dates of its own
        found["published"] = published.isoformat()
    return found


def read_bytes(path: Path) -> bytes:
    """A file's bytes; InvalidInput where it can't be read or is larger than any document."""
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise InvalidInput(f"cannot be read: {error.strerror or error}") from None
    if len(raw) > MAX_BYTES:
        raise InvalidInput(f"larger than {MAX_BYTES // 1_000_000} MB, which no document is")
    return raw


def read_text(
    path: Path, defaults: Mapping[str, Any] | None = None, given: Mapping[str, Any] | None = None
) -> Document:
    """The document of a text file: what is `given`, then the metadata beside it, then `defaults`."""
    return from_record({**read_metadata(path), **(given or {}), "text": decode(read_bytes(path))}, defaults)


def open_lines(path: Path) -> Iterator[tuple[int, dict[str, Any] | InvalidInput]]:
    """Number and object of each JSON line of a file (`-`: standard input), or why it holds none; blank lines pass.

    Raises InvalidInput where the file cannot be read.
    """
    try:
        with sys.stdin.buffer if str(path) == "-" else path.open("rb") as file:
            number = 0
            while raw := file.readline(MAX_BYTES + 1):
                number += 1
                if len(raw) > MAX_BYTES and not raw.endswith(b"\n"):
                    _skip_line(file)
                    yield number, InvalidInput(f"a line of more than {MAX_BYTES // 1_000_000} MB")
                elif raw.strip():
                    yield number, _parse_line(raw)
    except OSError as error:
        raise InvalidInput(f"{path}: {error.strerror or error}") from None


def _skip_line(file: BinaryIO) -> None:
    while (rest := file.readline(MAX_BYTES)) and not rest.endswith(b"\n"):
        pass


def _parse_line(raw: bytes) -> dict[str, Any] | InvalidInput:
    try:
        found = parse_json(decode(raw))
    except InvalidInput as error:
        return error
    return found if isinstance(found, dict) else InvalidInput("not a JSON object")


def parse_json(text: str) -> Any:
    """What a JSON text says; InvalidInput where it is none (or is nested beyond what any document is)."""
    try:
        return json.loads(text)
    except RecursionError:
        raise InvalidInput("JSON nested too deeply") from None
    except ValueError as error:
        raise InvalidInput(f"not JSON: {error}") from None


def read_lines(path: Path, defaults: Mapping[str, Any] | None = None) -> Iterator[Document | Refusal]:
    """The documents of a file of JSON lines, a refusal for each line that holds none."""
    for number, record in open_lines(path):
        yield _document_or_refusal(f"{path}:{number}", record, defaults)


def _document_or_refusal(source: str, record: object, defaults: Mapping[str, Any] | None) -> Document | Refusal:
    try:
        if isinstance(record, InvalidInput):
            raise record
        return from_record(record, defaults)
    except InvalidInput as error:
        return Refusal(source, str(error))


def read_json(path: Path, defaults: Mapping[str, Any] | None = None) -> Iterator[Document | Refusal]:
    """The documents of a JSON file: one object, or an array of them. Raises InvalidInput where it is no JSON."""
    found = parse_json(decode(read_bytes(path)))
    if isinstance(found, list):
        for number, record in enumerate(found, 1):
            yield _document_or_refusal(f"{path}#{number}", record, defaults)
    else:
        yield _document_or_refusal(str(path), found, defaults)


def read_file(path: Path, defaults: Mapping[str, Any] | None = None) -> Iterator[Document | Refusal]:
    """The documents of one file, by its ending."""
    ending = path.suffix.lower()
    try:
        if ending in (".jsonl", ".ndjson"):
            yield from read_lines(path, defaults)
        elif ending == ".json":
            yield from read_json(path, defaults)
        elif ending in TEXT_ENDINGS:
            yield read_text(path, defaults)
        else:
            yield Refusal(str(path), f"unknown kind of file: {ending or 'no ending'}")
    except InvalidInput as error:
        yield Refusal(str(path), str(error))
    except OSError as error:
        yield Refusal(str(path), f"cannot be read: {error.strerror or error}")


def find_files(paths: Iterable[Path]) -> Iterator[Path]:
    """The files named, and in folders every file of a kind that holds documents, in the order of their names.

    Raises InvalidInput for a path that is not there.
    """
    for path in paths:
        if path.is_dir():
            yield from sorted(
                found
                for found in path.rglob("*")
                if found.suffix.lower() in TEXT_ENDINGS + RECORD_ENDINGS
                and found.is_file()
                and not any(part.startswith(".") for part in found.relative_to(path).parts)
            )
        elif path.exists():
            yield path
        else:
            raise InvalidInput(f"{path}: no such file or folder")
