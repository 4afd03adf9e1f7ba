"""GeoJSON (RFC 7946): a feature an event. Unlocated events keep their place in the list with a null geometry."""

from collections.abc import Iterable, Iterator

import orjson

from api.exports.common import About, Event, joined, summary


def write(events: Iterable[Event], about: About) -> Iterator[str]:
    """The feature collection."""
    yield '{"type":"FeatureCollection","features":[\n'
    yield from joined(orjson.dumps(_feature(event, about)).decode() for event in events)
    yield "\n]}\n"


def _feature(event: Event, about: About) -> dict[str, object]:
    place, date = event["place"] or {}, event["date"]
    lat, lon = place.get("lat"), place.get("lon")
    return {
        "type": "Feature",
        "id": event["id"],
        "geometry": None if lat is None or lon is None else {"type": "Point", "coordinates": [lon, lat]},
        "properties": {
            "title": event["title"],
            "type": event["type"],
            "status": event["status"],
            "edtf": date["edtf"],
            "earliest": date["earliest"],
            "latest": date["latest"],
            "precision": date["precision"],
            "display": date["display"],
            "place": place.get("name"),
            "country": place.get("country"),
            "participants": [who["name"] for who in event["participants"]],
            "confidence": event["confidence"],
            "summary": summary(event),
            "url": about.page(event),
        },
    }
