"""Places: names told apart by what stands around them; contradictions flagged; the table itself."""

from importlib.resources import files

import pytest

from timeline.entities.places import Nearby, gazetteer, key_of, place_of, resolve

UNITED_STATES = Nearby(frozenset({"US"}))


@pytest.mark.parametrize(
    ("name", "within", "nearby", "expected", "country"),
    [
        ("Helsinki", None, Nearby(), "Helsinki", "FI"),
        ("Helsinki", "Finland", Nearby(), "Helsinki", "FI"),
        ("Paris", None, Nearby(), "Paris", "FR"),
        ("Paris", "Texas", Nearby(), "Paris", "US"),
        ("Paris", None, UNITED_STATES, "Paris", "FR"),
        ("Birmingham", None, Nearby(), "Birmingham", "GB"),
        ("Birmingham", "Ala.", Nearby(), "Birmingham", "US"),
        ("Birmingham", None, UNITED_STATES, "Birmingham", "US"),
        ("St. Petersburg", None, Nearby(), "Saint Petersburg", "RU"),
        ("St. Petersburg", "Fla.", Nearby(), "St. Petersburg", "US"),
        ("Georgia", None, Nearby(), "Georgia", "GE"),
        ("Georgia", None, UNITED_STATES, "Georgia", "US"),
        ("Georgia", None, Nearby(frozenset({"US", "GE"})), "Georgia", "GE"),
        ("Washington", None, Nearby(), "Washington", "US"),
        ("New York", None, Nearby(), "New York City", "US"),
        ("Jordan", None, Nearby(), "Jordan", "JO"),
        ("Kiev", None, Nearby(), "Kyiv", "UA"),
        ("BOGOTA", None, Nearby(), "Bogotá", "CO"),
        ("Christiania", None, Nearby(), "Oslo", "NO"),
        ("the US", None, Nearby(), "United States", "US"),
        ("Holland", None, Nearby(), "Netherlands", "NL"),
        ("London", "Ontario", Nearby(), "London", "CA"),
        ("Crimea", None, Nearby(), "Crimea", "UA"),
        ("Siberia", "Russia", Nearby(), "Siberia", "RU"),
        ("Bavaria", None, Nearby(), "Bavaria", "DE"),
    ],
)
def test_resolve(name: str, within: str | None, nearby: Nearby, expected: str, country: str) -> None:
    found = gazetteer().resolve(name, within, nearby)
    assert found is not None
    assert (found.entry.name, found.entry.country, found.flag) == (expected, country, None)


def test_a_city_put_in_a_foreign_country_is_flagged() -> None:
    found = gazetteer().resolve("Helsinki", "France")
    assert found is not None and found.flag is not None
    assert found.flag.code == "place-country-mismatch"
    assert found.flag.message == "The text puts Helsinki in France; GeoNames has it in Finland."
    assert found.entry.country == "FI"


@pytest.mark.parametrize(("name", "within"), [("Helsinki", "Mich."), ("Odense", "Minn."), ("Cairo", "Ill.")])
def test_a_small_place_of_a_big_name_is_unknown_rather_than_wrong(name: str, within: str) -> None:
    assert gazetteer().resolve(name, within) is None


@pytest.mark.parametrize("name", ["", " ", "Zelensky", "Qwertyuiop", "French", "Ala.", "\ud800", "a\tb", "x" * 10_000])
def test_what_is_no_place(name: str) -> None:
    assert gazetteer().resolve(name) is None


def test_the_place_of_an_event_keeps_the_name_of_the_text() -> None:
    place = resolve("Kiev", text="Kiev (Ukraine)")
    assert place is not None
    assert (place.name, place.text, place.country) == ("Kiev", "Kiev (Ukraine)", "UA")
    assert place.lat == pytest.approx(50.45, abs=0.1) and place.lon == pytest.approx(30.52, abs=0.1)
    assert place_of("MANIZALES", "MANIZALES", None).name == "Manizales"


@pytest.mark.parametrize(
    ("adjective", "country"), [("French", "FR"), ("Danes", "DK"), ("France", "FR"), ("Oslo", None)]
)
def test_country_of_an_adjective(adjective: str, country: str | None) -> None:
    assert gazetteer().country(adjective) == country


@pytest.mark.parametrize(
    ("name", "key"),
    [("The Hague", "hague"), ("Saint-Denis", "st denis"), ("Malmö", "malmo"), ("Tórshavn", "torshavn"), ("U.S.", "us")],
)
def test_keys(name: str, key: str) -> None:
    assert key_of(name) == key


def test_the_table_is_sorted_and_whole() -> None:
    lines = (files("timeline") / "data" / "places.tsv").read_bytes().splitlines()
    assert lines == sorted(lines)
    assert len(lines) > 60_000
    for line in lines:
        key, name, kind, country, region, lat, lon, population = line.decode().split("\t")
        assert key and name and kind in "NRPKCADQ" and len(country) in (0, 2) and region == region.lower()
        assert int(population) >= 0
        assert not lat or (-90 <= float(lat) <= 90 and -180 <= float(lon) <= 180)
