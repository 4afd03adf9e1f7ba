"""`/docs`: a reader of the OpenAPI document (Swagger UI), all of its files served from here."""

from flask import Blueprint, Response, make_response, render_template

blueprint = Blueprint("docs", __name__)


@blueprint.get("/docs")
def docs() -> Response:
    """The reader."""
    answer = make_response(render_template("docs.html"))
    answer.headers["Cache-Control"] = "no-cache"
    return answer
