"""Requests a second and p50/p99 of the API over a million events, with its rivals in the same run.

    python -m benchmarks.api [--events 1000000] [--database sqlite:///kept.db] [--seconds 10] [--clients 16]

Every server runs as one process, set up as `timeline serve` sets it up, log and all; but Datasette, which brings its
own (a program on the path, from an environment of its own; left out where there is none). `marshmallow` is the 50-event
page with the same query, its events run through `EventSchema` on each request. Bounds of the queries vary, so that no
cache answers. The load comes from one thread (`benchmarks/load.py`). Prints Markdown.
"""

import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import orjson

from benchmarks import synthetic
from benchmarks.load import Outcome, request, run
from timeline.store import EventQuery, Store


def application(database: str, target: str) -> Any:
    """The API as it is served, with two more addresses: the page by marshmallow, and the server's bare hello."""
    import flask

    from api.app import create_app
    from api.gateway import Gateway
    from api.observe import log_to_stderr
    from api.parsing import load_query
    from api.schemas import ListingSchema
    from timeline.schemas import EventSchema

    log_to_stderr()
    store, schema = Store.open(database), EventSchema(many=True)
    app = create_app(store, extract=lambda _: ())

    @app.get("/marshmallow")
    def by_marshmallow() -> flask.Response:
        query: EventQuery = load_query(ListingSchema, flask.request.query_string).query
        page = store.query(query)
        items = schema.dump([orjson.loads(item) for item in page.items])
        body = orjson.dumps({"items": items, "page": {"limit": page.limit, "next": page.next}})
        return flask.Response(body, mimetype="application/json")

    gateway = Gateway(app, 2**20)

    async def asgi(scope: Any, receive: Any, send: Any) -> None:
        if scope["path"] == "/hello":
            headers = [(b"content-type", b"text/plain"), (b"content-length", b"5")]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": b"hello"})
        else:
            await gateway(scope, receive, send)

    return asgi


def serve(database: str, port: int) -> None:
    """One worker process, as `timeline serve` sets it up."""
    from api.serve import granian

    granian("bench", "127.0.0.1", port).serve(target_loader=partial(application, database))


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


def cpu_seconds(group: int) -> float:
    """Processor time that a process group has had."""
    ticks = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has ended meanwhile
            fields = path.read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12]) if int(fields[2]) == group else 0
    return ticks / os.sysconf("SC_CLK_TCK")


def measured(
    group: int, port: int, paths: list[str], clients: int, seconds: float, headers: str = ""
) -> tuple[Outcome, float]:
    """What came of asking for these paths for some seconds, after a short warming up; and the server's CPU seconds."""
    wire = [request(path, port, headers) for path in paths]
    run(port, wire, clients, 1)
    before = cpu_seconds(group)
    outcome = run(port, wire, clients, seconds)
    return outcome, cpu_seconds(group) - before


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def some_events(database: str) -> list[str]:
    """Ids of some events."""
    with Store.open(database) as store:
        return [orjson.loads(item)["id"] for item in store.query(EventQuery(from_day="2015-01-01", limit=1000)).items]


def compare(database: str, clients: int, seconds: float) -> None:
    """Measure all, and print the table."""
    months = [f"{year}-{month:02d}" for year in range(1990, 2025) for month in range(1, 13)]
    queries = [f"from={month}&limit=50" for month in months]
    rates: dict[str, float] = {}
    costs: dict[str, float] = {}
    print(f"| {clients} clients, {seconds:g} s each | requests a second | p50 ms | p99 ms | CPU ms each | failures |")
    print("|---|---|---|---|---|---|")

    def show(name: str, found: tuple[Outcome, float]) -> None:
        outcome, cpu = found
        rates[name] = outcome.rate
        costs[name] = cpu * 1000 / max(1, len(outcome.times) + clients)  # the last ones are answered, not counted
        print(
            f"| {name} | {outcome.rate:,.0f} | {outcome.quantile(0.5):.1f} | {outcome.quantile(0.99):.1f} | "
            f"{costs[name]:.2f} | {outcome.failures} |",
            flush=True,
        )

    def compare_with(rival: str, name: str) -> None:
        page = "page of 50 events"
        print(
            f"Page of 50: {rates[page] / rates[rival]:.1f} times {name}, by CPU {costs[rival] / costs[page]:.1f} times"
        )

    port = free_port()
    with running([sys.executable, "-m", "benchmarks.api", "--serve", str(port), "--database", database], port) as group:
        ask = partial(measured, group, port, clients=clients, seconds=seconds)
        show("page of 50 events", ask([f"/v1/events?{query}" for query in queries]))
        show("the same by marshmallow", ask([f"/marshmallow?{query}" for query in queries]))
        show("one event", ask([f"/v1/events/{name}" for name in some_events(database)]))
        show("histogram by year", ask([f"/v1/histogram?from={month}" for month in months[::12]]))
        show("304", ask(["/v1/events"], headers="If-None-Match: *\r\n"))
        show("hello of the server alone", ask(["/hello"]))
    if datasette := shutil.which("datasette"):
        file, port = database.removeprefix("sqlite:///"), free_port()
        table = f"/{Path(file).stem}/events.json?_size=50&_shape=array&_sort=start&_nocount=1&_nofacet=1"
        rows = [f"{table}&start__gte={at}" for at in range(726_468, 738_886, 30)]  # day numbers of 1990 to 2023
        with running([datasette, "serve", file, "--port", str(port)], port) as group:
            show("50 rows by Datasette", measured(group, port, rows, clients, seconds))
        print()
        compare_with("50 rows by Datasette", "Datasette")
    compare_with("the same by marshmallow", "marshmallow")


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
