"""Answers: rendered JSON spliced into envelopes, entity tags, and the decorators that document them."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from hashlib import blake2b
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlencode

import orjson
from flask import Response, request
from flask_smorest import Blueprint
from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from api.context import store
from api.problems import Problem
from timeline import __version__
from timeline.store import Page

JSON = "application/json"
_REVALIDATE = "no-cache"  # keep it, and ask each time whether it still holds


def json_response(body: bytes, status: int = 200, tag: str | None = None) -> Response:
    """A JSON answer; `tag` is its entity tag, quotes included."""
    answer = Response(body, status, mimetype=JSON)
    if tag:
        answer.headers["ETag"] = tag
        answer.headers["Cache-Control"] = _REVALIDATE
    else:
        answer.headers["Cache-Control"] = "no-store"
    return answer


def array(items: Iterable[bytes]) -> bytes:
    """A JSON array of rendered values."""
    return b"[" + b",".join(items) + b"]"


def page(found: Page, tag: str, items: Iterable[bytes] | None = None, *, count: bool = False) -> Response:
    """A page of rendered items with its cursors; `items` where they are not the page's own."""
    standing: dict[str, Any] = {"limit": found.limit, "next": found.next}
    if count:
        standing["count"] = found.count
    rendered = array(found.items if items is None else items)
    answer = json_response(b'{"items":' + rendered + b',"page":' + dumps(standing) + b"}", tag=tag)
    for rel, cursor in (("next", found.next), ("prev", found.previous)):
        if cursor:
            answer.headers.add("Link", f'<{address(cursor=cursor)}>; rel="{rel}"')
    return answer


def listing_tag() -> str:
    """Entity tag of whatever this request asks of the store: it changes with every write, and costs no query.

    Weak, since the same answer may come compressed.
    """
    asked = f"{__version__} {store().revision()} {request.headers.get('Accept', '')} {_here()}?{_query()}"
    return f'W/"{blake2b(asked.encode("utf-8", "surrogateescape"), digest_size=10).hexdigest()}"'


def body_tag(body: bytes) -> str:
    """Strong entity tag of a rendered value, for `If-Match`."""
    return f'"{blake2b(body, digest_size=10).hexdigest()}"'


def unchanged(tag: str) -> Response | None:
    """304 where the client has the answer already, else None."""
    held = request.headers.get("If-None-Match")
    if held is None or not _holds(held, tag):
        return None
    answer = Response(status=304)
    answer.headers["ETag"] = tag
    answer.headers["Cache-Control"] = _REVALIDATE
    return answer


def _holds(held: str, tag: str) -> bool:
    """Whether an If-None-Match list names a tag, by weak comparison and whatever the content coding."""
    wanted = _opaque(tag)
    return any(part.strip() == "*" or _opaque(part) == wanted for part in held.split(","))


def _opaque(tag: str) -> str:
    """The tag without weakness, quotes and the content coding that compression appends."""
    return tag.strip().removeprefix("W/").strip('"').partition(":")[0]


def require_match(tag: str, version: int) -> None:
    """428 without `If-Match`, 412 where it names another state; the entity tag and the bare version will do."""
    given = request.headers.get("If-Match")
    if given is None:
        raise Problem(428, "Send If-Match with the ETag of what you saw, so that no one else's change is lost.")
    tags = {_opaque(part) for part in given.split(",")}
    if not tags & {"*", _opaque(tag), str(version)}:
        raise Problem(412, f"It was changed meanwhile: it is version {version} now.", headers={"ETag": tag})


def address(**changed: str) -> str:
    """This request's address with some parameters changed."""
    pairs = [(name, value) for name, value in request.args.items(multi=True) if name not in changed]
    return f"{_here()}?{urlencode([*pairs, *changed.items()])}"


def _here() -> str:
    """This request's address without its query; `request.base_url` takes ten times as long to say the same."""
    return f"{request.scheme}://{request.host}{quote(request.root_path + request.path)}"


def _query() -> str:
    return request.query_string.decode("latin-1")


@lru_cache(maxsize=1024)
def negotiate(accept: str, offered: tuple[str, ...]) -> str:
    """The media type to answer with; the first offered where the client takes anything. Raises Problem 406."""
    wishes = parse_accept_header(accept, MIMEAccept)
    # Only what is asked for by name changes the format: browsers and curl take anything.
    best = wishes.best_match(offered) if accept else offered[0]
    if best is None:
        raise Problem(406, f"This comes as {', '.join(offered)}.")
    return best


def answers(blueprint: Blueprint, *errors: int) -> Callable[[Any], Any]:
    """Document the problems that a view may answer with; every view may answer 400, 403, 422, 429 and 503."""
    statuses = sorted({400, 403, 422, 429, 503, *errors})
    decorate: Callable[[Any], Any] = blueprint.doc(
        responses={str(status): {"$ref": f"#/components/responses/{problem_name(status)}"} for status in statuses}
    )
    return decorate


def problem_name(status: int) -> str:
    """Name of the OpenAPI component for the problems of a status."""
    return "".join(HTTPStatus(status).phrase.title().split()).replace("-", "")


def dumps(value: Any) -> bytes:
    """Any plain value as JSON."""
    return orjson.dumps(value)
