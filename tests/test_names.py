"""Where names begin and end, and of what kind each is."""

import pytest

from timeline.entities.names import find_names
from timeline.text import syntax


def named(text: str) -> list[tuple[str, str]]:
    """The names of a text, each with its kind."""
    return [(name.text, name.kind) for name in find_names(syntax.parse(text))]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Chief Executive Dana Moss resigned in May.", ("Dana Moss", "person")),
        ("Co-founder Joost Hartog left in May.", ("Joost Hartog", "person")),
        ("The club sold the striker Ulla Bask in May.", ("Ulla Bask", "person")),
        ("The crew praised the 17-year-old Ruvo Kest in May.", ("Ruvo Kest", "person")),
        ("The results pleased the chief executive of Tarvo Lunar.", ("Tarvo Lunar", "organization")),
        ("The deal was signed by Pratt & Sons.", ("Pratt & Sons", "organization")),
        ("ÅSEDA, May 3 (Wire) — A mill burned down.", ("ÅSEDA", "place")),
        ("The Supreme Court on March 3 ruled.", ("Supreme Court", "organization")),
        ("They reached Upernavik in May.", ("Upernavik", "place")),
        ("They met in France.", ("France", "country")),
        ("A French ship sank.", ("French", "people")),
    ],
)
def test_kinds(text: str, name: tuple[str, str]) -> None:
    assert name in named(text)


def test_openers_and_months_are_no_names() -> None:
    assert named("Copper was taken in March.") == []


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("The fire began at Vidauban on Monday.", "Vidauban", "place"),
        ("Ramesh Gopaul spoke. Mr Gopaul left the room.", "Ramesh Gopaul", "person"),
        ("Ruggero Bianchetti was flown home.", "Ruggero Bianchetti", "person"),
    ],
)
def test_context_tells_the_kind(text: str, name: str, kind: str) -> None:
    assert kind in {found.kind for found in find_names(syntax.parse(text)) if found.text == name}
