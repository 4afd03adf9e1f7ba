"""Who a noun phrase names: its head, what is joined or apposed to it, whose it is, and people without a name."""

from collections.abc import Iterator

from timeline.entities import people
from timeline.entities.name_words import NameWords, word_set
from timeline.entities.places import gazetteer
from timeline.entities.register import Entity
from timeline.events.reading import Reading
from timeline.events.triggers import Mention
from timeline.model import Participant
from timeline.text.noun_phrases import Range
from timeline.text.vocabulary import classes

# A name after these takes part: met with X, beaten by X, between X and Y, gave it to X.
_PARTNERS = word_set("with by between against alongside among versus beside")
_OPPONENTS = word_set("to by with against over") | {""}
_RECEIVERS = word_set("to from for over of")
_NOUN_PARTNERS = word_set("with by between against of for among from to")
_IN_PHRASE = ("DT", "JJ", "NN", "CD", "PRP$", "POS")
_OFFICE_OF = word_set("of at by for from as in to")
_BELONGING = word_set("of between in with at")
_ANYBODY = word_set(
    "man woman boy girl teenager victim officer leader worker secretary director executive chief doctor nurse"
)
_IN_APPOSED = frozenset(("DT", "JJ", "NN", "NNS", "NNP", "NNPS"))
_WHO = frozenset(("person", "organization", "country", "group"))
_NOUN = frozenset(("NN", "NNS", "NNP", "NNPS"))


