"""World leaders by surname, for articles that call them "Mr. Putin" and never by their full names."""

from collections import defaultdict
from collections.abc import Set
from functools import cache
from importlib.resources import files
from typing import NamedTuple

# An article names leaders of its day, and those of the decades before it by way of history.
_REMEMBERED = 30


class Leader(NamedTuple):
    """A term of office. `country` is an ISO 3166-1 code or the name of a body, `until` None while it lasts."""

    name: str
    gender: str
    title: str
    country: str
    since: int
    until: int | None


@cache
def _by_surname() -> dict[str, tuple[Leader, ...]]:
    found: dict[str, list[Leader]] = defaultdict(list)
    for line in (files("timeline") / "data" / "leaders.tsv").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            name, short, gender, title, country, since, until = line.split("\t")
            leader = Leader(name, gender, title, country, int(since), int(until) if until else None)
            for surname in short.split("|"):
                found[surname].append(leader)
    return {surname: tuple(leaders) for surname, leaders in found.items()}


def leader(surname: str, year: int, titles: Set[str], countries: Set[str]) -> Leader | None:
    """The leader that a surname with a title means in an article of a year, None if it is nobody known.

    `titles` are the titles the article gives the name, in lower case; `countries` the ISO codes of countries it names.
    Somebody in office goes before who was, and a country or title that fits before one that does not.
    """
    candidates = [
        entry
        for entry in _by_surname().get(surname, ())
        if entry.since <= year + 1 and (entry.until is None or year <= entry.until + _REMEMBERED)
    ]
    if not candidates or not (titles or any(entry.country in countries for entry in candidates)):
        return None

    def fitness(entry: Leader) -> tuple[int, int, int]:
        in_office = entry.since <= year <= (entry.until or year)
        known = 2 * (entry.country in countries) + bool(titles & set(entry.title.split()))
        return known, int(in_office), entry.since

    best = max(candidates, key=fitness)
    return best if fitness(best)[0] or fitness(best)[1] else None
