"""The page: a list by templates that is all there without a script, and the modules of `static/` that draw over it."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import accumulate, groupby
from textwrap import shorten
from typing import Any
from urllib.parse import urlencode, urlsplit

import orjson
from flask import Blueprint, Response, jsonify, make_response, redirect, render_template, request, url_for

from api import bundle, respond
from api.context import store
from api.parsing import load_query
from api.problems import Problem, invalid
from api.schemas import Listing, ListingSchema
from api.search import LONGEST, Search, read_search
from timeline.dates import edtf
from timeline.dates.typed import read_typed
from timeline.errors import InvalidInput
from timeline.model import Document, TemporalValue
from timeline.schemas import TemporalValueSchema
from timeline.store import Page

blueprint = Blueprint("pages", __name__)

_VALUE = TemporalValueSchema()

_OWN = (b"event", b"panel")
"""Parameters of the address that only the script reads: the open event and the open panel."""

_UNDATED = ("relevance", "-published")
"""Orders in which years do not head the list."""

_ROUGH = ("decade", "century", "millennium")

_FAMILIES = {
    "diplomacy": ("meeting", "travel", "agreement", "statement"),
    "politics": ("legislation", "election", "appointment", "resignation", "legal"),
    "conflict": ("attack", "protest"),
    "disaster": ("disaster", "accident"),
    "economy": ("economic", "launch"),
    "life": ("birth", "death", "sport"),
}
"""Families of types, each with a colour; the same as in static/families.js (a test compares them)."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a document's text, and what it is: classes of the enclosing marks."""

    text: str
    classes: str = ""
    anchors: tuple[str, ...] = ()


@blueprint.get("/")
def index() -> Response:
    """The events, as a list that links each to its sentence; a search (`?search=`) leads to its own address."""
    if "search" in request.args:
        return _searched(request.args["search"])
    tag = respond.listing_tag()
    if (held := respond.unchanged(tag)) is not None:
        return held
    try:
        found, problem = store().query(_asked().query), None
    except (Problem, InvalidInput) as failure:
        found, problem = Page((), 0), str(failure)
    values = {
        "groups": grouped([orjson.loads(item) for item in found.items], request.args.get("sort", "date")),
        "next": found.next and respond.address(cursor=found.next),
        "args": request.args,
        "problem": problem,
        "count": found.count,
        "family": family,
        "source_title": source_title,
        "demo": _demo(),
        "modules": bundle.imported("app.js"),
    }
    return _page("index.html", tag, 422 if problem else 200, **values)


def _asked() -> Listing:
    """The listing of a form, whose empty boxes mean nothing; what only the script knows of is left to it."""
    pairs = [part for part in request.query_string.split(b"&") if part.partition(b"=")[2]]
    listing: Listing = load_query(ListingSchema, b"&".join(p for p in pairs if p.partition(b"=")[0] not in _OWN))
    return replace(listing, query=replace(listing.query, count=True))


def _demo() -> bool:
    """Whether the articles of the demo are here, among the newest at least."""
    return any("demo" in orjson.loads(item)["tags"] for item in store().documents(limit=50).items)


def _searched(text: str) -> Response:
    """The address of what was typed into the search box."""
    search = _search(text)
    wanted = {"q": search.q, "from": search.from_, "to": search.to}
    filled = {name: value for name, value in wanted.items() if value}
    return make_response(redirect(f"{url_for('pages.index')}?{urlencode(filled)}", 303))


def _search(text: str) -> Search:
    if len(text) > LONGEST:
        raise invalid("query", "text", f"Longer than {LONGEST} characters.")
    return read_search(text, date.today())


@blueprint.get("/typed")
def typed() -> Response:
    """What was typed, read: a search (`text`) as words and the window of its date; a date (`date`) as its value."""
    if "date" in request.args:
        answer = jsonify(_VALUE.dump(_typed_date(request.args["date"])))
    else:
        search = _search(request.args.get("text", ""))
        answer = jsonify(
            {"q": search.q, "from": search.from_, "to": search.to, "words": search.read, "display": search.display}
        )
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def _typed_date(text: str) -> TemporalValue:
    try:
        return read_typed(text, date.today())
    except ValueError as failure:
        raise invalid("query", "date", f"{failure}.") from None


