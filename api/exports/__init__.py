"""Events in the formats of other tools, each written piece by piece, so that size costs no memory.

A writer takes rendered events as dicts (DESIGN section 4) and what there is to say about the whole, and yields text.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from api.exports import calendar, feeds, geojson, jsonld, lines, spreadsheet, timelinejs
from api.exports.common import About, Event

Writer = Callable[[Iterable[Event], About], Iterator[str]]

CHUNK = 64 * 1024
"""Characters gathered before they are sent."""


@dataclass(frozen=True, slots=True)
class Format:
    """One export: its suffix and name in paths, its media type, what reads it, and its writer."""

    suffix: str
    media_type: str
    description: str
    write: Writer

    @property
    def name(self) -> str:
        """The suffix as an identifier."""
        return self.suffix.replace(".", "_")


FORMATS = (
    Format("csv", "text/csv", "CSV for spreadsheets, a row an event", spreadsheet.write),
    Format("ics", "text/calendar", "iCalendar, to subscribe to", calendar.write),
    Format("atom", "application/atom+xml", "Atom feed", feeds.write_atom),
    Format("feed.json", "application/feed+json", "JSON Feed 1.1", feeds.write_json_feed),
    Format(
        "geojson", "application/geo+json", "GeoJSON for maps; events without a place have no geometry", geojson.write
    ),
    Format("ndjson", "application/x-ndjson", "an event a line, whole", lines.write),
    Format("timelinejs.json", "application/vnd.timelinejs+json", "JSON of TimelineJS3", timelinejs.write),
    Format("jsonld", "application/ld+json", "JSON-LD, schema.org events", jsonld.write),
)


def encode(parts: Iterable[str], encoding: str = "utf-8") -> Iterator[bytes]:
    """The text in pieces of a size worth sending."""
    gathered: list[str] = []
    size = 0
    for part in parts:
        gathered.append(part)
        size += len(part)
        if size >= CHUNK:
            yield "".join(gathered).encode(encoding)
            gathered, size = [], 0
    if gathered:
        yield "".join(gathered).encode(encoding)


__all__ = ["FORMATS", "About", "Event", "Format", "encode"]
