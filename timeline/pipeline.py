"""Read this first: a document in, its dated events out, as a list of plain functions.

    text ──split──▶ sentences ──tag──▶ time expressions ──anchor──▶ dated mentions ──▶ events ──gather──▶ timeline

Every stage is a function of what the stages before it made; nothing is remembered between documents, and the only
date that anything is counted from is the document's own.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from timeline import __version__
from timeline.dates import edtf, tagger
from timeline.dates.grammar import languages
from timeline.entities.name_kinds import Name
from timeline.entities.names import find_names, mended
from timeline.errors import InvalidInput
from timeline.events.anchoring import Anchor, anchored, scope
from timeline.events.chronicle import headed, headings
from timeline.events.confidence import confidence
from timeline.events.distances import words_told
from timeline.events.gathering import gather
from timeline.events.reading import Reading, Time, readings
from timeline.events.roles import Roles
from timeline.events.status import status_of
from timeline.events.tense import Tenses
from timeline.events.titles import title
from timeline.events.triggers import verb_mentions
from timeline.events.types import topics, typed
from timeline.events.wording import Context
from timeline.model import (
    Document,
    DocumentRef,
    Event,
    Evidence,
    Status,
    TemporalValue,
    TextSpan,
    TimeExpression,
    event_id,
)
from timeline.text import lexicon, syntax
from timeline.text.retag import Retagged
from timeline.text.sentences import Sentence

CONTEXT = 40
"""Characters of text around a quote that evidence keeps."""


BACK = 3
"""Sentences that a title looks back for whom it speaks of."""
_MOVING = frozenset(("move", "postpone", "reschedule", "shift", "delay", "push_back", "put_back", "bring_forward"))


@dataclass(frozen=True, slots=True)
class Annotations:
    """What the document view draws: sentences, time expressions and events of a text, in its order."""

    sentences: tuple[Sentence, ...]
    expressions: tuple[TimeExpression, ...]
    events: tuple[Event, ...]


def extract(document: Document) -> tuple[Event, ...]:
    """The dated events of a document, in the order of its text."""
    return annotate(document).events


def annotate(document: Document) -> Annotations:
    """Sentences, time expressions and events of a document. InvalidInput where its language has no data here."""
    if document.language not in languages():
        raise InvalidInput(f"no events are read in {document.language}; there is {', '.join(languages())}", "language")
    words = lexicon.load(document.language)
    parsed = syntax.parse(document.text)
    names = find_names(parsed, document.language)
    sentences = mended(parsed, names)
    retagged = Retagged(sentences, words)
    expressions = tagger.tag(document.text, document.published, document.language, tenses=Tenses(retagged))
    read = tuple(readings(document.text, retagged, expressions))
    events = gather(tuple(_events(document, read, names)))
    return Annotations(sentences, expressions, tuple(events))


def _events(document: Document, read: Sequence[Reading], names: Sequence[Name]) -> Iterator[Event]:
    """One event for each mention that a date of its sentence anchors."""
    below = headings(read)
    dated = [reading for reading in read if reading.number in below or any(map(_dates, reading.times))]
    if not dated:
        return
    topic = topics(read)
    source = DocumentRef.of(document)
    roles = Roles(read, document.published.year, document.language, names)
    known: dict[str, TimeExpression] = {}

    @cache
    def spelled(number: int) -> Context:
        return Context(read[number], roles.names(read[number]))

    told: list[tuple[Reading, list[Anchor]]] = []
    for reading in dated:
        verbs = verb_mentions(reading)
        found = list(anchored(reading, verbs, known))
        if reading.number in below and (first := headed(reading, below[reading.number], verbs)):
            found.insert(0, first)
        for anchor in found:
            for word in words_told(reading, anchor.mention):
                known.setdefault(word, anchor.time.expression)
        told.append((reading, found))
    mentions = iter(typed([(reading, anchor.mention) for reading, found in told for anchor in found], topic))
    for reading, found in told:
        anchors = [Anchor(mention, *anchor[1:]) for anchor, mention in zip(found, mentions, strict=False)]
        for anchor in anchors:
            event = _event(document, source, reading, anchor, anchors, roles, spelled, bool(below))
            if event is not None:
                yield event


def _dates(time: Time) -> bool:
    """Whether a time can date an event: it has a value, or measures the distance from another event."""
    return time.expression.temporal is not None or time.expression.type == "DURATION"


def _event(
    document: Document,
    source: DocumentRef,
    reading: Reading,
    anchor: Anchor,
    anchors: Sequence[Anchor],
    roles: Roles,
    spelled: Callable[[int], Context],
    narrated: bool,
) -> Event | None:
    """The event of an anchored mention, None where the text denies it; `narrated` in the present tense.

    `spelled` gives a sentence by its number with the words that titles spell out.
    """
    mention, expression = anchor.mention, anchor.time.expression
    value = expression.temporal
    assert value is not None
    published = source.published
    status = status_of(reading, mention, value, published, narrated)
    if status is None:
        return None
    value = _bounded(reading, anchor, value, status, published)

    def before() -> Iterator[Context]:
        return map(spelled, range(reading.number - 1, max(reading.number - 1 - BACK, -1), -1))

    place, flags = roles.place(reading, anchor, anchors)
    return Event(
        id=event_id(source.id, f"{reading.tokens[mention.first].start}\n{anchor.shares}"),
        title=title(spelled(reading.number), mention, status, scope(reading, anchor, anchors), before),
        type=mention.type,
        status=status,
        date=value,
        evidence=(_evidence(document, source, reading, anchor),),
        place=place,
        participants=roles.participants(reading, mention),
        confidence=confidence(reading, anchor, status),
        flags=(*expression.flags, *flags),
    )


def _bounded(reading: Reading, anchor: Anchor, value: TemporalValue, status: Status, published: str) -> TemporalValue:
    """The value of a plan "by" a date: from the article's day to that date; of what was moved its new date."""
    if anchor.mention.lemma in _MOVING and "/" in value.edtf and " to " in anchor.time.expression.text:
        return edtf.parse(value.edtf.partition("/")[2])  # "moved from Sunday to 29 November"
    before = reading.low[anchor.time.first - 1] if anchor.time.first else ""
    if before not in ("by", "before", "until") or status == "occurred" or not value.latest or value.earliest is None:
        return value
    if value.latest <= published or value.earliest == published:
        return value
    bounded = edtf.parse(f"{published}/{value.latest}")
    return replace(bounded, precision=value.precision, display=f"by {value.display}")


def _evidence(document: Document, source: DocumentRef, reading: Reading, anchor: Anchor) -> Evidence:
    """The words that prove an event."""
    text, sentence, expression = document.text, reading.sentence, anchor.time.expression
    first, last = reading.tokens[anchor.mention.first], reading.tokens[anchor.mention.last - 1]
    start = min(sentence.start, expression.start)  # a date on the line above is part of the proof
    return Evidence(
        document=source,
        quote=text[start : sentence.end],
        prefix=text[max(0, start - CONTEXT) : start],
        suffix=text[sentence.end : sentence.end + CONTEXT],
        start=start,
        end=sentence.end,
        trigger=TextSpan(first.start, last.end, text[first.start : last.end]),
        time=TextSpan(expression.start, expression.end, expression.text),
        rule=expression.rule,
        anchor=expression.anchor,
        anchoring=anchor.how,
        extractor=f"rules-{document.language} {__version__}",
    )
