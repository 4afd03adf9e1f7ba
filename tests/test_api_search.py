"""What is typed into the search box: the date in it opens a window, the rest is searched for."""

from datetime import date

import pytest

from api.app import create_app
from api.search import LONGEST, Search, read_search
from tests.api_support import ARTICLE, extract
from timeline.store import Store

TODAY = date(2025, 8, 13)


@pytest.mark.parametrize(
    ("text", "q", "window"),
    [
        ("Putin", "Putin", (None, None)),
        ("", None, (None, None)),
        ("March 2019", None, ("2019-03", "2019-03")),
        ("meetings in March 2019", "meetings", ("2019-03", "2019-03")),
        ("2018-2019", None, ("2018", "2019")),
        ("2018 to 2019 Putin meetings", "Putin meetings", ("2018", "2019")),
        ("between 2018 and 2019 Helsinki", "Helsinki", ("2018", "2019")),
        ("last summer", None, ("2024-06-01", "2024-08-31")),
        ("the 1990s", None, ("1990-01-01", "1999-12-31")),
        ("44 BC", None, ("-0043", "-0043")),
        ("since 2014 Russia", "Russia", ("2014", None)),
        ("before 2014", None, (None, "2013-12-31")),
        ("floods before 2010 in Lagos", "floods Lagos", (None, "2009-12-31")),
        ("after March 2018", None, ("2018-04-01", None)),
        ("March 2018 and May 2019", None, ("2018-03", "2019-05")),
        ("44 BC to 2100", None, ("-0043", "2100")),
        ("16 July 2018 Trump", "Trump", ("2018-07-16", "2018-07-16")),
        ("12.3.2019", None, ("2019-03-12", "2019-03-12")),
        ("May", "May", (None, None)),
        ("Boeing 747", "Boeing 747", (None, None)),
    ],
)
def test_words_and_dates_part(text, q, window):
    search = read_search(text, TODAY)
    assert (search.q, (search.from_, search.to)) == (q, window)


def test_what_was_read_is_told():
    assert read_search("Putin summer 2018", TODAY) == Search(
        "Putin", "2018-06-01", "2018-08-31", "summer 2018", "summer 2018"
    )


def test_a_word_that_ties_no_date_is_not_told_as_read():
    assert read_search("floods before 2010 in Lagos", TODAY).read == "before 2010"


def test_a_long_text_costs_little_and_a_longer_one_is_refused():
    read_search("may " * 75, TODAY)
    with Store.open("sqlite://", create=True) as store:
        store.add([(ARTICLE, extract(ARTICLE))])
        client = create_app(store, extract=extract).test_client()
        answer = client.get("/typed", query_string={"text": "x" * (LONGEST + 1)})
        assert (answer.status_code, answer.json["errors"][0]["name"]) == (422, "text")
        assert client.get("/typed?text=2018+Putin").json == {
            "q": "Putin", "from": "2018", "to": "2018", "words": "2018", "display": "2018",
        }  # fmt: skip
        moved = client.get("/?search=2018+Putin")
        assert (moved.status_code, moved.headers["Location"]) == (303, "/?q=Putin&from=2018&to=2018")
