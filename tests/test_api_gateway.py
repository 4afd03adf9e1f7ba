"""Slow clients, clients that hang up, and what WSGI is told of a request, without a server in between."""

import asyncio
import io
import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from api import gateway
from api.gateway import Gateway

Start = Callable[[str, list[tuple[str, str]]], object]


def scope(method: str = "GET", path: str = "/", *headers: tuple[str, str]) -> dict[str, Any]:
    return {
        "type": "http", "method": method, "raw_path": path.encode(), "path": path, "query_string": b"a=1",
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in headers], "http_version": "1.1",
        "scheme": "http", "server": ("127.0.0.1", "80"), "client": ("127.0.0.1", "9"),
    }  # fmt: skip


def ask(app: Any, asked: dict[str, Any], *parts: bytes, pause: float = 0, deaf: bool = False, hang_up: bool = False,
        max_body: int = 100_000) -> list[dict[str, Any]]:  # fmt: skip
    """Messages that come back. `pause`: seconds between the parts; `deaf`: takes one piece of the answer, no more."""
    sent: list[dict[str, Any]] = []

    async def run() -> None:
        left = [{"type": "http.request", "body": part, "more_body": True} for part in parts]
        left.append({"type": "http.disconnect"} if hang_up else {"type": "http.request", "body": b""})

        async def receive() -> dict[str, Any]:
            await asyncio.sleep(pause)
            if not left:
                await asyncio.Event().wait()
            return left.pop(0)

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)
            if deaf and len(sent) > 2:
                await asyncio.Event().wait()

        await Gateway(app, max_body)(asked, receive, send)

    # In a thread of its own: where browser tests ran before, their loop still runs in this one.
    with ThreadPoolExecutor(1) as own:
        own.submit(asyncio.run, asyncio.wait_for(run(), 20)).result()
    return sent


def echo(environ: dict[str, Any], start: Start) -> list[bytes]:
    body = environ["wsgi.input"].read()
    start("200 OK", [("Content-Length", str(len(body)))])
    return [body]


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gateway, "IDLE", 0.2)
    monkeypatch.setattr(gateway, "BATCH_IDLE", 0.2)


def test_a_body_is_whole_before_the_app_is_called():
    sent = ask(echo, scope("POST", "/", ("content-length", "6")), b"abc", b"def", pause=0.01)
    assert sent[0]["status"] == 200 and sent[1]["body"] == b"abcdef"


def test_a_long_body_lies_in_a_file():
    kept: list[Any] = []

    def app(environ: dict[str, Any], start: Start) -> list[bytes]:
        kept.append(environ["wsgi.input"])
        assert environ["wsgi.input"]._rolled
        return echo(environ, start)

    sent = ask(app, scope("POST", "/", ("transfer-encoding", "chunked")), *[b"x" * 10_000] * 9)
    assert sent[1]["body"] == b"x" * 90_000 and kept[0].closed


def test_of_a_body_too_long_only_so_much_is_read():
    lengths: list[int] = []

    def app(environ: dict[str, Any], start: Start) -> list[bytes]:
        lengths.append(len(environ["wsgi.input"].read()))
        start("413 Too Large", [("Content-Length", "0")])
        return []

    ask(app, scope("POST", "/", ("transfer-encoding", "chunked")), *[b"x" * 60_000] * 50)
    ask(app, scope("POST", "/", ("content-length", "9999999")), *[b"x" * 60_000] * 50)
    assert lengths == [120_000, 0]


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("pause", [0.15, 0.3], ids=["a byte now and then", "nothing more"])
def test_a_body_that_comes_too_slowly_is_408(pause):
    sent = ask(lambda *_: pytest.fail("not to be called"), scope("POST", "/", ("content-length", "99")), *[b"x"] * 20,
               pause=pause)  # fmt: skip
    assert sent[0]["status"] == 408 and (b"connection", b"close") in sent[0]["headers"]
    problem = json.loads(sent[1]["body"])
    assert (problem["status"], problem["title"]) == (408, "Request Timeout") and problem["request_id"]


def test_a_body_that_breaks_off_is_400():
    sent = ask(lambda *_: pytest.fail("not to be called"), scope("POST", "/", ("content-length", "9")), b"x",
               hang_up=True)  # fmt: skip
    assert sent[0]["status"] == 400


class Pieces:
    """An endless answer that counts its pieces and notices its end."""

    def __init__(self) -> None:
        self.made = 0
        self.closed = False

    def __call__(self, environ: dict[str, Any], start: Start) -> "Pieces":
        start("200 OK", [("Content-Type", "text/plain")])
        return self

    def __iter__(self) -> "Pieces":
        return self

    def __next__(self) -> bytes:
        self.made += 1
        return b"piece"

    def close(self) -> None:
        self.closed = True


@pytest.mark.usefixtures("hurried")
def test_an_answer_that_nobody_takes_is_given_up():
    pieces = Pieces()
    sent = ask(pieces, scope(), deaf=True)
    assert pieces.made < 5 and pieces.closed and sent[-1]["more_body"]


def test_no_piece_is_made_for_a_client_that_hung_up():
    pieces = Pieces()
    ask(pieces, scope(), hang_up=True)
    assert pieces.made < 50 and pieces.closed


def test_a_long_answer_comes_in_pieces_and_ends():
    def app(environ: dict[str, Any], start: Start) -> Any:
        start("200 OK", [])
        return iter([b"a", b"b"])

    sent = ask(app, scope())
    assert [one.get("body") for one in sent] == [None, b"a", b"b", b""] and "more_body" not in sent[-1]


def test_batches_are_read_from_their_own_threads():
    seen: list[str] = []

    def app(environ: dict[str, Any], start: Start) -> list[bytes]:
        seen.append(threading.current_thread().name)
        start("200 OK", [])
        return [io.BufferedReader(environ["wsgi.input"]).readline(), environ["wsgi.input"].read()]

    sent = ask(app, scope("POST", "/", ("content-type", "application/x-ndjson")), b"one\ntw", b"o", pause=0.01)
    assert sent[1]["body"] == b"one\n" and seen[0].startswith("batch")


@pytest.mark.usefixtures("hurried")
def test_a_batch_that_pauses_too_long_is_told():
    def app(environ: dict[str, Any], start: Start) -> list[bytes]:
        start("200 OK", [])
        with pytest.raises(TimeoutError):
            environ["wsgi.input"].read(10)
        return [b"told"]

    sent = ask(app, scope("POST", "/", ("content-type", "application/x-ndjson")), b"one", pause=0.3)
    assert sent[1]["body"] == b"told"


def test_a_header_with_an_underscore_cannot_pass_for_another():
    told: dict[str, Any] = {}

    def app(environ: dict[str, Any], start: Start) -> list[bytes]:
        told.update(environ)
        return echo(environ, start)

    ask(app, scope("GET", "/a%2Fb%ff", ("x-forwarded-for", "1"), ("x_forwarded_for", "2"), ("x-a", "1"), ("x-a", "2")))
    assert (told["HTTP_X_FORWARDED_FOR"], told["HTTP_X_A"], told["PATH_INFO"]) == ("1", "1,2", "/a/b\xff")
    assert (told["QUERY_STRING"], told["REMOTE_ADDR"], told["SERVER_PORT"]) == ("a=1", "127.0.0.1", "80")
