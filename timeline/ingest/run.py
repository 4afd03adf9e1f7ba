"""An ingest from end to end: items in, events in the store, a report; stopped anywhere, it goes on where it was."""

import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from timeline.ingest.documents import Refusal
from timeline.ingest.executors import Serial, Workers, spread
from timeline.ingest.items import Item, Kind, find_files, read_items
from timeline.ingest.work import Job, Outcome, work, work_on
from timeline.store import Store

CHUNK = 100
"""Documents of a chunk and of a transaction: the commit costs little, and little is done again after a loss."""
CHUNK_BYTES = 4_000_000
"""Bytes at which a chunk ends earlier, so that long documents do not fill the memory."""


_DATE = re.compile(r"\d+([-/.]\d+){2}")
_DETAIL = re.compile(r" at (position|byte|line) \d+.*|'.*'")


@dataclass(slots=True)
class Report:
    """What an ingest has done so far; the same at the end is its result.

    `new`, `changed` and `known` (stored before) count documents, `refused` what was set aside; `size` is bytes read.
    """

    new: int = 0
    changed: int = 0
    known: int = 0
    events: int = 0
    refused: int = 0
    size: int = 0
    started: float = field(default_factory=time.monotonic)
    reasons: dict[str, int] = field(default_factory=dict)

    @property
    def documents(self) -> int:
        """Documents that came in, whatever became of them."""
        return self.new + self.changed + self.known + self.refused

    def count(self, outcome: Outcome) -> None:
        """Add what became of a chunk."""
        self.new += outcome.new
        self.changed += outcome.changed
        self.known += outcome.known
        self.events += outcome.events
        self.size += outcome.size

    def refuse(self, refusal: Refusal) -> None:
        """Count something that was set aside, by its reason."""
        self.refused += 1
        reason = kind_of_reason(refusal.reason)
        self.reasons[reason] = self.reasons.get(reason, 0) + 1


def kind_of_reason(reason: str) -> str:
    """A reason without what differs from document to document, so that reasons can be counted."""
    field = reason.partition(":")[0]
    kept = field if " " in field else reason  # "url: Not a valid URL." names a field, "not JSON: line 3" gives details
    return _DETAIL.sub("", _DATE.sub("…", kept)).split("(")[0].strip()


def ingest(
    items: Iterable[Item | Refusal],
    job: Job,
    *,
    workers: Workers | None = None,
    store: Store | None = None,
    set_aside: Callable[[Refusal], None] = lambda refusal: None,
    progress: Callable[[Report], None] = lambda report: None,
) -> Report:
    """Store the documents of items with their events. Chunks are stored whole or not at all, by the workers.

    What is set aside goes to `set_aside` and does not stop the run. `store` is for work in this process alone (a
    database in memory). Raises StoreUnavailable and ClusterLost; what was stored until then is.
    """
    report = Report()

    def refuse(refusal: Refusal) -> None:
        report.refuse(refusal)
        set_aside(refusal)

    do = partial(work_on, store, job) if store is not None else partial(work, job)
    for outcome in spread(do, chunks(items, refuse), workers or Serial(), _give_up):
        report.count(outcome)
        for refusal in outcome.refusals:
            refuse(refusal)
        progress(report)
    progress(report)
    return report


def _give_up(item: Item) -> Outcome:
    refusal = Refusal(item.source, "the worker died on this document, again and again", item)
    return Outcome(size=item.size, refusals=(refusal,))


def chunks(items: Iterable[Item | Refusal], refuse: Callable[[Refusal], None]) -> Iterator[tuple[Item, ...]]:
    """Items by the hundred, fewer where they are long; refusals go to `refuse` as they are met."""
    chunk: list[Item] = []
    size = 0
    for item in items:
        if isinstance(item, Refusal):
            refuse(item)
            continue
        chunk.append(item)
        size += len(item.data)
        if len(chunk) >= CHUNK or size >= CHUNK_BYTES:
            yield tuple(chunk)
            chunk, size = [], 0
    if chunk:
        yield tuple(chunk)


def read_paths(paths: Sequence[Path], kind: Kind | None = None) -> Iterator[Item | Refusal]:
    """The items of files and folders, in order. Raises InvalidInput for a path that is not there."""
    for path in find_files(paths):
        yield from read_items(path, kind)
