"""`/v1/events`: parameters, pages, entity tags, and one clear problem for each kind of bad input."""

import pytest
from jsonschema import Draft202012Validator

from api.app import create_app
from tests.api_support import ARTICLE, extract
from timeline.store import Store


@pytest.fixture(scope="module")
def store():
    with Store.open("sqlite://", create=True) as store:
        store.add([(ARTICLE, extract(ARTICLE))])
        yield store


@pytest.fixture(scope="module")
def client(store):
    return create_app(store, extract=extract).test_client()


def titles(answer) -> list[str]:
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return [event["title"].split()[-1] for event in answer.json["items"]]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("", ["Helsinki", "Osaka", "Alaska"]),
        ("from=2018&to=2018", ["Helsinki"]),
        ("from=2019-06&to=2019-06", ["Osaka"]),
        ("from=2018-03&to=2018-04", ["Helsinki"]),
        ("from=2018-03&to=2018-04&match=within", []),
        ("from=2019&to=2019&match=within", ["Osaka"]),
        ("from=2025-08-14", ["Alaska"]),
        ("from=2030", []),
        ("from=2030&open=all", ["Alaska"]),
        ("from=2025-08-14&open=none", []),
        ("from=199X&to=2018", ["Helsinki"]),
        ("status=planned", ["Alaska"]),
        ("status=planned,occurred", ["Helsinki", "Osaka", "Alaska"]),
        ("status=planned&status=occurred", ["Helsinki", "Osaka", "Alaska"]),
        ("type=attack", []),
        ("sort=-date&limit=1", ["Alaska"]),
        ("min_confidence=0.9", ["Helsinki", "Osaka"]),
        ("precision=year", ["Helsinki"]),
        ("q=", ["Helsinki", "Osaka", "Alaska"]),
    ],
)
def test_events_answer_the_range_query(client, asked, expected):
    assert titles(client.get(f"/v1/events?{asked}")) == expected


def test_pages_lead_on_and_back(client):
    first = client.get("/v1/events?limit=2&status=planned,occurred")
    assert titles(first) == ["Helsinki", "Osaka"] and first.json["page"]["limit"] == 2
    link = first.headers["Link"]
    assert link.startswith("<http://localhost/v1/events?") and link.endswith('>; rel="next"')
    second = client.get(link[1 : link.index(">")])
    assert titles(second) == ["Alaska"] and second.json["page"]["next"] is None
    back = second.headers["Link"]
    assert back.endswith('rel="prev"') and titles(client.get(back[1 : back.index(">")])) == ["Helsinki", "Osaka"]


def test_sparse_fields_are_what_was_asked_for(client):
    items = client.get("/v1/events?fields=title,date&fields=id&limit=1").json["items"]
    assert [list(item) for item in items] == [["title", "date", "id"]]


def test_one_event(client):
    [listed] = client.get("/v1/events?from=2018&to=2018").json["items"]
    answer = client.get(f"/v1/events/{listed['id']}")
    assert answer.json == listed and listed["evidence"][0]["quote"].startswith("Mr. Trump and Mr. Putin met")
    again = client.get(f"/v1/events/{listed['id']}", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.get_data()) == (304, b"")


@pytest.mark.parametrize(
    ("asked", "status", "name", "code"),
    [
        ("from=2020&to=2018", 422, "from", "invalid"),
        ("from=2018-02-30", 422, "from", "invalid"),
        ("from=2018-13", 422, "from", "invalid"),
        ("to=yesterday", 422, "to", "invalid"),
        ("from=", 422, "from", "invalid"),
        ("from=" + "9" * 99, 422, "from", "invalid"),
        ("match=exact", 422, "match", "invalid"),
        ("type=meeting,party", 422, "type.1", "invalid"),
        ("limit=0", 422, "limit", "invalid"),
        ("limit=1001", 422, "limit", "invalid"),
        ("limit=" + "9" * 5000, 422, "limit", "invalid"),
        ("limit=ten", 422, "limit", "invalid"),
        ("limit=1&limit=2", 422, "limit", "repeated"),
        ("min_confidence=nan", 422, "min_confidence", "invalid"),
        ("min_confidence=1e400", 422, "min_confidence", "invalid"),
        ("cursor=abc", 422, "cursor", "invalid"),
        ("cursor=%F0%9F%92%A9", 422, "cursor", "invalid"),
        ("fields=password", 422, "fields.0", "invalid"),
        ("sort=relevance", 422, "sort", "invalid"),
        ("q=a%00b", 422, "q", "invalid"),
        ("q=" + "x" * 501, 422, "q", "invalid"),
        ("colour=red", 422, "colour", "unknown"),
        ("q=%ED%A0%80", 400, None, None),
        ("q=%FF", 400, None, None),
        ("q=" + "x" * 9000, 400, None, None),
        ("&".join(["type=meeting"] * 300), 400, None, None),
    ],
)
def test_a_bad_parameter_is_named(client, asked, status, name, code):
    answer = client.get(f"/v1/events?{asked}")
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    problem = answer.json
    assert problem["status"] == status and problem["detail"] and problem["title"]
    assert problem["request_id"] == answer.headers["X-Request-ID"]
    if name:
        assert [(one["in"], one["name"], one["code"]) for one in problem["errors"]] == [("query", name, code)]


def test_a_cursor_of_another_query_is_refused(client):
    cursor = client.get("/v1/events?limit=1").json["page"]["next"]
    assert client.get(f"/v1/events?limit=1&status=planned&cursor={cursor}").status_code == 422


def test_an_unchanged_list_is_not_read_again(client, store, monkeypatch):
    tag = client.get("/v1/events?limit=2").headers["ETag"]
    monkeypatch.setattr(Store, "query", lambda *_: pytest.fail("a 304 must not query"))
    held = client.get("/v1/events?limit=2", headers={"If-None-Match": f'"other", {tag}'})
    assert (held.status_code, held.get_data(), held.headers["ETag"]) == (304, b"", tag)
    assert client.get("/v1/events?limit=3", headers={"If-None-Match": "*"}).status_code == 304


@pytest.mark.parametrize(
    "path", ["/v1/nothing", "/v1/events/a/b/c", "/v1/events/..%2f..%2fetc", "/v1/events/%00", "/v1/events/é"]
)
def test_what_is_not_there_is_404(client, path):
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")


def test_a_method_that_is_not_there_is_405(client):
    for method in ("PUT", "TRACE", "PROPFIND", "GARBAGE"):
        answer = client.open("/v1/events", method=method)
        assert answer.status_code == 405 and "GET" in answer.headers["Allow"], method


def test_the_answers_are_what_the_document_says(client):
    document = client.get("/openapi.json").json
    schema = document["paths"]["/v1/events"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    validator = Draft202012Validator({**schema, "components": document["components"]})
    validator.validate(client.get("/v1/events").json)
    validator.validate(client.get("/v1/events?fields=id").json)
