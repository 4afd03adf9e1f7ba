"""NDJSON: an event a line, everything that is known of it."""

from collections.abc import Iterable, Iterator

import orjson

from api.exports.common import About, Event


def write(events: Iterable[Event], _: About) -> Iterator[str]:
    """The lines."""
    for event in events:
        yield orjson.dumps(event).decode() + "\n"
