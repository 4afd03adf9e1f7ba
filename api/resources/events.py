"""`/v1/events`: the range query, in every format, and single events."""

import orjson
from flask import Response, request, url_for
from flask_smorest import Blueprint

from api import respond
from api.context import store
from api.parsing import Parser
from api.problems import invalid
from api.resources.exports import BY_MEDIA_TYPE, stream
from api.schemas import EventListSchema, Export, Listing, ListingSchema
from timeline.schemas import EventSchema

blueprint = Blueprint("events", __name__, url_prefix="/v1", description="Events, by date range and much else")
blueprint.ARGUMENTS_PARSER = Parser()

OFFERED = (respond.JSON, *BY_MEDIA_TYPE)


@blueprint.route("/events")
@blueprint.arguments(ListingSchema, location="query")
@blueprint.response(200, EventListSchema)
@respond.answers(blueprint, 406)
def list_events(listing: Listing) -> Response:
    """Events between two dates, a page at a time.

    By `Accept`, the same in the other formats; these hold every event unless `limit` is given.
    """
    media_type = respond.negotiate(request.headers.get("Accept", ""), OFFERED)
    if media_type != respond.JSON:
        answer = stream(BY_MEDIA_TYPE[media_type], as_export(listing))
        answer.vary.add("Accept")
        return answer
    tag = respond.listing_tag()
    if (held := respond.unchanged(tag)) is not None:
        return held
    page = store().query(listing.query)
    items = sparse(page.items, listing.fields) if listing.fields else None
    answer = respond.page(page, tag, items, count=listing.query.count)
    answer.vary.add("Accept")
    return answer


def as_export(listing: Listing) -> Export:
    """The listing in another format: what makes pages and fewer fields has no place in a stream."""
    if paging := {"cursor", "fields", "count"} & request.args.keys():
        raise invalid("query", min(paging), "Has no place in this format.", "unknown")
    limit = listing.query.limit if "limit" in request.args else None
    return Export(listing.query, limit)


def sparse(items: tuple[bytes, ...], wanted: tuple[str, ...]) -> list[bytes]:
    """Rendered events cut down to some fields."""
    events = map(orjson.loads, items)
    return [orjson.dumps({name: event[name] for name in wanted}) for event in events]


@blueprint.route("/events/<id:event_id>")
@blueprint.response(200, EventSchema)
@blueprint.alt_response(307, description="It was merged into another event: see Location", success=True)
@respond.answers(blueprint, 404)
def get_event(event_id: str) -> Response:
    """One event with its evidence. The id of an event that was merged leads to the one that holds it now."""
    body = store().event(event_id)
    held_by = orjson.loads(body)["id"]
    if held_by != event_id:
        return Response(status=307, headers={"Location": url_for("events.get_event", event_id=held_by)})
    tag = respond.body_tag(body)
    return respond.unchanged(tag) or respond.json_response(body, tag=tag)
