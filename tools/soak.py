#!/usr/bin/env python3
"""The long campaigns against a real server: 50 editors on 20 events, full load, schemathesis in all phases.

    python tools/soak.py [--minutes 10] [--requests 20000] [--database sqlite:///a_million.db] [--only PART]

Each part prints what it found; the exit code is 1 when any of them failed. Editing and schemathesis work on a database
of their own in a temporary folder; the load goes to `--database` where one is given, which it only reads. Exports are
in `tools/soak_exports.py`.
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks import load as generator  # noqa: E402
from tests.server_support import Server, serving  # noqa: E402
from timeline.store import Store  # noqa: E402

TEXTS = (
    "Mr. Putin and Mr. Trump met in Helsinki in 2018. They met again in Osaka in June 2019.",
    "The company was founded in March 1999. It will open a plant in Lyon in 2027.",
)
PHASES = "examples,coverage,fuzzing,stateful"
_COUNTED = re.compile(r'timeline_requests_total\{method="(\w+)",route="([^"]+)",status="(\d+)"\} (\S+)')


def run_campaign(address: str, database: str, *options: str) -> subprocess.CompletedProcess[str]:
    """schemathesis over a running server's document, every check on, with a key: without one, writes are refused."""
    with Store.open(database) as store:
        key = store.keys.create("campaign", ("admin",))
    folder = ROOT / "tests" / "campaign"
    command = [
        Path(sys.executable).parent / "schemathesis", "--config-file", folder / "schemathesis.toml", "--no-color",
        "run", f"{address}/openapi.json", "--checks", "all", "-H", f"Authorization: Bearer {key}", *options,
    ]  # fmt: skip
    env = os.environ | {"SCHEMATHESIS_HOOKS": "hooks", "PYTHONPATH": f"{folder}{os.pathsep}{ROOT}"}
    return subprocess.run(command, cwd=tempfile.gettempdir(), env=env, capture_output=True, text=True, check=False)


def fill(server: Server) -> None:
    """A few documents to work on."""
    for text in TEXTS:
        answer = server.request("POST", "/v1/documents", {"text": text, "published": "2025-08-13"})
        assert answer.status in (200, 201), answer.body


def answered(server: Server) -> Counter[tuple[str, str, int]]:
    """Requests that the server has answered, by method, route and status, as its own metrics count them."""
    lines = _COUNTED.findall(server.get("/metrics").body.decode())
    return Counter({(method, route, int(status)): int(float(n)) for method, route, status, n in lines})


def never_done(server: Server, counted: Counter[tuple[str, str, int]]) -> list[str]:
    """Operations of the document that no request ever got done."""
    done = {(method, re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route)) for method, route, status in counted if status < 400}
    paths = server.get("/openapi.json").json["paths"]
    operations = [(method.upper(), path) for path, item in paths.items() for method in item if method != "parameters"]
    return [f"{method} {path}" for method, path in operations if (method, path) not in done]


def schemathesis(server: Server, database: str, requests: int) -> bool:
    """All phases until the server has answered so many requests; whether none failed and each operation was done."""
    before, made, seed = answered(server), 0, 1
    while made < requests:
        done = run_campaign(server.url, database, "--phases", PHASES, "--max-examples", "100", "--seed", str(seed))
        counted = answered(server) - before
        made = counted.total()
        print(f"schemathesis, seed {seed}: exit {done.returncode}, {made} requests answered so far", flush=True)
        if done.returncode:
            print(done.stdout[-20_000:], done.stderr[-2_000:])
            return False
        seed += 1
    print("by status:", dict(sorted(Counter({s: counted_of(counted, s) for _, _, s in counted}).items())))
    missing = never_done(server, counted)
    print(f"operations that never got done: {', '.join(missing) or 'none'}", flush=True)
    return not missing


def counted_of(counted: Counter[tuple[str, str, int]], status: int) -> int:
    """Requests with a status."""
    return sum(n for (_, _, given), n in counted.items() if given == status)


