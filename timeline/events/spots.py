"""Places that noun phrases name: a hall, a city, a country, "the cathedral"; and how specific each of them is."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from timeline.entities import people, places
from timeline.entities.name_words import NameWords, word_set
from timeline.entities.people import Cast
from timeline.events.reading import Reading
from timeline.model import Flag
from timeline.text.sentences import Token

_CITY = word_set("city town village capital municipality suburb port hamlet borough district province region island")
NOMINAL = frozenset(("DT", "PDT", "PRP$", "JJ", "JJS", "JJR", "CD", "NN", "NNS", "NNP", "NNPS", "POS", "VBN", "VBG"))
PLAIN_PHRASE = NOMINAL - {"NNPS", "POS", "CD"}
_SAME = frozenset(("the", "this", "that"))
_QUIET = frozenset(("place", "country"))

Rank = float
_VENUE, _CITY_RANK, _REGION, _COUNTRY, _TOLD, AREA, _COMMON = 5.0, 4.0, 3.0, 2.0, 1.5, 1.0, 0.5


class Spot(NamedTuple):
    """A candidate: name and whole words of the text, how specific it is, the token it begins at."""

    rank: Rank
    name: str
    text: str
    first: int
    entry: places.Entry | None = None
    flag: Flag | None = None
    here: bool = False
    """Whether the text says "here", where the article was written, whatever it names besides."""


class Spots:
    """The places of one document, as its noun phrases name them."""

    def __init__(self, read: Sequence[Reading], cast: Cast, lexicon: NameWords) -> None:
        self._read = read
        self._cast = cast
        self._words = lexicon
        self.nearby = _nearby(cast)
        self.venues = lexicon.sites | lexicon.place_heads
        self.dateline = next((reading.dateline for reading in read if reading.dateline), "")

    def phrase(self, reading: Reading, i: int, last: int) -> Spot | None:
        """The place that the noun phrase at a token names, or None if it is no place."""
        tokens = reading.tokens
        start = i
        while i < last and i not in reading.timed and _is_modifier(tokens[i]):
            i += 1
        if (head := self._area(reading, start, last)) is not None:
            return self.common(reading, start, head + 1)
        for named in self._cast.within(reading.number, start, min(last, i + 1)):
            if named.form == "name" and (spot := self.named(reading, named.first, last)):
                return spot
        if i < last and tokens[i].text[0].isupper() and i not in reading.timed and tokens[i].pos in ("NNP", "NNPS"):
            spot = self.named(reading, i, last)
            if spot:
                return spot
        return self.common(reading, start, i)

    def _area(self, reading: Reading, start: int, last: int) -> int | None:
        """The "city" or "village" that heads the phrase at a token ("this Andean coffee city"); None if nothing does,
        or a name follows the noun."""
        tokens = reading.tokens
        end = start
        while end < last and end not in reading.timed and tokens[end].pos in PLAIN_PHRASE:
            end += 1
        owner = end < len(tokens) and tokens[end].pos == "POS"
        opens = tokens[start].pos in ("DT", "PRP$")
        if owner or not opens or end - 1 <= start or tokens[end - 1].text not in _CITY:
            return None
        return None if any(self.is_located(m) for m in self._cast.within(reading.number, start, end)) else end - 1

    def is_located(self, mention: people.Mention) -> bool:
        """Whether a mention is a name of a place or country."""
        return mention.form == "name" and self._cast.entities[mention.entities[0]].kind in _QUIET

    def named(self, reading: Reading, first: int, last: int) -> Spot | None:
        """A place by name, beginning at a token."""
        tokens = reading.tokens
        named = next(iter(self._cast.within(reading.number, first, first + 1)), None)
        end = named.last if named and named.form == "name" else first
        while end < last and end not in reading.timed and tokens[end].pos in ("NNP", "NNPS") and not named:
            end += 1
        if end <= first or tokens[end - 1].text in ("'s", "’s"):
            return None
        kind = self._cast.entities[named.entities[0]].kind if named else "other"
        name = reading.words((first, end))
        venue = self._venue_end(reading, end, last)
        if venue > end:
            whole = reading.words((first, venue))
            return Spot(_VENUE, whole, whole, first)
        possessed = end < last and tokens[end].pos == "POS"
        if possessed:
            return self._possession(reading, first, end, last)
        if self._is_venue(name):
            entry = self.entry(name)
            return Spot(_VENUE, name, name, first, entry)
        if kind == "person" or (kind == "organization" and " " in name):
            return None
        within = _within(reading, end)
        found = places.gazetteer().resolve(name, within[0] if within else None, self.nearby)
        text = reading.words((first, within[1])) if within and found else name
        if found:
            return Spot(rank_of(found.entry), name, text, first, found.entry, found.flag)
        if kind == "organization" or (end < last and tokens[end].pos in ("NN", "NNS") and end not in reading.timed):
            return None
        return Spot(_CITY_RANK, name, name, first)

    def _possession(self, reading: Reading, first: int, end: int, last: int) -> Spot | None:
        """What belongs to a city or country, or the city itself ("Mecca's Grand Mosque", "Leeds's town hall")."""
        stop = end + 1
        while stop < last and stop not in reading.timed and reading.tokens[stop].pos in PLAIN_PHRASE:
            stop += 1
        entry = self.entry(reading.words((first, end)))
        if stop == end + 1:  # "at St Mary's"
            before = reading.low[first - 1] if first else ""
            name = reading.words((first, stop))
            return Spot(_VENUE, name, name, first) if before == "at" else None
        name = reading.words((end + 1, stop))
        if entry is None and not any(map(self.is_located, self._cast.within(reading.number, first, first + 1))):
            return None
        if self._is_venue(name):
            whole = name if name[0].isupper() else reading.words((first, stop))
            return Spot(_VENUE, whole, reading.words((first, stop)), first)
        rank = rank_of(entry) if entry else _CITY_RANK
        return Spot(rank, reading.words((first, end)), reading.words((first, end)), first, entry)

    def _is_venue(self, name: str) -> bool:
        """Whether a name is a building's, street's or the like: by its last word, or the last before "of" or "on"."""
        parts = name.lower().split()
        heads = {parts[-1], *(a for a, b in pairwise(parts) if b in ("of", "on"))}
        if parts[-1] not in self._words.organization_heads:  # "Hospital Real"
            heads.add(parts[0])
        return not (heads.isdisjoint(self.venues) and heads.isdisjoint(self._words.organization_sites))

    def entry(self, name: str) -> places.Entry | None:
        """What the gazetteer knows of a name, in the light of what the document names besides."""
        found = places.gazetteer().resolve(name, None, self.nearby)
        return found.entry if found else None

    def _venue_end(self, reading: Reading, end: int, last: int) -> int:
        """Where a name with a venue after it ends ("Leeds crown court", "QEII hospital"); `end` if there is none."""
        i = end
        while i < min(last, end + 3) and reading.tokens[i].pos in ("NN", "JJ", "NNP") and i not in reading.timed:
            if reading.low[i] in self.venues and reading.low[i] not in _CITY:
                return i + 1
            i += 1
        return end

    def common(self, reading: Reading, start: int, end: int) -> Spot | None:
        """A place without a name ("the cathedral"); of a city told before, its name."""
        head = end - 1
        while head >= start and not _is_common_noun(reading.tokens[head]):
            head -= 1
        if head < start or start in reading.timed:
            return None
        low = reading.low[head]
        if reading.low[start] in _SAME and (named := self._called(reading, low, start)):
            return named
        if low in _CITY and reading.low[start] in ("the", "this", "that"):
            told = next(self.last_place(reading, start), None)
            return told._replace(rank=_TOLD) if told else None
        if low not in self._words.sites:
            return None
        owner = max((i for i in range(start, head) if reading.tokens[i].pos == "POS"), default=start - 1)
        start = owner + 1
        while reading.tokens[start].pos in ("DT", "PDT", "PRP$", "CD"):
            start += 1
        text = reading.words((start, head + 1))
        return Spot(_COMMON, text, text, start)

    def here(self, i: int) -> Spot | None:
        """The dateline's place, which "here" at a token means; None without a dateline."""
        if not self.dateline:
            return None
        return Spot(_CITY_RANK, self.dateline, self.dateline, i, self.entry(self.dateline), here=True)

    def _called(self, reading: Reading, noun: str, i: int) -> Spot | None:
        """The place with a name that "the airport" means: the last before a token whose name holds the noun."""
        before = [name for at, name in self._named_by_noun.get(noun, ()) if at < (reading.number, i)]
        if not before:
            return None
        return Spot(_VENUE, before[-1], before[-1], i, self.entry(before[-1]))

    @cached_property
    def _named_by_noun(self) -> dict[str, list[tuple[tuple[int, int], str]]]:
        """Names by the noun that ends them or stands before "of" ("Tempelhof airport", "the island of Andøya"), each
        with the sentence and token where the noun stands."""
        found: dict[str, list[tuple[tuple[int, int], str]]] = {}
        for reading in self._read:
            for i, low in enumerate(reading.low):
                if (low in self.venues or low in _CITY) and (name := self._name_around(reading, i)):
                    found.setdefault(low, []).append(((reading.number, i), name))
        return found

    def _name_around(self, reading: Reading, i: int) -> str:
        """The name that a noun ends or that "of" joins to it, "" if there is none."""
        tags, n = reading.tags, len(reading.tags)
        if i + 2 < n and reading.low[i + 1] == "of":
            named = self._cast.within(reading.number, i + 2, i + 3)
            return reading.words((i + 2, named[0].last)) if named and self.is_located(named[0]) else ""
        first = i
        while first and tags[first - 1] in ("NNP", "NNPS", "POS") and first - 1 not in reading.timed:
            first -= 1
        return reading.words((first, i + 1)) if first < i and reading.tokens[first].text[0].isupper() else ""

    def objects(self, reading: Reading, first: int, last: int, *, solid: bool, unknown: bool = False) -> Iterator[Spot]:
        """Places that stand where an object (or, if `solid`, a mountain or building that acts) does; with `unknown`
        names that nothing is known of, too.
        """
        for named in self._cast.within(reading.number, first, last):
            if (
                reading.tokens[named.first - 1].pos == "IN"
                and named.first > first
                and reading.low[named.first - 1] != "of"
            ):
                break
            kind = self._cast.entities[named.entities[0]].kind
            name = reading.words((named.first, named.last))
            venue = self._is_venue(name)
            if named.form != "name" or (kind not in _QUIET and not venue and not (unknown and kind == "other")):
                continue
            entry = self.entry(name)
            if solid and not (
                venue or (entry and entry.kind == "P") or self._venue_end(reading, named.last, last) > named.last
            ):
                continue
            spot = self.named(reading, named.first, last)
            if spot:
                yield spot
                return

    def last_place(self, reading: Reading, i: int, kinds: str = "CKA") -> Iterator[Spot]:
        """The city told last before a token (or what else is of one of `kinds`), else the dateline's."""
        for number in range(reading.number, max(-1, reading.number - 6), -1):
            stop = i if number == reading.number else len(self._read[number].tokens)
            for named in reversed(self._cast.within(number, 0, stop)):
                kind = self._cast.entities[named.entities[0]].kind
                if named.form == "name" and (kind == "place" or (kind == "country" and "N" in kinds)):
                    spot = self.named(self._read[number], named.first, len(self._read[number].tokens))
                    if spot and (spot.entry.kind in kinds if spot.entry else not self._is_venue(spot.name)):
                        yield spot
                        return
        if self.dateline:
            yield Spot(_CITY_RANK, self.dateline, self.dateline, i, self.entry(self.dateline))


