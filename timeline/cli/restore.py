"""`timeline ingest` of a dump (`timeline export --format ndjson`): a whole database, into an empty one."""

from collections.abc import Iterator
from pathlib import Path

from timeline.cli.output import plain
from timeline.errors import InvalidInput
from timeline.ingest.streams import MAX_BYTES, Source
from timeline.store import Store


def restore(db: str, path: Path) -> int:
    """Load a dump into a database, all of it or nothing; the exit code. Conflict where the database is not empty."""
    with Source(path) as source, Store.open(db, create=True) as store:
        events = store.load(_lines(path, source))
    plain(f"{events:,} event{'s' * (events != 1)} restored, with all documents, versions and edits.")
    return 0


def _lines(path: Path, source: Source) -> Iterator[bytes]:
    for number, line in enumerate(source.lines(), 1):
        if line is None:
            raise InvalidInput(f"{path}:{number}: a line of more than {MAX_BYTES // 1_000_000} MB, which no dump has")
        yield line
