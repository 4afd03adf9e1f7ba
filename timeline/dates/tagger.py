"""`tag`: the time expressions of a text, in order, without overlap, each with its value and how it was read.

Stages: recognise (candidates), the kind of text (news or narrative), then each candidate in turn against its context:
the publication date, the date mentioned before it, and the direction that tense and cue words give.
"""

import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain, islice

from timeline import days
from timeline.dates import edtf
from timeline.dates.derivation import derivation
from timeline.dates.direction import direction
from timeline.dates.grammar import Grammar, languages, load
from timeline.dates.headings import under_headings
from timeline.dates.normalise import Context, Direction, Reading, needs, resolve
from timeline.dates.periods import Period
from timeline.dates.recognise import Candidate, candidates
from timeline.dates.story import Kind, Story, kind_of
from timeline.model import Flag, TemporalValue, TimeExpression

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# The text decides its kind by this many candidates at its start: enough for any article, few enough to hold in memory.
_SAMPLE = 400


@dataclass(frozen=True, slots=True)
class _Tagged:
    candidate: Candidate
    reading: Reading


Tenses = Callable[[int, int], Direction | None]
"""Which way the verb around [start, end) of the text points, None where no verb tells."""


def tag(
    text: str, published: date | None, language: str = "en", *, southern: bool = False, tenses: Tenses | None = None
) -> tuple[TimeExpression, ...]:
    """The time expressions of a text.

    `published` is the document's date; without it, what counts from it stays out. Languages without data of their own
    are read by dateparser. `southern` turns the seasons. `tenses` knows verbs where cue words only guess. InvalidInput
    where nothing reads the language.
    """
    return tuple(iterate(text, published, language, southern=southern, tenses=tenses))


def iterate(
    text: str, published: date | None, language: str = "en", *, southern: bool = False, tenses: Tenses | None = None
) -> Iterator[TimeExpression]:
    """As `tag`, one expression at a time, in memory that does not grow with the text."""
    language = language.partition("-")[0].lower()
    if language not in languages():
        # dateparser takes longer to import than most texts to read.
        from timeline.dates import foreign

        yield from foreign.find(text, published, language)
        return
    grammar = load(language)
    found = candidates(text, grammar)
    sample = list(islice(found, _SAMPLE))
    kind = kind_of(sample, published)
    context = Context(
        published=Period("day", published.toordinal()) if published else None,
        narrative=kind.narrative,
        southern=southern,
    )

    def way(start: int, end: int) -> Direction | None:
        told = tenses(start, end) if tenses else None
        return told or direction(text, start, end, grammar)

    expressions = _express(text, _read(text, grammar, chain(sample, found), context, kind, way), context.published)
    yield from under_headings(text, expressions, published)


_AHEAD = 16  # candidates that are looked at for the next date that bears its year


def _read(
    text: str, grammar: Grammar, found: Iterator[Candidate], base: Context, kind: Kind, way: Tenses
) -> Iterator[_Tagged]:
    """Each candidate with its value; those without one are dropped."""
    wanted = found if base.narrative else (one for one in found if not one.rule.narrative)
    queue: deque[Candidate] = deque()  # filled only where a story asks what comes
    following = next(wanted, None)

    def ahead() -> Sequence[Candidate]:
        if following is None:
            return ()
        queue.extend(islice(wanted, _AHEAD - len(queue)))
        return (following, *queue)

    story = Story(text, base.published, kind, ahead)
    while following is not None:
        candidate, following = following, queue.popleft() if queue else next(wanted, None)
        context = _context(text, grammar, candidate, following, base, story, way)
        reading = resolve(candidate.meaning, context)
        if reading is not None:
            story.tell(candidate, reading)
            yield _Tagged(candidate, reading)


