"""NDJSON in, NDJSON out: a result for each line, what is acknowledged is stored, bad lines spoil nothing."""

import io
import json

import pytest

from api.app import create_app
from api.context import Context
from api.observe import Metrics
from api.resources import batches
from api.settings import Settings
from tests.api_support import ARTICLE, extract
from timeline.errors import StoreUnavailable
from timeline.schemas import document_json
from timeline.store import Store

NDJSON = "application/x-ndjson"


def body(number: int, **more: object) -> dict:
    return {"text": f"They met {number} times.", "published": "2025-08-13", **more}


@pytest.fixture
def store():
    with Store.open("sqlite://", create=True) as store:
        yield store


@pytest.fixture
def client(store):
    return create_app(store, Settings(max_batch_line=2000), extract=extract).test_client()


def send(client, *lines: object) -> list[dict]:
    raw = b"\n".join(line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines)
    answer = client.post("/v1/documents", data=raw, content_type=NDJSON)
    assert (answer.status_code, answer.mimetype) == (200, NDJSON)
    return [json.loads(line) for line in answer.get_data().splitlines()]


def test_each_line_has_its_result(client, store):
    found = send(
        client, body(1), body(2), body(1), {**document_json(ARTICLE), "text": ARTICLE.text, "id": "x"}, body(3)
    )
    assert [(one["line"], one["status"], one.get("events")) for one in found] == [
        (1, 201, 1), (2, 201, 1), (3, 200, 1), (4, 422, None), (5, 201, 1),
    ]  # fmt: skip
    assert found[3]["errors"] == [{"in": "body", "name": "id", "code": "unknown", "message": "Unknown field."}]
    assert found[0]["id"] == found[2]["id"] and store.document(found[0]["id"]).document.text == body(1)["text"]
    assert [one["status"] for one in send(client, body(1), body(2))] == [200, 200]


@pytest.mark.parametrize(
    "line",
    [
        b"{", b"null", b"[]", b"\xff\xfe", b'{"text": "\xed\xa0\x80"}', b"[" * 1500,
        b'{"text": "' + b"x" * 5000 + b'"}',
        b'{"text": "a", "text": "b"}', b'{"text": "\\ud800", "published": "2025-08-13"}', b"\x00\x01\x02",
        b'{"text": "x", "published": "2025-02-30"}',
    ],
)  # fmt: skip
def test_a_bad_line_spoils_no_other(client, store, line):
    found = send(client, body(1), line, body(2))
    assert [(one["line"], one["status"]) for one in found] == [(1, 201), (2, 422), (3, 201)]
    assert found[1]["errors"][0]["message"] and len(store.documents().items) == 2


def test_blank_lines_and_a_missing_last_line_break_are_nothing(client):
    assert [one["line"] for one in send(client, b"", body(1), b" ", b"\r", body(2), b"")] == [2, 5]
    assert send(client, b"") == []


def test_a_batch_is_committed_before_its_results_are_sent(store):
    lines = b"\n".join(json.dumps(body(number)).encode() for number in range(250))
    context = Context(store, Settings(), extract, Metrics(processes=False))
    stored = []
    for chunk in batches.results(context, io.BytesIO(lines)):
        stored.append((chunk.count(b"\n"), len(store.documents(limit=1000).items)))
    assert stored == [(100, 100), (100, 200), (50, 250)]


def test_the_input_is_read_as_the_results_go_out(store):
    read = 0

    class Endless(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def readinto(self, buffer) -> int:  # type: ignore[no-untyped-def]
            nonlocal read
            line = json.dumps(body(read)).encode() + b"\n"
            read += 1
            buffer[: len(line)] = line
            return len(line)

    context = Context(store, Settings(), extract, Metrics(processes=False))
    results = batches.results(context, Endless())
    assert next(results).count(b"\n") == 100 and read < 1000
    results.close()


def test_a_lost_database_ends_the_stream_with_words(store, monkeypatch):
    context = Context(store, Settings(), extract, Metrics(processes=False))

    def fail(*_: object) -> None:
        raise StoreUnavailable("the disk is full")

    monkeypatch.setattr(Store, "add", fail)
    [last] = [json.loads(one) for one in batches.results(context, io.BytesIO(json.dumps(body(1)).encode()))]
    assert last["status"] == 503 and last["errors"][0]["message"] == "the disk is full"


def test_a_batch_has_a_greatest_length(store):
    app = create_app(store, Settings(max_batch=300), extract=extract)
    answer = app.test_client().post("/v1/documents", data=b"x" * 301, content_type=NDJSON)
    assert answer.status_code == 413
