"""The application factory: one Flask app over one store. Nothing happens at import."""

from typing import Any

from flask import Flask
from flask_compress import Compress
from flask_smorest import Api
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import BaseConverter

from api import docs, observe, openapi, pages, problems, security
from api.context import Context, Extract
from api.problems import ProblemSchema
from api.resources import counts, documents, editing, events, exports, operators
from api.settings import Settings
from timeline.store import Store

_COMPRESSED = [
    "application/atom+xml",
    "application/feed+json",
    "application/geo+json",
    "application/json",
    "application/ld+json",
    "application/problem+json",
    "application/x-ndjson",
    "text/calendar",
    "text/css",
    "text/csv",
    "text/html",
    "text/javascript",
    "image/svg+xml",
]


class _Id(BaseConverter):
    """An id in a path; anything else is found nowhere, and never reaches the database."""

    regex = "[A-Za-z0-9_-]{1,64}"


class _Api(Api):  # type: ignore[misc]  # flask-smorest has no types
    """flask-smorest, with this project's problems in place of its own error form."""

    ERROR_SCHEMA = ProblemSchema
    DEFAULT_ERROR_RESPONSE_NAME = None  # every status that may come is named

    def _register_error_handlers(self) -> None:
        problems.register(self._app)


def _id_schema(_: _Id) -> dict[str, Any]:
    return {"type": "string", "pattern": f"^{_Id.regex}$"}


def _extractor() -> Extract:
    from timeline.pipeline import extract  # its models load with it

    return extract


def create_app(
    store: Store, settings: Settings | None = None, *, extract: Extract | None = None, processes: bool = False
) -> Flask:
    """The API and the page over an open store.

    `extract` turns a document into its events (`timeline.pipeline.extract` unless given). `processes` says that
    several worker processes share their metrics by way of PROMETHEUS_MULTIPROC_DIR.
    """
    settings = settings or Settings()
    app = Flask(__name__, static_url_path="/static")
    app.config.update(
        MAX_CONTENT_LENGTH=settings.max_body,
        MAX_FORM_MEMORY_SIZE=100_000,
        SEND_FILE_MAX_AGE_DEFAULT=3600,
        COMPRESS_MIMETYPES=_COMPRESSED,
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_ALGORITHM_STREAMING=["br", "gzip"],
        COMPRESS_LEVEL=4,
        COMPRESS_MIN_SIZE=1000,
        COMPRESS_EVALUATE_CONDITIONAL_REQUEST=False,
        **openapi.CONFIG,
    )
    app.url_map.converters["id"] = _Id
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True, "autoescape": True}
    metrics = observe.Metrics(processes)
    app.extensions["timeline"] = Context(store, settings, extract or _extractor(), metrics)
    observe.register(app, metrics)
    security.register(app, settings)
    Compress(app)
    api = _Api(app)
    api.register_converter(_Id, _id_schema)
    openapi.describe(api)
    for resource in (events, exports, editing, counts, documents, operators):
        api.register_blueprint(resource.blueprint)
    app.register_blueprint(docs.blueprint)
    app.register_blueprint(pages.blueprint)
    if settings.proxies:
        hops = settings.proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops, x_port=hops, x_prefix=hops
        )
    return app
