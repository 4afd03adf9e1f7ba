"""Who took part in what a mention tells: subject, objects and agents of its clause, by their fullest names."""

from collections.abc import Iterator, Sequence

from timeline.entities import people
from timeline.entities.name_kinds import Name
from timeline.entities.name_words import word_set, words
from timeline.entities.register import Entity
from timeline.events.anchoring import Anchor
from timeline.events.phrases import Phrases
from timeline.events.reading import Reading
from timeline.events.scenes import Scenes
from timeline.events.triggers import Mention, head_noun
from timeline.model import Flag, Participant, Place
from timeline.text.clauses import Clause
from timeline.text.noun_phrases import Range

_OFFICES = frozenset(("appointment", "resignation", "election"))
_CARRIED = ("participle", "infinitive", "coordinate")
_MAKING = word_set("lead head chair command captain run own operate build make found organise organize write sign back")
_DISPUTES = word_set(
    "quarrel dispute row conflict feud rivalry talks negotiations approach deal merger truce agreement"
)
_LIFE = frozenset(("birth", "death", "resignation", "appointment"))
_BENCH = word_set("judge justice magistrate prosecutor lawyer barrister solicitor attorney")
_OWNED = frozenset(("DT", "JJ", "NN", "NNS", "NNP", "NNPS", "POS", "PRP$", "CD", "IN"))
_HANGING = word_set("of in at from with between for against")
_BREAKS = frozenset(("VBD", "VBZ", "VBP", "MD", "WDT", "WP", "WRB", ",", ":"))
# Events that have parties: told of without them, they are those of the talks or the deal the article is about.
_HAVE_PARTIES = frozenset(("meeting", "agreement"))
_COMPANY_NEWS = frozenset(("economic", "launch"))