def _is_common_noun(token: Token) -> bool:
    return token.pos in ("NN", "NNS") or (token.pos == "NNP" and token.text[0].islower())


def _is_modifier(token: Token) -> bool:
    """Whether a word of a noun phrase only leads up to a name in it ("the eastern Zimbabwean city", "the city's")."""
    if token.pos not in NOMINAL:
        return False
    return not token.text[0].isupper() or token.pos == "JJ"


def rank_of(entry: places.Entry) -> Rank:
    """How specific a place of the gazetteer is."""
    if entry.kind in ("C", "K", "A"):
        return _CITY_RANK
    if entry.kind == "R":
        return _REGION
    if entry.kind == "N":
        return _COUNTRY
    return _REGION if entry.country else AREA


def _within(reading: Reading, end: int) -> tuple[str, int] | None:
    """What a place is said to lie in ("Paris, Texas", "Helsinki (France)"), and the token after it."""
    tokens = reading.tokens
    if end + 1 >= len(tokens) or tokens[end].text not in (",", "(") or not tokens[end + 1].text[0].isupper():
        return None
    stop = end + 1
    while stop < len(tokens) and tokens[stop].pos in ("NNP", "NNPS") and stop not in reading.timed:
        stop += 1
    if stop == end + 1:
        return None
    name = reading.words((end + 1, stop))
    if tokens[end].text == "(":
        return (name, stop + 1) if stop < len(tokens) and tokens[stop].text == ")" else None
    if not places.gazetteer().is_region(name) or (stop < len(tokens) and tokens[stop].text == "and"):
        return None
    return name, stop


def _nearby(cast: Cast) -> places.Nearby:
    """Countries and regions that a document names."""
    gazetteer = places.gazetteer()
    countries, regions = set(), set()
    for entity in cast.entities:
        if entity.kind in ("country", "place"):
            entries = [entry for entry in gazetteer.entries(entity.name) if entry.kind in "NRPDQ"]
            if len({entry.country for entry in entries}) == 1:
                countries.add(entries[0].country)
                regions |= {(entry.country, entry.region) for entry in entries if entry.kind in "RQ"}
    return places.Nearby(frozenset(countries - {""}), frozenset(regions))