def _context(
    text: str,
    grammar: Grammar,
    candidate: Candidate,
    following: Candidate | None,
    base: Context,
    story: Story,
    way: Tenses,
) -> Context:
    """What a candidate is read against, with nothing in it that its meaning does not need."""
    wanted = needs(candidate.meaning)
    if not wanted:
        return _NOTHING
    if candidate.meaning.operator == "ending":
        return Context(reference=_date_after(text, grammar, candidate, following, base, story, way))
    if "direction" in wanted:
        if candidate.pair > 1 and story.reference:
            return Context(published=story.reference, direction="future", southern=base.southern)
        if candidate.pair == 1 and candidate.rule.joined and following:
            # "from October to April": the end says which October.
            end = resolve(
                following.meaning, _context(text, grammar, replace(following, pair=0), None, base, story, way)
            )
            if end and end.period:
                return Context(published=end.period, direction="past", southern=base.southern)
        if following and (shared := _shared_year(text, candidate, following)):
            return Context(published=shared, southern=base.southern)
    direction = way(candidate.start, candidate.end) if "direction" in wanted else None
    if base.narrative and "narrative" in wanted:
        story.come_back(candidate)
    carried = "narrative" in wanted and story.carries(candidate, direction)
    return Context(
        published=base.published if "published" in wanted else None,
        reference=story.origin(candidate.meaning) if "reference" in wanted else None,
        direction=direction,
        quarter=story.quarter if "quarter" in wanted and _compares(text, candidate, grammar) else None,
        narrative=carried,
        southern=base.southern if "southern" in wanted else False,
        back=carried and "back" in wanted and story.looks_back(candidate),
        until=story.told_next(candidate) if carried and "back" in wanted else None,
    )


_NOTHING = Context()


def _date_after(
    text: str,
    grammar: Grammar,
    candidate: Candidate,
    following: Candidate | None,
    base: Context,
    story: Story,
    way: Tenses,
) -> Period | None:
    """The date that follows at once, which a unit ends with: "the quarter ended Sept. 30"."""
    if following is None or following.start - candidate.end > 16:
        return None
    reading = resolve(following.meaning, _context(text, grammar, following, None, base, story, way))
    return reading.period if reading else None


def _shared_year(text: str, candidate: Candidate, following: Candidate) -> Period | None:
    """The date after this one, where it bears the year of both: "in the spring and early summer of 1943"."""
    between = text[candidate.end : following.start]
    if (
        len(between) > 12
        or not needs(following.meaning) <= {"southern"}
        or candidate.meaning.get("weekday") is not None
    ):
        return None
    if not _SHARING.fullmatch(between):
        return None
    reading = resolve(following.meaning, _NOTHING)
    return reading.period if reading and reading.period and reading.period.unit in _WITH_YEAR else None


_SHARING = re.compile(r",?\s*(?:and|or|to|until|till|through|-|–|—)\s*(?:the\s+)?", re.IGNORECASE)
_WITH_YEAR = ("day", "month", "season", "quarter", "half")


def _compares(text: str, candidate: Candidate, grammar: Grammar) -> bool:
    """Whether "a year ago" stands in a comparison of figures, which compares quarter with quarter."""
    if not candidate.meaning.get("comparison"):
        return True
    around = text[max(0, candidate.start - 80) : candidate.end + 80]
    return grammar.cues["figures"].search(around.encode("utf-8", "surrogatepass")) is not None


# --- expressions -----------------------------------------------------------------------------------------------------

_LEAD = re.compile(r"\b(since|until|till|through|before|by|from|between)\s+(?:the\s+)?$", re.IGNORECASE)
_JOINT = re.compile(r",?\s*(?:to|and|until|till|through|-|–|—)\s*(?:the\s+)?", re.IGNORECASE)
_YEAR = re.compile(r"\d{3}")
_OPENERS = {"from": ("to", "until", "till", "through", "-", "–", "—"), "between": ("and",)}


def _express(text: str, tagged: Iterator[_Tagged], published: Period | None) -> Iterator[TimeExpression]:
    """Readings as expressions; the two ends of a stretch ("from March to May 2022") both carry the stretch."""
    current = next(tagged, None)
    while current is not None:
        following = next(tagged, None)
        stretch = _stretch(text, current, following) if following else None
        if stretch and following:
            first, second = stretch
            interval = edtf.value(f"{_sides(first)[0]}/{_sides(second)[-1]}")
            yield _expression(text, replace(current, reading=first), interval, published)
            yield _expression(text, replace(following, reading=second), interval, published)
            following = next(tagged, None)
        else:
            yield _expression(text, current, _bounded(text, current, published), published)
        current = following


