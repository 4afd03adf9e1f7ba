"""Fetching from the web, safely: no private addresses, no endless answers, no endless redirects.

Every connection is made to an address that was checked just before, and to no other: a name that resolves to a public
address when it is checked and to a private one when it is used (DNS rebinding) gains nothing. Redirects are connections
like any other.
"""

import ipaddress
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from timeline import __version__
from timeline.errors import InvalidInput
from timeline.ingest.streams import MAX_BYTES

USER_AGENT = f"timeline/{__version__} (dated events from news text)"
REDIRECTS = 5
"""Redirects followed; RFC 9309 asks for five, browsers stop at twenty."""
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_COMPATIBLE = ipaddress.ip_network("::/96")
_REDIRECT = (301, 302, 303, 307, 308)


class FetchFailed(InvalidInput):
    """A URL gave nothing. `later` where another try may do better, after `wait` seconds if the server said so;
    `status` is the HTTP status there was."""

    def __init__(
        self, message: str, *, later: bool = False, wait: float | None = None, status: int | None = None
    ) -> None:
        super().__init__(message, "url")
        self.later, self.wait, self.status = later, wait, status


class Refused(FetchFailed):
    """A URL that is not fetched: it leads to a private address, or is no web address."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one answer may cost: `seconds` from the first connection to the last byte, redirects included; `size` in
    bytes, decompressed. `private` allows loopback and private addresses (a newsroom's own network)."""

    seconds: float = 30
    size: int = MAX_BYTES
    private: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered: final address after redirects, status 200 or 304, body, headers by lower-case name."""

    url: str
    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


def is_public(address: str) -> bool:
    """Whether an IP address is of the public internet, and so is one inside it (mapped, 6to4, Teredo, NAT64)."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and (ip in _NAT64 or ip in _COMPATIBLE):
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def resolve(host: str, port: int, private: bool) -> list[tuple[Any, ...]]:
    """Socket addresses of a host; Refused where one of them is not public, unless `private` ones are allowed."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError):
        raise FetchFailed(f"{host}: no such host", later=True) from None
    if not private:
        for *_, address in found:
            if not is_public(str(address[0])):
                raise Refused(f"{host} is a private address ({address[0]}), which is not fetched")
    return found


class Fetcher:
    """Fetches one URL at a time, within limits. Not to be shared between threads."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._guard: socket.socket | None = None
        self._pools = urllib3.PoolManager(num_pools=16, maxsize=1)
        self._pools.pool_classes_by_scheme = self._pool_classes()

    def fetch(self, url: str, *, etag: str | None = None, modified: str | None = None) -> Answer:
        """The answer to GET; `etag` and `modified` make it conditional (status 304, no body).

        Raises FetchFailed for every other status, errors of the network, and what is beyond the limits; Refused for
        addresses that are not to be fetched.
        """
        headers = {
            "User-Agent": USER_AGENT,
            "Accept-Encoding": "gzip",
            "Accept": "text/html, */*",
            "Connection": "close",
        }
        headers |= {name: value for name, value in (("If-None-Match", etag), ("If-Modified-Since", modified)) if value}
        deadline = time.monotonic() + self.limits.seconds
        for _ in range(REDIRECTS + 1):
            check_url(url)
            answer, location = self._one(url, headers, deadline)
            if location is None:
                return answer
            url = urljoin(url, location)
        raise FetchFailed(f"more than {REDIRECTS} redirects")

    def _one(self, url: str, headers: dict[str, str], deadline: float) -> tuple[Answer, str | None]:
        left = deadline - time.monotonic()
        if left <= 0:
            raise self._too_slow()
        try:
            with self._cut_off_at(left) as fired:
                try:
                    response = self._pools.request(
                        "GET", url, headers=headers, redirect=False, retries=False, preload_content=False,
                        timeout=urllib3.Timeout(left), decode_content=True,
                    )  # fmt: skip
                    answer = self._read(url, response, deadline)
                    if fired.is_set():  # what was cut off can look like an end
                        raise self._too_slow()
                    return answer
                except (urllib3.exceptions.HTTPError, OSError) as error:
                    if fired.is_set():
                        raise self._too_slow() from None
                    raise self._failed(url, error) from None
        except UnicodeError:
            raise Refused(f"not a web address: {url[:100]!r}") from None

    def _read(self, url: str, response: Any, deadline: float) -> tuple[Answer, str | None]:
        found = {name.lower(): value for name, value in response.headers.items()}
        try:
            if response.status in _REDIRECT and "location" in found:
                return Answer(url, response.status, b""), found["location"]
            if response.status == 304:
                return Answer(url, 304, b"", found), None
            if response.status != 200:
                raise _status_failed(response.status, found)
            return Answer(url, 200, self._body(response, found, deadline), found), None
        finally:
            response.close()

    def _body(self, response: Any, headers: Mapping[str, str], deadline: float) -> bytes:
        declared = headers.get("content-length", "")
        body = bytearray()
        while len(body) <= self.limits.size and not (declared.isdigit() and int(declared) > self.limits.size):
            if time.monotonic() > deadline:
                raise self._too_slow()
            part = response.read1(1 << 16)
            if not part:
                return bytes(body)
            body += part
        raise FetchFailed(f"an answer of more than {self.limits.size // 1_000_000} MB")

    def _too_slow(self) -> FetchFailed:
        return FetchFailed(f"no whole answer within {self.limits.seconds:g} seconds", later=True)

    def _failed(self, url: str, error: Exception) -> FetchFailed:
        if isinstance(error, urllib3.exceptions.TimeoutError) and not isinstance(
            error, urllib3.exceptions.NewConnectionError
        ):
            return self._too_slow()
        if isinstance(error, urllib3.exceptions.LocationValueError):
            return Refused(f"not a web address: {url[:100]!r}")
        if isinstance(error, urllib3.exceptions.SSLError):
            return FetchFailed("no trustworthy certificate")
        return FetchFailed(f"no answer ({type(error).__name__})", later=True)

    @contextmanager
    def _cut_off_at(self, seconds: float) -> Iterator[threading.Event]:
        """Shuts the connection after so many seconds, wherever it hangs: a timeout of the socket's own starts anew with
        every byte, so that a server that sends one now and then would hold us for ever."""
        fired = threading.Event()

        def cut() -> None:
            fired.set()
            guard = self._guard
            if guard is not None:
                with suppress(OSError):
                    guard.shutdown(socket.SHUT_RDWR)

        timer = threading.Timer(seconds, cut)
        timer.daemon = True
        timer.start()
        try:
            yield fired
        finally:
            timer.cancel()
            if self._guard is not None:
                self._guard.close()
                self._guard = None

    def _pool_classes(self) -> dict[str, Any]:
        fetcher = self

        class Checked:
            """A connection to an address that was checked."""

            def _new_conn(self: Any) -> socket.socket:
                last: OSError | None = None
                for family, kind, protocol, _, address in resolve(self._dns_host, self.port, fetcher.limits.private):
                    connection = socket.socket(family, kind, protocol)
                    try:
                        connection.settimeout(min(self.timeout or 10, 10))
                        connection.connect(address)
                        connection.settimeout(self.timeout)
                        fetcher._guard = connection.dup()
                        return connection
                    except OSError as error:
                        connection.close()
                        last = error
                raise urllib3.exceptions.NewConnectionError(self, str(last)) from last

        class Http(Checked, HTTPConnection):
            """Over TCP."""

        class Https(Checked, HTTPSConnection):
            """Over TLS; the certificate is that of the name, not of the address."""

        class HttpPool(HTTPConnectionPool):
            ConnectionCls = Http

        class HttpsPool(HTTPSConnectionPool):
            ConnectionCls = Https

        return {"http": HttpPool, "https": HttpsPool}

    def close(self) -> None:
        """Close idle connections."""
        self._pools.clear()


def check_url(url: str) -> None:
    """Raises Refused for what is no plain web address."""
    try:
        parts = urlsplit(url)
        ok = parts.scheme in ("http", "https") and parts.hostname and parts.username is None and (parts.port or 1) > 0
    except ValueError:
        ok = False
    if not ok or any(char <= " " for char in url):
        raise Refused(f"not a web address: {url[:100]!r}")


def _status_failed(status: int, headers: Mapping[str, str]) -> FetchFailed:
    later = status in (408, 425, 429) or status >= 500
    wait = headers.get("retry-after", "")
    return FetchFailed(
        f"the server answered {status}", later=later, wait=float(wait) if wait.isdigit() else None, status=status
    )
