"""JSON-LD with schema.org's Event, for search engines and knowledge graphs."""

from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from api.exports.common import About, Event, joined, summary, told

_STATUS = {"planned": "EventScheduled", "cancelled": "EventCancelled"}
_KINDS = {"person": "Person", "organization": "Organization", "country": "Country", "group": "Organization"}


def write(events: Iterable[Event], about: About) -> Iterator[str]:
    """One graph of events."""
    yield '{"@context":"https://schema.org","@graph":[\n'
    yield from joined(orjson.dumps(_node(event, about)).decode() for event in events)
    yield "\n]}\n"


def _node(event: Event, about: About) -> dict[str, Any]:
    date, place = event["date"], event["place"]
    node: dict[str, Any] = {
        "@type": "Event",
        "@id": about.resource(event),
        "identifier": event["id"],
        "name": event["title"],
        "description": summary(event),
        "url": about.page(event),
        "temporalCoverage": date["edtf"],
        "keywords": [event["type"], event["status"], *event["tags"]],
        "contributor": [{"@type": _KINDS[who["kind"]], "name": who["name"]} for who in event["participants"]],
        "subjectOf": [_article(document) for document in _documents(event)],
    }
    if date["earliest"]:
        node["startDate"] = told(date["earliest"], date["precision"])
    if date["latest"]:
        node["endDate"] = told(date["latest"], date["precision"], last=True)
    if date["time"]:
        node["startDate"] += f"T{date['time']}"
    if event["status"] in _STATUS:
        node["eventStatus"] = f"https://schema.org/{_STATUS[event['status']]}"
    if place:
        node["location"] = _place(place)
    return node


def _documents(event: Event) -> list[dict[str, Any]]:
    return list({proof["document"]["id"]: proof["document"] for proof in event["evidence"]}.values())


def _article(document: dict[str, Any]) -> dict[str, Any]:
    article = {"@type": "NewsArticle", "identifier": document["id"], "datePublished": document["published"]}
    if document["title"]:
        article["headline"] = document["title"]
    if document["url"]:
        article["url"] = document["url"]
    if document["publisher"]:
        article["publisher"] = {"@type": "Organization", "name": document["publisher"]}
    return article


def _place(place: dict[str, Any]) -> dict[str, Any]:
    node: dict[str, Any] = {"@type": "Place", "name": place["name"]}
    if place["country"]:
        node["address"] = {"@type": "PostalAddress", "addressCountry": place["country"]}
    if place["lat"] is not None and place["lon"] is not None:
        node["geo"] = {"@type": "GeoCoordinates", "latitude": place["lat"], "longitude": place["lon"]}
    return node
