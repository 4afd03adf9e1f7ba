"""Kill -9 in the middle of an ingest, over and over: nothing acknowledged is lost, nothing doubled, nothing damaged.

    python -m benchmarks.kill9 --rounds 100

A child process adds batches and tells each one it was acknowledged through a pipe; at a random moment it is killed, and
a new one takes over on the same database, starting with the batch that was under way. After each kill: every
acknowledged document is there with its events, no batch is there in part, and the counts of the index agree with the
events. Exit code 1 and one line a fault where that fails.
"""

import argparse
import multiprocessing
import os
import random
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from multiprocessing.connection import Connection
from pathlib import Path

from sqlalchemy import text

from timeline.model import Document, DocumentRef, Event, Evidence, TemporalValue, TextSpan, digest
from timeline.store import EventQuery, Store

BATCH = 10
EVENTS = 3
ENGINES = ("sqlite", "postgresql")


def main() -> None:
    """Run the campaign on both engines."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--engine", choices=ENGINES, action="append")
    faults: list[str] = []
    given = parser.parse_args()
    rounds = given.rounds
    for engine in given.engine or ENGINES:
        with _database(engine) as url:
            found = campaign(url, rounds)
            print(f"{engine}: killed {rounds} times, {len(found)} faults", flush=True)
            faults += found
    sys.exit("\n".join(faults) or 0)


def campaign(url: str, rounds: int, seed: int = 1) -> list[str]:
    """Kill an ingest `rounds` times on an empty database; returns the faults found."""
    chance = random.Random(seed)
    context = multiprocessing.get_context("spawn")
    acknowledged, faults = 0, []
    for number in range(rounds):
        mine, theirs = context.Pipe(duplex=False)
        child = context.Process(target=_ingest, args=(url, acknowledged, theirs))
        child.start()
        theirs.close()
        acknowledged = _read_until_killed(mine, child.pid or 0, acknowledged, chance)
        child.join()
        faults += [f"round {number + 1}: {fault}" for fault in _check(url, acknowledged)]
    return faults


def _ingest(url: str, first: int, told: Connection) -> None:
    """Add batches for ever, telling each that was acknowledged."""
    with Store.open(url, create=True) as store:
        told.send(None)
        number = first
        while True:
            store.add(_batch(number))
            number += 1
            told.send(number)


def _read_until_killed(told: Connection, pid: int, acknowledged: int, chance: random.Random) -> int:
    """Kill the child somewhere in the batches to come; returns how many were acknowledged."""
    told.recv()
    for _ in range(chance.randrange(4)):
        acknowledged = told.recv()
    told.poll(chance.random() * 0.05)  # somewhere inside the next batch, or just after it
    os.kill(pid, signal.SIGKILL)
    while True:  # what it said before it died counts
        try:
            acknowledged = told.recv()
        except EOFError:
            return acknowledged


def _check(url: str, acknowledged: int) -> list[str]:
    faults = []
    with Store.open(url) as store:
        with store._database.write():
            pass  # the server may still be at the killed client's last word: wait for its turn to end
        if store._database.is_sqlite:
            with store._database.read() as connection:
                state = connection.execute(text("PRAGMA integrity_check")).scalar()
            if state != "ok":
                faults.append(f"integrity: {state}")
        with store._database.read() as connection:
            documents = connection.execute(text("SELECT count(*), count(DISTINCT id) FROM documents")).one()
            found = (
                "FROM search WHERE search MATCH '_1'" if store._database.is_sqlite else "FROM postings WHERE term = 1"
            )
            postings = connection.execute(text(f"SELECT count(*) {found}")).scalar()
        total = store.query(EventQuery(count=True)).count or 0
        listed = sum(1 for _ in store.stream(EventQuery(q="met")))
        known = sum(len(store.known([document for document, _ in _batch(n)])) for n in range(acknowledged))
    if known != acknowledged * BATCH:
        faults.append(f"{acknowledged * BATCH} documents were acknowledged, {known} are there")
    if documents[0] != documents[1] or documents[0] % BATCH or documents[0] > (acknowledged + 1) * BATCH:
        faults.append(f"{documents[0]} documents, {documents[1]} of them different, after {acknowledged} batches")
    if not total == listed == postings == documents[0] * EVENTS:
        faults.append(f"{documents[0]} documents, {total} events counted, {listed} found, {postings} posted")
    return faults


def _batch(number: int) -> list[tuple[Document, list[Event]]]:
    batch = []
    for n in range(number * BATCH, (number + 1) * BATCH):
        document = Document(f"They met {n}.", date(2025, 1, 1), url=f"https://example.org/{n}")
        trigger = TextSpan(5, 8, "met")
        quote = document.text
        evidence = Evidence(
            DocumentRef.of(document), quote, "", "", 0, len(quote), trigger, None, "day", None, "clause", "x"
        )
        value = TemporalValue("2018", "2018-01-01", "2018-12-31", "year", "2018")
        names = [f"ev_{digest(f'{n} {event}')}" for event in range(EVENTS)]
        batch.append((document, [Event(name, "met", "meeting", "occurred", value, (evidence,)) for name in names]))
    return batch


@contextmanager
def _database(engine: str) -> Iterator[str]:
    from benchmarks.store import postgresql

    with tempfile.TemporaryDirectory(prefix="timeline-kill9-", ignore_cleanup_errors=True) as home:
        if engine == "sqlite":
            yield f"sqlite:///{home}/timeline.db"
        else:
            Path(home).chmod(0o755)
            with postgresql(Path(home) / "data") as url:
                yield url


if __name__ == "__main__":
    main()
