"""What an operator sees: one JSON line a request, metrics that Prometheus reads, health and readiness."""

import json
import logging

import pytest
from prometheus_client.parser import text_string_to_metric_families

from api.app import create_app
from api.observe import JsonLines
from tests.api_support import ARTICLE, extract
from timeline.errors import StoreUnavailable
from timeline.store import Store


@pytest.fixture
def client():
    with Store.open("sqlite://", create=True) as store:
        yield create_app(store, extract=extract).test_client()


def sample(client, name: str, **labels: str) -> float:
    """A value of /metrics, 0 where there is none."""
    for family in text_string_to_metric_families(client.get("/metrics").get_data(as_text=True)):
        for one in family.samples:
            if one.name == name and labels.items() <= one.labels.items():
                return one.value
    return 0


def test_requests_documents_and_events_are_counted(client):
    body = {"text": ARTICLE.text, "published": "2025-08-13"}
    for _ in range(2):
        client.post("/v1/documents", json=body)
    client.post(
        "/v1/documents", data=json.dumps({**body, "text": "They met."}), content_type="application/x-ndjson"
    ).get_data()
    client.get("/v1/nothing")
    assert sample(client, "timeline_documents_ingested_total") == 2
    assert sample(client, "timeline_events_extracted_total") == 4
    assert sample(client, "timeline_requests_total", route="/v1/documents", status="201") == 1
    assert sample(client, "timeline_requests_total", route="none", status="404") == 1
    assert sample(client, "timeline_request_seconds_count", route="/v1/documents", method="POST") == 3


def test_unknown_methods_and_paths_make_no_new_series(client):
    for number in range(20):
        client.open(f"/v1/x{number}", method=f"M{number}")
    text = client.get("/metrics").get_data(as_text=True)
    assert "M7" not in text and "x7" not in text


def test_each_request_is_one_json_line(client, caplog):
    with caplog.at_level(logging.INFO, "timeline.api"):
        client.get("/v1/events?q=private", headers={"X-Request-ID": "given.id-1"})
    [record] = caplog.records
    entry = json.loads(JsonLines().format(record))
    assert entry["request_id"] == "given.id-1" and entry["route"] == "/v1/events" and entry["status"] == 200
    assert entry["time"].endswith("Z") and entry["milliseconds"] >= 0 and "private" not in json.dumps(entry)


@pytest.mark.parametrize("given", ["", "a b", "x" * 65, "é", "a\tb", '"'])
def test_an_odd_request_id_is_replaced(client, given):
    answer = client.get("/healthz", headers={"X-Request-ID": given})
    assert answer.headers["X-Request-ID"] != given and len(answer.headers["X-Request-ID"]) == 32


def test_readiness_follows_the_database(client, monkeypatch):
    assert client.get("/readyz").json == {"status": "ok"}

    def fail(_: object) -> int:
        raise StoreUnavailable("the database cannot be reached")

    monkeypatch.setattr(Store, "revision", fail)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.mimetype) == (503, "application/problem+json") and answer.headers["Retry-After"]
    assert client.get("/healthz").status_code == 200


def test_an_exception_is_logged_with_its_traceback_and_id(client, monkeypatch, caplog):
    monkeypatch.setattr(Store, "query", lambda *_: 1 / 0)
    with caplog.at_level(logging.INFO, "timeline.api"):
        answer = client.get("/v1/events")
    entries = [json.loads(JsonLines().format(record)) for record in caplog.records]
    assert "ZeroDivisionError" in entries[0]["exception"]
    assert entries[0]["request_id"] == answer.json["request_id"] == entries[1]["request_id"]
