"""One item to one document: page, text or record; field mapping, day of publication, language."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from timeline.errors import InvalidInput
from timeline.ingest.documents import Refusal, decode, from_record, parse_json
from timeline.ingest.items import Item, read_items
from timeline.ingest.language import detect
from timeline.ingest.page import read_page
from timeline.ingest.published import DateOrder, read_published
from timeline.model import Document

FIELDS = ("text", "html", "title", "url", "published", "publisher", "language", "authors", "tags")
"""What a field mapping can name: the fields of a document, and `html` for a page in a record."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How items are read, the same for a whole run.

    `today` bounds days of publication. `fields` names the record's field for each of FIELDS that is called something
    else ("text": "content.body", dots lead into objects). `defaults` are metadata for documents that bring none.
    `date_order` settles numbers such as 02/03/2021.
    """

    today: date
    fields: Mapping[str, str] = field(default_factory=dict)
    defaults: Mapping[str, Any] = field(default_factory=dict)
    date_order: DateOrder | None = None


def parse(item: Item, reading: Reading) -> Document:
    """The document of an item. Raises InvalidInput, with the field and the reason, where it holds none."""
    about = {name: value for name, value in item.about.items() if value is not None and name not in ("charset", "csv")}
    if item.form == "page":
        record = {**_page(item.data, reading, about.get("url"), item.about.get("charset")), **about}
    elif item.form == "text":
        record = {"text": decode(item.data), **about}
    else:
        record = {**about, **_record(item, reading)}
    return from_record(_settled(record, reading), reading.defaults)


def _page(raw: bytes, reading: Reading, url: str | None, charset: str | None = None) -> dict[str, Any]:
    return read_page(raw, reading.today, url=url, charset=charset)


def _record(item: Item, reading: Reading) -> dict[str, Any]:
    found = parse_json(decode(item.data))
    if not isinstance(found, dict):
        raise InvalidInput("not a JSON object")
    record = {name: value for name, value in found.items() if value is not None}
    for name, path in reading.fields.items():
        value = _look_up(found, path)
        if value is not None:
            record[name] = value
        elif name in record and path != name:
            del record[name]
    html = record.pop("html", None)
    if isinstance(html, str) and html.strip():
        url = record.get("url")
        record = {
            **_page(_as_page(html).encode("utf-8", "replace"), reading, url if isinstance(url, str) else None),
            **record,
        }
    if "text" not in record:
        names = ", ".join(str(name)[:40] for name in list(found)[:12])
        raise InvalidInput(f"no text: say which field has it with --map text=FIELD (fields here: {names})", "text")
    for name in ("authors", "tags"):
        if isinstance(record.get(name), str):
            record[name] = [part.strip() for part in record[name].replace(";", ",").split(",") if part.strip()]
    return record


def _as_page(html: str) -> str:
    """A fragment as a page of its own."""
    return html if "<body" in html.lower() else f"<html><body><article>{html}</article></body></html>"


def _look_up(record: Mapping[str, Any], path: str) -> Any:
    if path in record:
        return record[path]
    value: Any = record
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _settled(record: dict[str, Any], reading: Reading) -> dict[str, Any]:
    """The record with an ISO day of publication and a language."""
    record = dict(record)
    language = record.get("language") or reading.defaults.get("language")
    if isinstance(language, str):
        record["language"] = language.strip().replace("_", "-").split("-")[0].lower()
    elif isinstance(text := record.get("text"), str) and (found := detect(text)):
        record["language"] = found
    published = record.get("published")
    if published not in (None, ""):
        day = read_published(published, reading.today, order=reading.date_order, language=record.get("language"))
        record["published"] = day.isoformat()
    else:
        record.pop("published", None)
    return record


def read_file(path: Path, defaults: Mapping[str, Any] | None = None) -> Iterator[Document | Refusal]:
    """The documents of one file, by its ending, and a refusal for each that holds none."""
    reading = Reading(date.today(), defaults=defaults or {})
    for item in read_items(path):
        if isinstance(item, Refusal):
            yield item
            continue
        try:
            yield parse(item, reading)
        except InvalidInput as error:
            yield Refusal(item.source, str(error), item)


def parse_mapping(pairs: tuple[str, ...]) -> dict[str, str]:
    """`("text=body", …)` as a mapping; InvalidInput for what is no field of a document."""
    fields = {}
    for pair in pairs:
        name, sign, path = pair.partition("=")
        if not sign or not path or name not in FIELDS:
            raise InvalidInput(f"--map is FIELD=NAME, FIELD one of {', '.join(FIELDS)}; not {pair!r}", "map")
        fields[name] = path
    return fields
