"""A frugal load generator: many connections, one thread, no parsing beyond what tells where an answer ends.

It shares the machine with the server it measures, so it does as little as it can: requests are made up beforehand,
sockets are waited for together, bodies are counted and thrown away. A request costs it some 30 µs.
"""

import random
import re
import select
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

_LENGTH = re.compile(rb"\r\ncontent-length:\s*(\d+)", re.IGNORECASE)
_BLOCK = 256 * 1024
_PATIENCE = 60.0


@dataclass(slots=True)
class Outcome:
    """What came of a load: seconds of every answer, statuses with how often, and what broke a connection."""

    seconds: float = 0
    times: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.times) / self.seconds

    @property
    def failures(self) -> int:
        """Answers that are neither 2xx nor 3xx, and broken connections."""
        return sum(n for status, n in self.statuses.items() if not 200 <= status < 400) + len(self.broken)

    def quantile(self, share: float) -> float:
        """Milliseconds within which this share of the answers came."""
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000 if ordered else 0.0


def request(path: str, port: int, headers: str = "", method: str = "GET", body: bytes = b"") -> bytes:
    """A request as it goes over the wire; `headers` are whole lines, each with its line break."""
    if body:
        headers += f"Content-Length: {len(body)}\r\n"
    return f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{headers}\r\n".encode() + body


class _Client:
    """One connection with one request under way."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.started = 0.0
        self._head = b""
        self._missing: int | None = None
        self.status = 0

    def ask(self, wire: bytes) -> None:
        """Send the next request."""
        self._head, self._missing, self.status = b"", None, 0
        self.started = time.perf_counter()
        self.socket.sendall(wire)

    def read(self, buffer: memoryview) -> bool:
        """Take what has arrived; whether the answer is whole. OSError where the server hung up."""
        size = self.socket.recv_into(buffer)
        if not size:
            raise ConnectionError("the server closed the connection")
        if self.status and self._missing is not None:
            self._missing -= size
            return self._missing <= 0
        self._head += buffer[:size]
        end = self._head.find(b"\r\n\r\n")
        if end < 0:
            return False
        self.status = int(self._head[9:12])
        length = _LENGTH.search(self._head, 0, end + 2)
        if length:
            self._missing = int(length[1]) - (len(self._head) - end - 4)
            return self._missing <= 0
        if self.status in (204, 304):
            return True
        done = self._head.endswith(b"0\r\n\r\n")  # chunked
        self._head = self._head[: end + 4] + self._head[max(end + 4, len(self._head) - 5) :]
        return done


def run(
    port: int,
    requests: Sequence[bytes],
    clients: int,
    seconds: float,
    *,
    every: float = 0,
    look: Callable[[float], None] = lambda _: None,
) -> Outcome:
    """Ask for requests drawn from a list, over `clients` connections at once, each asking again when it has its answer.

    `look` is called every so many seconds with the time since the start, to sample the server meanwhile.
    """
    outcome, chance = Outcome(), random.Random(1)
    buffer = memoryview(bytearray(_BLOCK))
    poll, by_number = select.epoll(), {}

    def connect() -> None:
        client = _Client(port)
        by_number[client.socket.fileno()] = client
        poll.register(client.socket.fileno(), select.EPOLLIN)
        client.ask(chance.choice(requests))

    def drop(number: int) -> None:
        poll.unregister(number)
        by_number.pop(number).socket.close()

    started = time.perf_counter()
    end, seen = started + seconds, started
    for _ in range(clients):
        connect()
    try:
        while by_number and (now := time.perf_counter()) < end + _PATIENCE:
            if every and now - seen >= every:
                seen = now
                look(now - started)
            for number, _ in poll.poll(0.5):
                client = by_number[number]
                try:
                    if not client.read(buffer):
                        continue
                    if now >= end:  # not counted, but waited for: the next measurement must find an idle server
                        drop(number)
                        continue
                    outcome.times.append(time.perf_counter() - client.started)
                    outcome.statuses[client.status] = outcome.statuses.get(client.status, 0) + 1
                    client.ask(chance.choice(requests))
                except OSError as failure:
                    outcome.broken.append(str(failure))
                    drop(number)
                    if now < end:
                        connect()
    finally:
        outcome.seconds = seconds
        for number in list(by_number):
            drop(number)
        poll.close()
    return outcome
