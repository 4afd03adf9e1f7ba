"""Who may do what, over every route; and what a browser is told. The table in docs/security.md names these tests."""

import re
from pathlib import Path

import pytest

from api.app import create_app
from api.observe import METHODS
from api.security import SAFE
from api.settings import Settings
from tests.api_support import ARTICLE, extract
from timeline.schemas import document_json
from timeline.store import Store

BODY = {"text": "They met in 2018.", "published": "2025-08-13"}
PUBLIC = Settings(host="0.0.0.0", write_rate=0, extract_rate=0, read_rate=0)
OPEN_POSTS = {"/v1/extract"}
"""Routes that take a body but change nothing."""


@pytest.fixture
def store(tmp_path):
    with Store.open(f"sqlite:///{tmp_path / 'timeline.db'}", create=True) as store:
        store.add([(ARTICLE, extract(ARTICLE))])
        yield store


def client_of(store: Store, settings: Settings = PUBLIC, **more: object):
    return create_app(store, settings, extract=extract).test_client(**more)


def bearer(store: Store, *scopes: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {store.keys.create('test', scopes)}"}


def writes(client) -> list[tuple[str, str]]:
    """Every route and method that can change something, with ids filled in."""
    event = client.get("/v1/events").json["items"][0]["id"]
    found = []
    for rule in client.application.url_map.iter_rules():
        path = rule.rule.replace("<id:event_id>", event).replace("<id:document_id>", ARTICLE.id)
        found += [(method, path) for method in sorted(rule.methods - SAFE) if path not in OPEN_POSTS]
    return found


def test_every_write_needs_a_key_with_the_scope_write(store):
    client = client_of(store)
    routes = writes(client)
    assert {method for method, _ in routes} == {"POST", "PATCH", "DELETE"} and len(routes) >= 7
    reader, revision = bearer(store, "read"), store.revision()
    for method, path in routes:
        for headers, status in (
            ({}, 401),
            ({"Authorization": "Bearer wrong"}, 401),
            ({"Authorization": "Basic dGltZTpsaW5l"}, 401),
            ({"Authorization": "Bearer"}, 401),
            (reader, 403),
        ):
            answer = client.open(path, method=method, headers=headers, json={})
            assert (answer.status_code, answer.mimetype) == (status, "application/problem+json"), (method, path)
            assert status == 403 or answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert store.revision() == revision
    writer = bearer(store, "write")
    for method, path in routes:
        assert client.open(path, method=method, headers=writer, json={}).status_code not in (401, 403, 405), path


def test_a_revoked_key_opens_nothing(store):
    client, headers = client_of(store), bearer(store, "admin")
    assert client.post("/v1/documents", json=BODY, headers=headers).status_code == 201
    store.keys.revoke(store.keys.all()[0].id)
    assert client.post("/v1/documents", json=BODY, headers=headers).status_code == 401


def test_reads_and_extract_are_open(store):
    client = client_of(store)
    for path in ("/v1/events", "/v1/facets", "/v1/documents", "/", "/docs", "/openapi.json", "/healthz", "/readyz"):
        assert client.get(path).status_code == 200, path
    assert client.post("/v1/extract", json=BODY).status_code == 200


def test_the_local_user_may_write_until_a_key_is_created(store):
    client = client_of(store, Settings())
    assert client.post("/v1/documents", json=BODY).status_code == 201
    key = bearer(store, "write")
    assert client.post("/v1/documents", json=BODY).status_code == 401
    assert client.post("/v1/documents", json=BODY, headers=key).status_code == 200


@pytest.mark.parametrize(
    "settings",
    [Settings(host="0.0.0.0"), Settings(proxies=1), Settings(host="192.0.2.1")],
    ids=["open address", "behind a proxy", "another address"],
)
def test_nobody_else_counts_as_the_local_user(store, settings):
    assert client_of(store, settings).post("/v1/documents", json=BODY).status_code == 401


def test_another_machine_is_not_the_local_user(store):
    answer = client_of(store, Settings()).post("/v1/documents", json=BODY, environ_base={"REMOTE_ADDR": "192.0.2.7"})
    assert answer.status_code == 401


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:81"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_pages_of_other_origins_cannot_write_as_the_local_user(store, headers):
    client, revision = client_of(store, Settings()), store.revision()
    assert client.post("/v1/documents", json=BODY, headers=headers).status_code == 403
    assert store.revision() == revision
    own = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    assert client.post("/v1/documents", json=BODY, headers=own).status_code == 201


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example:8000", "169.254.169.254"]
)
@pytest.mark.parametrize("path", ["/v1/events", "/", "/openapi.json", "/nothing"])
def test_a_foreign_host_is_refused(store, host, path):
    client = client_of(store, Settings())
    assert client.get(path, headers={"Host": host}).status_code == 403
    assert client.post("/v1/documents", json=BODY, headers={"Host": host}).status_code == 403


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1", "[::1]:8000", "LOCALHOST"])
def test_the_loopback_names_are_ours(store, host):
    assert client_of(store, Settings()).get("/v1/events", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["a b", "a/b", 'a"b', "<script>", "a@b", "x" * 5000 + "/"])
