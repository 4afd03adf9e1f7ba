"""Where: the place that the words around a mention give it.

Every noun phrase that a preposition of place governs is a candidate, and so is what a verb like "reach" or "invade"
has for its object. Of several the most specific named one is the event's: a hall before its city, a city before its
country, and any name before "the hall".
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from operator import itemgetter
from string import capwords
from typing import Final

from timeline.entities import places
from timeline.entities.name_words import NameWords, word_set
from timeline.entities.people import Cast
from timeline.events.anchoring import Anchor, scope
from timeline.events.reading import Reading
from timeline.events.spots import AREA, NOMINAL, PLAIN_PHRASE, Spot, Spots, rank_of
from timeline.events.triggers import Mention, head_noun
from timeline.model import Flag, Place
from timeline.text.clauses import Clause
from timeline.text.noun_phrases import Range
from timeline.text.vocabulary import classes

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
_TRIPS = word_set(
    """
    trip trips visit visits shipment shipments exports flight flights tour journey voyage return move stage race march
    walk ride drive crossing passage cruise expedition pilgrimage mission excursion trek transfer
    """
)
_BOUND = word_set("sail head embark")
_STAKES = word_set(
    """
    share shares stake stakes interest holding holdings confidence faith trust investment role change rise
    fall
    """
)
_SET_FOR = word_set("set scheduled slated planned due bound headed left leave leaves")
_NOWHERE: Final = frozenset(("statement", "economic"))
_ON_SITE: Final = frozenset(("travel", "protest", "death"))
_BODIES: Final = word_set("court parliament council university school shop store house convention city town village")
_HAPPENING: Final = frozenset(("disaster", "accident", "attack", "other"))
_REACHED: Final = frozenset(("disaster", "attack", "travel"))
_OPENING: Final = 2
"""A dateline says where what the first clauses tell happened."""
_NEAR: Final = 12
"""Tokens before a relative clause in which the place that it tells of stands."""
_HEADING: Final = 4
"""Words of a place's name that heads a section."""
_SMALL: Final = word_set("on upon in le la de the of under by st")
_OF_NOUN: Final = 5
"""Tokens between a noun and the relative clause that tells of it."""


