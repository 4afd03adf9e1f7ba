"""Who may do what: hosts, origins, keys, rates; and the headers that keep browsers out of trouble."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, g, request
from flask_smorest import Blueprint
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from api.context import context, store
from api.observe import METHODS
from api.problems import Problem, error
from api.settings import LOOPBACK, Settings
from timeline.store.keys import Scope

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

_HOST = re.compile(r"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")
_PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_DATA_POLICY = "default-src 'none'; frame-ancestors 'none'"
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
_CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Retry-After, X-Request-ID",
}
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Allow-Headers": "Accept, Authorization, If-None-Match, X-Request-ID",
    "Access-Control-Max-Age": "86400",
}


def requires(scope: Scope) -> Callable[[Any], Any]:
    """Decorate a view: it needs a key of this scope (or the local user, see `local_user`)."""

    def decorate(view: Any) -> Any:
        @wraps(view)
        def guarded(*args: Any, **named: Any) -> Any:
            authorize(scope)
            return view(*args, **named)

        return Blueprint.doc(security=[{"key": []}])(guarded)

    return decorate


def authorize(scope: Scope) -> None:
    """Raise 401 or 403 unless this request may do what needs `scope`; remembers who it is for history and log."""
    secret = bearer()
    if secret is not None:
        key = store().keys.find(secret)
        if key is None:
            raise _unauthorized("There is no such key, or it was revoked.")
        if not key.allows(scope):
            raise Problem(403, f"The key {key.name!r} lacks the scope {scope}.", [error("header", "Authorization",
                          "scope", f"needs the scope {scope}")])  # fmt: skip
        g.key_name = key.name
    elif local_user():
        refuse_foreign_page()
        g.key_name = "local"
    else:
        raise _unauthorized("This needs a key: Authorization: Bearer KEY (timeline keys create makes one).")


def bearer() -> str | None:
    """The key that the request carries; raises 401 where the header is of another kind."""
    given = request.headers.get("Authorization")
    if given is None:
        return None
    kind, _, secret = given.partition(" ")
    if kind.lower() != "bearer" or not secret.strip():
        raise _unauthorized("Authorization must read: Bearer KEY.")
    return secret.strip()


def local_only() -> bool:
    """Whether the request comes from this machine to a server that only this machine reaches."""
    settings = context().settings
    return settings.loopback and not settings.proxies and request.remote_addr in LOOPBACK


def local_user() -> bool:
    """Whether it may write without a key: local, as long as no key was ever created."""
    return local_only() and not store().keys.exist()


def refuse_foreign_page() -> None:
    """403 where a page of another origin made the browser send this (the local user has no key to tell them apart)."""
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        raise Problem(403, "Pages of other origins may not write here.", [error("header", "Origin", "foreign", origin)])
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise Problem(403, "Pages of other origins may not write here.")


def _unauthorized(detail: str) -> Problem:
    errors = [error("header", "Authorization", "unauthorized", detail)]
    return Problem(401, detail, errors, {"WWW-Authenticate": 'Bearer realm="timeline"'})


def check_host(settings: Settings) -> None:
    """403 for a Host that is not ours: DNS rebinding would reach a loopback server by it."""
    host = request.environ.get("HTTP_HOST", "")
    if not _HOST.fullmatch(host):
        raise Problem(400, "The Host header is missing or no host name.", [error("header", "Host", "invalid", "")])
    name = host.rpartition(":")[0] if re.search(r":[0-9]+\Z", host) else host
    if settings.hosts and name.strip("[]").lower() not in settings.hosts:
        raise Problem(403, "This server does not answer to that Host.", [error("header", "Host", "foreign", host)])


class RateLimits:
    """Requests a minute for each client and kind of work, counted in this process."""

    def __init__(self, settings: Settings) -> None:
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._items = {
            kind: RateLimitItemPerMinute(rate, namespace=kind)
            for kind, rate in settings.rates.items()
            if rate
        }  # fmt: skip

    def check(self, kind: str) -> None:
        """Count this request; 429 where the client had its share."""
        item = self._items.get(kind)
        if item is None or self._limiter.hit(item, request.remote_addr or "unknown"):
            return
        detail = f"More than {item.amount} requests a minute; wait a little."
        raise Problem(429, detail, headers={"Retry-After": "10"})


def _kind() -> str:
    if request.method in SAFE:
        return "read"
    return "extract" if request.path.endswith("/extract") else "write"


def register(app: Flask, settings: Settings) -> None:
    """Check every request before its view, and give every answer its headers."""
    rates = RateLimits(settings)

    @app.before_request
    def _check() -> None:
        check_host(settings)
        if request.method not in METHODS:
            raise Problem(405, "There is no such method here.", headers={"Allow": ", ".join(sorted(METHODS))})
        rates.check(_kind())

    @app.after_request
    def _headers(answer: Response) -> Response:
        headers = answer.headers
        headers.update(_HEADERS)
        headers["Content-Security-Policy"] = _PAGE_POLICY if answer.mimetype == "text/html" else _DATA_POLICY
        if request.is_secure:
            headers["Strict-Transport-Security"] = "max-age=31536000"
        if request.method in SAFE:
            headers.update(_CORS)
            if request.method == "OPTIONS":
                headers.update(_PREFLIGHT)
        return answer
