import gzip
import io
import os
import sys
from pathlib import Path

import pytest
import zstandard

from timeline.errors import InvalidInput
from timeline.ingest import streams
from timeline.ingest.streams import Source, stem_ending

LINES = [f"line {number} {number * 7919 % 1000}\n".encode() for number in range(5000)]


def zst(raw: bytes) -> bytes:
    return zstandard.ZstdCompressor().compress(raw)


PACK = {".gz": gzip.compress, ".zst": zst}


def write(path: Path, raw: bytes) -> Path:
    path.write_bytes(raw)
    return path


@pytest.mark.parametrize("ending", [".gz", ".zst", ""])
def test_lines_of_plain_and_compressed_files(tmp_path: Path, ending: str) -> None:
    raw = b"".join(LINES)
    path = write(tmp_path / f"a.jsonl{ending}", PACK[ending](raw) if ending else raw)
    with Source(path) as source:
        assert list(source.lines()) == LINES
        assert source.position == path.stat().st_size
    assert stem_ending(path) == ".jsonl"


@pytest.mark.parametrize("ending", [".gz", ".zst"])
def test_several_members_one_behind_the_other(tmp_path: Path, ending: str) -> None:
    path = write(tmp_path / f"a{ending}", PACK[ending](b"one\n") + PACK[ending](b"") + PACK[ending](b"two\n"))
    with Source(path) as source:
        assert source.read() == b"one\ntwo\n"


@pytest.mark.parametrize("ending", [".gz", ".zst"])
def test_a_file_cut_off_gives_what_it_holds_and_then_the_reason(tmp_path: Path, ending: str) -> None:
    raw = b"".join(f"{os.urandom(40).hex()}\n".encode() for _ in range(5000))
    packed = PACK[ending](raw)
    path = write(tmp_path / f"a{ending}", packed[: len(packed) // 2])
    got = []
    with Source(path) as source, pytest.raises(InvalidInput, match="cut off"):
        got.extend(source.lines())
    with Source(path) as source, pytest.raises(InvalidInput, match="cut off"):
        source.read()


@pytest.mark.parametrize("ending", [".gz", ".zst"])
@pytest.mark.parametrize(
    "raw",
    [b"not compressed at all", b"\x1f\x8b\x08\0\0\0\0\0\0\0\xff\xff\xff", b"\x28\xb5\x2f\xfd\xff\xff\xff\xff\xff"],
)
def test_damaged_files_are_told(tmp_path: Path, ending: str, raw: bytes) -> None:
    with Source(write(tmp_path / f"a{ending}", raw)) as source, pytest.raises(InvalidInput, match=r"damaged|cut off"):
        source.read()


@pytest.mark.parametrize("ending", [".gz", ".zst"])
def test_an_empty_compressed_file_is_empty(tmp_path: Path, ending: str) -> None:
    with Source(write(tmp_path / f"a{ending}", b"")) as source:
        assert source.read() == b""


@pytest.mark.parametrize("ending", [".gz", ".zst"])
def test_a_bomb_is_stopped(tmp_path: Path, ending: str) -> None:
    packed = PACK[ending](b"\0" * 150_000_000)
    path = write(tmp_path / f"a{ending}", packed)
    with Source(path) as source, pytest.raises(InvalidInput, match="expands"):
        for _ in source.lines():
            pass
    with Source(path) as source, pytest.raises(InvalidInput, match=r"larger than|expands"):
        source.read()


def test_lines_too_long_are_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "MAX_BYTES", 100)
    with Source(write(tmp_path / "a", b"x" * 1000 + b"\nshort\n" + b"y" * 101)) as source:
        assert list(source.lines()) == [None, b"short\n", None]
        assert source.position == 1000 + 1 + 6 + 101


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stdin:
        buffer = io.BytesIO(b"one\ntwo\n")

    monkeypatch.setattr(sys, "stdin", Stdin)
    with Source(Path("-")) as source:
        assert list(source.lines()) == [b"one\n", b"two\n"]
    assert not Stdin.buffer.closed