class Roles:
    """Names and places of one document, ready to be asked for each mention."""

    def __init__(self, read: Sequence[Reading], year: int, language: str, names: Sequence[Name] | None = None) -> None:
        self._words = words(language)
        self._cast = people.cast([reading.sentence for reading in read], year, language, names)
        self._scenes = Scenes(read, self._cast, self._words)
        self._phrases = Phrases(self._cast, self._words)
        self._main = self._main_body()
        self._accused = self._main_person()
        self._bench = {
            entity.name for entity in self._cast.entities if entity.kind == "person" and entity.roles & _BENCH
        }

    def place(
        self, reading: Reading, anchor: Anchor, anchors: Sequence[Anchor]
    ) -> tuple[Place | None, tuple[Flag, ...]]:
        """Where an anchored mention happened, and what is wrong with what the text says of it."""
        return self._scenes.place(reading, anchor, anchors)

    def participants(self, reading: Reading, mention: Mention) -> tuple[Participant, ...]:
        """Who took part, each once, subjects first."""
        found: dict[str, Participant] = {}
        for participant in self._parties(reading, mention):
            found.setdefault(participant.name, participant)
        for participant in self._understood(reading, mention, tuple(found.values())):
            found.setdefault(participant.name, participant)
        if not any(name[0].isupper() for name in found):
            for participant in self._only_one(reading, reading.clauses[mention.clause]):
                found.setdefault(participant.name, participant)
        return tuple(found.values())

    def _parties(self, reading: Reading, mention: Mention) -> Iterator[Participant]:
        if mention.kind == "noun":
            yield from self._noun_parties(reading, mention)
            return
        clause = reading.clauses[mention.clause]
        found = False
        if clause.verb and not clause.verb.first <= mention.first < clause.verb.last:
            for participant in self._own_parties(reading, mention, clause):  # the noun that "held" or "ended" is of
                found = True
                yield participant
        if not found and clause.link == "participle" and clause.verb and clause.verb.passive:
            for participant in self._owner(reading, clause):
                found = True
                yield participant
        for participant in self._verb_parties(reading, mention.clause, mention):
            found = True
            yield participant
        if not found and clause.parent is not None and clause.link in _CARRIED:
            yield from self._verb_parties(reading, clause.parent, mention)

    def _owner(self, reading: Reading, clause: Clause) -> Iterator[Participant]:
        """Whose the thing is that a participle tells of ("Orwell's novel, published in 1949")."""
        end = clause.first - (reading.low[clause.first - 1] == ",") if clause.first else 0
        start = end
        while start and reading.tokens[start - 1].pos in _OWNED:
            start -= 1
        for mention in self._cast.within(reading.number, start, end):
            if self._phrases.is_possessor(reading, mention):
                yield from self._phrases.who(mention)

    def _verb_parties(self, reading: Reading, number: int, mention: Mention) -> Iterator[Participant]:
        clause = reading.clauses[number]
        span = _subject_span(reading, number)
        named = False
        if span:
            for participant in self._phrases.subject(reading, _with_phrases(reading, clause, span)):
                named = named or participant.name[0].isupper()
                yield participant
            if not named:
                yield from self._leaders(reading, span)
        if not named and clause.verb and clause.verb.finite:
            yield from self._before_verb(reading, clause.verb.first)
        if clause.verb:
            office, traded = mention.type in _OFFICES, mention.type in _COMPANY_NEWS
            yield from self._phrases.complements(reading, clause.verb.last, clause.last, office=office, traded=traded)
        if mention.type == "sport":
            yield from self._phrases.sides(reading, clause.first, clause.last)

    def _before_verb(self, reading: Reading, verb: int) -> Iterator[Participant]:
        """The name right before a verb, its subject wherever the clause was cut ("officials said Montalvo left")."""
        while verb and reading.tokens[verb - 1].pos == "RB":
            verb -= 1
        for mention in self._cast.within(reading.number, max(0, verb - 6), verb):
            governed = mention.first and reading.tokens[mention.first - 1].pos in ("IN", "TO", "DT")
            if mention.last == verb and mention.form == "name" and not governed:
                yield from self._phrases.who(mention, loose=True)

    def _leaders(self, reading: Reading, span: Range) -> Iterator[Participant]:
        """By whom a thing or a group is led or made ("a team led by Miriam Holt", "a rocket built by Norrsken")."""
        for clause in reading.clauses:
            verb = clause.verb
            if verb and clause.link == "participle" and span[1] - 1 <= verb.first <= span[1] and verb.lemma in _MAKING:
                for mention in self._cast.within(reading.number, verb.last, clause.last):
                    if self._phrases.preposition(reading, mention.first, verb.last) == "by":
                        yield from self._phrases.who(mention, loose=True)

    def _noun_parties(self, reading: Reading, mention: Mention) -> Iterator[Participant]:
        clause = reading.clauses[mention.clause]
        yield from self._own_parties(reading, mention, clause)
        holds = clause.verb is not None and mention.first >= clause.verb.last
        if clause.subject and not _inside(clause.subject, mention.first) and holds and clause.verb is not None:
            if self._is_object(reading, clause, mention):
                yield from self._phrases.subject(reading, clause.subject)
        elif clause.verb is not None and clause.verb.passive:
            yield from self._phrases.complements(reading, clause.verb.last, clause.last)

    def _own_parties(self, reading: Reading, mention: Mention, clause: Clause) -> Iterator[Participant]:
        """Those whom the words around a noun name ("Biden's visit", "the talks between Norway and Iceland")."""
        yield from self._phrases.possessors(reading, mention)
        yield from self._phrases.complements(reading, mention.last, clause.last, noun=True)

    def _is_object(self, reading: Reading, clause: Clause, mention: Mention) -> bool:
        """Whether nothing but its own phrase stands between the verb and the noun."""
        assert clause.verb is not None
        return all(
            reading.tokens[i].pos not in ("IN", "TO")
            for i in range(clause.verb.last, mention.first)
            if i not in reading.timed
        )

    # what the article leaves unsaid

    def _understood(self, reading: Reading, mention: Mention, found: Sequence[Participant]) -> Iterator[Participant]:
        """Parties of talks and deals told of without them, and the company whose figures or wares these are."""
        if mention.type in _HAVE_PARTIES and all(p.kind == "group" for p in found):
            team = self._cast.usual_team(reading.number)
            yield from (self._cast.entities[number].participant() for number in team)
            if self._main and not team:
                yield self._main
        elif mention.clause < len(reading.clauses) and not found and self._is_dispute(reading, mention):
            yield from (self._cast.entities[number].participant() for number in self._cast.usual_team(reading.number))
        persons = [p.name for p in found if p.kind == "person"]
        if mention.type == "legal" and self._accused and self._bench.issuperset(persons):
            yield self._accused
        if mention.type in _LIFE and self._accused and not found:
            yield self._accused
        if mention.type in _COMPANY_NEWS and self._main and not any(p.kind == "organization" for p in found):
            yield self._main

    def _only_one(self, reading: Reading, clause: Clause) -> Iterator[Participant]:
        """The person or body that is the only one named in a clause, whatever its part there."""
        mentions = self._cast.within(reading.number, clause.first, clause.last)
        numbers = {number for m in mentions if not self._phrases.is_setting(reading, m) for number in m.entities}
        named = [entity for n in numbers if (entity := self._cast.entities[n]).kind in ("person", "organization")]
        if len(named) == 1:
            yield named[0].participant()

    def _is_dispute(self, reading: Reading, mention: Mention) -> bool:
        """Whether a mention is of the quarrel or the talks that the article is about, or says what became of them."""
        clause = reading.clauses[mention.clause]
        head = head_noun(reading, *clause.subject) if clause.subject else None
        return mention.lemma in _DISPUTES or (head is not None and reading.low[head] in _DISPUTES)

    def _main_body(self) -> Participant | None:
        """The organisation an article is about: named in its first sentences and more than any other."""
        bodies = [
            e for e in self._cast.entities if e.kind == "organization" and e.name not in self._words.known_organizations
        ]
        best = max(bodies, key=lambda e: e.count, default=None)
        return best.participant() if best and best.named >= 3 else None

    def _main_person(self) -> Participant | None:
        """The person an article is about: named at least twice as often as any other."""
        persons = sorted((e for e in self._cast.entities if e.kind == "person"), key=lambda e: -e.count)
        if not persons or persons[0].count < 5 or (len(persons) > 1 and persons[1].count * 2 > persons[0].count):
            return None
        return persons[0].participant()

    # titles

    def names(self, reading: Reading) -> dict[int, tuple[int, str]]:
        """What a title spells out: token index where a short name or pronoun begins -> end and full name."""
        found = {}
        for named in self._cast.within(reading.number, 0, len(reading.tokens)):
            who = [self._cast.entities[number] for number in named.entities]
            if any(entity.kind == "group" for entity in who):
                continue
            possessive = reading.tokens[named.first].pos == "PRP$"
            if named.form == "name" and not _spelled(reading, named, who[0]):
                continue
            found[named.first] = (named.last, _listed(who) + ("'s" if possessive else ""))
        return found


