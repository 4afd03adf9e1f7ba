"""Where: the place that the words around a mention give it.

Every noun phrase that a preposition of place governs is a candidate, and so is what a verb like "reach" or "invade"
has for its object. Of several the most specific named one is the event's: a hall before its city, a city before its
country, and any name before "the hall".
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from timeline.entities import people, places
from timeline.entities.name_words import NameWords, word_set
from timeline.entities.people import Cast
from timeline.events.anchoring import Anchor, scope
from timeline.events.reading import Reading
from timeline.events.triggers import Mention, head_noun
from timeline.model import Flag, Place
from timeline.text.clauses import Clause, Range
from timeline.text.sentences import Token

_REACHING = word_set(
    """
    reach leave enter visit cross invade occupy besiege bomb attack seize capture storm hit strike bury devastate flood
    tour evacuate quit raid shell liberate annex conquer settle flee batter shake destroy ravage overrun retake circle
    search comb patrol excavate scour explore survey blockade block inspect surround picket sack loot clear evacuate
    """
)
_MOVING = word_set(
    """
    go come travel fly sail drive ride walk march move return head arrive flee escape cross emigrate migrate run swim
    bring send take transfer carry deport extradite deploy ship tow retreat withdraw climb advance get hurry rush
    fall crash plunge slam burst break pour plough plow roll spill sink
    """
)
_LEAVING = word_set(
    """
    leave depart sail flee escape launch lift-off withdraw retreat evacuate fly travel emigrate start set_off lift
    steal take remove rob snatch loot smuggle evict rescue pull dig recover vanish disappear jump release free
    expel deport broadcast report
    """
)
# "north of Siberia", "off the coast of Java", "the centre of the city": "of" goes on saying where.
_PARTS = word_set(
    """
    north south east west northeast northwest southeast southwest outside coast centre center heart outskirts edge side
    part section top foot middle north-west north-east south-west south-east suburb suburbs district area shore shores
    banks bank town city village island region province state port hall border mouth sidelines
    """
)
# Said of a building or mountain, they tell what happened there.
_BEFALLING = word_set("fall collapse erupt burn open close reopen shut overflow explode crumble")
_MEANWHILE = word_set("when as while where")
_TRIPS = word_set("trip trips visit visits shipment shipments exports flight flights tour journey voyage return move")
_BOUND = word_set("sail head embark")
_STAKES = word_set(
    """
    share shares stake stakes interest holding holdings confidence faith trust investment role change rise
    fall
    """
)
_SET_FOR = word_set("set scheduled slated planned due bound headed left leave leaves")
_CITY = word_set("city town village capital municipality suburb port hamlet borough district province region island")
_NOMINAL = frozenset(("DT", "PDT", "PRP$", "JJ", "JJS", "JJR", "CD", "NN", "NNS", "NNP", "NNPS", "POS", "VBN", "VBG"))
_PLAIN_PHRASE = _NOMINAL - {"NNPS", "POS", "CD"}
_QUIET = frozenset(("place", "country"))
_NOWHERE: Final = frozenset(("statement", "economic"))
_ON_SITE: Final = frozenset(("travel", "protest", "death"))
_BODIES: Final = word_set("court parliament council university school shop store house convention city town village")
_HAPPENING: Final = frozenset(("disaster", "accident", "attack", "other"))
_OPENING: Final = 2
"""A dateline says where what the first clauses tell happened."""

_NEAR: Final = 12
"""Tokens before a relative clause in which the place that it tells of stands."""

_OF_NOUN: Final = 5
"""Tokens between a noun and the relative clause that tells of it."""

Rank = float
_VENUE, _CITY_RANK, _REGION, _COUNTRY, _TOLD, _AREA, _COMMON = 5.0, 4.0, 3.0, 2.0, 1.5, 1.0, 0.5


class Spot(NamedTuple):
    """A candidate: name and whole words of the text, how specific it is, the token it begins at."""

    rank: Rank
    name: str
    text: str
    first: int
    entry: places.Entry | None = None
    flag: Flag | None = None


class Scenes:
    """The places of one document."""

    def __init__(self, read: Sequence[Reading], cast: Cast, lexicon: NameWords) -> None:
        self._read = read
        self._cast = cast
        self._words = lexicon
        self.nearby = _nearby(cast)
        self._venues = lexicon.sites | lexicon.place_heads
        self._dateline = next((reading.dateline for reading in read if reading.dateline), "")

    def place(
        self, reading: Reading, anchor: Anchor, anchors: Sequence[Anchor]
    ) -> tuple[Place | None, tuple[Flag, ...]]:
        """Where an anchored mention happened, None where the text does not say."""
        clause = reading.clauses[anchor.mention.clause]
        first, last = scope(reading, anchor, anchors)
        found = list(self._spots(reading, anchor.mention, first, last))
        if not any(spot.rank >= _AREA for spot in found):
            found += self._around(reading, anchor.mention, clause)
        named = [spot for spot in found if spot.rank >= _AREA]
        opening = self._opening(reading, anchor.mention)
        if opening and not named:
            return opening, ()
        if not named and anchor.mention.kind == "verb" and anchor.mention.type in _HAPPENING | _ON_SITE:
            named = self._elsewhere(reading, anchor.mention)
        if not (named or found):
            return None, ()
        best = max(named or found, key=lambda spot: (spot.rank, spot.first > anchor.mention.first))
        return places.place_of(best.name, best.text, best.entry), (best.flag,) if best.flag else ()

    def _elsewhere(self, reading: Reading, mention: Mention) -> list[Spot]:
        """The one place that the rest of the sentence names, if it names no second one."""
        spots = [spot for spot in self._spots(reading, mention, 0, len(reading.tokens)) if spot.rank > _AREA]
        return spots if len({spot.name for spot in spots}) == 1 else []

    def _opening(self, reading: Reading, mention: Mention) -> Place | None:
        if not reading.dateline or mention.clause > _OPENING:
            return None
        name = reading.dateline
        return places.resolve(name, _dateline_within(reading), self.nearby) or places.place_of(name, name, None)

    def _around(self, reading: Reading, mention: Mention, clause: Clause) -> Iterator[Spot]:
        """Places outside the words of the mention's own clause that still are its: of the words it takes up, the noun
        that "where" follows, the happening's subject, or the clause it depends on."""
        if clause.before is not None:
            before = reading.clauses[clause.before]
            yield from self._spots(reading, mention, before.first, before.last)
        if clause.marker == "where" or reading.low[clause.first : clause.first + 1] == ["where"]:
            yield from self._antecedent(reading, clause)
        if clause.subject:
            head = head_noun(reading, *clause.subject)
            if head is not None and reading.low[head] in reading.lexicon.noun_types:
                yield from self._spots(reading, mention, *clause.subject)
            elif mention.type not in _NOWHERE:
                yield from self._inner(reading, mention, clause.subject)
            lemma = clause.verb.lemma.split("_")[0] if clause.verb else ""
            if mention.kind == "verb" and (mention.type in _HAPPENING or lemma in _BEFALLING):
                yield from self._objects(reading, clause.subject[0], clause.subject[1], solid=True)
        if clause.parent is not None and clause.link == "relative":
            first = max(reading.clauses[clause.parent].first, clause.first - _NEAR)
            yield from self._spots(reading, mention, first, clause.first)
        elif clause.parent is not None and clause.link in ("coordinate", "participle", "infinitive"):
            parent = reading.clauses[clause.parent]
            if parent.first < clause.first:
                yield from self._spots(reading, mention, parent.first, parent.last)
        elif clause.parent is not None and clause.link == "subordinate" and clause.marker in _MEANWHILE:
            parent = reading.clauses[clause.parent]
            yield from self._spots(reading, mention, parent.first, parent.last)
        for child in reading.clauses[mention.clause + 1 : mention.clause + 2]:
            bound = child.link in ("participle", "infinitive") and reading.low[child.first] != ","
            if mention.kind == "verb" and bound and child.parent == mention.clause:
                yield from self._spots(reading, mention, child.first, child.last)
        if mention.first not in range(*_verb_span(clause)):
            yield from self._premodifier(reading, mention)
        if mention.kind == "noun":
            for number, other in enumerate(reading.clauses):
                follows = mention.last <= other.first <= mention.last + 1
                if other.link == "participle" and follows:
                    yield from self._spots(reading, mention, other.first, other.last)
                elif other.link == "relative" and mention.last <= other.first <= mention.last + _OF_NOUN:
                    inner = reading.clauses[number + 1 : number + 2]
                    bound = bool(inner) and inner[0].link == "infinitive"
                    yield from self._spots(reading, mention, other.first, inner[0].last if bound else other.last)

    def _premodifier(self, reading: Reading, mention: Mention) -> Iterator[Spot]:
        """The place that stands before the noun ("the Hong Kong election", "the 2006 Turin Games")."""
        start = mention.first
        while start and reading.tokens[start - 1].pos in _PLAIN_PHRASE:
            start -= 1
        for named in self._cast.within(reading.number, start, mention.first):
            name = reading.words((named.first, named.last))
            if named.form == "name" and self._is_located(named) and (entry := self._entry(name)):
                yield Spot(_rank(entry), name, name, named.first, entry)

    def _inner(self, reading: Reading, mention: Mention, span: Range) -> Iterator[Spot]:
        """Where those are who act ("customs officers at Korday"), or the site itself ("The airport cancelled")."""
        head = head_noun(reading, *span)
        befalls = mention.type in _HAPPENING or mention.type in _ON_SITE
        acts = befalls and head is not None and reading.low[head] not in _BODIES
        if acts and head is not None and (spot := self._common(reading, span[0], head + 1)):
            yield spot
        yield from self._spots(reading, mention, *span)

    def _antecedent(self, reading: Reading, clause: Clause) -> Iterator[Spot]:
        end = clause.first
        while end > 0 and reading.low[end - 1] in (",", "at", "in"):
            end -= 1
        for named in self._cast.within(reading.number, max(0, end - 8), end):
            if named.last >= end - 1 and (spot := self._named(reading, named.first, named.last)):
                yield spot

    def _spots(self, reading: Reading, mention: Mention, first: int, last: int) -> Iterator[Spot]:
        """Candidates in tokens [first, last)."""
        verb = reading.clauses[mention.clause].verb
        lemma = verb.lemma.split("_")[0] if verb else ""
        inside = {
            k for named in self._cast.within(reading.number, first, last) for k in range(named.first + 1, named.last)
        }
        chain = -1  # where the phrase that a preposition of place governs ends
        for i in range(max(first, 1), last):
            if i in reading.timed or i - 1 in inside:
                continue
            if self._governs(reading, i - 1, mention, lemma) or (i - 1 == chain and reading.low[chain] == "of"):
                spot = self._phrase(reading, i, last)
                if spot:
                    yield spot
                chain = i
                while chain < last and reading.tokens[chain].pos in _NOMINAL:
                    chain += 1
        if verb and mention.kind == "verb" and lemma in _REACHING and not verb.passive and verb.last < last:
            start = max(verb.last, first)
            yield from self._objects(reading, start, last, solid=False)
            end = start
            while end < last and reading.tokens[end].pos in _NOMINAL and end not in reading.timed:
                end += 1
            if spot := self._common(reading, start, end):
                yield spot
        for i in range(first, last):
            if reading.low[i] == "there" and reading.tokens[i].pos == "RB":
                yield from self._last_place(reading, i)

    def _governs(self, reading: Reading, i: int, mention: Mention, lemma: str) -> bool:
        """Whether the token is a preposition that says where."""
        low, pos = reading.low[i], reading.tokens[i].pos
        if pos not in ("IN", "TO", "RB", "RP"):
            return False
        if low in ("to", "into", "toward", "towards"):
            return mention.type == "travel" or lemma in _MOVING or (i > 0 and reading.low[i - 1] in _TRIPS)
        if low == "for":
            return i > 0 and (reading.low[i - 1] in _SET_FOR or lemma in _BOUND)
        if low == "from":
            return lemma in _LEAVING or mention.lemma in _LEAVING or (i > 0 and reading.low[i - 1] in _LEAVING)
        if low == "of":
            before = reading.low[i - 1] if i else ""
            return before in _PARTS or before in self._venues or (mention.kind == "noun" and mention.first == i - 1)
        return low in self._words.place_prepositions and not (low == "in" and i and reading.low[i - 1] in _STAKES)

    def _phrase(self, reading: Reading, i: int, last: int) -> Spot | None:
        """The place that the noun phrase at a token names, or None if it is no place."""
        tokens = reading.tokens
        start = i
        while i < last and i not in reading.timed and _is_modifier(tokens[i]):
            i += 1
        if (head := self._area(reading, start, last)) is not None:
            return self._common(reading, start, head + 1)
        for named in self._cast.within(reading.number, start, min(last, i + 1)):
            if named.form == "name" and (spot := self._named(reading, named.first, last)):
                return spot
        if i < last and tokens[i].text[0].isupper() and i not in reading.timed and tokens[i].pos in ("NNP", "NNPS"):
            spot = self._named(reading, i, last)
            if spot:
                return spot
        return self._common(reading, start, i)

    def _area(self, reading: Reading, start: int, last: int) -> int | None:
        """The "city" or "village" that heads the phrase at a token ("this Andean coffee city"); None if nothing does,
        or a name follows the noun."""
        tokens = reading.tokens
        end = start
        while end < last and end not in reading.timed and tokens[end].pos in _PLAIN_PHRASE:
            end += 1
        owner = end < len(tokens) and tokens[end].pos == "POS"
        opens = tokens[start].pos in ("DT", "PRP$")
        if owner or not opens or end - 1 <= start or tokens[end - 1].text not in _CITY:
            return None
        return None if any(self._is_located(m) for m in self._cast.within(reading.number, start, end)) else end - 1

    def _is_located(self, mention: people.Mention) -> bool:
        return mention.form == "name" and self._cast.entities[mention.entities[0]].kind in _QUIET

    def _named(self, reading: Reading, first: int, last: int) -> Spot | None:
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
            entry = self._entry(name)
            return Spot(_VENUE, name, name, first, entry)
        if kind == "person" or (kind == "organization" and " " in name):
            return None
        within = _within(reading, end)
        found = places.gazetteer().resolve(name, within[0] if within else None, self.nearby)
        text = reading.words((first, within[1])) if within and found else name
        if found:
            return Spot(_rank(found.entry), name, text, first, found.entry, found.flag)
        if kind == "organization" or (end < last and tokens[end].pos in ("NN", "NNS") and end not in reading.timed):
            return None
        return Spot(_CITY_RANK, name, name, first)

    def _possession(self, reading: Reading, first: int, end: int, last: int) -> Spot | None:
        """What belongs to a city or country, or the city itself ("Mecca's Grand Mosque", "Leeds's town hall")."""
        stop = end + 1
        while stop < last and stop not in reading.timed and reading.tokens[stop].pos in _PLAIN_PHRASE:
            stop += 1
        entry = self._entry(reading.words((first, end)))
        if entry is None or stop == end + 1:
            return None
        name = reading.words((end + 1, stop))
        if self._is_venue(name):
            whole = name if name[0].isupper() else reading.words((first, stop))
            return Spot(_VENUE, whole, reading.words((first, stop)), first)
        return Spot(_rank(entry), reading.words((first, end)), reading.words((first, end)), first, entry)

    def _is_venue(self, name: str) -> bool:
        """Whether a name is a building's, street's or the like: by its last word, or the last before "of" or "on"."""
        parts = name.lower().split()
        heads = {parts[-1], *(a for a, b in pairwise(parts) if b in ("of", "on"))}
        return not (heads.isdisjoint(self._venues) and heads.isdisjoint(self._words.organization_sites))

    def _entry(self, name: str) -> places.Entry | None:
        found = places.gazetteer().resolve(name, None, self.nearby)
        return found.entry if found else None

    def _venue_end(self, reading: Reading, end: int, last: int) -> int:
        """Where a name with a venue after it ends ("Leeds crown court", "QEII hospital"); `end` if there is none."""
        i = end
        while i < min(last, end + 3) and reading.tokens[i].pos in ("NN", "JJ", "NNP") and i not in reading.timed:
            if reading.low[i] in self._venues and reading.low[i] not in _CITY:
                return i + 1
            i += 1
        return end

    def _common(self, reading: Reading, start: int, end: int) -> Spot | None:
        """A place without a name ("the cathedral"); of a city told before, its name."""
        head = end - 1
        while head >= start and not _is_common_noun(reading.tokens[head]):
            head -= 1
        if head < start or start in reading.timed:
            return None
        low = reading.low[head]
        if low in _CITY and reading.low[start] in ("the", "this", "that"):
            told = next(self._last_place(reading, start), None)
            return told._replace(rank=_TOLD) if told else None
        if low not in self._words.sites:
            return None
        owner = max((i for i in range(start, head) if reading.tokens[i].pos == "POS"), default=start - 1)
        start = owner + 1
        while reading.tokens[start].pos in ("DT", "PDT", "PRP$", "CD"):
            start += 1
        text = reading.words((start, head + 1))
        return Spot(_COMMON, text, text, start)

    def _objects(self, reading: Reading, first: int, last: int, *, solid: bool) -> Iterator[Spot]:
        """Places that stand where an object (or, if `solid`, a mountain or building that acts) does."""
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
            if named.form != "name" or (kind not in _QUIET and not venue):
                continue
            entry = self._entry(name)
            if solid and not (
                venue or (entry and entry.kind == "P") or self._venue_end(reading, named.last, last) > named.last
            ):
                continue
            spot = self._named(reading, named.first, last)
            if spot:
                yield spot
                return

    def _last_place(self, reading: Reading, i: int) -> Iterator[Spot]:
        """The city told last before a token, else the dateline's."""
        for number in range(reading.number, max(-1, reading.number - 6), -1):
            stop = i if number == reading.number else len(self._read[number].tokens)
            for named in reversed(self._cast.within(number, 0, stop)):
                if named.form == "name" and self._cast.entities[named.entities[0]].kind == "place":
                    spot = self._named(self._read[number], named.first, len(self._read[number].tokens))
                    if spot and spot.entry and spot.entry.kind in ("C", "K", "A"):
                        yield spot
                        return
        if self._dateline:
            yield Spot(_CITY_RANK, self._dateline, self._dateline, i, self._entry(self._dateline))


def _verb_span(clause: Clause) -> Range:
    return (clause.verb.first, clause.verb.last) if clause.verb else (0, 0)


def _is_common_noun(token: Token) -> bool:
    return token.pos in ("NN", "NNS") or (token.pos == "NNP" and token.text[0].islower())


def _is_modifier(token: Token) -> bool:
    """Whether a word of a noun phrase only leads up to a name in it ("the eastern Zimbabwean city", "the city's")."""
    if token.pos not in _NOMINAL:
        return False
    return not token.text[0].isupper() or token.pos == "JJ"


def _rank(entry: places.Entry) -> Rank:
    if entry.kind in ("C", "K", "A"):
        return _CITY_RANK
    if entry.kind == "R":
        return _REGION
    if entry.kind == "N":
        return _COUNTRY
    return _REGION if entry.country else _AREA


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


def _dateline_within(reading: Reading) -> str | None:
    for i in range(1, min(reading.begin, 10)):
        if reading.tokens[i].text == "," and reading.tokens[i + 1].text[0].isupper():
            name = reading.tokens[i + 1].text
            return name if places.gazetteer().is_region(name) else None
    return None


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
