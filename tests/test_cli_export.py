import csv
import gzip
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import orjson
import pytest

from api.exports import FORMATS
from tests.conftest import new_database
from timeline.cli.main import run
from timeline.dates.edtf import parse
from timeline.model import Document, DocumentRef, Event, Evidence, TextSpan
from timeline.store import Store

TIMELINE = Path(sys.executable).with_name("timeline")
TEXT = "They met in Helsinki on July 16, 2018."


@pytest.fixture
def database(tmp_path: Path) -> Iterator[str]:
    document = Document(TEXT, date(2018, 7, 17))
    proof = Evidence(
        DocumentRef.of(document), TEXT, "", "", 0, len(TEXT), TextSpan(5, 8, "met"), None, "day", None, "clause", "test"
    )
    url = f"sqlite:///{tmp_path}/a.db"
    with Store.open(url, create=True) as store:
        event = Event("ev_1", "They meet in Helsinki", "meeting", "occurred", parse("2018-07-16"), (proof,))
        store.add([(document, [event])])
    yield url


@pytest.mark.parametrize("form", [format.suffix for format in FORMATS])
def test_writes_every_format_to_a_file(form: str, database: str, tmp_path: Path) -> None:
    target = tmp_path / f"out.{form}"
    assert run(["export", "--format", form, "-o", str(target), "--db", database]) == 0
    assert "They meet in Helsinki" in target.read_text(encoding="utf-8")
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_takes_the_filters_and_writes_standard_output(database: str, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(["export", "--format", "csv", "--from", "2018", "--to", "2018", "--db", database]) == 0
    rows = list(csv.DictReader(capfdbinary.readouterr().out.decode().splitlines()))
    assert len(rows) == 1
    assert run(["export", "--format", "csv", "--from", "2019", "--open", "none", "--db", database]) == 0
    assert list(csv.DictReader(capfdbinary.readouterr().out.decode().splitlines())) == []


def test_a_place_that_cannot_be_written_is_one_clear_line(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["export", "--format", "csv", "-o", str(tmp_path / "no" / "out.csv"), "--db", database]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_the_whole_database_goes_from_engine_to_engine_and_back(
    database: str, request: pytest.FixtureRequest, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Store.open(database) as store:
        store.edit("ev_1", {"title": "A summit"}, by="ann")
    first, second = tmp_path / "first.ndjson", tmp_path / "second.ndjson"
    assert run(["export", "--format", "ndjson", "-o", str(first), "--db", database]) == 0
    other = new_database(request, "postgresql", tmp_path)
    assert run(["ingest", str(first), "--db", other]) == 0
    assert "1 event restored" in capsys.readouterr().err
    assert run(["export", "--format", "ndjson", "-o", str(second), "--db", other]) == 0
    assert second.read_bytes() == first.read_bytes()
    packed = tmp_path / "packed.ndjson.gz"
    packed.write_bytes(gzip.compress(second.read_bytes()))
    back = f"sqlite:///{tmp_path}/back.db"
    assert run(["ingest", str(packed), "--db", back]) == 0
    with Store.open(back) as store, Store.open(database) as original:
        assert store.event("ev_1") == original.event("ev_1")
        assert store.history("ev_1") == original.history("ev_1")


def test_a_dump_comes_through_a_pipe_alone_and_into_an_empty_database(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dump = tmp_path / "dump.ndjson"
    assert run(["export", "--format", "ndjson", "-o", str(dump), "--db", database]) == 0
    with dump.open("rb") as file:
        command = [TIMELINE, "ingest", "-", "--db", str(tmp_path / "b.db")]
        done = subprocess.run(command, stdin=file, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "1 event restored, with all documents, versions and edits.\n")
    capsys.readouterr()
    assert run(["ingest", str(dump), "--db", database]) == 1
    assert "empty database" in capsys.readouterr().err
    assert run(["ingest", str(dump), str(dump), "--db", f"sqlite:///{tmp_path}/c.db"]) == 2
    dump.write_bytes(dump.read_bytes()[:-20])
    assert run(["ingest", str(dump), "--db", f"sqlite:///{tmp_path}/d.db"]) == 1
    err = capsys.readouterr().err.splitlines()
    assert "cut off" in err[-1] or "damaged" in err[-1]
    folder = tmp_path / "folder"
    folder.mkdir()
    dump.rename(folder / dump.name)
    aside = tmp_path / "aside.jsonl"
    assert run(["ingest", str(folder), "--set-aside", str(aside), "--db", f"sqlite:///{tmp_path}/e.db"]) == 1
    assert "a dump of a whole timeline" in capsys.readouterr().err
    assert run(["export", "--format", "ndjson", "--from", "2018", "-o", str(dump), "--db", database]) == 0
    assert orjson.loads(dump.read_bytes())["id"] == "ev_1"
