#!/usr/bin/env python3
"""The long campaigns against a real server: schemathesis in all phases, 50 editors on 20 events, full load.

    python tools/soak.py [--minutes 10] [--requests 20000]

Each part prints what it found; the exit code is 1 when any of them failed. The server and its database are made in
a temporary folder and removed at the end.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.server_support import Server, serving  # noqa: E402
from timeline.store import Store  # noqa: E402

TEXTS = (
    "Mr. Putin and Mr. Trump met in Helsinki in 2018. They met again in Osaka in June 2019.",
    "The company was founded in March 1999. It will open a plant in Lyon in 2027.",
)
_LINE = re.compile(r"(\d+) generated")


def run_campaign(address: str, database: str, *options: str) -> subprocess.CompletedProcess[str]:
    """schemathesis over a running server's document, every check on, with a key: without one, writes are refused."""
    with Store.open(database) as store:
        key = store.keys.create("campaign", ("admin",))
    folder = ROOT / "tests" / "campaign"
    command = [
        Path(sys.executable).parent / "schemathesis", "--config-file", folder / "schemathesis.toml", "--no-color",
        "run", f"{address}/openapi.json", "--checks", "all", "-H", f"Authorization: Bearer {key}", *options,
    ]  # fmt: skip
    env = os.environ | {"SCHEMATHESIS_HOOKS": "hooks", "PYTHONPATH": str(folder)}
    return subprocess.run(command, cwd=tempfile.gettempdir(), env=env, capture_output=True, text=True, check=False)


def fill(server: Server) -> None:
    """A few documents to work on."""
    for text in TEXTS:
        answer = server.request("POST", "/v1/documents", {"text": text, "published": "2025-08-13"})
        assert answer.status in (200, 201), answer.body


def schemathesis(server: Server, database: str, requests: int) -> bool:
    """All phases until at least so many requests were made; whether none failed."""
    made, seed, good = 0, 1, True
    while made < requests:
        done = run_campaign(server.url, database, "--max-examples", "60", "--seed", str(seed))
        found = _LINE.search(done.stdout)
        made += int(found[1]) if found else 0
        print(f"schemathesis, seed {seed}: exit {done.returncode}, {made} requests so far", flush=True)
        if done.returncode or not found:
            print(done.stdout[-20_000:], done.stderr[-2_000:])
            return False
        seed += 1
    return good


def editors(server: Server, clients: int = 50, events: int = 20) -> bool:
    """Every client adds its tag to every event with If-Match; whether no update was lost and the history is whole."""
    made = [
        server.request("POST", "/v1/events", {"title": f"Event {n}", "date": "2018"}).json["id"] for n in range(events)
    ]

    def edit(number: int) -> None:
        for at in range(events):
            path = f"/v1/events/{made[(at + number) % events]}"
            while True:
                held = server.get(path)
                body = {"tags": [*held.json["tags"], f"editor-{number}"], "reason": f"by {number}"}
                if server.request("PATCH", path, body, **{"If-Match": held.headers["etag"]}).status == 200:
                    break

    threads = [threading.Thread(target=edit, args=(number,)) for number in range(clients)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wanted = sorted(f"editor-{number}" for number in range(clients))
    shown = [server.get(f"/v1/events/{name}").json for name in made]
    steps = [server.get(f"/v1/events/{name}/history").json["items"] for name in made]
    good = all(sorted(event["tags"]) == wanted for event in shown) and all(len(s) == clients + 1 for s in steps)
    print(f"{clients} editors, {events} events: {clients * events} updates in {time.perf_counter() - started:.0f} s, "
          f"{'none lost' if good else 'LOST UPDATES'}", flush=True)  # fmt: skip
    return good


def resident(server: Server) -> float:
    """MB of memory that the server and its workers hold."""
    pages = sum(int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in server.pids())
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def load(server: Server, minutes: float, clients: int = 16) -> bool:
    """Full load of mixed reads; whether no request failed and memory stayed."""
    paths = ("/v1/events", "/v1/events?from=2018&to=2019", "/v1/events?q=Helsinki", "/v1/histogram", "/v1/facets", "/")
    end = time.monotonic() + minutes * 60
    counts, failures = [0] * clients, []

    def ask(number: int) -> None:
        while time.monotonic() < end:
            answer = server.get(paths[counts[number] % len(paths)])
            counts[number] += 1
            if answer.status != 200:
                failures.append(answer.status)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    time.sleep(min(30, minutes * 15))
    first = resident(server)
    for thread in threads:
        thread.join()
    last = resident(server)
    good = not failures and last < first * 1.1 + 10
    print(f"{minutes} minutes of load: {sum(counts)} requests, {len(failures)} failures, "
          f"{first:.0f} MB after the start, {last:.0f} MB at the end", flush=True)  # fmt: skip
    return good


def main() -> int:
    """Run the parts one after another."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=10, help="minutes of full load")
    parser.add_argument("--requests", type=int, default=20_000, help="requests of schemathesis, at least")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite:///{folder}/timeline.db"
        with serving(database, Path(folder) / "log") as server:
            fill(server)
            # schemathesis last: from its key on, the others' writes would need one
            results = [editors(server), load(server, options.minutes), schemathesis(server, database, options.requests)]
            log = server.log.read_text()
        errors = [line for line in log.splitlines() if line.startswith("{") and json.loads(line)["level"] == "error"]
        print(f"{len(errors)} errors in the log", *errors[:5], sep="\n")
    return 0 if all(results) and not errors else 1


if __name__ == "__main__":
    sys.exit(main())
