"""For operators: is it alive, is it ready, how is it doing."""

from flask import Response, jsonify
from flask_smorest import Blueprint
from marshmallow import Schema, fields
from prometheus_client import CONTENT_TYPE_LATEST

from api import respond
from api.context import context, store
from api.security import authorize, local_only

blueprint = Blueprint("operators", __name__, description="For operators")


class HealthSchema(Schema):
    """How it is."""

    status = fields.String(required=True, metadata={"example": "ok"})


def _ok() -> Response:
    answer = jsonify(status="ok")
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.route("/healthz")
@blueprint.response(200, HealthSchema)
@respond.answers(blueprint)
def healthz() -> Response:
    """The process is alive."""
    return _ok()


@blueprint.route("/readyz")
@blueprint.response(200, HealthSchema)
@respond.answers(blueprint)
def readyz() -> Response:
    """The database answers; 503 where it does not."""
    store().revision()
    return _ok()


@blueprint.route("/metrics")
@blueprint.response(200, {"type": "string"}, content_type="text/plain")
@respond.answers(blueprint, 401)
def metrics() -> Response:
    """Prometheus metrics. Beyond loopback they need a key of scope admin."""
    if not local_only():
        authorize("admin")
    answer = Response(context().metrics.text(), mimetype=CONTENT_TYPE_LATEST)
    answer.headers["Cache-Control"] = "no-store"
    return answer