class Scenes:
    """Where the events of one document happened."""

    def __init__(self, read: Sequence[Reading], cast: Cast, lexicon: NameWords) -> None:
        self._cast = cast
        self._words = lexicon
        self._places = Spots(read, cast, lexicon)
        self._sections = _sections(read)

    def place(
        self, reading: Reading, anchor: Anchor, anchors: Sequence[Anchor]
    ) -> tuple[Place | None, tuple[Flag, ...]]:
        """Where an anchored mention happened, None where the text does not say."""
        clause = reading.clauses[anchor.mention.clause]
        first, last = scope(reading, anchor, anchors)
        found = list(self._spots(reading, anchor.mention, first, last))
        if not any(spot.rank >= AREA for spot in found):
            found += self._around(reading, anchor.mention, clause)
        named = [spot for spot in found if spot.rank >= AREA]
        opening = self._opening(reading, anchor.mention)
        if opening and not named:
            return opening, ()
        if not named and anchor.mention.kind == "verb" and anchor.mention.type in _HAPPENING | _ON_SITE:
            named = self._elsewhere(reading, anchor.mention)
        if not (named or found):
            return self._section(reading), ()
        best = max(named or found, key=lambda spot: (spot.here, spot.rank, spot.first > anchor.mention.first))
        return places.place_of(best.name, best.text, best.entry), (best.flag,) if best.flag else ()

    def _section(self, reading: Reading) -> Place | None:
        """The place that heads the notes which a sentence belongs to."""
        k = bisect_right(self._sections, reading.number, key=itemgetter(0)) - 1
        if k < 0:
            return None
        name = self._sections[k][1]
        return places.resolve(name, None, self._places.nearby) or places.place_of(name, name, None)

    def _elsewhere(self, reading: Reading, mention: Mention) -> list[Spot]:
        """The one place that the rest of the sentence names, if it names no second one."""
        spots = [spot for spot in self._spots(reading, mention, 0, len(reading.tokens)) if spot.rank > AREA]
        return spots if len({spot.name for spot in spots}) == 1 else []

    def _opening(self, reading: Reading, mention: Mention) -> Place | None:
        if not reading.dateline or mention.clause > _OPENING:
            return None
        name = reading.dateline
        return places.resolve(name, _dateline_within(reading), self._places.nearby) or places.place_of(name, name, None)

    def _around(self, reading: Reading, mention: Mention, clause: Clause) -> Iterator[Spot]:
        """Places outside the words of the mention's own clause that still are its: of the words it takes up, the noun
        that "where" follows, the happening's subject, or the clause it depends on."""
        if clause.before is not None:
            before = reading.clauses[clause.before]
            yield from self._spots(reading, mention, before.first, before.last)
        opening = reading.clauses[0]
        if opening.verb is None and opening.last < clause.first and clause.link == "main" and clause.before is None:
            yield from self._spots(reading, mention, opening.first, opening.last)
        if clause.marker == "where" or reading.low[clause.first : clause.first + 1] == ["where"]:
            yield from self._antecedent(reading, mention, clause)
        if clause.subject:
            head = head_noun(reading, *clause.subject)
            if head is not None and reading.low[head] in reading.lexicon.noun_types:
                yield from self._spots(reading, mention, *clause.subject)
            elif mention.type not in _NOWHERE:
                yield from self._inner(reading, mention, clause.subject)
            if head is not None and mention.type not in _NOWHERE:
                yield from self._home(reading, clause.subject[0], head)
            lemma = clause.verb.lemma.split("_")[0] if clause.verb else ""
            if mention.kind == "verb" and (mention.type in _HAPPENING or lemma in _BEFALLING):
                yield from self._places.objects(reading, clause.subject[0], clause.subject[1], solid=True)
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
        while start and reading.tokens[start - 1].pos in PLAIN_PHRASE:
            start -= 1
        for named in self._cast.within(reading.number, start, mention.first):
            name = reading.words((named.first, named.last))
            if named.form == "name" and self._places.is_located(named) and (entry := self._places.entry(name)):
                yield Spot(rank_of(entry), name, name, named.first, entry)

    def _home(self, reading: Reading, first: int, head: int) -> Iterator[Spot]:
        """The town of those who act, where it stands before the noun for them ("Sixty-one Hull schools")."""
        if reading.tags[head] != "NNS":
            return
        for named in self._cast.within(reading.number, first, head):
            name = reading.words((named.first, named.last))
            entry = self._places.entry(name)
            if named.last == head and self._places.is_located(named) and entry and entry.kind in ("C", "K", "A"):
                yield Spot(AREA, name, name, named.first, entry)

    def _inner(self, reading: Reading, mention: Mention, span: Range) -> Iterator[Spot]:
        """Where those are who act ("customs officers at Korday"), or the site itself ("The airport cancelled")."""
        head = head_noun(reading, *span)
        befalls = mention.type in _HAPPENING or mention.type in _ON_SITE
        acts = befalls and head is not None and reading.low[head] not in _BODIES
        if acts and head is not None and (spot := self._places.common(reading, span[0], head + 1)):
            yield spot
        yield from self._spots(reading, mention, *span)

    def _antecedent(self, reading: Reading, mention: Mention, clause: Clause) -> Iterator[Spot]:
        """The places right before "where", with the phrase that they hang on ("At St Barbara's church in Rybnik")."""
        end = clause.first
        while end > 0 and reading.low[end - 1] in (",", "at", "in"):
            end -= 1
        start = end
        while (
            start > 0
            and start > end - _NEAR
            and (reading.tags[start - 1] in NOMINAL or reading.tags[start - 1] == "IN")
        ):
            start -= 1
        for named in self._cast.within(reading.number, max(0, end - 8), end):
            if named.last >= end - 1 and (spot := self._places.named(reading, named.first, named.last)):
                yield spot
        yield from self._spots(reading, mention, start, end)

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
                spot = self._places.phrase(reading, i, last)
                if spot:
                    yield spot
                chain = i
                while chain < last and reading.tokens[chain].pos in NOMINAL:
                    chain += 1
        if verb and mention.kind == "verb" and lemma in _REACHING and not verb.passive and verb.last < last:
            start = max(verb.last, first)
            unknown = mention.type in _REACHED
            yield from self._places.objects(reading, start, last, solid=False, unknown=unknown)
            end = start
            while end < last and reading.tokens[end].pos in NOMINAL and end not in reading.timed:
                end += 1
            if spot := self._places.common(reading, start, end):
                yield spot
        for i in range(first, last):
            if reading.low[i] == "here" and reading.tags[i] == "RB" and (spot := self._places.here(i)):
                yield spot
            if reading.low[i] == "there" and not _introduces(reading, i):
                yield from self._places.last_place(reading, i, "CKARPN")

    def _governs(self, reading: Reading, i: int, mention: Mention, lemma: str) -> bool:
        """Whether the token is a preposition that says where."""
        low, pos = reading.low[i], reading.tokens[i].pos
        if pos not in ("IN", "TO", "RB", "RP"):
            return False
        if low == "to" and i and reading.low[i - 1] in ("close", "next", "near", "adjacent"):
            return True
        if low in ("to", "into", "toward", "towards"):
            return mention.type == "travel" or lemma in _MOVING or (i > 0 and reading.low[i - 1] in _TRIPS)
        if low == "for":
            return i > 0 and (reading.low[i - 1] in _SET_FOR or lemma in _BOUND)
        if low == "from":
            return lemma in _LEAVING or mention.lemma in _LEAVING or (i > 0 and reading.low[i - 1] in _LEAVING)
        if low == "of":
            before = reading.low[i - 1] if i else ""
            return (
                before in _PARTS or before in self._places.venues or (mention.kind == "noun" and mention.first == i - 1)
            )
        return low in self._words.place_prepositions and not (low == "in" and i and reading.low[i - 1] in _STAKES)