@blueprint.get("/embed/event-timeline.js")
def embed() -> Response:
    """`<event-timeline src=…>` in one file, for any page."""
    body = bundle.script()
    tag = respond.body_tag(body)
    if (held := respond.unchanged(tag)) is not None:
        return held
    answer = Response(body, mimetype="text/javascript")
    answer.headers["ETag"] = tag
    answer.headers["Cache-Control"] = "public, max-age=3600"
    return answer


@blueprint.get("/documents/<id:document_id>")
def document(document_id: str) -> Response:
    """An article with the sentence, the trigger and the date of each of its events marked."""
    tag = respond.listing_tag()
    if (held := respond.unchanged(tag)) is not None:
        return held
    stored = store().document(document_id)
    events = [orjson.loads(item) for item in store().events_of(document_id)]
    paragraphs = marked(stored.document.text, events, document_id)
    given = {"document": stored.document, "id": document_id, "title": _title(stored.document)}
    return _page("document.html", tag, **given, events=events, paragraphs=paragraphs)


def grouped(events: list[dict[str, Any]], sort: str) -> list[tuple[str, list[dict[str, Any]]]]:
    """Events under what heads them, as in static/list.js: their year, or the decades they may lie in."""
    if sort in _UNDATED:
        return [("", events)] if events else []
    return [(year, list(under)) for year, under in groupby(events, lambda event: _year(event["date"]))]


def _year(value: dict[str, Any]) -> str:
    day = value["earliest"] or value["latest"]
    if not day:
        return "No date"
    return str(value["display"]) if value["precision"] in _ROUGH else edtf.parse(day[:-6]).display


def family(kind: str) -> str:
    """The family of a type of event."""
    return next((name for name, kinds in _FAMILIES.items() if kind in kinds), "other")


def source_title(document: dict[str, Any]) -> str:
    """What a document of an event is called: its title, else its host, else its day (as in static/words.js)."""
    try:
        host = urlsplit(document["url"] or "").hostname
    except ValueError:  # "https://[…"
        host = None
    return document["title"] or host or f"Article of {edtf.parse(document['published']).display}"


def _title(document: Document) -> str:
    """The title of an article's own page: without one, its first words."""
    return document.title or shorten(document.text, 80, placeholder=" …")


def _page(template: str, tag: str, status: int = 200, /, **values: Any) -> Response:
    answer = make_response(render_template(template, **values), status)
    answer.headers["ETag"] = tag
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def marked(text: str, events: list[dict[str, Any]], document_id: str) -> list[list[Mark]]:
    """The text by paragraphs, cut where a sentence, trigger or date of an event begins or ends."""
    edges: defaultdict[int, Counter[str]] = defaultdict(Counter)  # how many of each kind begin, less those that end
    anchors: defaultdict[int, list[str]] = defaultdict(list)
    for event in events:
        own = [evidence for evidence in event["evidence"] if evidence["document"]["id"] == document_id]
        for number, evidence in enumerate(own):
            for kind, span in (("sentence", evidence), ("trigger", evidence["trigger"]), ("time", evidence["time"])):
                if span:
                    edges[span["start"]][kind] += 1
                    edges[span["end"]][kind] -= 1
            if not number:
                anchors[evidence["trigger"]["start"]].append(event["id"])
    return list(_paragraphs(text, edges, anchors))


def _paragraphs(text: str, edges: Mapping[int, Counter[str]], anchors: Mapping[int, list[str]]) -> Iterator[list[Mark]]:
    """One pass over the text: at each edge the classes change, at each line break a paragraph ends."""
    ends = list(accumulate(map(len, text.splitlines(keepends=True))))
    stops = sorted({*edges, *ends} - {0})
    within: Counter[str] = Counter(edges.get(0, {}))
    paragraph: list[Mark] = []
    last, breaks = 0, set(ends)
    for stop in stops:
        classes = " ".join(sorted(kind for kind, depth in within.items() if depth > 0))
        paragraph.append(Mark(text[last:stop], classes, tuple(anchors.get(last, ()))))
        for kind, change in edges.get(stop, {}).items():
            within[kind] += change
        if stop in breaks:
            if any(mark.text.strip() for mark in paragraph):
                yield paragraph
            paragraph = []
        last = stop
