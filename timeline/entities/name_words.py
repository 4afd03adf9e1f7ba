"""The words of a language that tell what kind of thing a name names (`languages/xx/names.toml`)."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


def word_set(field: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(field.split())


@dataclass(frozen=True)
class NameWords:
    """Words of `languages/xx/names.toml`, in lower case unless they are names."""

    titles: frozenset[str]
    before_titles: frozenset[str]
    male: frozenset[str]
    female: frozenset[str]
    particles: frozenset[str]
    suffixes: frozenset[str]
    roles: frozenset[str]
    organization_heads: frozenset[str]
    organization_sites: frozenset[str]
    of_heads: frozenset[str]
    nominals: frozenset[str]
    companies: frozenset[str]
    acting: frozenset[str]
    people: frozenset[str]
    person: frozenset[str]
    pairs: dict[str, frozenset[str]]
    place_heads: frozenset[str]
    place_first: frozenset[str]
    sites: frozenset[str]
    place_prepositions: frozenset[str]
    known_organizations: frozenset[str]
    adjectives: frozenset[str]
    things: frozenset[str]
    times: frozenset[str]
    common: frozenset[str]
    given: dict[str, str]


@cache
def words(language: str = "en") -> NameWords:
    """The words of a language; English for a language without a file of its own."""
    source = files("timeline.languages") / language / "names.toml"
    if not source.is_file():
        return words("en")
    data = tomllib.loads(source.read_text("utf-8"))
    given = (files("timeline") / "data" / "first_names.tsv").read_text("utf-8").split()
    persons, organizations, groups, places = (data[k] for k in ("persons", "organizations", "groups", "places"))
    return NameWords(
        titles=word_set(persons["titles"]),
        before_titles=word_set(persons["before_titles"]),
        male=word_set(persons["male"]),
        female=word_set(persons["female"]),
        particles=word_set(persons["particles"]),
        suffixes=word_set(persons["suffixes"]),
        roles=word_set(persons["roles"]),
        organization_heads=word_set(organizations["heads"]),
        organization_sites=word_set(organizations["sites"]),
        of_heads=word_set(organizations["of_heads"]),
        nominals=word_set(organizations["nominals"]),
        companies=word_set(organizations["companies"]),
        acting=word_set(organizations["acting"]),
        people=word_set(groups["people"]),
        person=word_set(groups["person"]),
        pairs={kind: word_set(nouns) for kind, nouns in groups["pairs"].items()},
        place_heads=word_set(places["heads"]),
        place_first=word_set(places["first"]),
        sites=word_set(places["sites"]),
        place_prepositions=word_set(places["prepositions"]),
        known_organizations=frozenset(data["known"]["organizations"]),
        adjectives=word_set(data["known"]["adjectives"]),
        things=word_set(data["known"]["things"]),
        times=word_set(data["known"]["times"]),
        common=word_set(
            " ".join(
                [
                    data["known"]["openers"],
                    *groups["pairs"].values(),
                    *(v for t in (persons, groups) for v in t.values() if isinstance(v, str)),
                ]
            )
        ),
        given=dict(zip(given[::2], given[1::2], strict=True)),
    )
