"""Where: place names of the text, looked up in GeoNames and told apart by what stands around them.

The gazetteer is one sorted text file (`data/places.tsv`, made by `tools/build_gazetteer.py`). It is kept as lines and
searched by bisection; only lines that are asked for are read.
"""

import unicodedata
from bisect import bisect_left
from functools import cache, lru_cache
from importlib.resources import files
from string import capwords
from typing import Final, Literal, NamedTuple, cast

from timeline.model import Flag, Place

Kind = Literal["N", "R", "P", "K", "C", "A", "D", "Q"]
"""Country, region, area or site, capital, city, other name of a city, adjective of a country, abbreviation."""

# How much more a place counts in a document that names its country, or its region, too. Twenty brings Birmingham, Ala.
# (200 thousand) above Birmingham (1.1 million) in an article on Alabama, and leaves Paris above Paris, Texas.
NEARBY: Final = 20.0
CAPITAL: Final = 20.0
# A country or a well-known area of the name beats any city (Jordan, Sinai), and a state of the name where the document
# names its country and not the other (Georgia).
WEIGHTS: Final[dict[str, float]] = {"N": 5e7, "P": 3e7}
# A name that only another city's foreign or former name matches is that city's, if it is a big one.
FOREIGN_NAME: Final = 0.02
# Smaller places of that name exist in many countries that the table leaves out, so a contradiction proves nothing.
WELL_KNOWN: Final = 100_000

_PLAIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ß": "ss", "’": "'", ".": None, "-": " "}
)


def key_of(name: str) -> str:
    """What a name is filed under: no case, accents, full stops or leading "the"; "saint" short."""
    key = name.lower()
    if not key.isascii():
        key = "".join(c for c in unicodedata.normalize("NFKD", key) if not unicodedata.combining(c))
    key = " ".join(key.translate(_PLAIN).split()).removeprefix("the ")
    return "st " + key[6:] if key.startswith("saint ") else key


class Entry(NamedTuple):
    """A line of the gazetteer: one name of one place. `region` is the key of its first-level region."""

    name: str
    kind: Kind
    country: str
    region: str
    lat: float | None
    lon: float | None
    population: int


class Nearby(NamedTuple):
    """What a document names besides: ISO codes of countries, and keys of first-level regions."""

    countries: frozenset[str] = frozenset()
    regions: frozenset[tuple[str, str]] = frozenset()


NOWHERE: Final = Nearby()


class Found(NamedTuple):
    """A place that a name was resolved to. `flag` is set where the text puts it in another country."""

    entry: Entry
    flag: Flag | None = None


class Gazetteer:
    """GeoNames by name. Made once, by `gazetteer()`; loading takes some tens of milliseconds and megabytes."""

    def __init__(self, data: bytes) -> None:
        self._lines = tuple(data.split(b"\n"))  # no list, which the garbage collector would walk through

    @lru_cache(maxsize=20_000)  # noqa: B019 -- there is one gazetteer, and it lives as long as the program
    def entries(self, name: str) -> tuple[Entry, ...]:
        """Every place of that name, in any case and with or without accents; empty where there is none."""
        return self._filed(key_of(name))

    def country(self, name: str) -> str | None:
        """ISO code of the country of that name or adjective ("France", "French"), None if it is none."""
        return next((entry.country for entry in self.entries(name) if entry.kind in ("N", "D")), None)

    @lru_cache(maxsize=300)  # noqa: B019 -- as above
    def country_name(self, code: str) -> str:
        """Usual name of a country by its ISO code; the code itself where it is unknown."""
        return next((entry.name for entry in self._filed(f"iso {code.lower()}")), code)

    def is_region(self, name: str) -> bool:
        """Whether a name can qualify another: a country, a region, an area, or an abbreviation of one."""
        return any(entry.kind in "NRPQ" for entry in self.entries(name))

    def single_word_countries(self) -> frozenset[str]:
        """Names of countries that are one word, in lower case."""
        return frozenset(
            key.decode()
            for key, _, kind, *_ in (line.split(b"\t") for line in self._lines if b"\tN\t" in line)
            if kind == b"N" and b" " not in key
        )

    def _filed(self, key: str) -> tuple[Entry, ...]:
        start = key.encode("utf-8", "surrogatepass")
        lines = self._lines[bisect_left(self._lines, start + b"\t") : bisect_left(self._lines, start + b"\n")]
        return tuple(_entry(line.decode()) for line in lines)

    def resolve(self, name: str, within: str | None = None, nearby: Nearby = NOWHERE) -> Found | None:
        """The place a name means, None where the gazetteer has none.

        `within` is what the text puts it in ("Texas", "Ala.", "France"); `nearby` what the document names besides.
        """
        places = [entry for entry in self.entries(name) if entry.kind not in ("D", "Q")]
        if not places:
            return None
        if within:
            regions = [entry for entry in self.entries(within) if entry.kind in ("R", "Q", "N", "P", "D")]
            inside = [place for place in places if any(_lies_in(place, region) for region in regions)]
            if regions and not inside:
                return self._contradiction(name, places, regions, nearby)
            places = inside or places
        return Found(max(places, key=lambda place: _weight(place, nearby)))

    def _contradiction(self, name: str, places: list[Entry], regions: list[Entry], nearby: Nearby) -> Found | None:
        """The text puts a place where the gazetteer has none of its name: a mistake if the place is well known."""
        best = max(places, key=lambda place: _weight(place, nearby))
        countries = {region.country for region in regions if region.kind == "N"}
        if not countries or best.country in countries or best.kind == "P" or best.population < WELL_KNOWN:
            return None
        named = self.country_name(min(countries))
        message = f"The text puts {name} in {named}; GeoNames has it in {self.country_name(best.country)}."
        return Found(best, Flag("place-country-mismatch", message))


def _entry(line: str) -> Entry:
    _, name, kind, country, region, lat, lon, population = line.split("\t")
    degrees = (float(lat) if lat else None, float(lon) if lon else None)
    return Entry(name, cast(Kind, kind), country, region, *degrees, int(population))


def _lies_in(place: Entry, region: Entry) -> bool:
    if place.country != region.country:
        return False
    return region.kind in ("N", "D") or (place.region == region.region and place.kind != "R")


def _weight(place: Entry, nearby: Nearby) -> float:
    weight = WEIGHTS.get(place.kind, float(place.population))
    if place.kind == "A":
        weight *= FOREIGN_NAME
    elif place.kind == "K":
        weight *= CAPITAL
    if (place.country, place.region) in nearby.regions:
        weight *= NEARBY
    return weight * NEARBY if place.country in nearby.countries else weight


@cache
def gazetteer() -> Gazetteer:
    """The gazetteer that comes with the package, loaded when first asked for."""
    return Gazetteer((files("timeline") / "data" / "places.tsv").read_bytes())


def resolve(name: str, within: str | None = None, nearby: Nearby = NOWHERE, text: str | None = None) -> Place | None:
    """`Gazetteer.resolve` as a place of an event, named as the text names it; `text` is all the text says of it."""
    found = gazetteer().resolve(name, within, nearby)
    return place_of(name, text or name, found.entry) if found else None


def place_of(name: str, text: str, entry: Entry | None) -> Place:
    """A place by the name the text gives it ("MANIZALES" is set in lower case), with what the gazetteer knows."""
    if name.isupper() and len(name) > 4:
        name = capwords(name)
    if entry is None:
        return Place(name, text)
    return Place(name, text, entry.country or None, entry.lat, entry.lon)
