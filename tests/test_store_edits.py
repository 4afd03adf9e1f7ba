"""What editors do, over what the machine reads: nothing of it is lost to a second extraction."""

from dataclasses import replace
from datetime import date

import orjson
import pytest

from tests.test_store import make_document, make_event
from timeline.errors import Conflict, InvalidInput, NotFound
from timeline.model import Participant, Place
from timeline.store import EventQuery, Store, index


@pytest.fixture
def store(engine_url):
    with Store.open(engine_url) as store:
        yield store


@pytest.fixture
def article():
    return make_document(
        "They met in Helsinki in 2018. They will meet again.", url="https://example.org/a", publisher="A"
    )


@pytest.fixture
def other():
    return make_document("Both met on 16 July 2018 in Helsinki.", url="https://example.org/b", publisher="B")


def ids(store, **asked) -> list[str]:
    return [orjson.loads(item)["id"] for item in store.query(EventQuery(**asked)).items]


def shown(store, event_id) -> dict:
    return orjson.loads(store.event(event_id))


def indexed(connection) -> set[tuple]:
    """Everything in the inverted index as (word or filter value, class, start, seq), the same on either engine."""
    named = {f"_{row.id}": row.name for row in connection.exec_driver_sql("SELECT id, name FROM terms")}
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(main, search, instance)")
        place = f"{index.class_sql('doc')}, {index.start_sql('doc')}, doc & {index.SEQ_MASK}"
        rows = connection.exec_driver_sql(f"SELECT term, {place} FROM vocabulary").all()
        connection.exec_driver_sql("DROP TABLE temp.vocabulary")
    else:
        words = "unnest(tsvector_to_array(words)) word"
        rows = connection.exec_driver_sql(f"SELECT word, class, start, seq FROM events, {words}").all()
        rows = [row for row in rows if not row[0].startswith("_s")]
        postings = connection.exec_driver_sql("SELECT term, class, start, seq FROM postings").all()
        assert {(f"_{term}", *place) for term, *place in postings} == {tuple(row) for row in rows if row[0] in named}
    return {(named.get(row[0], row[0]), *row[1:]) for row in rows}


def consistent(store) -> None:
    """The index holds exactly what a fresh one would: a dump loaded anew counts and answers alike."""
    with Store.open("sqlite://", create=True) as copy:
        copy.load(store.dump())
        kinds = ("type", "status", "review", "precision", "participant", "place", "country", "tag", "flag")
        assert store.facets(EventQuery(), kinds) == copy.facets(EventQuery(), kinds)
        assert store.histogram(EventQuery(open="all"), "day") == copy.histogram(EventQuery(open="all"), "day")
        for query in (EventQuery(), EventQuery(q="met OR again"), EventQuery(q="they"), EventQuery(type=("meeting",))):
            assert store.query(query).items == copy.query(query).items
        with store._database.read() as one, copy._database.read() as two:
            assert indexed(one) == indexed(two)


def test_an_edit_outlives_a_better_extraction(store, article):
    event = make_event(article, "met", title="They meet")
    store.add([(article, [event])])
    edited = store.edit(event.id, {"title": "Summit", "date": "2018-07-16"}, by="ann", why="seen it", version=1)
    assert (edited["title"], edited["version"], edited["review"]) == ("Summit", 2, "reviewed")
    assert edited["date"]["earliest"] == edited["date"]["latest"] == "2018-07-16"
    better = replace(event, title="Leaders meet", type="travel", participants=(Participant("NATO", "organization"),))
    assert store.add([(article, [better])])[0].status == "changed"
    now = shown(store, event.id)
    assert (now["title"], now["type"], now["date"]["edtf"], now["version"]) == ("Summit", "travel", "2018-07-16", 3)
    assert ids(store, participant=("nato",)) == [event.id] == ids(store, q="summit")
    assert ids(store, q="leaders") == ids(store, from_day="2018-07-17", to_day="2018-12-31") == []
    steps = [(step["version"], step["by"], step["action"], step["why"]) for step in store.history(event.id)]
    assert steps == [
        (1, "timeline", "extract", None), (2, "ann", "edit", "seen it"), (3, "timeline", "extract", None),
    ]  # fmt: skip
    assert store.history(event.id)[1]["changes"]["title"] == {"from": "They meet", "to": "Summit"}
    consistent(store)