def editors(server: Server, clients: int = 50, events: int = 20) -> bool:
    """Every client adds its tag to every event with If-Match; whether no update was lost and the history is whole."""
    made = [
        server.request("POST", "/v1/events", {"title": f"Event {n}", "date": "2018"}).json["id"] for n in range(events)
    ]
    statuses: Counter[int] = Counter()

    def edit(number: int) -> None:
        for at in range(events):
            path, status = f"/v1/events/{made[(at + number) % events]}", 412
            while status == 412:
                held = server.get(path)
                body = {"tags": [*held.json["tags"], f"editor-{number}"], "reason": f"by {number}"}
                status = server.request("PATCH", path, body, **{"If-Match": held.headers["etag"]}).status
                statuses[status] += 1

    threads = [threading.Thread(target=edit, args=(number,)) for number in range(clients)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    faults = [fault for name in made for fault in _edit_faults(server, name, clients)]
    good = not faults and statuses.keys() <= {200, 412}
    print(f"{clients} editors, {events} events: {time.perf_counter() - started:.0f} s, answers {dict(statuses)}, "
          f"{'none lost' if good else faults[:5]}", flush=True)  # fmt: skip
    return good


def _edit_faults(server: Server, name: str, clients: int) -> list[str]:
    """What of an event's state and history is not as `clients` editors left it."""
    event = server.get(f"/v1/events/{name}").json
    steps = server.get(f"/v1/events/{name}/history").json["items"]
    faults = []
    if sorted(event["tags"]) != sorted(f"editor-{number}" for number in range(clients)):
        faults.append(f"{name}: tags {event['tags']}")
    if [step["version"] for step in steps] != list(range(1, clients + 2)):
        faults.append(f"{name}: versions {[step['version'] for step in steps]}")
    if {step["reason"] for step in steps[1:]} != {f"by {number}" for number in range(clients)}:
        faults.append(f"{name}: reasons")
    # each step starts from what the one before left, and adds one tag
    tags: list[str] = []
    for step in steps[1:]:
        change = step["changes"]["tags"]
        if change["from"] != tags or change["to"][:-1] != tags:
            faults.append(f"{name}: version {step['version']} overwrites")
        tags = change["to"]
    return faults


def private_memory(server: Server) -> float:
    """MB of memory of their own (no mapped files) that the server and its workers hold."""
    kilobytes = 0
    for pid in server.pids():
        found = re.search(r"RssAnon:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
        kilobytes += int(found[1]) if found else 0
    return kilobytes / 1024


def requests_of(server: Server) -> list[bytes]:
    """A mix: pages, searches, filters, counts, exports, single events and documents, unchanged answers, extraction."""
    months = [f"{year}-{month:02d}" for year in range(1990, 2025) for month in (1, 4, 6, 9, 11)]
    page = server.get("/v1/events?limit=100&from=2010")
    names = [
        event["participants"][0]["name"].replace(" ", "+") for event in page.json["items"] if event["participants"]
    ]
    paths = [f"/v1/events?from={month}" for month in months] * 2
    paths += [f"/v1/events?participant={name}" for name in names]
    paths += [f"/v1/events?q={name}&count=true" for name in names[:20]]
    paths += [f"/v1/events/{event['id']}" for event in page.json["items"]]
    paths += [f"/v1/documents/{event['evidence'][0]['document']['id']}" for event in page.json["items"][:20]]
    paths += ["/v1/histogram", "/v1/histogram?bucket=month&from=2010&to=2012", "/v1/facets?facet=type", "/"] * 2
    paths += [f"/v1/events.{suffix}?limit=500" for suffix in ("csv", "ics", "atom", "geojson", "timelinejs.json")]
    wire = [generator.request(path, server.port) for path in paths]
    wire += [generator.request(path, server.port, "Accept-Encoding: gzip\r\n") for path in paths[::5]]
    wire += [generator.request("/v1/events", server.port, "If-None-Match: *\r\n")] * 20
    body = json.dumps({"text": TEXTS[0], "published": "2025-08-13"}).encode()
    json_type = "Content-Type: application/json\r\n"
    return wire + [generator.request("/v1/extract", server.port, json_type, "POST", body)] * 5


def load(server: Server, minutes: float, clients: int = 16) -> bool:
    """Full load of mixed requests; whether none failed and memory stayed.

    Memory is sampled every 5 seconds. Caches fill in the first third; the medians of the second and last must be alike.
    """
    samples: list[float] = []
    outcome = generator.run(
        server.port, requests_of(server), clients, minutes * 60,
        every=5, look=lambda _: samples.append(private_memory(server)),
    )  # fmt: skip
    third = max(1, len(samples) // 3)
    middle, last = statistics.median(samples[third : 2 * third]), statistics.median(samples[-third:])
    good = not outcome.failures and last < middle * 1.02 + 2
    print(f"{minutes:g} minutes of load by {clients} clients: {len(outcome.times)} requests ({outcome.rate:.0f}/s), "
          f"statuses {outcome.statuses}, {len(outcome.broken)} broken connections, p50 {outcome.quantile(0.5):.1f} ms, "
          f"p99 {outcome.quantile(0.99):.1f} ms; memory {samples[0]:.0f} MB after 5 s, {middle:.1f} MB in the second "
          f"third, {last:.1f} MB in the last, at most {max(samples):.1f}", flush=True)  # fmt: skip
    return good


def log_errors(server: Server) -> list[str]:
    """Lines of the server's log that tell of an error of its own."""
    lines = server.log.read_text().splitlines()
    return [one for one in lines if "Traceback" in one or (one[:1] == "{" and json.loads(one)["level"] == "error")]


def main() -> int:
    """Run the parts one after another."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=10, help="minutes of full load")
    parser.add_argument("--requests", type=int, default=20_000, help="requests of schemathesis, at least")
    parser.add_argument("--database", help="a database to read under full load; a small one without it")
    parser.add_argument("--only", choices=("editors", "load", "schemathesis"), help="one part alone")
    options = parser.parse_args()
    results, errors = [], []
    with tempfile.TemporaryDirectory() as folder:
        own = f"sqlite:///{folder}/timeline.db"
        if options.only != "load" or not options.database:
            with serving(own, Path(folder) / "log") as server:
                fill(server)
                if options.only in (None, "editors"):
                    results.append(editors(server))
                if options.only in (None, "load") and not options.database:
                    results.append(load(server, options.minutes))
                if options.only in (None, "schemathesis"):
                    # last: from its key on, the others' writes would need one
                    results.append(schemathesis(server, own, options.requests))
                errors += log_errors(server)
        if options.only in (None, "load") and options.database:
            with serving(options.database, Path(folder) / "log") as server:
                results.append(load(server, options.minutes))
                errors += log_errors(server)
    print(f"{len(errors)} errors in the log", *errors[:5], sep="\n")
    return 0 if all(results) and not errors else 1


if __name__ == "__main__":
    sys.exit(main())
