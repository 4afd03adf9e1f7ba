"""Every query, page by page, gives what the plain predicate gives: on both engines, for any events and any filters."""

import random
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

import orjson
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.conftest import new_database
from tests.test_store_spans import plain
from timeline import days
from timeline.model import (
    Document,
    DocumentRef,
    Event,
    Evidence,
    Flag,
    Participant,
    Place,
    TemporalValue,
    TextSpan,
    digest,
)  # fmt: skip
from timeline.schemas import event_json
from timeline.store import EventQuery, Store, facets, plan, scan, totals, windows
from timeline.store.words import fold, tokens

WORDS = ("storm", "Gipfel", "élection", "peace", "talks", "Zürich")
NAMES = ("Donald Trump", "Vladimir Putin", "Angela Merkel", "NATO")
PLACES = (Place("Helsinki", "Helsinki", "FI"), Place("Lisbon", "Lisboa", "PT"), Place("Zürich", "Zurich", None), None)
KINDS = ("type", "status", "review", "precision", "participant", "place", "country", "tag", "flag")


@dataclass(frozen=True)
class Stored:
    """An event with what a query is compared by."""

    seq: int
    json: dict
    earliest: int | None
    latest: int | None
    published: int

    def values(self, kind: str) -> set[str]:
        event, place = self.json, self.json["place"] or {}
        found = {
            "precision": [event["date"]["precision"]],
            "participant": [one["name"] for one in event["participants"]],
            "place": [place.get("name")],
            "country": [place.get("country")],
            "tag": event["tags"],
            "flag": [flag["code"] for flag in event["flags"]],
            "document": [one["document"]["id"] for one in event["evidence"]],
        }
        return {fold(value) for value in found.get(kind, [event.get(kind)]) if value}

    def order(self) -> tuple[int, int]:
        if self.earliest is not None:
            return self.earliest, self.seq
        return (days.to_number(9999, 12, 31) + 1 if self.latest is None else self.latest - 366), self.seq

    def fields(self) -> list[list[str]]:
        place = self.json["place"] or {"name": "", "text": ""}
        names = [one["name"] for one in self.json["participants"]] + [place["name"], place["text"]]
        quotes = [one["quote"] for one in self.json["evidence"]]
        return [tokens(self.json["title"]), tokens(" ".join(names)), tokens(" ".join(quotes))]


def answers(query: EventQuery, event: Stored) -> bool:
    """The plain predicate."""
    if query.axis == "published":
        inside = (query.first is None or event.published >= query.first) and (
            query.last is None or event.published <= query.last
        )
    else:
        inside = plain(event.earliest, event.latest, query.first, query.last, query.match, query.open)
    filters = (
        not getattr(query, kind) or event.values(kind) & {fold(value) for value in getattr(query, kind)}
        for kind in (*KINDS, "document")
    )
    sure = query.min_confidence is None or event.json["confidence"] >= query.min_confidence
    return bool(inside and sure and all(filters) and (not query.q or tier(query.q, event) is not None))


def tier(q: str, event: Stored) -> int | None:
    """First of title, names, quotes that, with those before it, holds all that is wanted; None for no hit."""
    fields = event.fields()
    parts = q.split("|")  # the strategy below separates the parts of a search so
    if any(has(fields, part[1:]) for part in parts if part.startswith("-")):
        return None
    wanted = [part for part in parts if not part.startswith("-")]
    return next((n for n in range(3) if all(has(fields[: n + 1], part) for part in wanted)), None)


def has(fields: list[list[str]], part: str) -> bool:
    words, prefix = tokens(part), part.endswith("*")
    for field in fields:
        for at in range(len(field) - len(words) + 1):
            here = field[at : at + len(words)]
            if here[:-1] == words[:-1] and (here[-1].startswith(words[-1]) if prefix else here[-1] == words[-1]):
                return True
    return False


def expected(query: EventQuery, events: list[Stored]) -> list[str]:
    found = [event for event in events if answers(query, event)]
    if query.sort == "relevance":
        place = (lambda e: (e.published, e.seq)) if query.axis == "published" else Stored.order
        found.sort(key=lambda e: (tier(query.q, e), *(-part for part in place(e))))
    elif query.axis == "published" or query.sort == "-published":
        found.sort(key=lambda e: (e.published, e.seq), reverse=query.sort != "date")
    else:
        found.sort(key=Stored.order, reverse=query.sort == "-date")
    return [event.json["id"] for event in found]


def some(values, most=2):
    return st.lists(st.sampled_from(values), max_size=most, unique=True).map(tuple)


DAY = st.integers(days.to_number(2015, 1, 1), days.to_number(2019, 12, 31))
ISO = DAY.map(days.iso_day)
PART = st.sampled_from(
    ["storm", "STO*", "talks", "zurich", "peace talks", "donald trump", "-gipfel", "-election", "merk*"]
)
Q = st.lists(PART, min_size=1, max_size=2).filter(lambda parts: not all(p.startswith("-") for p in parts))


