"""Every export, read back by the program that people would read it with."""

import csv
import io
import json
import tracemalloc
from dataclasses import replace
from datetime import date

import feedparser
import geojson
import icalendar
import pytest
from pyld import jsonld

from api.app import create_app
from api.exports import FORMATS, About, encode
from api.exports.spreadsheet import COLUMNS, cell
from tests.api_support import ARTICLE, HELSINKI, PEOPLE, extract, make_event
from tests.node_support import run_node
from timeline.dates import edtf
from timeline.model import Document, Participant, TemporalValue
from timeline.schemas import event_json
from timeline.store import Store

EVIL = "=cmd|' /C calc'!A0, \"quoted\"; <b>&amp;</b> ]]> \\n\r\nBEGIN:VEVENT\r\n𝔘nicode é " + "long " * 40
DATES = (
    "2018", "2019-06-28", "2025-08-13/..", "../2001-05", "199X", "11XX", "1999-22", "2024-35", "2023-40", "-0043",
    "-0043-03-15", "2022-03/2022-05", "2025-08-04/2025-08-10", "9999", "1984~", "0000",
)  # fmt: skip


def many(number: int) -> list[tuple[Document, list]]:
    """Documents of ten events each, of all kinds of dates; the first with markup everywhere."""
    batches = []
    for first in range(0, number, 10):
        text = f"They met {first} times. " + "".join(f"word{at} " for at in range(10)) + (EVIL if not first else "")
        document = Document(text, date(2025, 8, 13), EVIL if not first else f"No. {first}", None, "The Example")
        found = [
            make_event(document, f"word{at}", DATES[(first + at) % len(DATES)],
                       title=EVIL if not first else f"Event {first + at}", place=HELSINKI if at % 2 else None,
                       participants=PEOPLE, tags=("a,b", "=c") if not at else ())
            for at in range(min(10, number - first))
        ]  # fmt: skip
        batches.append((document, found))
    return batches


@pytest.fixture(scope="module", params=[0, 1, 1000])
def size(request):
    return request.param


@pytest.fixture(scope="module")
def client(size):
    with Store.open("sqlite://", create=True) as store:
        store.add(many(size))
        yield create_app(store, extract=extract).test_client()


def fetch(client, suffix: str, media_type: str) -> bytes:
    answer = client.get(f"/v1/events.{suffix}")
    assert (answer.status_code, answer.mimetype) == (200, media_type) and answer.is_streamed
    assert client.get("/v1/events", headers={"Accept": media_type}).mimetype == media_type
    return answer.get_data()


def listed(client) -> dict[str, dict]:
    """Every event by its id, as the API lists them."""
    found, following = {}, "/v1/events?limit=1000"
    while following:
        page = client.get(following).json
        found.update({event["id"]: event for event in page["items"]})
        following = page["page"]["next"] and f"/v1/events?limit=1000&cursor={page['page']['next']}"
    return found


def test_there_are_as_many_events_as_it_says(client, size):
    assert len(listed(client)) == size


def test_csv_in_excels_dialect(client):
    text = fetch(client, "csv", "text/csv").decode("utf-8")
    header, *rows = csv.reader(io.StringIO(text, newline=""), dialect="excel", strict=True)
    assert tuple(header) == COLUMNS
    events = listed(client)
    assert [row[0] for row in rows] == list(events)
    for row in rows:
        named = dict(zip(header, row, strict=True))
        assert not any(value[:1] in "=+-@\t\r\n" for value in row if value), row
        assert named["title"].lstrip("'") == events[named["id"]]["title"].lstrip("'")
        assert named["edtf"].lstrip("'") == events[named["id"]]["date"]["edtf"]


def test_csv_with_a_byte_order_mark(client):
    assert client.get("/v1/events.csv?bom=1").get_data().startswith("\ufeffid,".encode())
    assert client.get("/v1/events.csv").get_data().startswith(b"id,")
    assert client.get("/v1/events.ics?bom=1").status_code == 422


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", "-0043", '=HYPERLINK("x")'])
def test_no_cell_is_a_formula(text):
    assert cell(text) == "'" + text


def test_a_cell_that_is_harmless_stays(client):
    assert [cell(value) for value in ("a=1", "2018", -33.9, None, "")] == ["a=1", "2018", -33.9, None, ""]


