"""What was set aside, in a file that a person can read and an ingest can take up again.

One JSON object a line: where the document stands, why it was set aside, and what to read to try again: the `record`
itself (which may be mended in place), a `file`, or a `url`.
"""

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from timeline.errors import InvalidInput
from timeline.ingest.documents import Refusal, open_lines
from timeline.ingest.feeds import read_url
from timeline.ingest.items import Item, Kind, read_items
from timeline.ingest.web import Visitor

LONGEST = 1_000_000
"""Bytes of a document that are kept in the file; of a longer one, which mostly is none, only the place is."""


class SetAside:
    """Writes the file as refusals come; it takes its name when it is whole, and is not made where there is nothing.

    Raises InvalidInput where it could not be written.
    """

    def __init__(self, path: Path) -> None:
        if not path.absolute().parent.is_dir():
            raise InvalidInput(f"{path}: there is no such folder")
        self.path = path
        self.count = 0
        self._part = path.with_name(f"{path.name}.part")
        self._file: BinaryIO | None = None

    def write(self, refusal: Refusal) -> None:
        """Add a refusal; it is on its way to the disk when this returns."""
        try:
            if self._file is None:
                self._file = self._part.open("wb", buffering=0)
            self._file.write(orjson.dumps(line_of(refusal), option=orjson.OPT_APPEND_NEWLINE))
        except OSError as error:
            raise InvalidInput(f"{self._part}: {error.strerror or error}") from None
        self.count += 1

    def close(self) -> None:
        """Give the file its name."""
        if self._file is not None:
            self._file.close()
            self._part.replace(self.path)


def line_of(refusal: Refusal) -> dict[str, Any]:
    """A refusal as a line of the file."""
    line: dict[str, Any] = {"source": printable(refusal.source), "reason": printable(refusal.reason)}
    item = refusal.item
    if refusal.url is not None:
        line["url"] = refusal.url
    elif refusal.path is not None or (item is not None and item.form != "json" and Path(item.source).is_file()):
        line["file"] = printable(str(Path(refusal.path or refusal.source).absolute()))
    elif item is not None and len(item.data) <= LONGEST:
        line |= {"form": item.form, **({"about": dict(item.about)} if item.about else {}), **_content(item)}
    return line


def _content(item: Item) -> dict[str, Any]:
    if item.form == "json":
        try:
            return {"record": orjson.loads(item.data)}
        except orjson.JSONDecodeError:
            pass
    try:
        return {"content": item.data.decode()}
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(item.data).decode()}


def printable(text: str) -> str:
    """Text that can be written: names of files may hold bytes that are no UTF-8."""
    return text.encode("utf-8", "replace").decode()


def read_again(path: Path, visitor: Visitor, kind: Kind | None = None) -> Iterator[Item | Refusal]:
    """The items of a file of what was set aside. Only to be used on a file of one's own: it names files to be read."""
    for number, line in open_lines(path):
        if isinstance(line, InvalidInput):
            yield Refusal(f"{path}:{number}", str(line))
            continue
        source = str(line.get("source") or f"{path}:{number}")
        if isinstance(line.get("url"), str):
            yield from read_url(line["url"], visitor)
        elif isinstance(line.get("file"), str):
            yield from read_items(Path(line["file"]), kind)
        else:
            yield _item(source, line)


def _item(source: str, line: dict[str, Any]) -> Item | Refusal:
    form, about = line.get("form", "json"), line.get("about") or {}
    if form not in ("json", "text", "page") or not isinstance(about, dict):
        return Refusal(source, "not a line of what was set aside")
    if "record" in line:
        return Item(source, form, orjson.dumps(line["record"]), about)
    if isinstance(line.get("content"), str):
        return Item(source, form, line["content"].encode(), about)
    if isinstance(line.get("base64"), str):
        try:
            return Item(source, form, base64.b64decode(line["base64"], validate=True), about)
        except ValueError:
            return Refusal(source, "not a line of what was set aside")
    return Refusal(source, str(line.get("reason") or "there is nothing to read again"))
