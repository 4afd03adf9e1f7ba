import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from api.exports import FORMATS
from timeline.cli.main import run
from timeline.dates.edtf import parse
from timeline.model import Document, DocumentRef, Event, Evidence, TextSpan
from timeline.store import Store

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
