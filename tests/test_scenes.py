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
        ("The bank fell on 3 May 2019.", None, None),
        ("Paris Hilton married on 3 May 2019.", None, None),
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
