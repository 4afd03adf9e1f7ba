"""What several formats need: the whole an export is about, and plain words about one event."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from timeline import days

_YEARS = frozenset({"year", "decade", "century", "millennium"})
_MONTHS = frozenset({"month", "season", "quarter", "half"}) | _YEARS

Event = dict[str, Any]
"""A rendered event, as DESIGN section 4 has it."""


@dataclass(frozen=True, slots=True)
class About:
    """What an export as a whole is: its title, its own address, the site's (with a slash at its end), when made.

    `bom` asks a spreadsheet for a byte order mark, by which Excel knows UTF-8.
    """

    title: str = "Timeline"
    address: str = ""
    site: str = ""
    made: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    bom: bool = False

    def page(self, event: Event) -> str:
        """Where a reader sees the event: its first document, at the sentence."""
        proof = first_evidence(event)
        return f"{self.site}documents/{proof['document']['id']}#{event['id']}" if proof else self.site

    def resource(self, event: Event) -> str:
        """The event's own address in the API."""
        return f"{self.site}v1/events/{event['id']}"


def first_evidence(event: Event) -> dict[str, Any] | None:
    """The evidence that stands for the event."""
    return event["evidence"][0] if event["evidence"] else None


def summary(event: Event) -> str:
    """The quote with its source, as plain text."""
    proof = first_evidence(event)
    if proof is None:
        return ""
    document = proof["document"]
    source = ", ".join(filter(None, (document["publisher"] or document["title"], document["published"])))
    return f"“{proof['quote']}” ({source})"


def place_name(event: Event) -> str:
    """Place and country, or nothing."""
    place = event["place"]
    return ", ".join(filter(None, (place["name"], place["country"]))) if place else ""


def told(day: str, precision: str, *, last: bool = False) -> str:
    """A bound as far as the text told it: "2018", "2018-06" or the whole day, where it is no edge of its unit."""
    year, month, number = day.rsplit("-", 2)
    if precision in _YEARS and (month, number) == (("12", "31") if last else ("01", "01")):
        return year
    edge = days.days_in_month(int(year), int(month)) if last else 1
    return f"{year}-{month}" if precision in _MONTHS and int(number) == edge else day


def newest_publication(event: Event) -> str:
    """ISO day of the last publication that tells of the event."""
    return max((proof["document"]["published"] for proof in event["evidence"]), default="1970-01-01")


def joined(parts: Iterable[str], separator: str = ",\n") -> Iterator[str]:
    """The parts with a separator between."""
    between = ""
    for part in parts:
        yield between + part
        between = separator