def test_a_host_that_is_no_name_is_refused(store, host):
    assert client_of(store).get("/v1/events", headers={"Host": host}).status_code == 400


def test_allowed_hosts_are_the_only_ones(store):
    client = client_of(store, Settings(host="0.0.0.0", allowed_hosts=frozenset({"news.example"})))
    assert client.get("/v1/events", headers={"Host": "news.example"}).status_code == 200
    assert client.get("/v1/events", headers={"Host": "localhost"}).status_code == 403


def test_a_proxy_is_believed_only_when_it_is_expected(store):
    headers = {"X-Forwarded-Host": "news.example", "X-Forwarded-Proto": "https", "X-Forwarded-Prefix": "/tl",
               "X-Forwarded-For": "192.0.2.9"}  # fmt: skip
    told = client_of(store, Settings(host="0.0.0.0", proxies=1)).get("/v1/events?limit=1", headers=headers)
    assert told.headers["Link"].startswith("<https://news.example/tl/v1/events?")
    assert told.headers["Strict-Transport-Security"]
    page = client_of(store, Settings(host="0.0.0.0", proxies=1)).get("/", headers=headers).get_data(as_text=True)
    assert 'href="/tl/static/' in page and 'href="/static' not in page
    untold = client_of(store).get("/v1/events?limit=1", headers=headers)
    assert untold.headers["Link"].startswith("<http://localhost/v1/events?")


@pytest.mark.parametrize(
    ("kind", "send"),
    [
        ("read_rate", lambda client: client.get("/v1/events")),
        ("write_rate", lambda client: client.post("/v1/documents", json=BODY)),
        ("extract_rate", lambda client: client.post("/v1/extract", json=BODY)),
    ],
)
def test_too_many_requests_are_429(store, kind, send):
    client = client_of(store, Settings(**{kind: 5}))
    statuses = [send(client).status_code for _ in range(8)]
    assert 429 not in statuses[:5] and statuses[5:] == [429] * 3
    refused = send(client)
    assert int(refused.headers["Retry-After"]) > 0 and refused.mimetype == "application/problem+json"
    assert client.get("/healthz").status_code == (429 if kind == "read_rate" else 200)


def test_limits_hold_by_default_beyond_loopback_only():
    assert all(Settings(host="0.0.0.0").rates.values()) and not any(Settings().rates.values())


def test_cors_is_for_reads(store):
    client = client_of(store)
    read = client.get("/v1/events", headers={"Origin": "https://app.example"})
    assert (
        read.headers["Access-Control-Allow-Origin"] == "*" and "ETag" in read.headers["Access-Control-Expose-Headers"]
    )
    asked = {"Origin": "https://app.example", "Access-Control-Request-Method": "PATCH"}
    before = client.options("/v1/events/ev_1", headers=asked)
    assert before.status_code == 200 and before.headers["Access-Control-Allow-Methods"] == "GET, HEAD"
    assert "If-None-Match" in before.headers["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in before.headers
    write = client.post("/v1/documents", json=BODY, headers={**bearer(store, "write"), "Origin": "https://app.example"})
    assert write.status_code == 201 and "Access-Control-Allow-Origin" not in write.headers


def test_every_answer_has_the_headers(store):
    client = client_of(store)
    for path in ("/v1/events", "/v1/events.csv", "/", "/docs", "/nothing", "/v1/events?x=1", "/healthz", "/metrics"):
        with client.get(path) as answer:
            headers = answer.headers
        assert headers["X-Content-Type-Options"] == "nosniff" and headers["Referrer-Policy"] == "no-referrer"
        assert headers["X-Frame-Options"] == "DENY" and "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"] and headers["X-Request-ID"]
        assert "Server" not in headers and "X-Powered-By" not in headers


def test_metrics_are_for_operators(store):
    assert client_of(store, Settings()).get("/metrics").status_code == 200
    client = client_of(store)
    assert client.get("/metrics").status_code == 401
    assert client.get("/metrics", headers=bearer(store, "write")).status_code == 403
    assert client.get("/metrics", headers=bearer(store, "admin")).status_code == 200


