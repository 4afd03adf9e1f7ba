"""What an operator sees: request ids, one JSON line a request, Prometheus metrics.

Neither the log nor the metrics hold query strings, bodies, texts or keys: only method, route, status, size and time.
"""

import logging
import random
import re
import sys
import time
from collections.abc import Iterable

import orjson
from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, multiprocess

from timeline.store import Added

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_RESERVED = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime"}
METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PATCH", "DELETE"})
"""Methods that anything here answers to."""

log = logging.getLogger("timeline.api")


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, logger, message, and the record's extra fields."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        entry = {
            "time": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created)) + f".{int(record.msecs):03d}Z",
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        entry.update((name, value) for name, value in record.__dict__.items() if name not in _RESERVED)
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        return orjson.dumps(entry, default=str).decode()


def log_to_stderr(level: int = logging.INFO) -> None:
    """Send this program's log to standard error as JSON lines."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger("timeline")
    root.handlers, root.propagate = [handler], False
    root.setLevel(level)


class Metrics:
    """Counters of one app, in a registry of their own (or the shared files of several worker processes)."""

    def __init__(self, processes: bool) -> None:
        self.processes = processes
        self.registry = CollectorRegistry()
        labels = ("method", "route", "status")
        self.seconds = Histogram(
            "timeline_request_seconds",
            "Time to the first byte of the answer",
            ("method", "route"),
            registry=self.registry,
            buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
        )
        self.requests = Counter("timeline_requests", "Requests answered", labels, registry=self.registry)
        self.documents = Counter("timeline_documents_ingested", "Documents stored", registry=self.registry)
        self.events = Counter("timeline_events_extracted", "Events extracted and stored", registry=self.registry)

    def count(self, added: Iterable[Added]) -> None:
        """Count what was stored."""
        for one in added:
            if one.status != "same":
                self.documents.inc()
                self.events.inc(len(one.events))

    def text(self) -> bytes:
        """Everything in Prometheus' text format."""
        registry = self.registry
        if self.processes:
            registry = CollectorRegistry()
            multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry)


def register(app: Flask, metrics: Metrics) -> None:
    """Give each request an id, a line in the log and its place in the metrics."""

    @app.before_request
    def _begin() -> None:
        g.started = time.perf_counter()
        given = request.headers.get("X-Request-ID", "")
        g.request_id = given if _REQUEST_ID.fullmatch(given) else f"{random.getrandbits(128):032x}"

    @app.after_request
    def _end(answer: Response) -> Response:
        seconds = time.perf_counter() - g.started
        route = request.url_rule.rule if request.url_rule else "none"
        method = request.method if request.method in METHODS else "other"
        metrics.seconds.labels(method, route).observe(seconds)
        metrics.requests.labels(method, route, str(answer.status_code)).inc()
        answer.headers["X-Request-ID"] = g.request_id
        if log.isEnabledFor(logging.INFO):
            fields = {
                "request_id": g.request_id,
                "method": method,
                "route": route,
                "status": answer.status_code,
                "milliseconds": round(seconds * 1000, 2),
                "bytes": answer.content_length,
                "client": request.remote_addr,
                "key": g.get("key_name"),
            }
            log.info("request", extra=fields)
        return answer
