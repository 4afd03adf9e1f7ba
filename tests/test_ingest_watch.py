import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.test_ingest_feeds import PAGE, entry, rss
from tests.web_server import Handler, Site, serve, status
from timeline.errors import InvalidInput
from timeline.ingest.documents import Refusal
from timeline.ingest.fetch import Limits
from timeline.ingest.items import Item
from timeline.ingest.watch import LONGEST_WAIT, Feed, State, Watcher, read_list, read_state, state_path, write_state
from timeline.ingest.web import Visitor
from timeline.store import Store


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as site:
        for number in range(1, 5):
            site.pages[f"/{number}"] = PAGE
        yield site


class Desk:
    """A watcher over one feed of a site, with a clock of its own and what it stored."""

    def __init__(self, site: Site, folder: Path, **more: object) -> None:
        self.now, self.stop = 1_000_000.0, threading.Event()
        self.visitor = Visitor(Limits(seconds=5, private=True), pause=0.0, stop=self.stop)
        self.feed = Feed(site.url + "/feed", 10, {"publisher": "P"})
        self.stored: list[str] = []
        self.refused: list[str] = []
        self.path = folder / "feeds.state.json"
        self.watcher = self.start()

    def start(self) -> Watcher:
        return Watcher((self.feed,), self.path, self.visitor, self.store, self.stop, clock=lambda: self.now)

    def store(self, feed: Feed, items: Iterator[Item | Refusal]) -> None:
        assert feed.defaults == {"publisher": "P"}
        for item in items:
            (self.refused if isinstance(item, Refusal) else self.stored).append(item.source.rpartition("/")[2])

    def ask(self) -> State:
        self.watcher.run_once()
        return self.watcher.state(self.feed)


