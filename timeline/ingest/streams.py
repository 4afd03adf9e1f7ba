"""Bytes of files, plain or compressed, line by line: bounded memory, whatever the file holds."""

import sys
import zlib
from collections.abc import Callable, Iterator
from io import BufferedReader, RawIOBase
from pathlib import Path
from typing import Any, BinaryIO

import zstandard

from timeline.errors import InvalidInput
from timeline.schemas import MAX_TEXT

MAX_BYTES = 8 * MAX_TEXT
"""Longest line or file read whole, in bytes: the longest text, escaped, with room for metadata."""
MAX_RATIO = 400
"""How many times its size a compressed file may grow once it is past MAX_BYTES; articles grow 3 to 20 times, a file
made to exhaust a machine 1,000 times and more."""
COMPRESSED = (".gz", ".zst")
STDIN = Path("-")

_SLICE = 2048
"""Compressed bytes expanded at once; in the worst case 64 MB (a zstd block of 4 bytes gives 128 KB)."""


class Expanded(RawIOBase):
    """A compressed file as a raw stream of what it holds; InvalidInput where it is cut off, damaged or a bomb."""

    def __init__(self, file: BinaryIO, member: Callable[[], Any]) -> None:
        self._file, self._make, self._member = file, member, member()
        self._ready = memoryview(b"")
        self._tail = b""
        self._fresh = True
        self._read = self._written = 0

    def readable(self) -> bool:
        """Always: this stream is for reading."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer with the next bytes; 0 at the end."""
        while not self._ready:
            if not self._expand():
                return 0
        count = min(len(buffer), len(self._ready))
        buffer[:count] = self._ready[:count]
        self._ready = self._ready[count:]
        return count

    def _expand(self) -> bool:
        chunk = self._tail or self._file.read(_SLICE)
        if not chunk:
            if not self._fresh and not self._member.eof:
                raise InvalidInput("the compressed file is cut off")
            return False
        self._read += len(chunk) - len(self._tail)
        self._tail = b""
        if self._member.eof:
            chunk = chunk.lstrip(b"\0")  # padding
            if not chunk:
                return True
            self._member = self._make()
        self._fresh = False
        try:
            self._ready = memoryview(self._member.decompress(chunk))
        except (zlib.error, zstandard.ZstdError):
            raise InvalidInput("the compressed file is damaged") from None
        self._tail = self._member.unused_data if self._member.eof else b""
        self._written += len(self._ready)
        if self._written > max(MAX_BYTES, MAX_RATIO * self._read):
            raise InvalidInput(f"expands to more than {MAX_RATIO} times its size, which no archive of articles does")
        return True

    def close(self) -> None:
        """Close the file below too."""
        self._file.close()
        super().close()


def _gzip_member() -> Any:
    return zlib.decompressobj(wbits=31)


def _zstd_member() -> Any:
    return zstandard.ZstdDecompressor(max_window_size=2**27).decompressobj()


class Source:
    """An open file: its expanded bytes in `file`; `position` is how far the file itself was read, in bytes."""

    def __init__(self, path: Path) -> None:
        self._raw: BinaryIO = sys.stdin.buffer if path == STDIN else path.open("rb")
        ending = path.suffix.lower()
        self.compressed = ending in COMPRESSED
        self.file: BinaryIO = self._raw
        if self.compressed:
            member = _gzip_member if ending == ".gz" else _zstd_member
            self.file = BufferedReader(Expanded(self._raw, member), 1 << 16)
        self._count = 0

    @property
    def position(self) -> int:
        """Bytes of the file as it lies on the disk."""
        if not self.compressed:
            return self._count
        return self._raw.tell()

    def read(self) -> bytes:
        """All of it; InvalidInput where that is more than any document."""
        raw = self.file.read(MAX_BYTES + 1)
        self._count += len(raw)
        if len(raw) > MAX_BYTES:
            raise InvalidInput(f"larger than {MAX_BYTES // 1_000_000} MB, which no document is")
        return raw

    def first_line(self) -> bytes:
        """The first line, or its beginning where it is long; it is read again by what comes after."""
        return self.file.peek(1).partition(b"\n")[0] if isinstance(self.file, BufferedReader) else b""

    def lines(self) -> Iterator[bytes | None]:
        """Its lines, None in place of one that is longer than any document."""
        while raw := self.file.readline(MAX_BYTES + 1):
            self._count += len(raw)
            if len(raw) > MAX_BYTES and not raw.endswith(b"\n"):
                self._skip_line()
                yield None
            else:
                yield raw

    def _skip_line(self) -> None:
        while rest := self.file.readline(1 << 20):
            self._count += len(rest)
            if rest.endswith(b"\n"):
                return

    def close(self) -> None:
        """Close the file; standard input stays open."""
        if self._raw is not sys.stdin.buffer:
            self.file.close()

    def __enter__(self) -> "Source":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def stem_ending(path: Path) -> str:
    """The ending that says what a file holds, below a compression's: ".jsonl" for "a.jsonl.gz"."""
    return (path.with_suffix("") if path.suffix.lower() in COMPRESSED else path).suffix.lower()