def _subject_span(reading: Reading, number: int) -> Range | None:
    """The subject of a clause; where none was found, the words before its verb, or the fragment before those."""
    clause = reading.clauses[number]
    if clause.verb is None:
        return clause.subject
    if clause.link == "relative" and clause.marker in ("that", "which", "whom"):
        own = clause.first
        while own < clause.verb.first and reading.tokens[own].pos in ("IN", "WDT", "WP", ","):
            own += 1
        if any(reading.tokens[i].pos in ("NN", "NNS", "NNP", "PRP") for i in range(own, clause.verb.first)):
            return own, clause.verb.first  # "a jawbone that a farmer picked up"
    if clause.subject:
        return clause.subject
    if clause.verb.finite and clause.first < clause.verb.first:
        return clause.first, clause.verb.first
    before = reading.clauses[number - 1] if number else None
    return (before.first, before.last) if before and before.verb is None else None


def _with_phrases(reading: Reading, clause: Clause, span: Range) -> Range:
    """A subject with the phrases that stand between it and its verb ("Shares in Kestrel closed")."""
    verb = clause.verb
    if verb is None or not clause.first <= span[0] or span[1] >= verb.first or reading.low[span[1]] not in _HANGING:
        return span
    between = reading.tokens[span[1] : verb.first]
    return (span[0], verb.first) if not any(token.pos in _BREAKS for token in between) else span


def _inside(span: Range, i: int) -> bool:
    return span[0] <= i < span[1]


def _spelled(reading: Reading, named: people.Mention, entity: Entity) -> bool:
    """Whether a name in the text gives way to the person's fullest name in a title."""
    return entity.kind == "person" and reading.words((named.first, named.last)) != entity.name


def _listed(who: Sequence[Entity]) -> str:
    """One name in full; several by their last words, as headlines do ("Trump and Putin")."""
    if len(who) == 1:
        return who[0].name
    short = [entity.name.split()[-1] if entity.kind == "person" else entity.name for entity in who]
    return ", ".join(short[:-1]) + " and " + short[-1]
