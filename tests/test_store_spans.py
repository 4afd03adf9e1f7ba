"""A union of bounded scans finds what the plain overlap predicate finds."""

from hypothesis import given
from hypothesis import strategies as st

from timeline import days
from timeline.store.spans import CLASSES, LONGEST, NEAR, SHORTEST, Scan, Span, scans, span

DAY = st.integers(days.to_number(1999, 1, 1), days.to_number(2003, 12, 31))
BOUND = st.none() | DAY


def inside(scan: Scan, event: Span) -> bool:
    bounds = (
        (scan.start_from, event.start, 1),
        (scan.start_to, event.start, -1),
        (scan.end_from, event.end, 1),
        (scan.end_to, event.end, -1),
    )
    return scan.klass == event.klass and all(b is None or (value - b) * sign >= 0 for b, value, sign in bounds)


def plain(earliest, latest, first, last, match, open_) -> bool:
    """DESIGN section 6 in plain words."""
    is_open = earliest is None or latest is None
    if is_open and open_ == "none":
        return False
    if match == "within":
        return (first is None or (earliest is not None and earliest >= first)) and (
            last is None or (latest is not None and latest <= last)
        )
    if earliest is None and latest is None:
        return open_ == "all" or (first is None and last is None)
    far = float("inf") if open_ == "all" else NEAR
    start = latest - far if earliest is None else earliest
    end = earliest + far if latest is None else latest
    return (last is None or start <= last) and (first is None or end >= first)


@given(BOUND, BOUND, BOUND, BOUND, st.sampled_from(["overlap", "within"]), st.sampled_from(["near", "all", "none"]))
def test_scans_equal_the_plain_predicate(earliest, latest, first, last, match, open_):
    if earliest is not None and latest is not None:
        earliest, latest = sorted((earliest, latest))
    if first is not None and last is not None:
        first, last = sorted((first, last))
    event = span(*(None if day is None else days.iso_day(day) for day in (earliest, latest)))
    hits = [scan for scan in scans(first, last, match, open_) if inside(scan, event)]
    assert len(hits) == plain(earliest, latest, first, last, match, open_)


def test_classes_leave_no_gap():
    assert SHORTEST[0] == 1
    assert [longest + 1 for longest in LONGEST[:-1]] == list(SHORTEST[1:])
    assert len(CLASSES) == len(LONGEST) + 3
    whole_calendar = span("-9999-01-01", "9999-12-31")
    assert whole_calendar.klass == len(LONGEST) - 1


def test_calendar_units_need_no_second_look():
    """A scan for [first day of a month, ...] must not step over the month before it."""
    for earliest, latest in (("2019-02-01", "2019-02-28"), ("2018-01-01", "2018-12-31"), ("2010-01-01", "2019-12-31")):
        event = span(earliest, latest)
        assert SHORTEST[event.klass] == LONGEST[event.klass]
        (scan,) = [s for s in scans(event.end + 1, event.end + 30, "overlap", "near") if s.klass == event.klass]
        assert scan.end_from is None
        assert scan.start_from == event.start + 1
