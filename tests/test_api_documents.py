"""`POST /v1/documents` and `/v1/extract`: articles in, events out, and each bad body one clear problem."""

import pytest

from api.app import create_app
from tests.api_support import ARTICLE, extract
from timeline.schemas import document_json
from timeline.store import Store

BODY = {**document_json(ARTICLE), "text": ARTICLE.text}
BODY.pop("id")


@pytest.fixture
def store():
    with Store.open("sqlite://", create=True) as store:
        yield store


@pytest.fixture
def client(store):
    return create_app(store, extract=extract).test_client()


def test_a_document_comes_in_once(client):
    first = client.post("/v1/documents", json=BODY)
    assert first.status_code == 201
    assert [event["title"] for event in first.json["events"]] == [
        "Trump and Putin meet in Helsinki", "Trump and Putin meet in Osaka", "Summit in Alaska",
    ]  # fmt: skip
    again = client.post("/v1/documents", json=BODY)
    assert (again.status_code, again.json) == (200, first.json)
    assert first.json["document"]["id"] == ARTICLE.id and "text" not in first.json["document"]
    assert len(client.get("/v1/events").json["items"]) == 3


def test_extract_stores_nothing(client, store):
    before = store.revision()
    answer = client.post("/v1/extract", json=BODY)
    assert (answer.status_code, len(answer.json["events"])) == (200, 3) and store.revision() == before


@pytest.mark.parametrize("path", ["/v1/documents", "/v1/extract"])
@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"text": ""}, "text"),
        ({"text": " \n"}, "text"),
        ({"text": None}, "text"),
        ({"text": 5}, "text"),
        ({"text": "a\ud800b"}, "text"),
        ({"text": "\0\1\2"}, "text"),
        ({"text": "x" * 5_000_000}, "text"),
        ({"published": None}, "published"),
        ({"published": "2025-02-30"}, "published"),
        ({"published": "last week"}, "published"),
        ({"published": 20250813}, "published"),
        ({"title": "x" * 1001}, "title"),
        ({"title": "\udfff"}, "title"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"language": "English"}, "language"),
        ({"authors": "A. Writer"}, "authors"),
        ({"tags": ["x"] * 101}, "tags"),
        ({"tags": [1]}, "tags.0"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_bad_field_is_named_and_nothing_is_stored(client, store, path, change, name):
    answer = client.post(path, json={**BODY, **change})
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
    assert [(one["in"], one["name"]) for one in answer.json["errors"]] == [("body", name)]
    assert store.revision() == 0


def test_a_language_without_data_is_422(store):
    client = create_app(store).test_client()
    for path in ("/v1/documents", "/v1/extract"):
        answer = client.post(path, json={**BODY, "language": "lq"})
        assert answer.status_code == 422 and answer.json["errors"][0]["name"] == "language", path
    assert store.revision() == 0


def test_a_document_without_its_date_is_422(client):
    answer = client.post("/v1/documents", json={"text": "They met in 2018."})
    assert answer.status_code == 422
    assert answer.json["errors"] == [
        {"in": "body", "name": "published", "code": "missing", "message": "Missing data for required field."}
    ]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"\xff\xfe\x00\x01", 400),
        (b"\x89PNG\r\n\x1a\n\0\0\0", 400),
        (b'{"text": "\xed\xa0\x80", "published": "2025-08-13"}', 400),
        (b'{"text": NaN}', 400),
        (b'{"text": "a", "text": "b", "published": "2025-08-13"}', 400),
        (b"[" * 100_000, 400),
        (b'{"a":' * 100_000, 400),
        (b'{"text": ' + b"9" * 100_000 + b"}", 400),
        (b'{"text": 1e999, "published": "2025-08-13"}', 422),
        (b"[]", 422),
        (b"null", 422),
        (b'"text"', 422),
    ],
)
def test_a_body_that_is_no_document_is_refused(client, body, status):
    answer = client.post("/v1/documents", data=body, content_type="application/json")
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json"), answer.json
    assert len(answer.get_data()) < 1000


def test_a_body_too_long_is_413(client):
    answer = client.post("/v1/documents", data=b" " * (8 * 2**20 + 1), content_type="application/json")
    assert (answer.status_code, answer.mimetype) == (413, "application/problem+json")


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_another_media_type_is_415(client, media_type):
    answer = client.post("/v1/documents", data=b"{}", content_type=media_type)
    assert answer.status_code == 415 and "application/json" in answer.headers["Accept"]


def test_a_compressed_body_is_415(client):
    headers = {"Content-Encoding": "gzip"}
    assert (
        client.post("/v1/extract", data=b"\x1f\x8b", content_type="application/json", headers=headers).status_code
        == 415
    )
