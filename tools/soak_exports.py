#!/usr/bin/env python3
"""Every export of 0, 1 and 100,000 events, streamed by a real server and read back by the program people would use.

    python tools/soak_exports.py [--events 100000]

For each format: size and seconds of the stream, how much the server's memory grew meanwhile, and what the consumer
made of it. The exit code is 1 when a consumer found fewer or other events, or an error, or the server grew by more than
`GROWTH` MB.
"""

import argparse
import csv
import http.client
import json
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import feedparser  # noqa: E402
import geojson  # noqa: E402
import icalendar  # noqa: E402
from pyld import jsonld  # noqa: E402

from api.exports import FORMATS  # noqa: E402
from tests.node_support import run_node  # noqa: E402
from tests.server_support import Server, serving  # noqa: E402
from tests.test_api_exports import many  # noqa: E402
from timeline.store import Store  # noqa: E402
from tools.soak import private_memory  # noqa: E402

GROWTH = 8.0
"""MB that a server may grow by while it streams, for pages of events and pieces of text."""


def read_csv(path: Path) -> Iterator[str]:
    """Python's own reader, in Excel's dialect."""
    with path.open(encoding="utf-8", newline="") as file:
        yield from (row["id"] for row in csv.DictReader(file, dialect="excel", strict=True))


def read_ics(path: Path) -> Iterator[str]:
    """icalendar."""
    for component in icalendar.Calendar.from_ical(path.read_bytes()).subcomponents:
        assert not component.errors, component.errors
        yield str(component["UID"]).removesuffix("@timeline")


def read_atom(path: Path) -> Iterator[str]:
    """feedparser."""
    feed = feedparser.parse(path.read_bytes())
    assert not feed.bozo, feed.get("bozo_exception")
    yield from (entry.id.removeprefix("urn:timeline:") for entry in feed.entries)


def read_json_feed(path: Path) -> Iterator[str]:
    """JSON, with what JSON Feed 1.1 demands of an item."""
    for item in json.loads(path.read_bytes())["items"]:
        assert isinstance(item["content_text"], str)
        yield item["id"]


def read_geojson(path: Path) -> Iterator[str]:
    """geojson, whose validation must find nothing."""
    collection = geojson.loads(path.read_bytes())
    assert collection.is_valid, collection.errors()
    yield from (feature["id"] for feature in collection.features)


def read_ndjson(path: Path) -> Iterator[str]:
    """JSON, line by line."""
    with path.open(encoding="utf-8") as file:
        yield from (json.loads(line)["id"] for line in file)


def read_timelinejs(path: Path) -> Iterator[str]:
    """TimelineJS3's own parser, in Node.js."""
    read = json.loads(run_node("timelinejs.mjs", path))
    assert read["errors"] == [], read["errors"][:3]
    yield from (slide["id"] for slide in read["events"])
    yield from (one["unique_id"] for one in json.loads(path.read_bytes())["undated"])


def read_jsonld(path: Path) -> Iterator[str]:
    """pyld, a thousand nodes at a time, with schema.org's vocabulary as the context."""
    document = json.loads(path.read_bytes())
    context = {"@vocab": document["@context"] + "/"}
    for first in range(0, len(document["@graph"]), 1000):
        nodes = jsonld.expand({"@context": context, "@graph": document["@graph"][first : first + 1000]})
        assert all(node["@type"] == ["https://schema.org/Event"] for node in nodes)
        yield from (node["https://schema.org/identifier"][0]["@value"] for node in nodes)


READERS: dict[str, Callable[[Path], Iterator[str]]] = {
    "csv": read_csv, "ics": read_ics, "atom": read_atom, "feed.json": read_json_feed, "geojson": read_geojson,
    "ndjson": read_ndjson, "timelinejs.json": read_timelinejs, "jsonld": read_jsonld,
}  # fmt: skip


def fetch(server: Server, suffix: str, path: Path, query: str = "") -> tuple[float, float]:
    """Stream an export to a file; seconds, and MB by which the server grew at most meanwhile."""
    before, peak, done = private_memory(server), 0.0, threading.Event()

    def watch() -> None:
        nonlocal peak
        while not done.wait(0.1):
            peak = max(peak, private_memory(server))

    watching = threading.Thread(target=watch)
    watching.start()
    started = time.perf_counter()
    try:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        connection.request("GET", f"/v1/events.{suffix}{query}")
        answer = connection.getresponse()
        assert answer.status == 200, answer.read()
        with path.open("wb") as file:
            shutil.copyfileobj(answer, file, 64 * 1024)
    finally:
        seconds = time.perf_counter() - started
        done.set()
        watching.join()
    return seconds, max(0.0, peak - before)


def check(server: Server, folder: Path, expected: list[str]) -> bool:
    """Fetch and read every format; whether all is well."""
    good = True
    fetch(server, "ndjson", folder / "first")  # SQLite's page cache fills: 64 MB a connection, and no more
    for format in FORMATS:
        path = folder / f"timeline.{format.suffix}"
        fetch(server, format.suffix, path, "?limit=5000")  # caches fill, the allocator finds its size
        seconds, grown = fetch(server, format.suffix, path)
        started = time.perf_counter()
        try:
            found = list(READERS[format.suffix](path))
            fault = "" if sorted(found) == sorted(expected) else f"{len(found)} events"
        except AssertionError as failure:
            fault = str(failure)[:500] or "not valid"
        if grown > GROWTH:
            fault += f" server grew by {grown:.1f} MB"
        good = good and not fault
        size, read = path.stat().st_size / 1e6, time.perf_counter() - started
        print(f"| {format.suffix} | {len(expected):,} | {size:.1f} | {seconds:.1f} | {grown:.1f} | {read:.0f} | "
              f"{fault or 'all'} |", flush=True)  # fmt: skip
    return good


def fill(database: str, count: int) -> list[str]:
    """A database with so many events of all kinds of dates; their ids."""
    batches, names = many(count), []
    with Store.open(database, create=True) as store:
        for first in range(0, len(batches), 100):
            names += [name for one in store.add(batches[first : first + 100]) for name in one.events]
    return names


def main() -> int:
    """Run all sizes."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--events", type=int, default=100_000, help="the greatest number")
    sizes = (0, 1, parser.parse_args().events)
    good = True
    print("| format | events | MB | seconds | server grew by MB | reader's seconds | read |")
    print("|---|---|---|---|---|---|---|")
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            database = f"sqlite:///{folder}/timeline.db"
            expected = fill(database, size)
            with serving(database, folder / "log") as server:
                good = check(server, folder, expected) and good
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