def test_icalendar(client):
    text = fetch(client, "ics", "text/calendar")
    assert all(len(line) <= 75 for line in text.split(b"\r\n"))
    calendar = icalendar.Calendar.from_ical(text)
    events, seen = listed(client), {}
    for component in calendar.subcomponents:
        assert not component.errors, component.errors
        seen[str(component["UID"]).removesuffix("@timeline")] = component
    assert seen.keys() == events.keys()
    for identity, component in seen.items():
        when = events[identity]["date"]
        assert " ".join(str(component["SUMMARY"]).split()).startswith(" ".join(events[identity]["title"].split()))
        first = when["earliest"] or when["latest"]
        if first < "0001":  # a calendar has no such year
            assert component.name == "VJOURNAL" and "DTSTART" not in component
            continue
        assert component.name == "VEVENT" and component["DTSTART"].dt == date.fromisoformat(first)
        assert component["STATUS"] == "CONFIRMED"
        if when["earliest"] and when["latest"] and when["latest"] != "9999-12-31":
            assert (component["DTEND"].dt - date.fromisoformat(when["latest"])).days == 1


def test_planned_is_tentative_and_uids_are_stable():
    event = make_event(ARTICLE, "summit", "2025-08-15", status="planned")
    write = next(format for format in FORMATS if format.suffix == "ics").write
    first, second = ("".join(write([event_json(event)], About())) for _ in range(2))
    [component] = icalendar.Calendar.from_ical(first).events
    assert first == second and component["STATUS"] == "TENTATIVE" and component["UID"] == f"{event.id}@timeline"


def test_atom(client):
    feed = feedparser.parse(fetch(client, "atom", "application/atom+xml"))
    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.version == "atom10" and feed.feed.title == "Timeline" and feed.feed.updated
    events = listed(client)
    assert [entry.id.removeprefix("urn:timeline:") for entry in feed.entries] == list(events)
    for entry in feed.entries:
        event = events[entry.id.removeprefix("urn:timeline:")]
        assert entry.updated == "2025-08-13T00:00:00Z" and event["date"]["display"] in entry.title
        assert entry.link.endswith(f"#{event['id']}") and client.get(entry.link.partition("#")[0]).status_code == 200
        if len(events) < 10:
            continue
        break


def test_json_feed(client):
    feed = json.loads(fetch(client, "feed.json", "application/feed+json"))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == "http://localhost/v1/events.feed.json"
    assert [item["id"] for item in feed["items"]] == list(listed(client))
    assert all(isinstance(item["content_text"], str) and item["url"].startswith("http://") for item in feed["items"])


def test_geojson(client):
    collection = geojson.loads(fetch(client, "geojson", "application/geo+json"))
    assert isinstance(collection, geojson.FeatureCollection) and collection.is_valid, collection.errors()
    events = listed(client)
    assert [feature["id"] for feature in collection.features] == list(events)
    for feature in collection.features:
        place = events[feature["id"]]["place"]
        assert (feature.geometry is None) == (place is None)
        assert place is None or feature.geometry.coordinates == [place["lon"], place["lat"]]


def test_ndjson_is_everything(client):
    lines = fetch(client, "ndjson", "application/x-ndjson").decode().splitlines()
    assert [json.loads(line) for line in lines] == list(listed(client).values())


def test_jsonld(client):
    document = json.loads(fetch(client, "jsonld", "application/ld+json"))
    document["@context"] = {"@vocab": document["@context"] + "/"}  # what schema.org serves says no more for these terms
    document["@graph"] = document["@graph"][:50]
    found = [node for node in jsonld.expand(document) if node["@type"] == ["https://schema.org/Event"]]
    assert len(found) == min(50, len(listed(client)))
    for node in found:
        assert node["https://schema.org/name"][0]["@value"].strip() and node["https://schema.org/subjectOf"]


