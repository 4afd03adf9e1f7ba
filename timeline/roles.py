"""Who took part and where: the names around a mention, and the place that its clause gives."""

from collections.abc import Iterator, Sequence

from timeline import people, places
from timeline.anchoring import Anchor, scope
from timeline.clauses import Range
from timeline.lexicon import words
from timeline.model import Flag, Participant, Place
from timeline.reading import Reading
from timeline.triggers import Mention, head_noun

_LOCATIVE = words(
    """
    in at near outside on off from to inside across around above over through along into aboard beside
    """
)
# These name a spot, capitalised or not: "at the cathedral", "in a crowded union hall".
_VENUES = words(
    """
    hall court hospital cathedral church mosque temple synagogue stadium arena museum gallery theatre theater hotel
    square park station airport harbour harbor port beach school university college castle palace prison jail street
    road avenue bridge depot factory plant mine embassy headquarters rooms room club pub restaurant market mall
    centre center monastery cemetery ground spaceport base camp island islands river lake mountain valley bay cape
    coast sea ocean strait gulf canal house chapel library track field pier quay barracks villa abbey racecourse
    courthouse parliament ballroom
    """
)
_NAME = ("NNP", "NNPS")


class Roles:
    """Names and places of one document, ready to be asked for each mention."""

    def __init__(self, read: Sequence[Reading], year: int, language: str) -> None:
        self._cast = people.cast([reading.sentence for reading in read], year, language)
        self.nearby = places.NOWHERE

    def _within(self, reading: Reading, span: Range) -> list[people.Mention]:
        """Mentions that begin in a token range, the widest of those that overlap."""
        found: list[people.Mention] = []
        for mention in self._cast.within(reading.number, *span):
            if not found or mention.first >= found[-1].last:
                found.append(mention)
        return found

    def _who(self, mention: people.Mention) -> list[people.Entity]:
        return [self._cast.entities[number] for number in mention.entities]

    def participants(self, reading: Reading, mention: Mention) -> tuple[Participant, ...]:
        """Who took part in what a mention tells: subject, object and agent of its clause, names full."""
        found: dict[str, Participant] = {}
        clause = reading.clauses[mention.clause]
        spans = [clause.subject] if clause.subject else []
        for span in [*spans, (clause.first, clause.last)]:
            for named in self._within(reading, span):
                for entity in self._who(named):
                    if entity.kind in ("person", "organization", "group") or span == clause.subject:
                        found.setdefault(entity.name, entity.participant())
        if clause.subject and not self._within(reading, clause.subject):
            group = _group(reading, clause.subject)
            if group:
                found[group.name] = group
        return tuple(found.values())

    def names(self, reading: Reading) -> dict[int, tuple[int, str]]:
        """What a title spells out, short names and pronouns: the token where they begin -> end and full name."""
        found = {}
        for named in self._within(reading, (0, len(reading.tokens))):
            who = self._who(named)
            if any(entity.kind == "group" for entity in who) or not who:
                continue
            possessive = reading.tokens[named.first].pos == "PRP$"
            text = _listed(who) + ("'s" if possessive else "")
            if named.form == "name" and len(who) == 1 and not _spelled(reading, named, who[0]):
                continue
            found[named.first] = (named.last, text)
        return found

    def place(
        self, reading: Reading, anchor: Anchor, anchors: Sequence[Anchor]
    ) -> tuple[Place | None, tuple[Flag, ...]]:
        """Where an anchored mention happened, by the words of its clause, else by the dateline above it."""
        clause = reading.clauses[anchor.mention.clause]
        first, last = scope(reading, anchor, anchors)
        found = [*self._located(reading, first, last)]
        if not found and clause.subject and anchor.mention.kind == "verb":
            found = [*self._located(reading, *clause.subject)]
        if found:
            return found[0]
        if reading.dateline and reading.number == 0 and anchor.mention.clause <= 2:
            return places.resolve(reading.dateline, None, self.nearby) or Place(
                reading.dateline.title(), reading.dateline
            ), ()
        return None, ()

    def _located(self, reading: Reading, first: int, last: int) -> Iterator[tuple[Place, tuple[Flag, ...]]]:
        """Places that a preposition of place governs, in order of the text."""
        for i in range(max(first, 1), last):
            if reading.low[i - 1] in _LOCATIVE and reading.tokens[i - 1].pos in ("IN", "TO") and i not in reading.timed:
                found = self._place_at(reading, i, last)
                if found:
                    yield found

    def _place_at(self, reading: Reading, i: int, last: int) -> tuple[Place, tuple[Flag, ...]] | None:
        tokens = reading.tokens
        start = i
        while (
            i < last
            and tokens[i].pos in ("DT", "PRP$", "JJ", "CD", "NN", "VBN")
            and tokens[i].text[0].islower()
            and i not in reading.timed
        ):
            i += 1
        end = i
        while (
            end < last
            and (tokens[end].pos in _NAME or tokens[end].text in ("of", "the", "'s", "’s", "-"))
            and end not in reading.timed
        ):
            end += 1
        while end > i and tokens[end - 1].text in ("of", "the", "'s", "’s", "-"):
            end -= 1
        if end > i:
            name = reading.words((i, end))
            within = _within(reading, end)
            found = places.gazetteer().resolve(name, within[0] if within else None, self.nearby)
            stop = within[1] if within and found else end
            if found:
                return places.place_of(name, reading.words((i, stop)), found.entry), (found.flag,) if found.flag else ()
            if end < last and reading.low[end] in _VENUES and tokens[end].pos == "NN":
                end += 1
            person = any(
                entity.kind == "person"
                for named in self._cast.within(reading.number, i, end)
                for entity in self._who(named)
            )
            if reading.low[end - 1] in _VENUES or (
                not person and tokens[i - 1].pos == "IN" and reading.low[start - 1] in ("in", "at", "near")
            ):
                return Place(reading.words((i, end)), reading.words((i, end))), ()
        head = head_noun(reading, start, last)
        if head is not None and reading.low[head] in _VENUES and head - start < 6:
            while tokens[start].pos in ("DT", "PRP$"):
                start += 1
            return Place(reading.words((start, head + 1)), reading.words((start, head + 1))), ()
        return None


