"""Requests a second and p50/p99 of the API over a million events, with its rivals in the same run.

    python -m benchmarks.api [--events 1000000] [--database sqlite:///kept.db] [--seconds 10] [--clients 16]

Every server runs as one process of the same granian, but Datasette, which brings its own (`pip install datasette`;
left out where it is not there). `marshmallow` is the 50-event page with the same query, its events run through
`EventSchema` on each request. Bounds of the queries vary, so that no cache answers. Prints Markdown.
"""

import argparse
import multiprocessing
import os
import random
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import orjson

from benchmarks import synthetic
from timeline.store import EventQuery, Store


def application(database: str, target: str) -> Any:
    """The API, with two more routes: the page by marshmallow, and hello."""
    from flask import Response

    from api.app import create_app
    from api.parsing import load_query
    from api.schemas import ListingSchema
    from timeline.schemas import EventSchema

    store, schema = Store.open(database), EventSchema(many=True)
    app = create_app(store, extract=lambda _: ())

    @app.get("/marshmallow")
    def by_marshmallow() -> Response:
        from flask import request

        query: EventQuery = load_query(ListingSchema, request.query_string).query
        page = store.query(query)
        items = schema.dump([orjson.loads(item) for item in page.items])
        body = orjson.dumps({"items": items, "page": {"limit": page.limit, "next": page.next}})
        return Response(body, mimetype="application/json")

    def wsgi(environ: Any, start: Any) -> Any:
        if environ["PATH_INFO"] == "/hello":
            start("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "5")])
            return [b"hello"]
        return app(environ, start)

    return wsgi


def serve(database: str, port: int) -> None:
    """One granian process, as `timeline serve` sets it up."""
    from granian.constants import HTTPModes, Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    from api.serve import BACKPRESSURE, THREADS

    Server(
        "bench", port=port, interface=Interfaces.WSGI, http=HTTPModes.http1, blocking_threads=THREADS,
        backpressure=BACKPRESSURE, log_level=LogLevels.error,
    ).serve(target_loader=partial(application, database))  # fmt: skip


@contextmanager
def running(command: list[str], port: int) -> Iterator[int]:
    """A server process that answers at its port."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        for _ in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield process.pid
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def client(port: int, paths: list[str], headers: str, end: float, results: Any) -> None:
    """Ask over one connection until the time is up: seconds of each answer, and how many were no 200 or 304."""
    seconds, failures = [], 0
    with socket.create_connection(("127.0.0.1", port)) as line:
        reader = line.makefile("rb")
        while time.perf_counter() < end:
            path = random.choice(paths)
            started = time.perf_counter()
            line.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{headers}\r\n".encode())
            failures += b" 200" not in (status := reader.readline()) and b" 304" not in status
            length = 0
            while (field := reader.readline()) != b"\r\n":
                if field.lower().startswith(b"content-length:"):
                    length = int(field.partition(b":")[2])
            reader.read(length)
            seconds.append(time.perf_counter() - started)
    results.put((seconds, failures))


def measured(port: int, paths: list[str], clients: int, seconds: float, headers: str = "") -> tuple[float, str]:
    """Requests a second, and a row of the table."""
    results: Any = multiprocessing.Queue()
    end = time.perf_counter() + seconds
    asking = [multiprocessing.Process(target=client, args=(port, paths, headers, end, results)) for _ in range(clients)]
    for one in asking:
        one.start()
    found = [results.get() for _ in asking]
    for one in asking:
        one.join()
    times = sorted(second for some, _ in found for second in some)
    cuts = statistics.quantiles(times, n=100)
    rate = len(times) / seconds
    failures = sum(failed for _, failed in found)
    return rate, f"{rate:,.0f} | {cuts[49] * 1000:.1f} | {cuts[98] * 1000:.1f} | {failures}"


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def one_event(database: str) -> str:
    """Some event's id."""
    with Store.open(database) as store:
        return str(orjson.loads(store.query(EventQuery(from_day="2015-01-01", limit=1)).items[0])["id"])


def compare(database: str, clients: int, seconds: float) -> None:
    """Measure all, and print the table."""
    months = [f"{year}-{month:02d}" for year in range(1990, 2025) for month in range(1, 13)]
    queries = [f"from={month}&limit=50" for month in months]
    rates: dict[str, float] = {}
    print(f"| {clients} clients, {seconds:g} s each | requests a second | p50 ms | p99 ms | failures |")
    print("|---|---|---|---|---|")

    def show(name: str, measure: Callable[[], tuple[float, str]]) -> None:
        rates[name], row = measure()
        print(f"| {name} | {row} |", flush=True)

    port = free_port()
    with running([sys.executable, "-m", "benchmarks.api", "--serve", str(port), "--database", database], port):
        ask = partial(measured, port, clients=clients, seconds=seconds)
        pages = [f"/v1/events?{query}" for query in queries]
        ask(pages, seconds=1)
        show("page of 50 events", partial(ask, pages))
        show("the same by marshmallow", partial(ask, [f"/marshmallow?{query}" for query in queries]))
        show("one event", partial(ask, [f"/v1/events/{one_event(database)}"]))
        show("histogram by year", partial(ask, [f"/v1/histogram?from={month}" for month in months[::12]]))
        show("304", partial(ask, ["/v1/events"], headers="If-None-Match: *\r\n"))
        show("hello of the server alone", partial(ask, ["/hello"]))
    datasette = Path(sys.executable).parent / "datasette"
    if datasette.exists():
        file, port = database.removeprefix("sqlite:///"), free_port()
        table = f"/{Path(file).stem}/events.json?_size=50&_shape=array&_sort=start&_nocount=1&_nofacet=1"
        rows = [f"{table}&start__gte={at}" for at in range(726_468, 738_886, 100)]  # day numbers of 1990 to 2023
        with running([str(datasette), "serve", file, "--port", str(port)], port):
            measured(port, rows, clients, 1)
            show("50 rows by Datasette", partial(measured, port, rows, clients, seconds))
            print(f"\nPage of 50: {rates['page of 50 events'] / rates['50 rows by Datasette']:.1f} times Datasette")
    print(f"Page of 50: {rates['page of 50 events'] / rates['the same by marshmallow']:.1f} times marshmallow")


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--database", help="a SQLite database that stays; made where it is not there")
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--serve", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.serve:
        serve(given.database, given.serve)
        return
    folder = Path(tempfile.mkdtemp(prefix="timeline-bench-"))
    try:
        database = given.database or f"sqlite:///{folder / 'timeline.db'}"
        if not Path(database.removeprefix("sqlite:///")).exists():
            synthetic.load(database, given.events, lambda line: print(line, file=sys.stderr))
        compare(database, given.clients, given.seconds)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
