"""`kill -9` in the middle of an ingest, again and again: the next run gives the database of one clean run."""

import json
import random
import signal
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path

import pytest

from timeline.store import EventQuery, Store

CITIES = ("Helsinki", "Geneva", "Lima", "Osaka", "Nairobi")


def articles(path: Path, count: int) -> Path:
    """A file of articles that all differ, each with an event or two."""
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            day = date(2010, 1, 1) + timedelta(days=number)
            city = CITIES[number % len(CITIES)]
            text = f"The ministers met in {city} on Monday. Number {number} of the treaties was signed two days later."
            file.write(json.dumps({"text": text, "published": day.isoformat(), "title": f"Talks {number}"}) + "\n")
    return path


def content(url: str) -> list[bytes]:
    """Everything the database says, in an order of its own."""
    with Store.open(url) as store:
        page = store.documents(limit=1000)
        assert page.next is None
        return [*sorted(store.stream(EventQuery(open="all"))), *sorted(page.items)]


def run_ingest(path: Path, url: str) -> subprocess.Popen[bytes]:
    command = [Path(sys.executable).with_name("timeline"), "ingest", path, "--db", url]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@pytest.mark.slow
def test_killed_at_any_moment_the_next_run_completes_it(tmp_path: Path) -> None:
    path = articles(tmp_path / "a.jsonl", 400)
    clean, killed = f"sqlite:///{tmp_path}/clean.db", f"sqlite:///{tmp_path}/killed.db"
    started = time.monotonic()
    assert run_ingest(path, clean).wait() == 0
    whole_run = time.monotonic() - started
    for seed in range(5):
        process = run_ingest(path, killed)
        time.sleep(whole_run * random.Random(seed).uniform(0.2, 0.9))
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert run_ingest(path, killed).wait() == 0
    assert content(killed) == content(clean)