def _stretch(text: str, one: _Tagged, two: _Tagged) -> tuple[Reading, Reading] | None:
    """The readings of two expressions that are the ends of one stretch, else None."""
    between = text[one.candidate.end : two.candidate.start]
    if len(between) > 16:
        return None
    first, second = one.reading, two.reading
    if not (_is_date(first) and _is_date(second)):
        return None
    if not (one.candidate.pair and one.candidate.rule.joined):
        joint = _JOINT.fullmatch(between)
        lead = _LEAD.search(text[max(0, one.candidate.start - 16) : one.candidate.start])
        word = between.replace("the", "").strip(" ,\n\r\t").lower()
        if word == "or":
            return (first, second) if _next_to(first, second) else None
        if not joint or word not in (_OPENERS.get(lead[1].lower(), ()) if lead else ("-", "–", "—", "to", "through")):
            return None
    assert first.period and second.period
    if first.period.first > second.period.last and _lacks_year(text, one, two):
        first = _earlier_year(first)
    assert first.period
    return (first, second) if first.period.first <= second.period.first else None


def _lacks_year(text: str, one: _Tagged, two: _Tagged) -> bool:
    """Whether the year of the second of two dates was taken for the first: "from November 15 to February 15, 1989"."""
    if two.reading.incomplete:
        return False
    return one.reading.incomplete or not _YEAR.search(text[one.candidate.start : one.candidate.end])


def _next_to(first: Reading, second: Reading) -> bool:
    """Whether two dates of an "or" follow one another, so that the stretch of both says no more than they do."""
    assert first.period and second.period
    return first.period.unit == second.period.unit and second.period.number - first.period.number == 1


def _sides(reading: Reading) -> list[str]:
    """The EDTF of a date: one text, or the first and last day of a week."""
    value = reading.temporal()
    assert value
    return value.edtf.split("/")


def _is_date(reading: Reading) -> bool:
    return reading.period is not None and reading.type == "DATE" and not reading.open


def _earlier_year(reading: Reading) -> Reading:
    """The same part of the year before."""
    assert reading.period
    year, month, day = days.from_number(reading.period.first)
    try:
        start = days.to_number(year - 1, month, day)
    except ValueError:  # 29 February
        return reading
    period = Period("day", start).to(reading.period.unit)
    return replace(reading, period=period, value=period.timex)


def _bounded(text: str, tagged: _Tagged, published: Period | None) -> TemporalValue | None:
    """The value, opened or bounded by the word before it: "since 2014", "until Friday", "by the end of 2026"."""
    reading = tagged.reading
    value = reading.temporal()
    if value is None or not _is_date(reading):
        return value
    start = tagged.candidate.start
    lead = _LEAD.search(text[max(0, start - 16) : start])
    if lead is None:
        return value
    word = lead[1].lower()
    sides = value.edtf.split("/")
    if word == "since":
        return edtf.value(f"{sides[0]}/..", precision=value.precision, modifier=value.modifier)
    if word in ("until", "till", "through"):
        return edtf.value(f"../{sides[-1]}", precision=value.precision, modifier=value.modifier)
    if word == "by" and published and reading.period and reading.period.last > published.last:
        return edtf.value(f"{published.edtf}/{days.iso_day(reading.period.last)}", precision=value.precision)
    return value


def _expression(text: str, tagged: _Tagged, temporal: TemporalValue | None, published: Period | None) -> TimeExpression:
    candidate, reading = tagged.candidate, tagged.reading
    words = text[candidate.start : candidate.end]
    return TimeExpression(
        start=candidate.start,
        end=candidate.end,
        text=words,
        type=reading.type,
        value=reading.value,
        rule=candidate.rule.name,
        meaning=derivation(candidate.meaning, reading, published),
        mod=reading.mod,
        anchor=reading.anchor.edtf if reading.anchor else None,
        temporal=temporal,
        flags=_flags(words, reading) if reading.weekday is not None else (),
    )


def _flags(words: str, reading: Reading) -> tuple[Flag, ...]:
    """Whether the weekday in the words is the weekday of the date."""
    if reading.weekday is None or reading.period is None or reading.period.unit != "day":
        return ()
    actual = days.weekday(reading.period.first)
    if actual == reading.weekday:
        return ()
    said = edtf.parse(reading.period.edtf).display
    message = f"The text has “{' '.join(words.split())}”; {said} was a {_WEEKDAYS[actual]}."
    return (Flag("weekday-mismatch", message),)
