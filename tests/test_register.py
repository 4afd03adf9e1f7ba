"""Names filed under whom they mean."""

import pytest

from timeline.entities.name_kinds import Name, NameKind
from timeline.entities.name_words import words
from timeline.entities.register import Register


def filed(names: list[tuple[str, NameKind]]) -> list[str]:
    """The entities that names in a row are filed under."""
    register = Register(words())
    for text, kind in names:
        name = Name(0, 0, 0, len(text.split()), text, (), kind)
        if kind == "person":
            register.person(name)
        else:
            register.named(name)
    return [entity.name for entity in register.entities]


@pytest.mark.parametrize(
    ("names", "entities"),
    [
        ([("Anna Smith", "person"), ("Smith", "person")], ["Anna Smith"]),
        ([("Smith", "person"), ("Anna Smith", "person")], ["Anna Smith"]),
        ([("Anna Smith", "person"), ("Peter Smith", "person")], ["Anna Smith", "Peter Smith"]),
        ([("A. Smith", "person"), ("Anna Smith", "person")], ["Anna Smith"]),
        ([("European Central Bank", "organization"), ("ECB", "organization")], ["European Central Bank"]),
        ([("ECB", "organization"), ("European Central Bank", "organization")], ["European Central Bank"]),
        ([("Keel", "organization"), ("Keel Two", "organization")], ["Keel", "Keel Two"]),
        ([("Kestrel", "organization"), ("Kestrel Coatings", "organization")], ["Kestrel Coatings"]),
        ([("Airbus", "organization"), ("Airbus A350", "organization")], ["Airbus", "Airbus A350"]),
        ([("France", "country"), ("Lyon", "place"), ("France", "country")], ["France", "Lyon"]),
    ],
)
def test_names_of_one(names: list[tuple[str, NameKind]], entities: list[str]) -> None:
    assert filed(names) == entities
