"""Who took part in an event, by the fullest names of the article."""

from datetime import date

import pytest

from timeline.model import Document
from timeline.pipeline import extract


def who(text: str) -> list[list[str]]:
    """The participants of each event of a text."""
    return [[p.name for p in event.participants] for event in extract(Document(text, date(2019, 6, 14)))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Anna Smith met Peter Jones in Paris on 3 May 2019.", ["Anna Smith", "Peter Jones"]),
        ("Norway and Iceland signed a fishing accord on 3 May 2019.", ["Norway", "Iceland"]),
        ("A jury convicted Gareth Pomfret of fraud on 12 April 2019.", ["jury", "Gareth Pomfret"]),
        ("Peter Jones was arrested by customs officers on 3 May 2019.", ["Peter Jones", "customs officers"]),
        ("Kestrel Coatings agreed to merge with Brackenfield Supplies on 3 May 2019.",
         ["Kestrel Coatings", "Brackenfield Supplies"]),
        ("Prosecutors questioned the driver on 3 May 2019.", ["Prosecutors"]),
        ("A volunteer, Maureen Tate, died on 3 May 2019.", ["Maureen Tate"]),
        ("Maria Lopez studied law. She was elected mayor on 3 May 2019.", ["Maria Lopez"]),
        ("The summit between Anna Smith and Peter Jones took place on 3 May 2019.", ["Anna Smith", "Peter Jones"]),
        ("Snow fell in Oslo on 3 May 2019.", []),
        ("A row between Anna Smith and the minister, Peter Jones, ended on 3 May 2019.", ["Anna Smith", "Peter Jones"]),
        ("The fifth game of the cup over, Sweden defeated Peru on 3 May 2019.", ["Sweden", "Peru"]),
        ("Anna Smith sold the mill to Kestrel Coatings on 3 May 2019.", ["Anna Smith", "Kestrel Coatings"]),
        ("Kestrel Coatings bought Tarvo on 3 May 2019.", ["Kestrel Coatings", "Tarvo"]),
        ("Shares in Kestrel Coatings fell on 3 May 2019.", ["Kestrel Coatings"]),
        ("A team led by Maria Lopez searched the hills on 3 May 2019.", ["team", "Maria Lopez"]),
        ("A baker in Leeds, Peter Jones, died on 3 May 2019.", ["Peter Jones"]),
        ("Falun defeated Rennes in the final on 3 May 2019.", ["Falun", "Rennes"]),
    ],
)  # fmt: skip
def test_participants(text: str, expected: list[str]) -> None:
    assert who(text) == [expected]


def test_a_title_spells_names_out() -> None:
    text = "Judge Helen Arkwright jailed Gareth Pomfret in May. Pomfret was released on 3 June 2019."
    assert any(
        event.title.startswith("Gareth Pomfret is released") for event in extract(Document(text, date(2019, 6, 14)))
    )


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("A 29-year-old man was arrested on 3 May 2019. Peter Jones, 29, said nothing.", "Peter Jones"),
        ("A farmer died on 3 May 2019. The farmer, Peter Jones, was 80.", "Peter Jones"),
        ("Critics praised Anna Smith's novel, published on 3 May 2019.", "Anna Smith"),
    ],
)
def test_who_is_named_elsewhere(text: str, name: str) -> None:
    assert any(name in people for people in who(text))


def test_a_quarrel_is_between_those_named_side_by_side() -> None:
    text = "Norway and Iceland signed an accord. The quarrel broke out on 3 May 2019."
    assert who(text)[-1] == ["Norway", "Iceland"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Anna Smith met Peter Jones in Leeds. The two married on 3 May 2019.", ["Anna Smith", "Peter Jones"]),
        ("Jean Hepworth, a bursar who joined the party on 3 May 2019, is 40.", ["Jean Hepworth"]),
        ("Peter Jones led the race. The Norwegian withdrew on 3 May 2019.", ["Peter Jones"]),
        ("Anna Smith sued Peter Jones. Mark Brown sacked him on 3 May 2019.", ["Mark Brown", "Peter Jones"]),
        ("The owner, the paper maker Tarvo Bruk, said that it would close in July 2019.", ["Tarvo Bruk"]),
    ],
)
def test_who_stands_for_a_name(text: str, expected: list[str]) -> None:
    assert set(expected) <= {name for names in who(text) for name in names}


def test_nobody_does_to_himself_what_is_done_to_him() -> None:
    (people,) = who("Mark Brown spoke in Leeds. Kofi Mensah overthrew him on 3 May 2019.")
    assert set(people) == {"Kofi Mensah", "Mark Brown"}
