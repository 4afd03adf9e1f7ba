"""Looking after feeds: each at its pace, only what is new, politely, until asked to stop.

What is known of a feed between rounds (validators, entries seen, failures) stands in a file beside its list, so that a
new start asks for nothing twice.
"""

import logging
import threading
import time
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from timeline.errors import InvalidInput
from timeline.ingest.documents import Refusal
from timeline.ingest.feeds import Entry, is_url, read_entry, read_feed
from timeline.ingest.fetch import FetchFailed
from timeline.ingest.items import Item
from timeline.ingest.web import Stopped, Visitor
from timeline.model import digest

MINUTES = 15.0
"""How often a feed is asked, unless the list says otherwise."""
FEWEST_MINUTES = 1.0
LONGEST_WAIT = 24 * 3600.0
"""Seconds after which a feed that fails is asked again at the latest."""
SEEN = 2000
"""Entries remembered of each feed: more than a feed holds."""
GONE = 410

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Feed:
    """One feed of the list: its address, how often it is asked (minutes), metadata for documents that bring none."""

    url: str
    minutes: float = MINUTES
    defaults: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class State:
    """What is known of a feed: validators of its last answer, keys of entries seen, failures in a row, when it is due
    (seconds since 1970)."""

    etag: str | None = None
    modified: str | None = None
    seen: list[str] = field(default_factory=list)
    failures: int = 0
    due: float = 0.0


def read_list(path: Path) -> tuple[Feed, ...]:
    """The feeds of a TOML file: `[[feeds]]` with url, and minutes, publisher, language, tags where wanted.

    Raises InvalidInput, with the feed and the reason.
    """
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InvalidInput(f"{path}: {error.strerror or error}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{path}: {error}") from None
    feeds = found.pop("feeds", None)
    minutes = found.pop("minutes", MINUTES)
    if not isinstance(feeds, list) or not feeds or found:
        extra = f"; {', '.join(found)} is not known" if found else ""
        raise InvalidInput(f'{path} lists feeds as [[feeds]] with url = "https://…"{extra}')
    return tuple(_feed(path, number, one, minutes) for number, one in enumerate(feeds, 1))


def _feed(path: Path, number: int, given: Any, minutes: Any) -> Feed:
    given = dict(given) if isinstance(given, dict) else {}
    url, minutes = given.pop("url", None), given.pop("minutes", minutes)
    unknown = set(given) - {"publisher", "language", "tags"}
    if not isinstance(url, str) or not is_url(url):
        raise InvalidInput(f"{path}: feed {number} has no url")
    if unknown:
        raise InvalidInput(f"{path}: feed {number}: {', '.join(sorted(unknown))} is not known")
    if not isinstance(minutes, int | float) or isinstance(minutes, bool) or not minutes >= FEWEST_MINUTES:
        raise InvalidInput(f"{path}: feed {number}: minutes is a number from {FEWEST_MINUTES:g}")
    return Feed(url, float(minutes), given)


class Watcher:
    """Asks feeds when they are due. `store_items` takes a feed and its new items, and returns when they are stored.

    `stop` ends it: what was fetched by then is stored, and the state written.
    """

    def __init__(
        self,
        feeds: tuple[Feed, ...],
        state: Path,
        visitor: Visitor,
        store_items: Callable[[Feed, Iterator[Item | Refusal]], None],
        stop: threading.Event,
        *,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._feeds, self._path, self._visitor, self._store = feeds, state, visitor, store_items
        self._stop, self._clock = stop, clock
        self._states = read_state(state)

    def run_once(self) -> bool:
        """Ask every feed one time, due or not; whether all of them gave what a feed gives."""
        answered = [self._ask_now(feed) for feed in self._feeds]
        return all(answered)

    def run(self) -> None:
        """Until `stop` is set."""
        while not self._stop.is_set():
            for feed in self._feeds:
                if self.state(feed).due <= self._clock() and not self._stop.is_set():
                    self._ask_now(feed)
            due = min(self.state(feed).due for feed in self._feeds)
            self._stop.wait(max(due - self._clock(), 0.05))

    def state(self, feed: Feed) -> State:
        """What is known of a feed."""
        return self._states.setdefault(feed.url, State())

    def _ask_now(self, feed: Feed) -> bool:
        state = self.state(feed)
        failures = state.failures
        try:
            self._ask(feed, state)
        except FetchFailed as error:
            self._put_off(feed, state, str(error), error.wait, gone=error.status == GONE)
        except InvalidInput as error:
            self._put_off(feed, state, str(error), None)
        except Stopped:
            pass
        write_state(self._path, self._states)
        return state.failures <= failures

    def _ask(self, feed: Feed, state: State) -> None:
        answer = self._visitor.get(feed.url, etag=state.etag, modified=state.modified)
        if answer.status != 304:
            entries = read_feed(answer.body, answer.url)
            done: list[str] = []
            again: list[str] = []
            self._store(feed, self._new_items(entries, state, done, again))
            state.seen = [*state.seen, *done][-SEEN:]
            if self._stop.is_set() or again:  # unseen entries are wanted: the next answer must be whole
                state.etag = state.modified = None
            else:
                state.etag, state.modified = answer.headers.get("etag"), answer.headers.get("last-modified")
        state.failures = 0
        state.due = self._clock() + 60 * feed.minutes

    def _new_items(
        self, entries: list[Entry], state: State, done: list[str], again: list[str]
    ) -> Iterator[Item | Refusal]:
        seen = set(state.seen)
        for entry in entries:
            key = entry_key(entry)
            if key in seen or self._stop.is_set():
                continue
            try:
                found = read_entry(entry, self._visitor)
            except Stopped:
                return
            yield found
            (again if isinstance(found, Refusal) and found.later else done).append(key)

    def _put_off(self, feed: Feed, state: State, reason: str, wait: float | None, *, gone: bool = False) -> None:
        """Ask a feed that fails more and more seldom."""
        state.failures += 1
        seconds = LONGEST_WAIT if gone else min(60 * feed.minutes * 2**state.failures, LONGEST_WAIT)
        state.due = self._clock() + max(seconds, min(wait or 0.0, LONGEST_WAIT))
        log.warning("%s: %s; again in %.0f minutes", feed.url, reason, (state.due - self._clock()) / 60)


def entry_key(entry: Entry) -> str:
    """Names an entry and what the feed says of it, so that an article that was changed is read again."""
    return digest(f"{entry.url} {sorted(entry.about.items())!r} {digest(entry.html or '')} {entry.updated}")


def state_path(path: Path) -> Path:
    """Where the state of a list of feeds is kept: feeds.state.json beside feeds.toml."""
    return path.with_name(f"{path.stem}.state.json")


def read_state(path: Path) -> dict[str, State]:
    """The states by feed; none where the file is not there. A damaged file is as good as none: feeds are asked anew."""
    try:
        found = orjson.loads(path.read_bytes())
        return {url: State(**state) for url, state in found.items()}
    except FileNotFoundError:
        return {}
    except (orjson.JSONDecodeError, TypeError, AttributeError, OSError):
        log.warning("%s cannot be read; every feed is asked anew", path)
        return {}


def write_state(path: Path, states: Mapping[str, State]) -> None:
    """Keep the states, whole or not at all."""
    part = path.with_name(f"{path.name}.part")
    try:
        part.write_bytes(orjson.dumps(states, option=orjson.OPT_INDENT_2))
        part.replace(path)
    except OSError as error:
        raise InvalidInput(f"{path}: {error.strerror or error}") from None
