"""iCalendar (RFC 5545): all-day events whose DTEND is exclusive, so that calendars can subscribe to a query.

Written by hand: the icalendar package builds a whole calendar in memory. It is what the tests read this with.
"""

import re
from collections.abc import Iterable, Iterator

from api.exports.common import About, Event, first_evidence, newest_publication, place_name, summary
from timeline import days

_STATUS = {
    "occurred": "CONFIRMED",
    "planned": "TENTATIVE",
    "hypothetical": "TENTATIVE",
    "alleged": "TENTATIVE",
    "cancelled": "CANCELLED",
}
_CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")
_FIRST, _LAST = "0001-01-01", "9999-12-31"


def write(events: Iterable[Event], about: About) -> Iterator[str]:
    """The calendar."""
    yield _lines(
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//timeline//timeline//EN",
        "CALSCALE:GREGORIAN",
        f"NAME:{_text(about.title)}",
        f"X-WR-CALNAME:{_text(about.title)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
    )
    for event in events:
        yield _component(event, about)
    yield _lines("END:VCALENDAR")


def _component(event: Event, about: About) -> str:
    """A VEVENT; a VJOURNAL, which needs no date, for what a calendar cannot date (before the year 1, or undated)."""
    when = _days(event)
    kind = "VEVENT" if when else "VJOURNAL"
    date = event["date"]
    title = event["title"]
    if date["precision"] not in ("day", "minute"):
        title += f" ({date['display']})"
    lines = [
        f"BEGIN:{kind}",
        f"UID:{event['id']}@timeline",
        f"DTSTAMP:{newest_publication(event).replace('-', '')}T000000Z",
        f"SEQUENCE:{event['version'] - 1}",
        f"SUMMARY:{_text(title)}",
        f"DESCRIPTION:{_text(summary(event))}",
        f"CATEGORIES:{','.join(_text(word) for word in (event['type'], *event['tags']))}",
        f"URL:{about.page(event)}",
        *when,
    ]
    if when:
        lines += [f"STATUS:{_STATUS[event['status']]}", "TRANSP:TRANSPARENT", *_where(event)]
    proof = first_evidence(event)
    if proof and proof["document"]["url"]:
        lines.append(f"ATTACH:{_CONTROLS.sub('', proof['document']['url'])}")
    return _lines(*lines, f"END:{kind}")


def _days(event: Event) -> list[str]:
    """DTSTART and DTEND, the day after the last; an event open on one side stands on its known day."""
    first, last = (event["date"][side] for side in ("earliest", "latest"))
    first, last = first or last, (last if first else None)
    if first is None or not _FIRST <= first <= _LAST:
        return []
    lines = [f"DTSTART;VALUE=DATE:{first.replace('-', '')}"]
    if last is not None and last < _LAST:
        lines.append(f"DTEND;VALUE=DATE:{days.iso_day(days.parse_day(last) + 1).replace('-', '')}")
    return lines


def _where(event: Event) -> list[str]:
    place = event["place"]
    if not place:
        return []
    lines = [f"LOCATION:{_text(place_name(event))}"]
    if place["lat"] is not None and place["lon"] is not None:
        lines.append(f"GEO:{place['lat']:.6f};{place['lon']:.6f}")
    return lines


def _text(value: str) -> str:
    """A TEXT value: backslash, comma, semicolon and line breaks escaped, other controls dropped."""
    value = value.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    value = value.replace("\x85", "\n")
    value = _CONTROLS.sub("", value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,"))
    return value.replace("\n", "\\n")


def _lines(*lines: str) -> str:
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _folded(line: str) -> str:
    """Content lines have at most 75 octets; longer ones go on after a line break and a blank."""
    if len(line) <= 18 or len(line.encode()) <= 75:  # 18 characters have at most 72 octets
        return line
    octets, pieces, start = line.encode(), [], 0
    while start < len(octets):
        end = start + (74 if start else 75)  # the blank counts
        while end < len(octets) and octets[end] & 0xC0 == 0x80:  # never inside a character
            end -= 1
        pieces.append(octets[start:end])
        start = end
    return b"\r\n ".join(pieces).decode()