@st.composite
def event_dates(draw):
    kind = draw(st.sampled_from(["day", "month", "year", "decade", "range", "range", "from", "to", "none"]))
    day = draw(DAY)
    year, month, _ = days.from_number(day)
    match kind:
        case "day":
            return day, day
        case "month":
            return days.to_number(year, month, 1), days.to_number(year, month, days.days_in_month(year, month))
        case "year":
            return days.to_number(year, 1, 1), days.to_number(year, 12, 31)
        case "decade":
            return days.to_number(2010, 1, 1), days.to_number(2019, 12, 31)
        case "range":
            return day, day + draw(st.integers(0, 500))
        case "from":
            return day, None
        case "to":
            return None, day
    return None, None


@st.composite
def stored_events(draw):
    """A few documents with their events."""
    batch = []
    for number in range(draw(st.integers(1, 6))):
        document = Document(f"text {number}", date.fromordinal(draw(DAY)), url=f"https://example.org/{number}")
        batch.append((document, [draw(single_event(document, n)) for n in range(draw(st.integers(0, 5)))]))
    return batch


@st.composite
def single_event(draw, document, number):
    earliest, latest = draw(event_dates())
    bounds = [None if day is None else days.iso_day(day) for day in (earliest, latest)]
    quote = " ".join(draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=3)))
    evidence = Evidence(
        DocumentRef.of(document), quote, "", "", 0, len(quote), TextSpan(0, 1, quote[0]), None, "r", None, "clause", "x"
    )
    return Event(
        id="ev_" + digest(f"{document.id} {number}"),
        title=" ".join(draw(some(WORDS))) or "untitled",
        type=draw(st.sampled_from(["meeting", "disaster"])),
        status=draw(st.sampled_from(["occurred", "occurred", "planned"])),
        date=TemporalValue("x", *bounds, draw(st.sampled_from(["day", "month", "open"])), "x"),
        evidence=(evidence,),
        place=draw(st.sampled_from(PLACES)),
        participants=tuple(Participant(name, "person") for name in draw(some(NAMES, 3))),
        confidence=draw(st.sampled_from([0.25, 0.5, 1.0])),
        flags=tuple(Flag(code, code) for code in draw(some(["weekday-mismatch", "place-country-mismatch"]))),
        tags=draw(some(["sport", "Politik"])),
        review=draw(st.sampled_from(["machine", "machine", "rejected"])),
    )


@st.composite
def queries(draw):
    first, last = draw(st.none() | ISO), draw(st.none() | ISO)
    if first and last and first > last:
        first, last = last, first
    parts = draw(st.none() | st.none() | Q)
    sorts = ["date", "date", "-date", "-published"] + (["relevance"] if parts else [])
    rarely = partial(st.one_of, st.just(()), st.just(()))
    return EventQuery(
        from_day=first,
        to_day=last,
        match=draw(st.sampled_from(["overlap", "overlap", "within"])),
        axis=draw(st.sampled_from(["event", "event", "event", "published"])),
        open=draw(st.sampled_from(["near", "all", "none"])),
        q=None if parts is None else "|".join(parts),
        type=draw(rarely(some(["meeting", "disaster", "sport"]))),
        status=draw(rarely(some(["occurred", "planned"]))),
        review=draw(rarely(some(["machine", "rejected"]))),
        precision=draw(rarely(some(["day", "month", "open"]))),
        participant=draw(rarely(some([*NAMES, "angela MERKEL", "nobody"], 3))),
        place=draw(rarely(some(["Helsinki", "zurich"]))),
        country=draw(rarely(some(["FI", "PT"]))),
        document=draw(
            rarely(some([Document("", date(2020, 1, 1), url=f"https://example.org/{n}").id for n in range(3)]))
        ),
        tag=draw(rarely(some(["sport", "politik"]))),
        flag=draw(rarely(some(["weekday-mismatch"]))),
        min_confidence=draw(st.none() | st.sampled_from([0.5, 0.75])),
        sort=draw(st.sampled_from(sorts)),
        limit=draw(st.sampled_from([1, 2, 3, 1000])),
    )


def as_typed(query: EventQuery) -> EventQuery:
    """The query with its search in the words a person types."""
    if query.q is None:
        return query
    parts = [f'"{part}"' if " " in part else part for part in query.q.split("|")]
    return replace(query, q=" ".join(parts))


def pages(store: Store, query: EventQuery) -> list[str]:
    """Ids of all pages forward; walking back must give the same."""
    found, page, last = [], store.query(query), None
    while True:
        found.append([orjson.loads(item)["id"] for item in page.items])
        if page.next is None:
            break
        page = store.query(replace(query, cursor=page.next))
    last = page
    back = [found[-1]]
    while last.previous is not None:
        last = store.query(replace(query, cursor=last.previous))
        back.insert(0, [orjson.loads(item)["id"] for item in last.items])
    assert back == found or not found[-1]
    return [name for page in found for name in page]


