"""Documents from records, and text files with their metadata beside them; what is wrong is refused with a reason."""

import json
import tomllib
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from marshmallow import EXCLUDE, ValidationError

from timeline.errors import InvalidInput
from timeline.ingest.streams import MAX_BYTES, Source
from timeline.model import Document
from timeline.schemas import DocumentInSchema

if TYPE_CHECKING:
    from timeline.ingest.items import Item

METADATA_ENDING = ".toml"

_SCHEMA = DocumentInSchema(unknown=EXCLUDE)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A document that was set aside: where it stands, and why; `item`, `path` or `url` is what to read to try again,
    `later` whether that may help by itself."""

    source: str
    reason: str
    item: "Item | None" = None
    path: Path | None = None
    url: str | None = None
    later: bool = False


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
    """Text of UTF-8 bytes, or UTF-16 where a byte order mark says so; InvalidInput where they are something else."""
    if raw.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        try:
            return raw.decode("utf-16")
        except UnicodeDecodeError as error:
            raise InvalidInput(f"not UTF-16 text, though it begins so (byte {error.start})", "text") from None
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
        raise InvalidInput(f"the metadata beside it is no TOML: {beside.name}: {error}") from None
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
    text = decode(read_bytes(path))
    return from_record({**read_metadata(path), **(given or {}), "text": text}, defaults)


def open_lines(path: Path) -> Iterator[tuple[int, dict[str, Any] | InvalidInput]]:
    """Number and object of each JSON line of a file (`-`: standard input), or why it holds none; blank lines pass.

    Files may be compressed (.gz, .zst). Raises InvalidInput where the file cannot be read.
    """
    try:
        with Source(path) as source:
            for number, raw in enumerate(source.lines(), 1):
                if raw is None:
                    yield number, InvalidInput(f"a line of more than {MAX_BYTES // 1_000_000} MB")
                elif raw.strip():
                    yield number, _parse_line(raw)
    except OSError as error:
        raise InvalidInput(f"{path}: {error.strerror or error}") from None


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
