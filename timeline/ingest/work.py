"""What a worker does with a chunk of items: parse, leave out what is stored, extract, store in one transaction."""

import hashlib
import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from timeline.errors import InvalidInput
from timeline.ingest.documents import Refusal
from timeline.ingest.items import Item
from timeline.ingest.parse import Reading, parse
from timeline.ingest.sketch import sketch
from timeline.model import Document, Event, digest
from timeline.store import Added, Store

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """What every worker of a run needs to know: the database's URL, how items are read, whether what was read before is
    left out."""

    db: str
    reading: Reading
    resume: bool = True


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a chunk: documents that are new, changed, or stored before; their events; bytes read; refusals."""

    new: int = 0
    changed: int = 0
    known: int = 0
    events: int = 0
    size: int = 0
    refusals: tuple[Refusal, ...] = ()


def work(job: Job, items: Sequence[Item]) -> Outcome:
    """Read, extract and store a chunk. Everything is stored, or nothing: what is done twice is done once.

    Raises StoreUnavailable when the database cannot be reached.
    """
    return work_on(_store(job.db), job, items)


def work_on(store: Store, job: Job, items: Sequence[Item]) -> Outcome:
    """`work` with an open store."""
    sources = {key(item, job.reading): item for item in items}
    before = store.read_before(list(sources)) if job.resume else set()
    refusals: list[Refusal] = []
    parsed = _parsed({name: item for name, item in sources.items() if name not in before}, job.reading, refusals)
    stored = store.known(parsed.values()) if job.resume else set()
    known = {name: document for name, document in parsed.items() if document.id in stored}
    batch = _extracted({name: document for name, document in parsed.items() if name not in known}, sources, refusals)
    added = _add(store, batch, list(known), sources, refusals)
    status = Counter(one.status for one in added)
    return Outcome(
        new=status["new"],
        changed=status["changed"],
        known=len(items) - len(sources) + len(before) + len(known) + status["same"],
        events=sum(len(one.events) for one in added if one.status != "same"),
        size=sum(item.size for item in items),
        refusals=tuple(refusals),
    )


def key(item: Item, reading: Reading) -> str:
    """Names what an item holds and how it is read, so that the same is read once; where it lies does not matter."""
    how = [item.form, sorted(item.about.items()), sorted(reading.fields.items()), sorted(reading.defaults.items())]
    return digest(f"{hashlib.sha256(item.data).hexdigest()} {how!r} {reading.date_order}")


def _parsed(sources: Mapping[str, Item], reading: Reading, refusals: list[Refusal]) -> dict[str, Document]:
    parsed = {}
    for name, item in sources.items():
        try:
            parsed[name] = parse(item, reading)
        except InvalidInput as error:
            refusals.append(Refusal(item.source, str(error), item))
        except Exception as error:  # a page that trips a parser must not end a run over a million
            log.exception("reading failed on %s", item.source)
            refusals.append(Refusal(item.source, f"reading failed: {type(error).__name__}", item))
    return parsed


def _extracted(
    documents: Mapping[str, Document], sources: Mapping[str, Item], refusals: list[Refusal]
) -> dict[str, tuple[Document, Sequence[Event]]]:
    from timeline.pipeline import extract  # imported here: a run that finds nothing new loads no models

    batch: dict[str, tuple[Document, Sequence[Event]]] = {}
    for name, document in documents.items():
        try:
            batch[name] = (document, extract(document))
        except InvalidInput as error:  # a language that nothing here reads, told by name
            refusals.append(Refusal(sources[name].source, str(error), sources[name]))
        except Exception as error:
            log.exception("extraction failed on %s", sources[name].source)
            reason = f"extraction failed: {type(error).__name__}"
            refusals.append(Refusal(sources[name].source, reason, sources[name]))
    return batch


def _add(
    store: Store,
    batch: Mapping[str, tuple[Document, Sequence[Event]]],
    known: Sequence[str],
    sources: Mapping[str, Item],
    refusals: list[Refusal],
) -> list[Added]:
    if not batch and not known:
        return []
    try:
        sketches = {document.id: sketch(document.text) for document, _ in batch.values()}
        return store.add(list(batch.values()), items=[*known, *batch], sketches=sketches)
    except InvalidInput as error:
        if len(batch) == 1:
            (name,) = batch
            refusals.append(Refusal(sources[name].source, str(error), sources[name]))
            return []
        # One text that cannot be stored takes its batch with it: store the others one by one.
        return [one for name, entry in batch.items() for one in _add(store, {name: entry}, known, sources, refusals)]


@lru_cache(maxsize=4)
def _store(db: str) -> Store:
    """One store for a process; it is safe to share between threads."""
    return Store.open(db)