def wiped(store: Store) -> None:
    with store._database.write() as connection:
        for table in ("edits", "events", "document_versions", "documents", "terms", "tally"):
            connection.exec_driver_sql(f"DELETE FROM {table}")
        emptied = "INSERT INTO search (search) VALUES ('delete-all')"
        connection.exec_driver_sql(emptied if store._database.is_sqlite else "DELETE FROM postings")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shared_store(request, tmp_path_factory):
    with Store.open(new_database(request, request.param, tmp_path_factory.mktemp("property"))) as store:
        yield store


def as_stored(batch) -> list[Stored]:
    events = []
    for document, found in batch:
        for event in found:
            bounds = [None if iso is None else days.parse_day(iso) for iso in (event.date.earliest, event.date.latest)]
            events.append(Stored(len(events) + 1, event_json(event), *bounds, document.published.toordinal()))
    return events


def facets_of(query: EventQuery, events: list[Stored]) -> dict[str, Counter[str]]:
    found = [event for event in events if answers(query, event)]
    return {kind: Counter(value for event in found for value in event.values(kind)) for kind in KINDS}


WAYS = {
    "scan and walk": {"GATHER": 0, "AT_ONCE": 0, "LOOKED_AT": 10**9, "WALKED": 10**9},
    "windows": {"GATHER": 0, "AT_ONCE": 0, "LOOKED_AT": 0, "WALKED": 0, "NARROW": 10**7},
    "rest of the windows": {"GATHER": 0, "AT_ONCE": 0, "LOOKED_AT": 0, "WALKED": 0, "MOST_PERIODS": 1},
    "gather": {"WALKED": 0},
    "few in range": {"GATHER": 0, "AT_ONCE": 0, "LOOKED_AT": 0, "WALKED": 0, "few": True},
}
"""The ways to find a page, each made to be taken whatever the numbers are."""


@pytest.mark.parametrize("way", WAYS)
@settings(
    max_examples=25,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking many events and queries takes minutes
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(batch=stored_events(), asked=st.lists(queries(), min_size=3, max_size=5))
def test_pages_equal_the_plain_predicate(shared_store, way, batch, asked):
    """Every way a page is found gives the same, and so do totals, histograms and facets."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in WAYS[way].items():
            if name == "few":
                patch.setattr(plan.Plan, "_few_in_range", lambda self, _: self.query.axis == "event")
            else:
                patch.setattr(windows if name == "MOST_PERIODS" else plan, name, value)
        patch.setattr(facets, "FEW", 2_000 if way == "gather" else 0)
        patch.setattr(totals, "_WORTH", 50 if way == "scan and walk" else 0)
        patch.setattr(scan, "_LOOKED_AT_ONCE", 1)
        wiped(shared_store)
        shared_store.add(batch)
        events = as_stored(batch)
        for query in asked:
            typed = as_typed(query)
            names = expected(query, events)
            assert pages(shared_store, typed) == names
            assert shared_store.query(replace(typed, count=True)).count == len(names)
            assert sum(shared_store.histogram(typed, "month").values()) == len(names)
            counted = shared_store.facets(typed, KINDS, limit=1_000)
            folded = {kind: {fold(value): n for value, n in values.items()} for kind, values in counted.items()}
            assert folded == facets_of(query, events)


def test_pages_neither_skip_nor_repeat_while_events_come_in(engine_url):
    chance = random.Random(5)

    def batch(number):
        document = Document(f"text {number}", date(2020, 1, 1), url=f"https://example.org/{number}")
        evidence = Evidence(
            DocumentRef.of(document), "storm", "", "", 0, 5, TextSpan(0, 5, "storm"), None, "r", None, "clause", "x"
        )
        events = []
        for n in range(5):
            start = chance.randrange(*(days.to_number(year, 1, 1) for year in (2010, 2020)))
            value = TemporalValue(
                "x", days.iso_day(start), days.iso_day(start + chance.choice([0, 30, 364])), "day", "x"
            )
            title = chance.choice(["storm", "other"])
            events.append(Event("ev_" + digest(f"{number} {n}"), title, "disaster", "occurred", value, (evidence,)))
        return [(document, events)]

    with Store.open(engine_url) as store:
        for number in range(40):
            store.add(batch(number))
        before = {orjson.loads(item)["id"] for item in store.stream(EventQuery())}
        coming = iter(range(40, 1000))
        for sort in ("date", "-date", "relevance", "-published"):
            query = EventQuery(sort=sort, q="storm", limit=7)
            seen, page = [], store.query(query)
            while True:
                seen += [orjson.loads(item)["id"] for item in page.items]
                if page.next is None:
                    break
                store.add(batch(next(coming)))
                page = store.query(replace(query, cursor=page.next))
            assert len(seen) == len(set(seen))
            assert before <= set(seen)
