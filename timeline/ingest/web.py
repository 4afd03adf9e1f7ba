"""A polite visitor: robots.txt, one request a second to a host, back-off when a server asks for it."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlsplit

from protego import Protego

from timeline.ingest.fetch import USER_AGENT, Answer, Fetcher, FetchFailed, Limits, Refused, check_url

TRIES = 3
"""Requests for one page before it is set aside."""
PAUSE = 1.0
"""Seconds between two requests to a host, where its robots.txt does not ask for more."""
LONGEST_PAUSE = 60.0
"""Longest wait before another try, in seconds; a server that asks for more is left alone in this run."""
ROBOTS_SIZE = 512_000
"""Bytes of a robots.txt that are read (RFC 9309 asks for 500 KiB at least)."""
ROBOTS_SECONDS = 3600.0
"""How long a robots.txt is believed; RFC 9309 says a day at most."""

log = logging.getLogger(__name__)


class Stopped(Exception):
    """The program was asked to stop while it waited."""


class Visitor:
    """Fetches pages as a well-behaved robot does. `stop` ends every wait at once with Stopped."""

    def __init__(
        self,
        limits: Limits | None = None,
        *,
        pause: float = PAUSE,
        stop: threading.Event | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._fetcher = Fetcher(limits)
        self._robots_fetcher = Fetcher(replace(self._fetcher.limits, size=ROBOTS_SIZE))
        self._pause = pause
        self._stop = stop or threading.Event()
        self._clock = clock
        self._next: dict[str, float] = {}
        self._rules: dict[str, tuple[float, Protego | None]] = {}

    def get(self, url: str, *, etag: str | None = None, modified: str | None = None) -> Answer:
        """The answer to GET, conditional where `etag` or `modified` are given; tried again where that may help.

        Raises FetchFailed, and Refused where robots.txt or the address forbids it.
        """
        check_url(url)
        host = _origin(url)
        rules = self._robots(host)
        if rules is None:
            raise FetchFailed(f"{host}/robots.txt cannot be read, so nothing is fetched from there", later=True)
        if not rules.can_fetch(url, USER_AGENT):
            raise Refused(f"{host}/robots.txt asks robots not to fetch this")
        pause = max(self._pause, min(float(rules.crawl_delay(USER_AGENT) or 0), LONGEST_PAUSE))
        for tried in range(1, TRIES + 1):
            self._wait_turn(host, pause)
            try:
                return self._fetcher.fetch(url, etag=etag, modified=modified)
            except FetchFailed as error:
                wait = error.wait if error.wait is not None else self._pause * 2**tried
                if not error.later or tried == TRIES or wait > LONGEST_PAUSE:
                    raise
                log.info("%s: %s; again in %.0f s", url, error, wait)
                self._next[host] = self._clock() + wait
        raise AssertionError("unreachable")

    def _wait_turn(self, host: str, pause: float) -> None:
        wait = self._next.get(host, 0.0) - self._clock()
        if (wait > 0 and self._stop.wait(wait)) or self._stop.is_set():
            raise Stopped
        self._next[host] = self._clock() + pause

    def _robots(self, host: str) -> Protego | None:
        """The host's rules, empty where it has no robots.txt; None where that cannot be known (RFC 9309, 2.3.1)."""
        known = self._rules.get(host)
        if known is None or known[0] < self._clock():
            known = self._rules[host] = (self._clock() + ROBOTS_SECONDS, self._read_robots(host))
        return known[1]

    def _read_robots(self, host: str) -> Protego | None:
        try:
            self._wait_turn(host, 0)
            answer = self._robots_fetcher.fetch(f"{host}/robots.txt")
        except Refused:
            raise
        except FetchFailed as error:
            if error.status is not None and 400 <= error.status < 500 and error.status != 429:
                return Protego.parse("")
            return None
        return Protego.parse(answer.body.decode("utf-8", "replace"))

    def close(self) -> None:
        """Close idle connections."""
        self._fetcher.close()
        self._robots_fetcher.close()


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.lower()}"
