"""An editor's work: nothing lost between two editors, everything in the history, merges and splits undone."""

import threading
from dataclasses import replace

import pytest

from api.app import create_app
from tests.api_support import ARTICLE, TEXT, extract, make_event
from timeline.errors import Conflict, Stale
from timeline.model import Document
from timeline.store import Store


@pytest.fixture
def store(tmp_path):
    with Store.open(f"sqlite:///{tmp_path / 'timeline.db'}", create=True) as store:
        store.add([(ARTICLE, extract(ARTICLE))])
        yield store


@pytest.fixture
def client(store):
    return create_app(store, extract=extract).test_client()


@pytest.fixture
def helsinki(client) -> dict:
    return client.get("/v1/events?from=2018&to=2018").json["items"][0]


def address(event: dict) -> str:
    return f"/v1/events/{event['id']}"


def seen(client, event: dict) -> dict[str, str]:
    return {"If-Match": client.get(address(event)).headers["ETag"]}


def test_a_correction_needs_the_state_that_was_seen(client, helsinki):
    path, tag = address(helsinki), seen(client, helsinki)
    assert client.patch(path, json={"title": "X"}).status_code == 428
    assert client.delete(path).status_code == 428
    changed = client.patch(path, json={"title": "Corrected", "reason": "typo"}, headers=tag)
    assert changed.status_code == 200 and changed.json["title"] == "Corrected" and changed.json["version"] == 2
    assert changed.json == client.get(path).json and changed.headers["ETag"] == client.get(path).headers["ETag"]
    stale = client.patch(path, json={"title": "Lost"}, headers=tag)
    assert stale.status_code == 412 and stale.headers["ETag"] == changed.headers["ETag"]
    assert client.delete(path, headers=tag).status_code == 412
    assert client.patch(path, json={"tags": ["a"]}, headers={"If-Match": '"2"'}).json["version"] == 3
    assert client.patch(path, json={"tags": ["b"]}, headers={"If-Match": "*"}).json["version"] == 4


@pytest.mark.parametrize(("failure", "status"), [(Stale, 412), (Conflict, 409)])
def test_of_two_changes_to_one_state_one_is_412(client, helsinki, monkeypatch, failure, status):
    def fail(*_: object, **__: object) -> None:
        raise failure("somebody was quicker")

    monkeypatch.setattr(Store, "edit", fail)
    answer = client.patch(address(helsinki), json={"title": "X"}, headers=seen(client, helsinki))
    assert (answer.status_code, answer.json["detail"]) == (status, "somebody was quicker")


def test_a_deletion_has_its_reason(client, helsinki):
    path, tag = address(helsinki), seen(client, helsinki)
    long = client.delete(path, headers={**tag, "X-Reason": "x" * 1001})
    assert long.status_code == 422 and long.json["errors"][0]["name"] == "X-Reason"
    why = "the same report, né?"
    assert client.delete(path, headers={**tag, "X-Reason": why.encode().decode("latin-1")}).status_code == 204
    assert client.get(f"{path}/history").json["items"][-1]["reason"] == why


def test_a_compressed_answer_names_the_same_state(client, helsinki):
    tag = client.get(address(helsinki), headers={"Accept-Encoding": "gzip"}).headers["ETag"]
    assert tag.endswith(':gzip"')
    assert client.get(address(helsinki), headers={"If-None-Match": tag}).status_code == 304
    assert client.patch(address(helsinki), json={"title": "X"}, headers={"If-Match": tag}).status_code == 200


def test_the_history_names_who_what_when_and_why(client, store, helsinki):
    key = store.keys.create("Ada", ("write",))
    headers = {"Authorization": f"Bearer {key}", **seen(client, helsinki)}
    client.patch(address(helsinki), json={"status": "alleged", "reason": "one source only"}, headers=headers)
    first, second = client.get(f"{address(helsinki)}/history").json["items"]
    assert (first["by"], first["action"]) == ("timeline", "extract")
    assert second["by"].startswith("Ada") and second["reason"] == "one source only" and second["at"].endswith("Z")
    assert second["changes"]["status"] == {"from": "occurred", "to": "alleged"}


