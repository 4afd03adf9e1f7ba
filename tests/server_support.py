"""A real server process on a free port, as `timeline serve` runs it."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

TIMELINE = Path(sys.executable).parent / "timeline"


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass(frozen=True)
class Answer:
    """What came back: status, headers with lower-case names, body."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


@dataclass(frozen=True)
class Server:
    """A running server."""

    port: int
    process: subprocess.Popen[str]
    log: Path
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    def request(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """One request; a body that is not bytes is sent as JSON."""
        data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        if data is not None:
            headers.setdefault("Content-Type", "application/json")
        asked = urllib.request.Request(self.url + path, data, headers | self.headers, method=method)
        try:
            with urllib.request.urlopen(asked, timeout=60) as answer:
                return Answer(answer.status, {k.lower(): v for k, v in answer.headers.items()}, answer.read())
        except urllib.error.HTTPError as failure:
            with failure:
                return Answer(failure.code, {k.lower(): v for k, v in failure.headers.items()}, failure.read())

    def get(self, path: str, **headers: str) -> Answer:
        """One GET."""
        return self.request("GET", path, **headers)

    def stop(self, kind: int = signal.SIGTERM) -> int:
        """Send a signal and wait for the end; its exit code."""
        self.process.send_signal(kind)
        return self.process.wait(timeout=40)

    def pids(self) -> list[int]:
        """The server and its workers."""
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [self.process.pid, *map(int, path.read_text().split())]


@contextmanager
def serving(database: str, log: Path, *options: str, ready: str = "/readyz", **env: str) -> Iterator[Server]:
    """`timeline serve` on a free port, answering; ended when the block is left."""
    port = free_port()
    with log.open("w") as output:
        process = subprocess.Popen(
            [TIMELINE, "serve", "--db", database, "--port", str(port), *options],
            stdout=output, stderr=subprocess.STDOUT, text=True, env=os.environ | env, start_new_session=True,
        )  # fmt: skip
        server = Server(port, process, log)
        try:
            for _ in range(300):
                if process.poll() is not None:
                    raise AssertionError(log.read_text())
                try:
                    if server.get(ready).status == 200:
                        break
                except OSError:
                    time.sleep(0.1)
            else:
                raise AssertionError(f"no answer within 30 s: {log.read_text()}")
            yield server
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