class Phrases:
    """The noun phrases of one document, read for those who take part."""

    def __init__(self, cast: people.Cast, lexicon: NameWords) -> None:
        self._cast = cast
        self._words = lexicon
        self._aged: dict[str, list[Entity]] = {}
        self._in_office: dict[str, list[Entity]] = {}
        for person in (entity for entity in cast.entities if entity.kind == "person"):
            self._aged.setdefault(person.age, []).append(person)
            for role in person.roles:
                self._in_office.setdefault(role, []).append(person)

    def subject(self, reading: Reading, span: Range) -> Iterator[Participant]:
        """Those a subject names: its head, what is joined or apposed to it; of a thing those whom it belongs to."""
        span = self._whole(reading, span)
        if owner := self._explained(reading, span):
            yield from self.who(owner, loose=True)
            return
        cut = self._head_end(reading, span)
        named = self._apposed(reading, cut) or self._apposed(reading, _phrase_end(reading, cut))
        if named:
            yield from self.who(named, loose=True)
            return
        inner = [m for m in self._cast.within(reading.number, *span) if m.first >= cut]
        found = False
        for part in self._joined(reading, (span[0], cut)):
            mentions = self._cast.within(reading.number, *part)
            heads = [m for m in mentions if self._is_head(reading, m, part[1])]
            group = None if heads else self._group(reading, part)
            for mention in heads:
                if not self.is_setting(reading, mention):
                    found = True
                    yield from self.who(mention, loose=True)
            if group:
                found = True
                yield group
            for mention in mentions:
                if mention in heads or (group and not self.is_possessor(reading, mention)):
                    continue
                if not ((heads or group) and self._is_country(mention)):  # not Italy of "Italy's Ruggero Maltese"
                    yield from self.who(mention)
        if not found or all(map(self._is_group, self._cast.within(reading.number, span[0], cut))):
            for mention in inner:
                if self.preposition(reading, mention.first) in _BELONGING:
                    yield from (p for p in self.who(mention) if p.kind != "group")

    def _head_end(self, reading: Reading, span: Range) -> int:
        """Where the phrases that hang on a subject begin; "of Britain" after a name is part of it."""
        for i in range(span[0] + 1, span[1]):
            if reading.tokens[i].pos == "IN":
                named = self._cast.within(reading.number, i + 1, min(i + 3, span[1]))
                after_name = reading.tokens[i - 1].pos in ("NNP", "NNPS")
                if after_name and named and self._cast.entities[named[0].entities[0]].kind in ("country", "place"):
                    continue
                return i
        return span[1]

    def _whole(self, reading: Reading, span: Range) -> Range:
        """A subject with the whole of the name that it begins inside ("Lido" of "Friends of the Lido")."""
        for mention in self._cast.within(reading.number, max(0, span[0] - 6), span[0]):
            if mention.form == "name" and mention.last > span[0]:
                return mention.first, span[1]
        return span

    def _explained(self, reading: Reading, span: Range) -> people.Mention | None:
        """The person or body whom a subject explains ("Jean Hepworth, a school bursar who")."""
        first = span[0]
        if first < 2 or reading.low[first - 1] != "," or reading.low[first] not in ("a", "an", "the", "one"):
            return None
        named = self._cast.within(reading.number, max(0, first - 8), first)
        if not named or named[-1].last != first - 1 or named[-1].form != "name":
            return None
        if any(m.form == "name" and m.first >= first for m in self._cast.within(reading.number, *span)):
            return None
        return named[-1] if self._cast.entities[named[-1].entities[0]].kind in ("person", "organization") else None

    def _apposed(self, reading: Reading, end: int) -> people.Mention | None:
        """The person set after a subject between commas ("a volunteer, Maureen Tate, noticed")."""
        tokens = reading.tokens
        if end + 1 < len(tokens) and tokens[end].text == "," and tokens[end - 1].pos in _NOUN:
            for named in self._cast.within(reading.number, end + 1, end + 2):
                closes = named.last < len(tokens) and tokens[named.last].text == ","
                fits = _WHO if tokens[end - 1].pos in ("NN", "NNS") else ("person",)  # not "Oslo, Norway,"
                if named.form == "name" and closes and self._cast.entities[named.entities[0]].kind in fits:
                    return named
        return None

    def _joined(self, reading: Reading, span: Range) -> Iterator[Range]:
        """The parts of a phrase that "and" or a comma joins."""
        first = span[0]
        for i in range(*span):
            if reading.tokens[i].pos == "CC" or reading.tokens[i].text == ",":
                if i > first:
                    yield first, i
                first = i + 1
        if first < span[1]:
            yield first, span[1]

    def _is_head(self, reading: Reading, mention: people.Mention, end: int) -> bool:
        """Whether a mention is what its phrase is about, not whose it is or what sort it is of."""
        if self.is_possessor(reading, mention):
            return False
        return not (mention.last < end and reading.tokens[mention.last].pos in ("NN", "NNS"))

    def is_setting(self, reading: Reading, mention: people.Mention) -> bool:
        """Whether a preposition of place stands before a mention, which then is where, not who."""
        before = reading.low[mention.first - 1] if mention.first else ""
        before = reading.low[mention.first - 2] if before == "the" and mention.first > 1 else before
        if before == "of":  # "Kestrel of Britain"
            return any(self._cast.entities[number].kind in ("country", "place") for number in mention.entities)
        return before in self._words.place_prepositions

    def is_possessor(self, reading: Reading, mention: people.Mention) -> bool:
        """Whether a mention only says whose the thing is ("Biden's", "their")."""
        tokens = reading.tokens
        if tokens[mention.first].pos == "PRP$":
            return True
        return mention.last < len(tokens) and tokens[mention.last].pos == "POS"

    def _is_country(self, mention: people.Mention) -> bool:
        return all(self._cast.entities[e].kind == "country" for e in mention.entities)

    def _only_sorts(self, reading: Reading, mention: people.Mention) -> bool:
        """Whether a country only says of what sort a thing is ("the U.S. market", but not "the U.S. government")."""
        i = mention.last
        if i >= len(reading.tags) or reading.tags[i] not in ("NN", "NNS") or not self._is_country(mention):
            return False
        low = reading.low[i]
        return not any(low in sort for sort in (self._words.acting, self._words.nominals, self._words.people))

    def _is_group(self, mention: people.Mention) -> bool:
        return all(self._cast.entities[e].kind == "group" for e in mention.entities)

    def who(self, mention: people.Mention, *, loose: bool = False) -> Iterator[Participant]:
        """The participants that a mention means; a ship, a team or a capital only where it acts (`loose`)."""
        for number in mention.entities:
            entity = self._cast.entities[number]
            if entity.kind in _WHO or (loose and _acts(entity)):
                yield entity.participant()

    def _group(self, reading: Reading, span: Range) -> Participant | None:
        """People, a body or a post without a name ("customs officers", "the harbour master")."""
        head = next((i for i in range(span[1] - 1, span[0] - 1, -1) if reading.tokens[i].pos in _NOUN), None)
        if head is None:
            return None
        low, plural = reading.low[head], reading.tokens[head].pos in ("NNS", "NNPS")
        known = self._words
        if holder := self._holder(reading, span[0], head, low, plural):
            return holder
        if not any(low in sort for sort in (known.people, known.acting, known.person, known.nominals)) and not (
            plural and (low[:-1] in known.person or _is_somebody(low))
        ):
            return None
        first = span[0]
        while first < head and reading.tokens[first].pos in ("DT", "PDT", "PRP$", "CD", "IN", "RB"):
            first += 1
        body = low in known.acting or low in known.nominals
        return Participant(reading.words((first, head + 1)), "organization" if body and not plural else "group")

    def _holder(self, reading: Reading, first: int, head: int, low: str, plural: bool) -> Participant | None:
        """The one person of the article whom a noun without a name can mean ("a 29-year-old man", "a farmer")."""
        if plural:
            return None
        age = next((w.split("-")[0] for w in reading.low[first : head + 1] if w.endswith("-year-old")), "")
        if age:
            fits = self._aged.get(age, [])
        elif low not in _ANYBODY and (low in self._words.roles or _is_somebody(low)):
            fits = self._in_office.get(low, [])
        else:
            return None
        return fits[0].participant() if len(fits) == 1 else None

    def complements(
        self, reading: Reading, first: int, last: int, *, noun: bool = False, office: bool = False, traded: bool = False
    ) -> Iterator[Participant]:
        """Objects and partners in tokens [first, last); of an office the body it is in, too ("head of the Trust"); of
        what is `traded` a name of any kind."""
        taken = set()
        for mention in self._cast.within(reading.number, first, last):
            if mention.first in reading.timed or self._only_sorts(reading, mention):
                continue
            taken.add(mention.first)
            preposition = self.preposition(reading, mention.first, first)
            kinds = self._accepted(preposition, noun=noun, office=office)
            if traded and not preposition and mention.form == "name":
                kinds |= {"other"}
            owns = noun and reading.tokens[mention.first].pos == "PRP$"
            for number in mention.entities:
                entity = self._cast.entities[number]
                if entity.kind in kinds or (owns and (entity.kind in _WHO or _acts(entity))):
                    yield entity.participant()
        for i in range(first, last - 1):
            if reading.low[i] in _PARTNERS and reading.tokens[i].pos == "IN" and i not in reading.timed:
                end = next((k for k in range(i + 1, last) if not reading.tokens[k].pos.startswith(_IN_PHRASE)), last)
                group = None if taken & set(range(i, end)) else self._group(reading, (i + 1, end))
                if group:
                    yield group

    def sides(self, reading: Reading, first: int, last: int) -> Iterator[Participant]:
        """Teams that are called by their towns ("Rennes lost to Falun"), in tokens [first, last)."""
        for mention in self._cast.within(reading.number, first, last):
            entity = self._cast.entities[mention.entities[0]]
            if mention.form != "name" or entity.kind not in ("place", "other") or mention.first in reading.timed:
                continue
            preposition = self.preposition(reading, mention.first, first)
            if preposition in _OPPONENTS and not self.is_setting(reading, mention):
                yield Participant(entity.name, "organization")

    def _accepted(self, preposition: str, *, noun: bool, office: bool) -> frozenset[str]:
        """The kinds that take part after a preposition ("" where none governs)."""
        if preposition in _PARTNERS or (noun and preposition in _NOUN_PARTNERS):
            return _WHO
        if noun:
            return frozenset()
        if office and preposition in _OFFICE_OF:
            return frozenset(("organization", "person"))
        if preposition in _RECEIVERS:
            return frozenset(("person", "organization") if preposition in ("to", "from") else ("person",))
        return frozenset() if preposition else frozenset(("person", "organization", "country"))

    def preposition(self, reading: Reading, i: int, first: int = 0) -> str:
        """The preposition that governs the phrase of a token, "" if none does before `first` or a verb."""
        for k in range(i - 1, first - 1, -1):
            pos = reading.tokens[k].pos
            if pos in ("IN", "TO") and k not in reading.timed:
                return reading.low[k]
            if pos.startswith("VB") and k not in reading.timed and pos not in ("VBN", "VBG"):
                return ""
        return ""

    def possessors(self, reading: Reading, mention: Mention) -> Iterator[Participant]:
        """Whose event a noun names ("Biden's visit", "the Trump-Putin summit")."""
        first = mention.first
        while (
            first
            and reading.tokens[first - 1].pos in ("JJ", "NN", "NNP", "NNPS", "POS", "PRP$", "DT", "CD", "VBN", "NNS")
            and mention.first - first < 8
        ):
            first -= 1
        for named in self._cast.within(reading.number, first, mention.first):
            yield from self.who(named)


def _is_somebody(low: str) -> bool:
    """Whether a noun is first of all one for a person ("beekeepers", "plumber")."""
    return "n1=person" in classes(low)


def _acts(entity: Entity) -> bool:
    """Whether a name that is no person's or body's can take part: a ship, a capital, a team taken for a place."""
    entries = gazetteer().entries(entity.name) if entity.kind == "place" else ()
    return not entries or any(entry.kind == "K" for entry in entries)


def _phrase_end(reading: Reading, i: int) -> int:
    """Where the one phrase with a preposition that begins at a token ends ("in Leeds"); the token if none does."""
    if i >= len(reading.tokens) or reading.tokens[i].pos != "IN":
        return i
    i += 1
    while i < len(reading.tokens) and reading.tokens[i].pos in _IN_APPOSED:
        i += 1
    return i
