import json
from datetime import date
from pathlib import Path

import pytest

from timeline.errors import InvalidInput
from timeline.ingest.documents import Refusal
from timeline.ingest.items import Item
from timeline.ingest.parse import Reading, parse, parse_mapping, read_file

TODAY = date(2026, 11, 22)
GOOD = {"text": "The ministers met in Helsinki on Tuesday.", "published": "2025-08-13"}


def record(values: object, **about: object) -> Item:
    return Item("here", "json", json.dumps(values).encode(), about)


def test_fields_by_other_names() -> None:
    item = record(
        {"content": {"body": "They met."}, "when": "13 August 2025", "head": "H", "text": "teaser", "a.b": "P"}
    )
    fields = parse_mapping(("text=content.body", "published=when", "title=head", "publisher=a.b"))
    found = parse(item, Reading(TODAY, fields))
    assert (found.text, found.published, found.title, found.publisher) == ("They met.", date(2025, 8, 13), "H", "P")


def test_a_mapped_field_that_is_not_there_does_not_fall_back_to_another() -> None:
    with pytest.raises(InvalidInput, match="no text"):
        parse(record(GOOD), Reading(TODAY, {"text": "body"}))
    assert parse(record({**GOOD, "url": "/2025/08"}), Reading(TODAY, {"url": "none"})).url is None


@pytest.mark.parametrize("pair", ["text", "text=", "body=text", "=text"])
def test_a_wrong_mapping_is_told(pair: str) -> None:
    with pytest.raises(InvalidInput, match="--map"):
        parse_mapping((pair,))


def test_without_text_the_reason_names_the_fields_there_are() -> None:
    with pytest.raises(InvalidInput, match=r"--map text=FIELD \(fields here: body, date"):
        parse(record({"body": "x", "date": "2025"}), Reading(TODAY))


def test_a_page_in_a_record() -> None:
    paragraphs = "".join(
        f"<p>The council met on Tuesday to vote on bridge number {n} across the river.</p>" for n in range(5)
    )
    found = parse(record({"html": paragraphs, "published": "2025-08-13", "title": "T"}), Reading(TODAY))
    assert found.text.startswith("The council met")
    assert "<p>" not in found.text
    assert found.title == "T"


def test_authors_and_tags_in_one_cell() -> None:
    found = parse(record({**GOOD, "authors": "A. B.; C. D.", "tags": "x, y,"}), Reading(TODAY))
    assert (found.authors, found.tags) == (("A. B.", "C. D."), ("x", "y"))


@pytest.mark.parametrize(
    ("text", "given", "expected"),
    [
        ("Der Bundestag hat am Mittwoch das Gesetz beschlossen.", None, "de"),
        ("El presidente llegó el martes a Madrid.", None, "es"),
        ("The ministers met on Tuesday.", None, "en"),
        ("12 34 56", None, "en"),
        ("OSTMARK (Agency) - Ministers of twelve countries met in Geneva on Tuesday to sign a treaty.", None, "en"),
        ("The ministers met on Tuesday.", "de-AT", "de"),
        ("The ministers met on Tuesday.", "FR", "fr"),
    ],
)
def test_language(text: str, given: str | None, expected: str) -> None:
    assert parse(record({**GOOD, "text": text, "language": given}), Reading(TODAY)).language == expected


@pytest.mark.parametrize(
    ("published", "reason"),
    [(None, "no publication date"), ("", "no publication date"), ("soon", "not a publication date"),
     ("0001-01-01", "newspapers"), ("2999-12-31", "future"), ("03/04/2021", "--date-order")],
)  # fmt: skip
def test_a_document_without_a_day_is_refused(published: str | None, reason: str) -> None:
    with pytest.raises(InvalidInput, match=reason):
        parse(record({**GOOD, "published": published}), Reading(TODAY))


def test_defaults_and_date_order() -> None:
    reading = Reading(TODAY, defaults={"published": "2025-01-01", "language": "en"}, date_order="DMY")
    assert parse(record({"text": "They met."}), reading).published == date(2025, 1, 1)
    assert parse(record({**GOOD, "published": "03/04/2021"}), reading).published == date(2021, 4, 3)


@pytest.mark.parametrize("values", [[1], "x", 5, None])
def test_records_are_objects(values: object) -> None:
    with pytest.raises(InvalidInput, match="not a JSON object"):
        parse(record(values), Reading(TODAY))


def test_every_file_in_one_call(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("text,published\nThey met.,2025-08-13\nThey met.,soon\n")
    found = list(read_file(path))
    assert isinstance(found[1], Refusal)
    assert found[1].item is not None
    path = tmp_path / "a.csv"
    path.write_bytes(b"text,published\ncaf\xe9,2025-08-13\nThey met.,2025-08-13\n")
    assert [type(one).__name__ for one in read_file(path)] == ["Refusal", "Document"]
