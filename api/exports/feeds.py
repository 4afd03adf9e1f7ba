"""Atom (RFC 4287) and JSON Feed 1.1: a query to subscribe to."""

import re
from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape, quoteattr

import orjson

from api.exports.common import About, Event, first_evidence, joined, newest_publication, place_name, summary

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def write_atom(events: Iterable[Event], about: About) -> Iterator[str]:
    """The Atom feed."""
    yield (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
        f"<id>{_xml(about.address)}</id><title>{_xml(about.title)}</title>"
        f"<updated>{about.made:%Y-%m-%dT%H:%M:%SZ}</updated><author><name>Timeline</name></author>"
        f'<link rel="self" type="application/atom+xml" href={_attribute(about.address)}/>'
        f'<link rel="alternate" type="text/html" href={_attribute(about.site)}/>\n'
    )
    for event in events:
        yield _entry(event, about)
    yield "</feed>\n"


def _entry(event: Event, about: About) -> str:
    proof = first_evidence(event)
    day = newest_publication(event)
    parts = [
        f"<entry><id>urn:timeline:{event['id']}</id><title>{_xml(_headline(event))}</title>",
        f"<updated>{day}T00:00:00Z</updated><published>{day}T00:00:00Z</published>",
        f'<link rel="alternate" type="text/html" href={_attribute(about.page(event))}/>',
        f'<link rel="self" type="application/json" href={_attribute(about.resource(event))}/>',
        *(f"<category term={_attribute(word)}/>" for word in (event["type"], event["status"], *event["tags"])),
        f"<summary>{_xml(summary(event))}</summary>",
    ]
    if proof and proof["document"]["publisher"]:
        parts.append(f"<author><name>{_xml(proof['document']['publisher'])}</name></author>")
    if proof and proof["document"]["url"]:
        parts.append(f'<link rel="via" href={_attribute(proof["document"]["url"])}/>')
    return "".join(parts) + "</entry>\n"


def _headline(event: Event) -> str:
    return f"{event['date']['display']}: {event['title']}"


def _xml(text: str) -> str:
    return escape(_NOT_XML.sub("", text))


def _attribute(text: str) -> str:
    return quoteattr(_NOT_XML.sub("", text))


def write_json_feed(events: Iterable[Event], about: About) -> Iterator[str]:
    """The JSON Feed."""
    head = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": about.title,
        "home_page_url": about.site,
        "feed_url": about.address,
    }
    yield orjson.dumps(head).decode()[:-1] + ',"items":[\n'
    yield from joined(orjson.dumps(_item(event, about)).decode() for event in events)
    yield "\n]}\n"


def _item(event: Event, about: About) -> dict[str, object]:
    proof = first_evidence(event)
    item: dict[str, object] = {
        "id": event["id"],
        "url": about.page(event),
        "title": _headline(event),
        "content_text": summary(event),
        "date_published": f"{newest_publication(event)}T00:00:00Z",
        "tags": [event["type"], event["status"], *event["tags"]],
        "_timeline": {"about": about.resource(event), "date": event["date"], "place": place_name(event)},
    }
    if proof and proof["document"]["url"]:
        item["external_url"] = proof["document"]["url"]
    if proof and proof["document"]["publisher"]:
        item["authors"] = [{"name": proof["document"]["publisher"]}]
    return item
