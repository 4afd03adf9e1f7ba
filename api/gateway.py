"""ASGI in front of the Flask app: slow clients wait here, where waiting costs no thread.

A request's body is gathered before a thread is taken, and a long answer is made piece by piece, a thread held only
while the next piece is made. Both have to keep moving, else the connection is closed. Only a batch, whose results go
out while its lines come in, reads its body from within a thread; batches and other writes have threads of their own,
so that nothing holds up reading.
"""

import asyncio
import contextvars
import io
import logging
import sys
import tempfile
import time
import uuid
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any
from urllib.parse import unquote_to_bytes

import orjson

from api import problems

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Wsgi = Callable[..., Any]

READERS, COUNTERS, WRITERS, BATCHES = 1, 2, 4, 4
"""Threads for quick reads, for reads that may take long, for other requests, and for NDJSON batches.

One reader, since its work is Python's, which runs one thread at a time: with eight, a worker answers a third less, and
the slowest in a hundred answers takes half as long again with two.
"""
LONG = ("histogram", "facets", "events.")
"""How the last part of a path begins where a read may go through many events: counts and whole exports."""
IDLE = 10.0
"""Seconds for which a client may send nothing, or take nothing, while it should."""
BATCH_IDLE = 60.0
"""The same for the lines of a batch, which may be made as they are sent."""
SLOWEST = 5_000
"""Bytes a second at which a body must come, `IDLE` seconds granted."""
IN_MEMORY = 64 * 1024
"""Bytes of a body that is gathered; longer ones go to a temporary file."""
NDJSON = b"application/x-ndjson"

log = logging.getLogger("timeline.api")


class ClientGone(Exception):
    """The client hung up, or its body broke off."""


class Gateway:
    """The ASGI app of one worker. `max_body` is the longest body that is gathered at all."""

    def __init__(self, app: Wsgi, max_body: int) -> None:
        self._app = app
        self._max_body = max_body
        self._readers = ThreadPoolExecutor(READERS, "read")
        self._counters = ThreadPoolExecutor(COUNTERS, "count")
        self._writers = ThreadPoolExecutor(WRITERS, "write")
        self._batches = ThreadPoolExecutor(BATCHES, "batch")

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request; ends without an answer where the client is gone, and the server closes the connection."""
        headers = dict(scope["headers"])
        body: IO[bytes]
        pool = self._pool(scope)
        if headers.get(b"content-type", b"").lower().startswith(NDJSON):
            body, pool = _Incoming(receive, asyncio.get_running_loop()), self._batches  # type: ignore[assignment]
        elif b"content-length" in headers or b"transfer-encoding" in headers:
            try:
                body = await self._gathered(receive, int(headers.get(b"content-length", b"0")))
            except (TimeoutError, ClientGone) as failure:
                await _refuse(send, 408 if isinstance(failure, TimeoutError) else 400, scope["client"][0])
                return
        else:
            body = io.BytesIO()
        with body:
            watched = None if pool is self._batches else receive  # a batch reads its body itself
            await _Answer(self._app, pool).run(_environ(scope, body), watched, send)

    def _pool(self, scope: Message) -> ThreadPoolExecutor:
        if scope["method"] not in ("GET", "HEAD", "OPTIONS"):
            return self._writers
        long = scope["path"].rpartition("/")[2].startswith(LONG) or b"count=" in scope["query_string"]
        return self._counters if long else self._readers

    async def _gathered(self, receive: Receive, announced: int) -> IO[bytes]:
        """A whole body; of one that is too long only as much as tells so. TimeoutError where it comes too slowly."""
        gathered = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  # closed by who reads it
        size, begun, more = 0, time.monotonic(), announced <= self._max_body
        try:
            while more and size <= self._max_body:
                message = await asyncio.wait_for(receive(), IDLE)
                if message["type"] == "http.disconnect":
                    raise ClientGone
                size += gathered.write(message.get("body", b""))
                more = message.get("more_body", False)
                if more and time.monotonic() - begun > IDLE + size / SLOWEST:
                    raise TimeoutError
        except BaseException:
            gathered.close()
            raise
        gathered.seek(0)
        return gathered


class _Answer:
    """One call of the WSGI app: its first piece, and the others as the client takes them."""

    def __init__(self, app: Wsgi, pool: ThreadPoolExecutor) -> None:
        self._app, self._pool = app, pool
        self._context = contextvars.copy_context()  # one for all pieces, whichever thread makes them
        self._status, self._headers = 500, list[tuple[bytes, bytes]]()
        self._pieces: Iterator[bytes] = iter(())
        self._close: Callable[[], object] = lambda: None
        self._length: int | None = None

    async def run(self, environ: Message, receive: Receive | None, send: Send) -> None:
        """Make the answer and send it; a long one breaks off where the client is gone, which `receive` tells."""
        piece = await self._in_thread(self._begin, environ)
        await send({"type": "http.response.start", "status": self._status, "headers": self._headers})
        if self._length is None:
            try:
                piece = await self._stream(piece, receive, send)
            except (TimeoutError, ClientGone):
                return
            finally:
                await self._in_thread(self._close)
        await send({"type": "http.response.body", "body": piece})

    async def _in_thread(self, work: Callable[..., Any], *given: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._context.run, work, *given)

    def _begin(self, environ: Message) -> bytes:
        """Call the app; its whole answer where that has a length, else the first piece."""
        pieces = self._app(environ, self._start)
        self._pieces, self._close = iter(pieces), getattr(pieces, "close", self._close)
        if self._length is None:
            return next(self._pieces, b"")
        try:
            return b"".join(self._pieces)
        finally:
            self._close()

    def _start(self, status: str, headers: list[tuple[str, str]], _: Any = None) -> Callable[[bytes], object]:
        """WSGI's start_response."""
        self._status = int(status[:3])
        self._headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        length = dict(self._headers).get(b"content-length")
        bodiless = self._status in (204, 304)
        self._length = int(length) if length is not None else 0 if bodiless else None
        return lambda _: None

    async def _stream(self, piece: bytes, receive: Receive | None, send: Send) -> bytes:
        """Send piece after piece while the client takes them; the last one, empty, is left to send."""
        gone = asyncio.ensure_future(_hung_up(receive)) if receive else None
        try:
            while piece:
                await asyncio.wait_for(send({"type": "http.response.body", "body": piece, "more_body": True}), IDLE)
                if gone and gone.done():
                    raise ClientGone
                piece = await self._in_thread(next, self._pieces, b"")
        finally:
            if gone:
                gone.cancel()
        return piece


