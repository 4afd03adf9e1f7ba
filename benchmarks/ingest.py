"""Articles a second through `timeline ingest`: extraction alone; 1 and 2 workers and Dask; SQLite and PostgreSQL.

    python -m benchmarks.ingest --documents 100000 --runs alone sqlite-1 sqlite-2

Each run is one `timeline ingest` of the same made articles (benchmarks/articles.py), start-up of the processes and the
search for copies included. Two figures stand beside each other: articles a second by the clock, and the processor time
an article costs in all processes, the database server's included. On a machine that does other work too, only the
second one can be compared. Memory is that of all processes of the run, sampled every half second; it is flat where the
last quarter of the run needs what the second one did.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path

import orjson

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # as timeline/cli/main.py has it

import psutil

from benchmarks.articles import make
from benchmarks.ingest_kills import BIN, Cluster, create_databases, start_postgresql
from timeline.ingest.items import Item
from timeline.ingest.parse import Reading, parse

RUNS = ("alone", "sqlite-1", "sqlite-2", "postgresql-1", "postgresql-2", "dask")
INTERVAL = 0.5
WARM = 50
"""Articles read before the clock starts where extraction is measured alone: its models are loaded by then."""


@dataclass
class Cost:
    """What a run took: seconds by the clock, processor seconds, and samples of memory in bytes."""

    seconds: float = 0.0
    cpu: float = 0.0
    memory: list[int] = field(default_factory=list)

    def quarter(self, number: int) -> float:
        """Median memory of a quarter (0 to 3) of the run, in MB."""
        size = max(len(self.memory) // 4, 1)
        return statistics.median(self.memory[number * size : (number + 1) * size] or [0]) / 1e6


@contextmanager
def watched(find: Callable[[], Sequence[psutil.Process]]) -> Iterator[Cost]:
    """The cost of what happens meanwhile in some processes; `find` lists them, as they come and go."""
    cost = Cost()
    before, after = _times(find()), {}
    done = threading.Event()

    def sample() -> None:
        while not done.wait(INTERVAL):
            processes = find()
            after.update(_times(processes))
            cost.memory.append(sum(_memory(process) for process in processes))

    sampler = threading.Thread(target=sample)
    start = time.monotonic()
    sampler.start()
    try:
        yield cost
    finally:
        cost.seconds = time.monotonic() - start
        done.set()
        sampler.join()
        after.update(_times(find()))
        cost.cpu = sum(spent - before.get(process, 0.0) for process, spent in after.items())


def _times(processes: Sequence[psutil.Process]) -> dict[tuple[int, float], float]:
    found = {}
    for process in processes:
        with suppress(psutil.Error):
            times = process.cpu_times()
            found[process.pid, process.create_time()] = times.user + times.system
    return found


def _memory(process: psutil.Process) -> int:
    with suppress(psutil.Error):
        return int(process.memory_info().rss)
    return 0


def family(*roots: int) -> list[psutil.Process]:
    """Processes and all that descend from them."""
    found = []
    for pid in roots:
        with suppress(psutil.Error):
            root = psutil.Process(pid)
            found += [root, *root.children(recursive=True)]
    return found


def alone(articles: Path, most: int) -> tuple[Cost, int]:
    """Reading and extracting articles in this process, storing nothing; with the number of articles."""
    from timeline.pipeline import extract

    reading = Reading(date.today())
    with articles.open("rb") as file:
        lines = list(islice(file, most + WARM))
    for line in lines[:WARM]:
        extract(parse(Item("", "json", line), reading))
    with watched(lambda: [psutil.Process()]) as cost:
        for line in lines[WARM:]:
            extract(parse(Item("", "json", line), reading))
    return cost, len(lines) - WARM


def whole_run(articles: Path, db: str, options: Sequence[str], others: Sequence[int]) -> Cost:
    """One `timeline ingest` from start to end; `others` are processes that serve it."""
    command = [BIN / "timeline", "ingest", articles, "--db", db, *options]
    with tempfile.TemporaryFile() as told:
        process = subprocess.Popen(command, stdout=told, stderr=told)
        with watched(lambda: family(process.pid, *others)) as cost:
            code = process.wait()
        told.seek(0)
        if code:
            raise RuntimeError(told.read().decode()[-1000:])
    return cost


def main() -> None:
    """Measure and print one line a figure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--runs", nargs="+", choices=RUNS, default=RUNS)
    parser.add_argument("--alone", type=int, default=5000, help="Articles by which extraction alone is measured.")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        articles = folder / "articles.jsonl"
        with articles.open("wb") as file:
            for one in make(given.documents):
                file.write(orjson.dumps(one, option=orjson.OPT_APPEND_NEWLINE))
        print(f"{given.documents} articles, {articles.stat().st_size / 1e6:.1f} MB", flush=True)
        measure(given.runs, given.documents, given.alone, articles, folder)


def measure(runs: Sequence[str], documents: int, most: int, articles: Path, folder: Path) -> None:
    """Make the runs in order; each is compared with extraction alone and with one worker, where these were run."""
    rates: dict[str, tuple[float, float]] = {}
    served = [run for run in runs if run.startswith("postgresql") or run == "dask"]
    postgresql = start_postgresql(folder) if served else ""
    if served:
        create_databases(postgresql, served)
    for run in runs:
        if run == "alone":
            cost, count = alone(articles, most)
        else:
            cost, count = one_run(run, articles, folder, postgresql), documents
        rates[run] = (count / cost.seconds, 1000 * cost.cpu / count)
        say(run, cost, count, rates)
        database = folder / f"{run}.db"
        if database.exists():
            print(f"{'':14} SQLite file: {database.stat().st_size / count / 1000:.1f} kB an article", flush=True)
            database.unlink()


def one_run(run: str, articles: Path, folder: Path, postgresql: str) -> Cost:
    """The run of one name of RUNS."""
    engine, _, workers = run.partition("-")
    if engine == "sqlite":
        return whole_run(articles, f"sqlite:///{folder}/{run}.db", ["--workers", workers], [])
    server = _postmaster(postgresql)
    if engine == "postgresql":
        return whole_run(articles, postgresql % run, ["--workers", workers], [server])
    cluster = Cluster(folder)
    cluster.start()
    try:
        assert cluster.scheduler is not None
        dask = [cluster.scheduler.pid, *(worker.pid for worker in cluster.workers)]
        return whole_run(articles, postgresql % run, ["--cluster", cluster.address], [server, *dask])
    finally:
        cluster.stop()


def _postmaster(url: str) -> int:
    return int((Path(url.partition("host=")[2]) / "postmaster.pid").read_text().splitlines()[0])


def say(run: str, cost: Cost, count: int, rates: dict[str, tuple[float, float]]) -> None:
    """One run's figures."""
    rate, cpu = rates[run]
    more = ""
    if "alone" in rates and run != "alone":
        more += f", {cpu / rates['alone'][1] - 1:+.0%} processor time over extraction alone"
        more += f" ({rates['alone'][0] / rate - 1:+.0%} by the clock)" if run.endswith("-1") else ""
    single = {"sqlite-2": "sqlite-1", "postgresql-2": "postgresql-1", "dask": "postgresql-1"}.get(run, "")
    if single in rates:
        more += f", {rate / rates[single][0]:.2f} times one worker"
    memory = f"{cost.quarter(1):.0f} MB in the second quarter, {cost.quarter(3):.0f} in the last"
    print(f"{run:14} {cost.seconds:8.1f} s {rate:7.1f} articles/s {cpu:6.2f} ms of processor time an article{more}")
    print(f"{'':14} memory: {memory}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
