"""`tag`: the time expressions of a text, in order, without overlap, each with its value and how it was read.

Stages: recognise (candidates), the kind of text (news or narrative), then each candidate in turn against its context:
the publication date, the date mentioned before it, and the direction that tense and cue words give.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain, islice

from timeline import days
from timeline.dates import edtf
from timeline.dates.derivation import derivation
from timeline.dates.direction import direction
from timeline.dates.grammar import Grammar, Meaning, languages, load
from timeline.dates.normalise import Context, Direction, Reading, needs, resolve
from timeline.dates.periods import Period
from timeline.dates.recognise import Candidate, candidates
from timeline.model import Flag, TemporalValue, TimeExpression

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# The text decides its kind by this many candidates at its start: enough for any article, few enough to hold in memory.
_SAMPLE = 400
# A text with so many dates that bear their year for each one told from the day of writing ("yesterday", "last week") is
# a narrative.
_PER_DEICTIC = 3
_RECENT = 2  # years


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
    context = Context(
        published=Period("day", published.toordinal()) if published else None,
        narrative=_is_narrative(sample, published),
        southern=southern,
    )

    def way(start: int, end: int) -> Direction | None:
        told = tenses(start, end) if tenses else None
        return told or direction(text, start, end, grammar)

    yield from _express(text, _read(text, grammar, chain(sample, found), context, way), context.published)


def _is_narrative(sample: Sequence[Candidate], published: date | None) -> bool:
    """Whether a text tells a story of its own time: its dates bear years, and few count from the day of writing."""
    if published is None:
        return True
    full = deictic = 0
    for candidate in sample:
        meaning = candidate.meaning
        if meaning.operator in ("shift", "relative", "tonight") or dict(meaning.slots).keys() == {"weekday"}:
            deictic += 1
        elif meaning.operator == "calendar" and (year := meaning.get("year")) is not None:
            # A year alone that is close to the day of writing is as often one of the news.
            full += meaning.get("month") is not None or meaning.get("era") == "BC" or year < published.year - _RECENT
    return full >= 3 and full > _PER_DEICTIC * deictic


@dataclass(slots=True)
class _Story:
    """What the dates so far leave to the next ones.

    `reference` is the date mentioned last, which "two days later" counts from; `frame` the date that the story has
    reached, whose year carries over to dates without one; `quarter` the quarter that a report is on.
    """

    reference: Period | None = None
    frame: Period | None = None
    quarter: Period | None = None

    def tell(self, candidate: Candidate, reading: Reading) -> None:
        """Take in a date; one that looks back, or only names the year that is told of anyway, moves nothing."""
        period, meaning = reading.period, candidate.meaning
        if reading.type == "DURATION" and meaning.get("unit") == "month" and meaning.get("count") in (6, 9):
            self.quarter = None  # what is compared next is so many months, not a quarter
        if period is None or reading.open or reading.type not in ("DATE", "TIME"):
            return
        if period.unit == "quarter" and meaning.operator in ("calendar", "within"):
            self.quarter = period
        if _looks_back(meaning) or _told(self.reference, period):
            return
        self.reference = period

    def go_on(self, candidate: Candidate, reading: Reading, text: str) -> None:
        """Move the frame to a date, unless it is only mentioned by the way."""
        period, meaning = reading.period, candidate.meaning
        if period is None or reading.open or reading.type not in ("DATE", "TIME") or period.unit not in _FRAMES:
            return
        if not (_looks_back(meaning) or _told(self.frame, period) or self._aside(candidate, period, text)):
            self.frame = period

    def _aside(self, candidate: Candidate, period: Period, text: str) -> bool:
        """Whether a date is only mentioned by the way: "which had begun in 1943", "(1712)", "since 1940"."""
        if self.frame is None:
            return False
        before = text[max(0, candidate.start - _REACH) : candidate.start]
        if period.last < self.frame.first and _looking_back(text, candidate):
            return True
        if period.year > self.frame.year + 1 and _LOOKING_AHEAD.search(before):
            return True
        return period.unit == "year" and (
            _ATTRIBUTE.search(before) is not None
            or (before[-1:] == "(" and text[candidate.end : candidate.end + 1] == ")")
        )


def _looks_back(meaning: Meaning) -> bool:
    """Whether words count back from the date told of, or compare it with another."""
    counts_back = meaning.operator == "follow" and meaning.get("by", meaning.get("sign", 0)) == -1
    return counts_back or meaning.get("comparison") is not None or meaning.operator == "fiscal"


def _looking_back(text: str, candidate: Candidate) -> bool:
    """Whether the words before a date go back behind what is told: "had spent the spring", "since May"."""
    return _LOOKING_BACK.search(text[max(0, candidate.start - _REACH) : candidate.start]) is not None


def _told(reached: Period | None, period: Period) -> bool:
    """Whether a period is the year that the story is in anyway."""
    return reached is not None and period.unit == "year" and reached.to("year") == period


_REACH = 80  # characters before a date that tell whether it is mentioned by the way
_LOOKING_BACK = re.compile(r"\b(?:had|since)\b[^.;,()]*$", re.IGNORECASE)
_LOOKING_AHEAD = re.compile(r"\bwould\b[^.;,()]*$", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"\ban? $", re.IGNORECASE)
# The units that a story can be told in; a decade or a century says too little of when the next date is.
_FRAMES = ("day", "weekend", "week", "month", "season", "southern-season", "quarter", "half", "year")
# What goes on where the story is, rather than from the date mentioned last.
_CARRIED = ("calendar", "holiday", "clock", "bare")


def _read(text: str, grammar: Grammar, found: Iterator[Candidate], base: Context, way: Tenses) -> Iterator[_Tagged]:
    """Each candidate with its value; those without one are dropped."""
    story = _Story()
    wanted = (candidate for candidate in found if base.narrative or not candidate.rule.narrative)
    following = next(wanted, None)
    while following is not None:
        candidate, following = following, next(wanted, None)
        context = _context(text, grammar, candidate, following, base, story, way)
        reading = resolve(candidate.meaning, context)
        if reading is not None:
            story.tell(candidate, reading)
            if base.narrative:
                story.go_on(candidate, reading, text)
            yield _Tagged(candidate, reading)


def _context(
    text: str,
    grammar: Grammar,
    candidate: Candidate,
    following: Candidate | None,
    base: Context,
    story: _Story,
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
    return Context(
        published=base.published if "published" in wanted else None,
        reference=_reference(candidate.meaning, story) if "reference" in wanted else None,
        direction=way(candidate.start, candidate.end) if "direction" in wanted else None,
        quarter=story.quarter if "quarter" in wanted and _compares(text, candidate, grammar) else None,
        narrative=base.narrative if "narrative" in wanted else False,
        southern=base.southern if "southern" in wanted else False,
        back=base.narrative and "back" in wanted and _looking_back(text, candidate),
    )


_NOTHING = Context()


def _date_after(
    text: str,
    grammar: Grammar,
    candidate: Candidate,
    following: Candidate | None,
    base: Context,
    story: _Story,
    way: Tenses,
) -> Period | None:
    """The date that follows at once, which a unit ends with: "the quarter ended Sept. 30"."""
    if following is None or following.start - candidate.end > 16:
        return None
    reading = resolve(following.meaning, _context(text, grammar, following, None, base, story, way))
    return reading.period if reading else None


def _reference(meaning: Meaning, story: _Story) -> Period | None:
    """The date that a meaning goes on from."""
    while isinstance(inner := meaning.get("of"), Meaning):
        meaning = inner
    return story.frame if meaning.operator in _CARRIED else story.reference


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
        if not joint or word not in (_OPENERS.get(lead[1].lower(), ()) if lead else ("-", "–", "—", "to", "through")):
            return None
    assert first.period and second.period
    if first.incomplete and not second.incomplete and first.period.first > second.period.last:
        first = _earlier_year(first)
    assert first.period
    return (first, second) if first.period.first <= second.period.first else None


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
    return TimeExpression(
        start=candidate.start,
        end=candidate.end,
        text=text[candidate.start : candidate.end],
        type=reading.type,
        value=reading.value,
        rule=candidate.rule.name,
        meaning=derivation(candidate.meaning, reading, published),
        mod=reading.mod,
        anchor=reading.anchor.edtf if reading.anchor else None,
        temporal=temporal,
        flags=_flags(text[candidate.start : candidate.end], reading),
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