async def _hung_up(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


class _Incoming(io.RawIOBase):
    """The body of a batch, read from a thread while it comes in."""

    def __init__(self, receive: Receive, loop: asyncio.AbstractEventLoop) -> None:
        self._receive, self._loop = receive, loop
        self._left = b""
        self._more = True

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """The next bytes, as soon as there are any; TimeoutError where none come in time."""
        while self._more and not self._left:
            waiting = asyncio.run_coroutine_threadsafe(asyncio.wait_for(self._receive(), BATCH_IDLE), self._loop)
            message = waiting.result()
            self._left, self._more = message.get("body", b""), message.get("more_body", False)
        size = min(len(buffer), len(self._left))
        buffer[:size], self._left = self._left[:size], self._left[size:]
        return size


async def _refuse(send: Send, status: int, client: str) -> None:
    """408 or 400 for a body that never was whole, in the form of all problems; the connection is closed."""
    request_id = uuid.uuid4().hex
    log.info("no whole body", extra={"request_id": request_id, "status": status, "client": client})
    detail = "The body came too slowly." if status == 408 else "The body broke off."
    body = orjson.dumps(problems.document(status, detail, request_id, []))
    headers = [
        (b"content-type", problems.MEDIA_TYPE.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
        (b"cache-control", b"no-store"),
        (b"x-request-id", request_id.encode()),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _environ(scope: Message, body: IO[bytes]) -> Message:
    """What WSGI (PEP 3333) tells an app of a request."""
    environ: Message = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": scope["server"][0],
        "SERVER_PORT": str(scope["server"][1]),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": scope["client"][0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": body,
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope["headers"]:
        if b"_" in name:  # would pass for the header with a hyphen, which a proxy may have set
            continue
        key = name.decode("latin-1").upper().replace("-", "_")
        key = key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"
        told = value.decode("latin-1")
        environ[key] = f"{environ[key]},{told}" if key in environ else told
    return environ