def test_the_machine_never_overwrites_an_editor(client, helsinki):
    client.patch(address(helsinki), json={"title": "By hand", "date": "2018-07-16"}, headers=seen(client, helsinki))
    body = {"text": ARTICLE.text + "More text.", "published": "2025-08-13", "url": ARTICLE.url}
    assert client.post("/v1/documents", json=body).status_code == 200
    event = client.get(address(helsinki)).json
    assert (event["title"], event["date"]["edtf"], event["review"]) == ("By hand", "2018-07-16", "reviewed")


def test_a_date_is_edtf_or_the_whole_date(client, helsinki):
    path = address(helsinki)
    for given, edtf, earliest in (
        ("2018-07", "2018-07", "2018-07-01"),
        ({"edtf": "199X"}, "199X", "1990-01-01"),
        ({**helsinki["date"], "edtf": "-0043", "modifier": "end"}, "-0043", "-0043-01-01"),
        ({"edtf": "2018-07-16", "time": "09:30"}, "2018-07-16", "2018-07-16"),
    ):
        date = client.patch(path, json={"date": given}, headers={"If-Match": "*"}).json["date"]
        assert (date["edtf"], date["earliest"]) == (edtf, earliest)


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ({"title": ""}, "title"),
        ({"title": " "}, "title"),
        ({"title": "x" * 301}, "title"),
        ({"title": None}, "title"),
        ({"type": "party"}, "type"),
        ({"status": 5}, "status"),
        ({"date": "yesterday"}, "date"),
        ({"date": "2018-02-30"}, "date"),
        ({"date": {"earliest": "2018-01-01"}}, "date"),
        ({"date": {"edtf": "2018", "time": "25:00"}}, "date"),
        ({"date": 2018}, "date"),
        ({"place": {}}, "place.name"),
        ({"place": {"name": "X", "lat": 91}}, "place.lat"),
        ({"place": {"name": "X", "country": "Finland"}}, "place.country"),
        ({"participants": [{"name": "X", "kind": "dog"}]}, "participants.0.kind"),
        ({"confidence": 1.1}, "confidence"),
        ({"confidence": "high"}, "confidence"),
        ({"tags": ["\ud800"]}, "tags.0"),
        ({"id": "ev_other"}, "id"),
        ({"version": 7}, "version"),
        ({"evidence": []}, "evidence"),
        ({"reason": 5, "title": "X"}, "reason"),
    ],
)
def test_a_bad_correction_is_named_and_changes_nothing(client, store, helsinki, body, name):
    before = store.revision()
    answer = client.patch(address(helsinki), json=body, headers={"If-Match": "*"})
    assert answer.status_code == 422, answer.json
    assert [(one["in"], one["name"]) for one in answer.json["errors"]] == [("body", name)]
    assert store.revision() == before


def test_an_event_is_entered_by_hand(client, helsinki):
    proof = helsinki["evidence"][0]
    body = {"title": "Fall of the Wall", "date": "1989-11-09", "place": {"name": "Berlin", "country": "DE"},
            "participants": [{"name": "Egon Krenz"}], "tags": ["wall"], "evidence": [proof],
            "reason": "missing"}  # fmt: skip
    made = client.post("/v1/events", json=body)
    assert made.status_code == 201 and made.json["review"] == "reviewed" and made.json["evidence"] == [proof]
    assert client.get(made.headers["Location"]).json == made.json
    assert client.get("/v1/events?to=1990").json["items"] == [made.json]
    assert client.get("/v1/events?to=1990&tag=wall&place=Berlin").json["items"] == [made.json]


@pytest.mark.parametrize(
    "body", [{}, {"title": "X"}, {"date": "2018"}, {"title": "X", "date": "2018", "evidence": [{}]}]
)
def test_an_incomplete_event_is_refused(client, body):
    assert client.post("/v1/events", json=body).status_code == 422


def test_a_deleted_event_is_gone_and_stays_gone(client, helsinki):
    assert client.delete(address(helsinki), headers=seen(client, helsinki)).status_code == 204
    assert client.get(address(helsinki)).status_code == 404
    assert client.get(f"{address(helsinki)}/history").json["items"][-1]["action"] == "delete"
    body = {"text": TEXT + "Again.", "published": "2025-08-13", "url": ARTICLE.url}
    client.post("/v1/documents", json=body)
    assert client.get(address(helsinki)).status_code == 404


