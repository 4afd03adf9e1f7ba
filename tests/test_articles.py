"""Whole articles against golden files: what the program makes of each fixture, so that a change shows as a diff."""

import json
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from timeline.model import Document
from timeline.pipeline import extract
from timeline.schemas import event_json

ROOT = Path(__file__).parent.parent
ARTICLES = sorted((ROOT / "fixtures" / "articles").glob("*.txt"))
GOLDEN = Path(__file__).parent / "golden"


def document(path: Path) -> Document:
    """A fixture article with its metadata."""
    known = tomllib.loads(path.with_suffix(".toml").read_text("utf-8"))
    published = date.fromisoformat(str(known.pop("published")))
    known = {key: tuple(value) if isinstance(value, list) else value for key, value in known.items()}
    return Document(path.read_bytes().decode("utf-8"), published, **known)


def told(event: dict[str, Any]) -> dict[str, Any]:
    """An event as a golden file keeps it: without what repeats the metadata or counts versions of the program."""
    kept = {key: event[key] for key in ("title", "type", "status", "place", "participants", "confidence", "flags")}
    kept["date"] = event["date"]
    kept["evidence"] = [
        {key: evidence[key] for key in ("quote", "start", "end", "trigger", "time", "rule", "anchor", "anchoring")}
        for evidence in event["evidence"]
    ]
    return kept


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_golden(path: Path, request: pytest.FixtureRequest) -> None:
    events = [told(event_json(event)) for event in extract(document(path))]
    golden = GOLDEN / f"{path.stem}.json"
    if request.config.getoption("--update-fixtures"):
        golden.write_text(json.dumps(events, indent=1, ensure_ascii=False) + "\n", "utf-8")
    assert events == json.loads(golden.read_text("utf-8")), f"{path.stem}: pytest --update-fixtures, then read the diff"


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_invariants(path: Path) -> None:
    source = document(path)
    events = extract(source)
    assert len({event.id for event in events}) == len(events)
    for event in events:
        assert 0 < len(event.title) <= 100
        assert 0 <= event.confidence <= 1
        assert event.date.earliest is None or event.date.latest is None or event.date.earliest <= event.date.latest
        for evidence in event.evidence:
            assert evidence.quote == source.text[evidence.start : evidence.end]
            spans = [evidence.trigger, evidence.time] if evidence.time else [evidence.trigger]
            for span in spans:
                assert span.text == source.text[span.start : span.end]
                assert evidence.start <= span.start < span.end <= evidence.end


def test_alaska_summit_has_exactly_its_three_meetings() -> None:
    helsinki, osaka, alaska = sorted(
        extract(document(ROOT / "fixtures/articles/alaska-summit.txt")), key=lambda event: event.date.earliest or ""
    )
    for event in (helsinki, osaka, alaska):
        assert event.type == "meeting"
        assert {"Donald Trump", "Vladimir Putin"} == {participant.name for participant in event.participants}
    assert (helsinki.date.edtf, helsinki.date.display, helsinki.status) == ("2018", "2018", "occurred")
    assert helsinki.place and (helsinki.place.name, helsinki.place.country) == ("Helsinki", "FI")
    assert helsinki.place.text == "Helsinki (France)"
    assert [flag.code for flag in helsinki.flags] == ["place-country-mismatch"]
    assert helsinki.title == "Trump and Putin meet in Helsinki"
    assert (osaka.date.edtf, osaka.status, osaka.flags) == ("2019", "occurred", ())
    assert osaka.place and (osaka.place.name, osaka.place.country) == ("Japan", "JP")
    assert (alaska.date.edtf, alaska.status) == ("2025-08-13/..", "planned")
    assert alaska.place and (alaska.place.name, alaska.place.country) == ("Alaska", "US")
    assert [evidence.trigger.text for evidence in alaska.evidence if evidence.time] == ["meeting"] * 3
