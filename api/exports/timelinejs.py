"""The JSON of TimelineJS3: https://timeline.knightlab.com/docs/json-format.html.

A date has only the parts that the text gave (a year alone has no month), and words where it is imprecise. TimelineJS
needs a start for every event, so those without any date are named on the title slide and listed under `undated`.
"""

from collections.abc import Iterable, Iterator
from html import escape

import orjson

from api.exports.common import About, Event, first_evidence, joined, place_name, told


def write(events: Iterable[Event], about: About) -> Iterator[str]:
    """The events, then the title slide, which can only be written when they have been seen."""
    undated: list[dict[str, str]] = []

    def slides() -> Iterator[str]:
        for event in events:
            if event["date"]["earliest"] or event["date"]["latest"]:
                yield orjson.dumps(_slide(event, about)).decode()
            else:
                undated.append({"unique_id": event["id"], "headline": event["title"], "url": about.page(event)})

    yield '{"events":[\n'
    yield from joined(slides())
    title: dict[str, object] = {"headline": escape(about.title)}
    if undated:
        names = "".join(f"<li>{escape(one['headline'])}</li>" for one in undated[:100])
        title["text"] = f"<p>Without a date ({len(undated)}):</p><ul>{names}</ul>"
    tail = {"title": {"text": title}, "undated": undated, "scale": "human"}
    yield "\n]," + orjson.dumps(tail).decode()[1:] + "\n"


def _slide(event: Event, about: About) -> dict[str, object]:
    date = event["date"]
    first, last, precision = date["earliest"] or date["latest"], date["latest"], date["precision"]
    start = _parts(told(first, precision), date["time"])
    slide: dict[str, object] = {
        "unique_id": event["id"],
        "start_date": start,
        "group": event["type"],
        "text": {"headline": escape(event["title"]), "text": _body(event, about)},
    }
    if precision not in ("day", "minute") or first != last:
        slide["display_date"] = date["display"]
    if last and last != first and (end := _parts(told(last, precision, last=True))) != start:
        slide["end_date"] = end
    return slide


def _parts(told: str, time: str | None = None) -> dict[str, int]:
    """ "-0043-03" as {"year": -43, "month": 3}; a clock time adds hour and minute."""
    sign, digits = (-1, told[1:]) if told.startswith("-") else (1, told)
    parts = dict(zip(("year", "month", "day"), map(int, digits.split("-")), strict=False))
    parts["year"] *= sign
    if time:
        parts["hour"], parts["minute"] = map(int, time.split(":")[:2])
    return parts


def _body(event: Event, about: About) -> str:
    """The quote with its source, as HTML, since that is what TimelineJS shows."""
    proof = first_evidence(event)
    where = place_name(event)
    html = f"<p>{escape(where)}</p>" if where else ""
    if proof:
        document = proof["document"]
        source = ", ".join(filter(None, (document["publisher"] or document["title"], document["published"])))
        html += (
            f"<blockquote>{escape(proof['quote'])}</blockquote>"
            f'<p><a href="{escape(about.page(event))}">{escape(source)}</a></p>'
        )
    return html
