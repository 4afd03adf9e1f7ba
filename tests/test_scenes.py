"""Where an event happened."""

from datetime import date

import pytest

from timeline.model import Document, Event
from timeline.pipeline import extract


def events(text: str) -> tuple[Event, ...]:
    """The events of a text."""
    return extract(Document(text, date(2019, 6, 14)))


@pytest.mark.parametrize(
    ("text", "name", "country"),
    [
        ("Anna Smith met Peter Jones in Paris on 3 May 2019.", "Paris", "FR"),
        ("Anna Smith met Peter Jones in Paris, Texas, on 3 May 2019.", "Paris", "US"),
        ("Anna Smith was born in Leeds, England, on 3 May 1919.", "Leeds", "GB"),
        ("Anna Smith reached Oslo on 3 May 2019.", "Oslo", "NO"),
        ("Anna Smith left Bergen for Oslo on 3 May 2019.", "Bergen", "NO"),
        ("A ship ran aground off the coast of Sicily on 3 May 2019.", "Sicily", "IT"),
        ("Judge Helen Arkwright passed sentence at Leeds crown court on 3 May 2019.", "Leeds crown court", None),
        ("She sang at a hotel in Philadelphia on 3 May 2019.", "Philadelphia", "US"),
        ("A mass was celebrated in the cathedral on 3 May 2019.", "cathedral", None),
        ("Vesuvius erupted on 3 May 1944.", "Vesuvius", "IT"),
        ("Thousands marched in Tbilisi, Georgia, on 3 May 2019.", "Tbilisi", "GE"),
        ("BERGEN, Norway — A fire broke out on 3 May 2019.", "Bergen", "NO"),
        ("Two people drowned on 3 May 2019 in the northern Peruvian city of Chiclayo.", "Chiclayo", "PE"),
        ("A concert was held in the town's stadium on 3 May 2019.", "stadium", None),
        ("A charity opened a clinic at the showgrounds on 3 May 2019.", "showgrounds", None),
        ("A painting was stolen from the Holm Gallery on 3 May 2019.", "Holm Gallery", None),
        ("A crane fell into Mecca's Grand Mosque on 3 May 2019.", "Mecca's Grand Mosque", None),
        ("The Hong Kong election was held on 3 May 2019.", "Hong Kong", "HK"),
        ("Fishermen saved 200 people on 3 May 2019 after they were found near Oslo.", "Oslo", "NO"),
        ("Two balloons lifted off from Bergen on 3 May 2019.", "Bergen", "NO"),
        ("The family sailed for Lagos on 3 May 2019.", "Lagos", "NG"),
        ("Guards at Calais turned back two lorries on 3 May 2019.", "Calais", "FR"),
        ("The airport cancelled 17 flights on 3 May 2019.", "airport", None),
        ("Divers searched the beach on 3 May 2019.", "beach", None),
        ("The bank fell on 3 May 2019.", None, None),
        ("Paris Hilton married on 3 May 2019.", None, None),
        ("Aircraft use Barbara airport. The airport itself closed on 3 May 2019.", "Barbara airport", None),
        ("Hugo sang at St Mary's on 3 May 2019.", "St Mary's", None),
        ("In Oslo, where he lives, a girl was killed on 3 May 2019.", "Oslo", "NO"),
        ("The storm that struck Amatrova on 3 May 2019 was short.", "Amatrova", None),
        ("BERGEN, Norway — Talks on the river Ore ended here on 3 May 2019.", "Bergen", "NO"),
        ("Shares in Orange rose 3 percent on 3 May 2019.", None, None),
    ],
)
def test_place(text: str, name: str | None, country: str | None) -> None:
    (event,) = events(text)
    assert (event.place and event.place.name, event.place and event.place.country) == (name, country)


def test_a_place_that_the_text_puts_in_the_wrong_country_is_flagged() -> None:
    (event,) = events("Anna Smith met Peter Jones in Helsinki (France) on 3 May 2019.")
    assert event.place is not None
    assert (event.place.name, event.place.text, event.place.country) == ("Helsinki", "Helsinki (France)", "FI")
    assert [flag.code for flag in event.flags] == ["place-country-mismatch"]


def test_a_list_of_places_is_no_contradiction() -> None:
    (event,) = events("Anna Smith met Peter Jones in Helsinki, France and Italy on 3 May 2019.")
    assert event.flags == ()


def test_this_city_is_the_datelines() -> None:
    (event,) = events("ODENSE, Denmark — A dam collapsed above this quiet Danish city on 3 May 2019.")
    assert event.place is not None and event.place.name.upper() == "ODENSE"


def test_a_noun_happens_where_its_relative_clause_says() -> None:
    (event,) = events("A summit of five states that was due to open in Accra on 3 June 2019 has been cancelled.")
    assert event.place is not None and event.place.name == "Accra"


def test_what_happened_meanwhile_happened_there() -> None:
    found = events("She was walking along Portland Street when a lorry hit her on 3 May 2019.")
    assert {event.place and event.place.name for event in found} == {"Portland Street"}


def test_a_place_in_capitals_heads_the_notes_on_it() -> None:
    text = (
        "CLUN. The bridge is open.\n\nA lorry struck it on 3 May 2019.\n\n"
        "BUCKNELL. Flags are welcome.\n\nThe choir met on 4 May 2019."
    )
    assert [event.place and event.place.name for event in events(text)] == ["Clun", "Bucknell"]


def test_other_headings_are_no_places() -> None:
    text = "BACKGROUND. The bridge is open.\n\nA lorry struck it on 3 May 2019.\n\nWHAT NEXT. Flags are welcome."
    assert [event.place for event in events(text)] == [None]