def _within(reading: Reading, end: int) -> tuple[str, int] | None:
    """The country or region set after a place ("Paris, Texas", "Helsinki (France)"), and the token after it."""
    tokens = reading.tokens
    if (
        end + 1 < len(tokens)
        and tokens[end].text in (",", "(")
        and tokens[end + 1].pos in _NAME
        and end + 1 not in reading.timed
    ):
        stop = end + 2
        while stop < len(tokens) and tokens[stop].pos in _NAME and stop not in reading.timed:
            stop += 1
        name = reading.words((end + 1, stop))
        if tokens[end].text == "(" and stop < len(tokens) and tokens[stop].text == ")":
            return name, stop + 1
        if tokens[end].text == ",":
            return name, stop
    return None


def _group(reading: Reading, subject: Range) -> Participant | None:
    """A subject that is no name but a kind of people or body ("customs officers", "the city council")."""
    head = head_noun(reading, *subject)
    if head is None or reading.low[head] not in reading.lexicon.groups:
        return None
    first = subject[0]
    while first < head and reading.tokens[first].pos in ("DT", "PRP$", "CD"):
        first += 1
    plural = reading.tokens[head].pos in ("NNS", "NNPS")
    return Participant(reading.words((first, head + 1)), "group" if plural else "organization")


def _spelled(reading: Reading, named: people.Mention, entity: people.Entity) -> bool:
    """Whether a name in the text should give way to the entity's fullest name in a title."""
    return entity.kind == "person" and reading.words((named.first, named.last)) != entity.name


def _listed(who: Sequence[people.Entity]) -> str:
    """One name in full; several by their last words, as headlines do ("Trump and Putin")."""
    if len(who) == 1:
        return who[0].name
    short = [entity.name.split()[-1] if entity.kind == "person" else entity.name for entity in who]
    return ", ".join(short[:-1]) + " and " + short[-1]