def test_editing_what_moved_on_or_cannot_be_is_refused(store, article):
    event = make_event(article, "met")
    store.add([(article, [event])])
    before = store.event(event.id), store.revision()
    with pytest.raises(Conflict):
        store.edit(event.id, {"title": "x"}, by="ann", version=7)
    for field, changes in {
        "id": {"id": "ev_1"},
        "type": {"type": "picnic"},
        "date": {"date": "2018-02-31"},
        "confidence": {"confidence": 2},
        "participants": {"participants": [{"name": "x"}]},
        "evidence": {"evidence": []},
    }.items():
        with pytest.raises(InvalidInput) as raised:
            store.edit(event.id, changes, by="ann")
        assert raised.value.field == field
    with pytest.raises(NotFound):
        store.edit("ev_0", {"title": "x"}, by="ann")
    assert (store.event(event.id), store.revision()) == before
    assert store.edit(event.id, {"review": "machine"}, by="ann") == orjson.loads(before[0])


def test_a_deleted_event_stays_deleted(store, article):
    event = make_event(article, "met")
    store.add([(article, [event])])
    store.delete(event.id, by="ann", why="never happened")
    with pytest.raises(NotFound):
        store.event(event.id)
    assert store.add([(article, [event])])[0].status == "same"
    assert store.add([(article, [replace(event, title="met again")])])[0].status == "changed"
    assert ids(store) == ids(store, q="met") == []
    assert store.histogram(EventQuery(), "year") == {}
    assert store.history(event.id)[-1]["action"] == "delete"
    consistent(store)


def test_merged_events_are_one_and_their_dates_are_compared(store, article, other):
    first = make_event(article, "met", "2018-01-01", "2018-12-31", participants=(Participant("Trump", "person"),))
    second = make_event(other, "met", "2019-07-16", "2019-07-16", place=Place("Helsinki", "Helsinki", "FI"))
    store.add([(article, [first]), (other, [second])])
    merged = store.merge(first.id, [second.id], by="ann")
    assert [one["document"]["publisher"] for one in merged["evidence"]] == ["A", "B"]
    assert merged["place"]["name"] == "Helsinki"
    assert [flag["code"] for flag in merged["flags"]] == ["date-disagreement"]
    assert "A has 2018; B has 2018." in merged["flags"][0]["message"]
    assert shown(store, second.id)["id"] == first.id
    assert ids(store) == ids(store, document=(other.id,)) == ids(store, flag=("date-disagreement",)) == [first.id]
    # The second document is read better: its reading changes inside the merged event, and the dates agree now.
    store.add([(other, [make_event(other, "met", "2018-07-16", "2018-07-16", place=second.place)])])
    assert shown(store, first.id)["flags"] == []
    consistent(store)
    with pytest.raises(InvalidInput):
        store.merge(first.id, [second.id], by="ann")
    stays, left = store.split(first.id, [1], by="ann")
    assert (left["id"], len(stays["evidence"]), len(left["evidence"])) == (second.id, 1, 1)
    assert shown(store, second.id)["id"] == second.id
    assert sorted(ids(store)) == sorted([first.id, second.id])
    consistent(store)


def test_split_evidence_stays_apart_when_the_document_is_read_again(store, article):
    one, two = make_event(article, "met"), make_event(article, "meet")
    gathered = replace(one, evidence=one.evidence + two.evidence)
    store.add([(article, [gathered])])
    stays, left = store.split(one.id, [1], by="ann", why="two meetings")
    assert [e["trigger"]["text"] for e in stays["evidence"]] == ["met"]
    assert [e["trigger"]["text"] for e in left["evidence"]] == ["meet"]
    store.add([(article, [replace(gathered, title="They meet twice")])])
    assert [e["trigger"]["text"] for e in shown(store, one.id)["evidence"]] == ["met"]
    assert len(ids(store)) == 2
    for wrong in ([], [0], [5]):
        with pytest.raises(InvalidInput):
            store.split(one.id, wrong, by="ann")
    consistent(store)


def test_an_editors_own_event(store, article, other):
    store.add([(article, []), (other, [])])
    evidence = [shown_evidence(make_event(document, "met")) for document in (article, other)]
    made = store.create({"title": "Summit", "type": "meeting", "date": "2018-07", "evidence": evidence}, by="ann")
    assert (made["review"], len(made["evidence"]), made["date"]["display"]) == ("reviewed", 2, "July 2018")
    assert ids(store, q="summit") == [made["id"]] == ids(store, document=(other.id,))
    assert store.history(made["id"])[0]["action"] == "create"
    bare = store.create({"title": "Rumour", "date": {"edtf": "2019"}}, by="ann")
    assert shown(store, bare["id"])["type"] == "other"
    store.add([(article, [make_event(article, "met", title="machine's")])])
    assert shown(store, made["id"])["title"] == "Summit"
    assert len(ids(store)) == 3
    for field, wrong in (
        ("title", {"date": "2018"}),
        ("date", {"title": "x"}),
        ("date", {"title": "x", "date": "soon"}),
    ):
        with pytest.raises(InvalidInput) as raised:
            store.create(wrong, by="ann")
        assert raised.value.field == field
    store.delete_document(other.id)
    assert len(shown(store, made["id"])["evidence"]) == 1
    consistent(store)


