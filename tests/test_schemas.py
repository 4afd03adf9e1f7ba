from datetime import date

import pytest
from marshmallow import ValidationError

from timeline.model import Document
from timeline.schemas import MAX_TEXT, DocumentInSchema, document_json

GOOD = {"text": "They met on Monday.", "published": "2025-08-13"}


def test_loads_a_document_with_its_defaults() -> None:
    assert DocumentInSchema().load(GOOD) == Document("They met on Monday.", date(2025, 8, 13))


def test_keeps_the_day_of_a_time_stamp() -> None:
    assert DocumentInSchema().load(GOOD | {"published": "2025-08-13T23:10:00Z"}).published == date(2025, 8, 13)


def test_a_document_round_trips_but_for_its_text() -> None:
    more = {
        "title": "T",
        "url": "https://paper.example/1",
        "publisher": "P",
        "authors": ["A"],
        "tags": ["x"],
        "language": "de",
    }
    document = DocumentInSchema().load(GOOD | more)
    assert document_json(document) == more | {"published": "2025-08-13", "id": document.id}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": " \n"}, "text"),
        ({"text": "a\0b"}, "text"),
        ({"text": "a\ud800b"}, "text"),
        ({"text": 5}, "text"),
        ({"text": "x" * (MAX_TEXT + 1)}, "text"),
        ({"published": "2025-02-30"}, "published"),
        ({"published": "12025-02-01"}, "published"),
        ({"published": "yesterday"}, "published"),
        ({"published": 20250813}, "published"),
        ({"published": None}, "published"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"title": "x" * 1001}, "title"),
        ({"language": "English"}, "language"),
        ({"authors": ["\ud800"]}, "authors"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_names_the_field_that_is_wrong(change: dict[str, object], field: str) -> None:
    with pytest.raises(ValidationError) as caught:
        DocumentInSchema().load(GOOD | change)
    assert set(caught.value.messages_dict) == {field}


@pytest.mark.parametrize("field", ["text", "published"])
def test_asks_for_what_is_missing(field: str) -> None:
    with pytest.raises(ValidationError) as caught:
        DocumentInSchema().load({key: value for key, value in GOOD.items() if key != field})
    assert set(caught.value.messages_dict) == {field}