def test_merge_and_split(client, helsinki):
    osaka = client.get("/v1/events?from=2019&to=2019").json["items"][0]
    merged = client.post(f"{address(helsinki)}/merge", json={"events": [osaka["id"]], "reason": "the same"})
    assert merged.status_code == 200 and len(merged.json["evidence"]) == 2
    moved = client.get(address(osaka))
    assert moved.status_code == 307 and moved.headers["Location"] == address(helsinki)
    assert client.get(address(osaka), follow_redirects=True).json == merged.json
    assert len(client.get("/v1/events").json["items"]) == 2
    parts = client.post(f"{address(helsinki)}/split", json={"evidence": [1]}, headers=seen(client, helsinki))
    assert parts.status_code == 200 and [part["id"] for part in parts.json["events"]] == [helsinki["id"], osaka["id"]]
    assert client.get(address(osaka)).json["evidence"] == osaka["evidence"]


def test_the_oldest_keeps_its_id(client, store, helsinki):
    made = client.post("/v1/events", json={"title": "Younger", "date": "2018"}).json
    history = Store.history
    ages = {made["id"]: "2099-01-01T00:00:00Z"}
    store_history = lambda self, name: [{**history(self, name)[0], "at": ages.get(name, "2000-01-01T00:00:00Z")}]  # noqa: E731
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Store, "history", store_history)
        merged = client.post(f"{address(made)}/merge", json={"events": [helsinki["id"]]})
    assert merged.json["id"] == helsinki["id"]
    assert client.get(address(made)).headers["Location"] == address(helsinki)


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("merge", {"events": []}, 422),
        ("merge", {"events": ["ev_nothing"]}, 404),
        ("merge", {"events": ["../../etc"]}, 422),
        ("merge", {}, 422),
        ("split", {"evidence": [0]}, 422),
        ("split", {"evidence": [7]}, 422),
        ("split", {"evidence": []}, 422),
        ("split", {"evidence": [-1]}, 422),
        ("split", {"evidence": [0, 0]}, 422),
        ("split", {"evidence": ["0"]}, 422),
    ],
)
def test_a_merge_or_split_that_makes_no_sense_is_refused(client, store, helsinki, path, body, status):
    before = store.revision()
    assert client.post(f"{address(helsinki)}/{path}", json=body).status_code == status
    assert client.post(f"{address(helsinki)}/merge", json={"events": [helsinki["id"]]}).status_code == 422
    assert client.post(f"{address(helsinki)}/{path}", json=body, headers={"If-Match": '"x"'}).status_code in (
        412,
        status,
    )
    assert store.revision() == before


def test_fifty_editors_lose_nothing(store):
    """50 clients add their own tags to the same 20 events, four each, reading and writing until it is taken."""
    document = Document("met " * 20, ARTICLE.published)
    events = [replace(make_event(document, "met", "2018"), id=f"ev_{number}") for number in range(20)]
    store.add([(document, events)])
    app = create_app(store, extract=extract)
    failures: list[str] = []

    def editor(number: int) -> None:
        client = app.test_client()
        for at in range(4):
            path = f"/v1/events/ev_{(number + 5 * at) % 20}"
            for _ in range(1000):
                held = client.get(path)
                body = {"tags": [*held.json["tags"], f"editor-{number}"], "reason": f"by {number}"}
                answer = client.patch(path, json=body, headers={"If-Match": held.headers["ETag"]})
                if answer.status_code == 200:
                    break
                if answer.status_code != 412:
                    failures.append(f"{answer.status_code} {answer.get_data(as_text=True)}")
                    return
            else:
                failures.append(f"editor {number} never got through")

    threads = [threading.Thread(target=editor, args=(number,)) for number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    client = app.test_client()
    for at, event in enumerate(events):
        own = [number for number in range(50) if (number - at) % 5 == 0]
        shown = client.get(f"/v1/events/{event.id}").json
        assert sorted(shown["tags"]) == sorted(f"editor-{number}" for number in own)
        steps = client.get(f"/v1/events/{event.id}/history").json["items"]
        assert [step["version"] for step in steps] == list(range(1, len(own) + 2)) and shown["version"] == len(own) + 1
        assert {step["reason"] for step in steps[1:]} == {f"by {number}" for number in own}