def test_timelinejs(client, tmp_path):
    path = tmp_path / "timeline.json"
    path.write_bytes(fetch(client, "timelinejs.json", "application/vnd.timelinejs+json"))
    read = json.loads(run_node("timelinejs.mjs", path))
    events = listed(client)
    assert read["errors"] == [] and {event["id"] for event in read["events"]} == events.keys()
    for slide in read["events"]:
        value = events[slide["id"]]["date"]
        year = (value["earliest"] or value["latest"]).rsplit("-", 2)[0]
        assert slide["start"]["year"] == int(year)
        assert "<script" not in slide["headline"] + slide["text"]
        if value["edtf"] in ("2018", "1984~", "-0043"):
            assert slide["start"] == {"year": int(year)} and slide["end"] is None
            assert slide["display"] == value["display"]
        if value["edtf"] == "2019-06-28":
            assert slide["start"] == {"year": 2019, "month": 6, "day": 28} and slide["display"] is None
        if value["edtf"] == "199X":
            assert (slide["start"], slide["end"]) == ({"year": 1990}, {"year": 1999})
        if value["edtf"] == "2024-35":
            assert (slide["start"], slide["end"]) == ({"year": 2024, "month": 7}, {"year": 2024, "month": 9})


def test_timelinejs_lists_what_has_no_date(tmp_path):
    undated = replace(make_event(ARTICLE, "summit", "2018"), date=TemporalValue("", None, None, "open", "undated"))
    write = next(format for format in FORMATS if format.suffix == "timelinejs.json").write
    path = tmp_path / "timeline.json"
    path.write_text("".join(write([event_json(undated), event_json(make_event(ARTICLE, "met", "2018"))], About())))
    read = json.loads(run_node("timelinejs.mjs", path))
    assert read["errors"] == [] and len(read["events"]) == 1 and "summit 2018" in read["title"]["text"]
    assert json.loads(path.read_text())["undated"][0]["unique_id"] == undated.id


def test_a_clock_time_is_kept_where_the_format_has_one():
    event = make_event(ARTICLE, "summit", "2018-07-16")
    event = replace(event, date=replace(edtf.parse("2018-07-16"), precision="minute", time="09:30"))
    written = {f.suffix: "".join(f.write([event_json(event)], About())) for f in FORMATS}
    slide = json.loads(written["timelinejs.json"])["events"][0]
    assert slide["start_date"] == {"year": 2018, "month": 7, "day": 16, "hour": 9, "minute": 30}
    assert json.loads(written["jsonld"])["@graph"][0]["startDate"] == "2018-07-16T09:30"


@pytest.mark.parametrize("format", FORMATS, ids=lambda format: format.suffix)
def test_size_costs_no_memory(format):
    event = event_json(make_event(ARTICLE, "met", "2018", place=HELSINKI, participants=(Participant("A", "person"),)))

    def peak(number: int) -> int:
        tracemalloc.start()
        length = sum(map(len, encode(format.write((event for _ in range(number)), About()))))
        held = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert length > 100 * number
        return held

    peak(10)
    assert peak(8000) < peak(1000) * 1.5 + 200_000


def test_an_export_takes_the_same_filters_and_its_own_limit(client, size):
    def ids(query: str) -> list[str]:
        return [json.loads(line)["id"] for line in client.get(f"/v1/events.ndjson?{query}").get_data().splitlines()]

    everything = list(listed(client))
    assert ids("sort=-date") == everything[::-1] and ids("limit=2") == everything[:2]
    asked = "from=2018&to=2018&match=within"
    assert ids(asked) == [event["id"] for event in client.get(f"/v1/events?limit=1000&{asked}").json["items"]]
    assert client.get("/v1/events.csv?colour=red").status_code == 422
    assert client.get("/v1/events?cursor=x", headers={"Accept": "text/csv"}).status_code == 422


def test_an_export_is_not_made_again_when_nothing_changed(client, monkeypatch):
    tag = client.get("/v1/events.ics").headers["ETag"]
    monkeypatch.setattr(Store, "stream", lambda *_: pytest.fail("a 304 must not query"))
    assert client.get("/v1/events.ics", headers={"If-None-Match": tag}).status_code == 304


def test_what_nobody_can_read_is_406(client):
    answer = client.get("/v1/events", headers={"Accept": "image/png"})
    assert answer.status_code == 406 and "text/csv" in answer.json["detail"]
    for accept in ("*/*", "text/html,application/xhtml+xml,*/*;q=0.8", "application/*", ""):
        assert client.get("/v1/events", headers={"Accept": accept}).mimetype == "application/json"
