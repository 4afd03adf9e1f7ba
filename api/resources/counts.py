"""`/v1/histogram` and `/v1/facets`: counts for charts and filters, over the same filters as the events."""

from flask import Response
from flask_smorest import Blueprint

from api import respond
from api.context import store
from api.parsing import Parser
from api.schemas import Facets, FacetsAnswerSchema, FacetsSchema, Histogram, HistogramAnswerSchema, HistogramSchema
from timeline.dates import edtf

blueprint = Blueprint("counts", __name__, url_prefix="/v1", description="Counts for charts and filters")
blueprint.ARGUMENTS_PARSER = Parser()


@blueprint.route("/histogram")
@blueprint.arguments(HistogramSchema, location="query")
@blueprint.response(200, HistogramAnswerSchema)
@respond.answers(blueprint)
def histogram(asked: Histogram) -> Response:
    """Events by day, month, year or decade; each counts once, in the first bucket of the range that it can fall in."""
    tag = respond.listing_tag()
    if (held := respond.unchanged(tag)) is not None:
        return held
    counts = store().histogram(asked.query, asked.bucket)
    undated = counts.pop("", 0)
    items = []
    for name, count in counts.items():
        earliest, latest = edtf.bounds(name)
        items.append({"bucket": name, "earliest": earliest, "latest": latest, "count": count})
    answer = {"bucket": asked.bucket, "items": items, "undated": undated, "count": sum(counts.values()) + undated}
    return respond.json_response(respond.dumps(answer), tag=tag)


@blueprint.route("/facets")
@blueprint.arguments(FacetsSchema, location="query")
@blueprint.response(200, FacetsAnswerSchema)
@respond.answers(blueprint)
def facets(asked: Facets) -> Response:
    """The commonest values of each filter with their numbers of events."""
    tag = respond.listing_tag()
    if (held := respond.unchanged(tag)) is not None:
        return held
    found = store().facets(asked.query, asked.kinds, limit=asked.limit)
    shown = {
        kind: [{"value": value, "count": count} for value, count in counts.items()] for kind, counts in found.items()
    }
    return respond.json_response(respond.dumps({"facets": shown}), tag=tag)