def shown_evidence(event) -> dict:
    from timeline.schemas import event_json

    return event_json(event)["evidence"][0]


def test_deleting_a_document_deletes_what_only_it_proves(store, article, other):
    first, second, third = make_event(article, "met"), make_event(other, "met"), make_event(article, "meet")
    store.add([(article, [first, third]), (other, [second])])
    store.merge(first.id, [second.id], by="ann")
    store.edit(third.id, {"title": "edited"}, by="ann")
    store.delete_document(article.id)
    assert [one["document"]["id"] for one in shown(store, first.id)["evidence"]] == [other.id]
    assert ids(store) == [first.id]
    consistent(store)
    # It comes back: its event's id is taken by what the other document still proves.
    again = store.add([(article, [first, third])])[0]
    assert again.status == "new"
    assert first.id not in again.events
    assert len(ids(store)) == 3
    store.delete_document(other.id)
    with pytest.raises(NotFound):
        store.event(first.id)
    store.delete_document(article.id)
    assert ids(store) == [] == ids(store, q="met")
    assert store.facets(EventQuery(), ("type",)) == {"type": {}}
    with pytest.raises(NotFound):
        store.delete_document(article.id)
    consistent(store)


def test_a_changed_text_is_a_new_version_and_keeps_ids(store, article):
    first, second = make_event(article, "met"), make_event(article, "meet", "2025-08-13", None)
    store.add([(article, [first, second])])
    store.edit(second.id, {"title": "edited"}, by="ann")
    changed = replace(article, text="Correction. " + article.text)
    moved = make_event(changed, "met")
    assert moved.id != first.id
    added = store.add([(changed, [moved])])[0]
    assert (added.status, added.events) == ("changed", (first.id,))
    stored = store.document(article.id)
    assert (stored.version, stored.document.text) == (2, changed.text)
    assert store.document(article.id, version=1).document == article
    with pytest.raises(NotFound):
        store.document(article.id, version=3)
    event = shown(store, first.id)["evidence"][0]
    assert changed.text[event["start"] : event["end"]] == event["quote"]
    # What an editor worked on stays although the machine no longer finds it, and says so.
    assert [flag["code"] for flag in shown(store, second.id)["flags"]] == ["source-changed"]
    store.add([(replace(article, text="Nothing happened."), [])])
    assert ids(store) == [second.id]
    fresh = replace(article, text=article.text)
    assert store.add([(fresh, [make_event(fresh, "met")])])[0].events != (first.id,)  # an id is never given twice
    consistent(store)


def test_another_reading_of_the_same_words_keeps_the_id(store, article):
    event = make_event(article, "met")
    store.add([(article, [event])])
    wider = make_event(article, "They met", "2018-07-16", "2018-07-16", precision="day")
    elsewhere = make_event(article, "again", "2018-01-01", "2018-12-31")
    assert wider.id != event.id != elsewhere.id
    assert store.add([(article, [wider])])[0].events == (event.id,)
    assert store.add([(article, [replace(elsewhere, date=wider.date)])])[0].events == (event.id,)
    consistent(store)


def test_the_same_document_twice_in_a_batch(store, article):
    event = make_event(article, "met")
    added = store.add([(article, [event]), (article, [event]), (article, [])])
    assert [one.status for one in added] == ["new", "same", "changed"]
    assert ids(store) == []
    consistent(store)


def test_documents_keep_their_metadata(store):
    document = make_document(
        "Été — 東京 met",
        date(1, 1, 1),
        title="T",
        url="u",
        publisher="p",
        language="fr",
        authors=("a", "b"),
        tags=("x",),
    )
    store.add([(document, [make_event(document, "met")])])
    assert store.document(document.id).document == document
    assert [orjson.loads(item)["title"] for item in store.events_of(document.id)] == ["met"]
    assert ids(store, q="ete 東京") != [] == ids(store, q="ete -東京")