EVIL = [
    "' OR 1=1 --", '"; DROP TABLE events; --', "%' UNION SELECT hash FROM keys --", "{{7*7}}", "${jndi:ldap://x}",
    "../../etc/passwd", "<script>alert(1)</script>", "=cmd|' /C calc'!A0", "a AND", '"unbalanced', "NEAR(a b, 5)",
    "title:x OR *", "^a*", "((((", "-", "a" * 190, "\u202e", "𝔘𝔫𝔦", "\\", "%", "_", "*", "NOT", "a-b", "a:b", "O'Brien",
]  # fmt: skip


@pytest.fixture(scope="module")
def memory():
    with Store.open("sqlite://", create=True) as store:
        store.add([(ARTICLE, extract(ARTICLE))])
        yield store


@pytest.mark.parametrize("text", EVIL)
def test_hostile_words_in_every_parameter_are_only_words(memory, text):
    client, revision = client_of(memory), memory.revision()
    for name in ("q", "participant", "place", "country", "document", "tag", "flag", "type", "from", "sort", "cursor",
                 "limit", "fields", "min_confidence"):  # fmt: skip
        for path in ("/v1/events", "/v1/events.csv", "/v1/histogram", "/v1/facets") if name == "q" else ("/v1/events",):
            answer = client.get(path, query_string={name: text})
            told = answer.get_data(as_text=True).replace(text, "")
            assert answer.status_code in (200, 422), (path, name, told)
            assert not re.search(r"sqlite|SELECT |Traceback|/api/|site-packages|syntax error", told), told
    assert memory.revision() == revision


@pytest.mark.parametrize("text", EVIL)
def test_hostile_words_in_every_field_are_kept_as_they_are(memory, text):
    client = client_of(memory)
    headers = bearer(memory, "write")
    body = {**document_json(ARTICLE), "text": f"{text} met in 2018.", "title": text, "publisher": text,
            "authors": [text], "tags": [text], "url": None}  # fmt: skip
    body.pop("id")
    made = client.post("/v1/documents", json=body, headers=headers)
    assert made.status_code == 201 and made.json["document"]["title"] == text
    event = {"title": f"{text}!", "date": "2018", "place": {"name": f"{text}!"}, "participants": [{"name": f"{text}!"}],
             "tags": [f"{text}!"], "reason": text}  # fmt: skip
    made = client.post("/v1/events", json=event, headers=headers)
    assert made.status_code == 201 and made.json["title"] == f"{text}!"
    found = client.get("/v1/events", query_string={"tag": f"{text}!".replace(",", "")}).json
    assert all(f"{text}!" in one["tags"] for one in found["items"])
    assert client.get(f"/v1/events/{made.json['id']}/history").json["items"][0]["reason"] == text
    for suffix in ("csv", "ics", "atom", "feed.json", "geojson", "timelinejs.json", "jsonld"):
        told = client.get(f"/v1/events.{suffix}")
        assert told.status_code == 200 and told.get_data()


def test_the_api_fetches_nothing(memory, monkeypatch):
    client, headers = client_of(memory), bearer(memory, "write")
    monkeypatch.setattr("socket.socket.connect", lambda *_: pytest.fail("no address is to be fetched"))
    body = {**BODY, "url": "http://169.254.169.254/latest/meta-data/"}
    assert client.post("/v1/documents", json=body, headers=headers).status_code == 201


def test_every_test_that_the_table_names_is_there():
    root = Path(__file__).parent
    table = (root.parent / "docs" / "security.md").read_text(encoding="utf-8")
    named = re.findall(r"`(test_\w+\.py)(?:::(test_\w+))?`", table)
    assert len(named) > 20
    for file, name in named:
        assert f"def {name or ''}" in (root / file).read_text(encoding="utf-8"), (file, name)


def test_methods_are_few():
    assert {"GET", "HEAD", "OPTIONS", "POST", "PATCH", "DELETE"} == METHODS


def test_an_error_inside_tells_nothing(store, monkeypatch, caplog):
    def fail(*_: object) -> None:
        raise RuntimeError("secret detail in /srv/timeline/api.py")

    monkeypatch.setattr(Store, "query", fail)
    answer = client_of(store).get("/v1/events")
    assert answer.status_code == 500 and answer.mimetype == "application/problem+json"
    assert "secret" not in answer.get_data(as_text=True) and answer.json["request_id"] == answer.headers["X-Request-ID"]
