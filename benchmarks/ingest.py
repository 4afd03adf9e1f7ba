"""Articles a second through `timeline ingest`: extraction alone; 1 and 2 workers and Dask; SQLite and PostgreSQL.

    python benchmarks/ingest.py --documents 2000

Every figure is one run over the same made articles (benchmarks/articles.py) in one session, start-up of the processes
included; "storing" is what a run on one worker takes over extraction alone.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import orjson

from benchmarks.articles import make
from benchmarks.ingest_kills import BIN, Cluster, create_databases, start_postgresql
from timeline.ingest.items import Item
from timeline.ingest.parse import Reading, parse


def extraction_alone(articles: Path) -> float:
    """Seconds to read and extract every article, in this process, storing nothing."""
    from timeline.pipeline import extract

    reading = Reading(date.today())
    lines = articles.read_bytes().splitlines()
    extract(parse(Item("warm up", "json", lines[0]), reading))
    start = time.monotonic()
    for line in lines:
        extract(parse(Item("", "json", line), reading))
    return time.monotonic() - start


def whole_run(articles: Path, db: str, *options: str) -> float:
    """Seconds of one `timeline ingest` from start to end."""
    start = time.monotonic()
    subprocess.run([BIN / "timeline", "ingest", articles, "--db", db, *options], check=True, stderr=subprocess.DEVNULL)
    return time.monotonic() - start


def main() -> None:
    """Measure and print one line a figure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--without-dask", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        articles = folder / "articles.jsonl"
        articles.write_bytes(b"".join(orjson.dumps(one) + b"\n" for one in make(given.documents)))
        print(f"{given.documents} articles, {articles.stat().st_size / 1e6:.1f} MB", flush=True)
        alone = extraction_alone(articles)
        say("extraction alone", alone, given.documents)
        url = start_postgresql(folder)
        create_databases(url, ["one", "two", "dask"])
        one = {}
        for engine, first, second in (
            ("SQLite", f"sqlite:///{folder}/one.db", f"sqlite:///{folder}/two.db"),
            ("PostgreSQL", url % "one", url % "two"),
        ):
            one[engine] = whole_run(articles, first, "--no-duplicates")
            say(f"{engine}, 1 worker", one[engine], given.documents, f"storing {one[engine] / alone - 1:+.0%}")
            two = whole_run(articles, second, "--no-duplicates", "--workers", "2")
            say(f"{engine}, 2 workers", two, given.documents, f"{one[engine] / two:.2f} times one worker")
        print(f"memory of the largest process: {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.0f} MB")
        size = (folder / "one.db").stat().st_size
        print(f"SQLite file: {size / given.documents / 1000:.1f} kB a document")
        if not given.without_dask:
            cluster = Cluster(folder)
            cluster.start()
            try:
                took = whole_run(articles, url % "dask", "--no-duplicates", "--cluster", cluster.address)
                say(
                    "PostgreSQL, Dask, 2 workers",
                    took,
                    given.documents,
                    f"{one['PostgreSQL'] / took:.2f} times one worker",
                )
            finally:
                cluster.stop()


def say(what: str, seconds: float, documents: int, more: str = "") -> None:
    """One figure."""
    print(f"{what:30} {seconds:8.1f} s {documents / seconds:8.1f} articles/s  {more}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
