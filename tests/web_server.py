"""A small web server for tests, on loopback: each path is a function that answers as it likes."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Handler(BaseHTTPRequestHandler):
    """Hands a request to the site's function for its path."""

    protocol_version = "HTTP/1.1"
    server: "Server"

    def do_GET(self) -> None:
        site = self.server.site
        site.requests.append((self.path, dict(self.headers)))
        self.close_connection = True
        answer = site.pages.get(self.path.partition("?")[0])
        try:
            if answer is None:
                self.answer(404, b"none")
            elif isinstance(answer, bytes):
                self.answer(200, answer, "text/html; charset=utf-8")
            else:
                answer(self)
        except OSError:
            pass  # the client went away

    def answer(self, status: int, body: bytes = b"", content_type: str = "text/html", **headers: str) -> None:
        """Send a whole answer; `Retry_After` in `headers` is Retry-After."""
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@dataclass
class Site:
    """Pages by path, and the requests that came: (path, headers)."""

    pages: dict[str, bytes | Callable[[Handler], None]] = field(default_factory=dict)
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    url: str = ""

    def paths(self) -> list[str]:
        """Paths asked for, without robots.txt."""
        return [path for path, _ in self.requests if path != "/robots.txt"]


class Server(ThreadingHTTPServer):
    """The site's server."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, site: Site) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.site = site


@contextmanager
def serve() -> Iterator[Site]:
    """A site while the block runs."""
    site = Site()
    server = Server(site)
    site.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def redirect(to: str, status: int = 302) -> Callable[[Handler], None]:
    """Answers with a redirect."""
    return lambda handler: handler.answer(status, Location=to)


def status(code: int, **headers: str) -> Callable[[Handler], None]:
    """Answers with a status."""
    return lambda handler: handler.answer(code, **headers)


def drip(handler: Handler) -> None:
    """One byte now and then, for ever: every read succeeds, and the answer never ends."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    for _ in range(200):
        handler.wfile.write(b"x")
        handler.wfile.flush()
        time.sleep(0.05)


def drip_headers(handler: Handler) -> None:
    """A header that never ends."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    for _ in range(200):
        handler.wfile.write(b"x")
        handler.wfile.flush()
        time.sleep(0.05)


def hang(handler: Handler) -> None:
    """Nothing at all."""
    handler.connection.settimeout(10)
    with suppress(OSError):
        handler.connection.recv(1)