@pytest.fixture
def desk(site: Site, tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(site, tmp_path)
    yield desk
    desk.visitor.close()


def feed_of(*numbers: int, etag: str | None = None) -> object:
    def answer(handler: Handler) -> None:
        if etag and handler.headers["If-None-Match"] == etag:
            handler.answer(304)
        else:
            handler.answer(
                200, rss(*(entry(f"/{n}") for n in numbers)), "application/rss+xml", **({"ETag": etag} if etag else {})
            )

    return answer


def test_only_what_is_new_is_fetched(site: Site, desk: Desk) -> None:
    site.pages["/feed"] = feed_of(1, 2)  # type: ignore[assignment]
    state = desk.ask()
    assert state.due == desk.now + 600
    site.pages["/feed"] = feed_of(1, 2, 3)  # type: ignore[assignment]
    desk.ask()
    desk.watcher = desk.start()  # a new start remembers
    desk.ask()
    assert desk.stored == ["1", "2", "3"]
    assert sorted(path for path in site.paths() if path != "/feed") == ["/1", "/2", "/3"]


def test_an_unchanged_feed_costs_one_small_request(site: Site, desk: Desk) -> None:
    site.pages["/feed"] = feed_of(1, etag='"a"')  # type: ignore[assignment]
    assert desk.ask().etag == '"a"'
    desk.ask()
    assert [headers.get("If-None-Match") for path, headers in site.requests if path == "/feed"] == [None, '"a"']
    assert desk.stored == ["1"]


def test_an_article_that_changes_in_the_feed_is_read_again(site: Site, desk: Desk) -> None:
    site.pages["/feed"] = rss(entry("/1"))
    desk.ask()
    site.pages["/feed"] = rss(entry("/1", published="Thu, 14 Aug 2025 00:00:00 GMT"))
    desk.ask()
    assert desk.stored == ["1", "1"]


def test_what_could_not_be_had_for_now_is_tried_in_the_next_round(site: Site, desk: Desk) -> None:
    site.pages["/feed"] = feed_of(1, 2, 9, etag='"a"')  # type: ignore[assignment]
    site.pages["/2"] = status(503, Retry_After="99999")
    assert desk.ask().etag is None  # the next answer must be whole
    assert (desk.stored, desk.refused) == (["1"], ["2", "9"])
    site.pages["/2"] = PAGE
    desk.ask()
    assert (desk.stored, desk.refused) == (["1", "2"], ["2", "9"])  # what is not there (404) is not asked for again


@pytest.mark.parametrize(
    "answer",
    [
        status(500, Retry_After="0"),
        b"<html><body>no feed",
        b"",
        lambda handler: handler.answer(200, b"\0\0", "application/rss+xml"),
    ],
)
def test_a_feed_that_fails_is_asked_more_and_more_seldom(site: Site, desk: Desk, answer: object) -> None:
    site.pages["/feed"] = answer  # type: ignore[assignment]
    waits = [desk.ask().due - desk.now for _ in range(9)]
    assert waits[:3] == [1200, 2400, 4800]
    assert waits[-1] == LONGEST_WAIT
    site.pages["/feed"] = rss()
    assert (desk.ask().due - desk.now, desk.ask().failures) == (600, 0)


def test_a_feed_that_is_gone_or_asks_for_patience(site: Site, desk: Desk) -> None:
    site.pages["/feed"] = status(410)
    assert desk.ask().due == desk.now + LONGEST_WAIT
    site.pages["/feed"] = status(429, Retry_After="7200")
    desk.watcher.state(desk.feed).failures = 0
    assert desk.ask().due == desk.now + 7200


def test_it_asks_when_a_feed_is_due_and_stops_at_once(site: Site, desk: Desk) -> None:
    site.pages["/feed"] = feed_of(1)  # type: ignore[assignment]
    thread = threading.Thread(target=desk.watcher.run)
    thread.start()
    deadline = time.monotonic() + 10
    while not desk.path.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert desk.stored == ["1"]
    desk.stop.set()
    thread.join(5)
    assert not thread.is_alive()


def test_asked_to_stop_between_two_articles_it_keeps_the_first_and_fetches_the_second_later(
    site: Site, desk: Desk
) -> None:
    site.pages["/feed"] = feed_of(1, 2, etag='"a"')  # type: ignore[assignment]

    def stopping(handler: Handler) -> None:
        desk.stop.set()
        handler.answer(200, PAGE)

    site.pages["/1"] = stopping
    desk.ask()
    assert desk.stored == ["1"]
    desk.stop.clear()
    desk.ask()
    assert desk.stored == ["1", "2"]


def test_a_damaged_state_is_as_good_as_none(tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    for raw in (b"{", b"[]", b'{"x": {"y": 1}}', b"\xff"):
        path.write_bytes(raw)
        assert read_state(path) == {}
    states = {"u": State('"e"', None, ["k"], 2, 5.0)}
    write_state(path, states)
    assert read_state(path) == states
    with pytest.raises(InvalidInput, match="nowhere"):
        write_state(tmp_path / "nowhere" / "s.json", states)


def test_the_list(tmp_path: Path) -> None:
    path = tmp_path / "feeds.toml"
    path.write_text(
        'minutes = 30\n[[feeds]]\nurl = "https://a.example/"\n'
        '[[feeds]]\nurl = "http://b.example/"\nminutes = 5\npublisher = "B"\n'
    )
    assert read_list(path) == (Feed("https://a.example/", 30, {}), Feed("http://b.example/", 5, {"publisher": "B"}))
    assert state_path(path) == tmp_path / "feeds.state.json"


@pytest.mark.parametrize(
    ("text", "says"),
    [("", "[[feeds]]"), ("feeds = 5", "[[feeds]]"), ("[[feeds]]\nurl=", "Invalid value"), ("[[feeds]]\n", "no url"),
     ('[[feeds]]\nurl = "feed.xml"', "no url"), ('[[feeds]]\nurl = "http://a/"\nminutes = 0', "minutes"),
     ('[[feeds]]\nurl = "http://a/"\nminutes = "x"', "minutes"), ('[[feeds]]\nurl = "http://a/"\ncolour = 1', "colour"),
     ('x = 1\n[[feeds]]\nurl = "http://a/"', "x is not known"), ("feeds = [5]", "no url")],
)  # fmt: skip
def test_a_wrong_list_is_one_clear_error(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "feeds.toml"
    path.write_text(text)
    with pytest.raises(InvalidInput) as caught:
        read_list(path)
    assert says in str(caught.value)
    with pytest.raises(InvalidInput, match="No such file"):
        read_list(tmp_path / "nowhere.toml")


def test_the_command_reads_feeds_until_it_is_asked_to_stop(site: Site, tmp_path: Path) -> None:
    site.pages["/feed"] = feed_of(1)  # type: ignore[assignment]
    (tmp_path / "feeds.toml").write_text(f'[[feeds]]\nurl = "{site.url}/feed"\n')
    command = [
        Path(sys.executable).with_name("timeline"),
        "watch",
        "feeds.toml",
        "--db",
        "t.db",
        "--allow-private",
        "--pause",
        "0",
    ]
    done = subprocess.run([*command, "--once"], cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (
        0,
        f"{site.url}/feed: 1 new, 0 changed, 0 set aside, {events(tmp_path)} events\n",
    )
    (tmp_path / "feeds.toml").write_text(f'[[feeds]]\nurl = "{site.url}/nowhere"\n[[feeds]]\nurl = "{site.url}/feed"\n')
    failed = subprocess.run([*command, "--once"], cwd=tmp_path, capture_output=True, text=True)
    assert failed.returncode == 1
    assert "404" in failed.stderr
    (tmp_path / "feeds.toml").write_text(f'[[feeds]]\nurl = "{site.url}/feed"\n')
    state = tmp_path / "feeds.state.json"
    state.unlink()
    process = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60
    while not state.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    os.kill(process.pid, signal.SIGTERM)
    _, err = process.communicate(timeout=20)
    assert (process.returncode, err) == (0, f"{site.url}/feed: 0 new, 0 changed, 0 set aside, 0 events\n")


def events(folder: Path) -> int:
    from timeline.store import EventQuery

    with Store.open(str(folder / "t.db")) as store:
        (body,) = store.documents().items
        assert json.loads(body)["published"] == "2025-08-13"
        return sum(1 for _ in store.stream(EventQuery(open="all")))