def _sections(read: Sequence[Reading]) -> list[tuple[int, str]]:
    """Numbers of the sentences that are names of places in capitals, as they head the notes of each village, with the
    names; none where there is only one."""
    found = []
    for reading in read:
        last = len(reading.tokens) - (reading.low[-1] in (".", ":"))
        if 0 < last <= _HEADING and "".join(token.text for token in reading.tokens[:last]).isupper():
            name = reading.words((0, last))
            if _is_place_name(name, reading.low[:last]):
                found.append((reading.number, capwords(name)))
    return found if len(found) > 1 else []


def _is_place_name(name: str, low: Sequence[str]) -> bool:
    """Whether the gazetteer has a name, or no word of it means anything else."""
    if any(entry.kind != "D" for entry in places.gazetteer().entries(name)):
        return True
    return all(word in _SMALL or (len(word) > 2 and _is_only_a_name(classes(word))) for word in low)


def _is_only_a_name(known: Sequence[str]) -> bool:
    """Whether the classes of a word are none of a noun or verb, and of a usual word only if it is somebody's name."""
    usual = any(sort.startswith("b") for sort in known) and not any(sort.startswith("i1=") for sort in known)
    return not usual and not any(sort.startswith(("n1=", "v1=")) for sort in known)


def _introduces(reading: Reading, i: int) -> bool:
    """Whether "there" only opens a sentence of what is ("there were two bids")."""
    follow = reading.tags[i + 1] if i + 1 < len(reading.tags) else ""
    return reading.tags[i] == "EX" and follow in ("VBD", "VBZ", "VBP", "MD", "VB", "RB")


def _verb_span(clause: Clause) -> Range:
    return (clause.verb.first, clause.verb.last) if clause.verb else (0, 0)


def _dateline_within(reading: Reading) -> str | None:
    for i in range(1, min(reading.begin, 10)):
        if reading.tokens[i].text == "," and reading.tokens[i + 1].text[0].isupper():
            name = reading.tokens[i + 1].text
            return name if places.gazetteer().is_region(name) else None
    return None
