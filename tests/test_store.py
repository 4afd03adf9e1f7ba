"""The store through its one door."""

from datetime import date

import orjson
import pytest

from timeline.errors import InvalidInput, NotFound, SchemaMismatch, StoreUnavailable
from timeline.model import Document, DocumentRef, Event, Evidence, TemporalValue, TextSpan, digest
from timeline.store import EventQuery, Store


def make_document(text="Trump met Putin in 2018.", published=date(2025, 8, 13), **more) -> Document:
    return Document(text, published, **more)


def make_event(document, word="met", earliest="2018-01-01", latest="2018-12-31", **more) -> Event:
    start = document.text.index(word)
    trigger = TextSpan(start, start + len(word), word)
    evidence = Evidence(
        DocumentRef.of(document),
        document.text,
        "",
        "",
        0,
        len(document.text),
        trigger,
        None,
        "year",
        None,
        "clause",
        "x",
    )
    value = TemporalValue(
        f"{earliest or '..'}/{latest or '..'}", earliest, latest, more.pop("precision", "year"), "2018"
    )
    fields = {"title": word, "type": "meeting", "status": "occurred", **more}
    return Event("ev_" + digest(f"{document.id} {start}"), date=value, evidence=(evidence,), **fields)


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path / 'timeline.db'}"


@pytest.fixture
def store(url):
    with Store.open(url, create=True) as store:
        yield store


def titles(page) -> list[str]:
    return [orjson.loads(item)["title"] for item in page.items]


def test_adding_twice_changes_nothing(store):
    document = make_document()
    events = [make_event(document)]
    assert [one.status for one in store.add([(document, events)])] == ["new"]
    before = store.revision(), store.query(EventQuery()), store.event(events[0].id)
    assert [one.status for one in store.add([(document, events)])] == ["same"]
    assert (store.revision(), store.query(EventQuery()), store.event(events[0].id)) == before
    assert store.known([document, make_document("other")]) == {document.id}


def test_documents_are_listed_newest_first(store):
    stored = [make_document(f"text {day}", date(2025, 1, day), title=str(day)) for day in range(1, 8)]
    store.add([(document, []) for document in stored])
    first = store.documents(limit=3)
    second = store.documents(limit=3, cursor=first.next)
    third = store.documents(limit=3, cursor=second.next)
    assert titles(first) + titles(second) + titles(third) == ["7", "6", "5", "4", "3", "2", "1"]
    assert third.next is None
    assert first.previous is None
    assert store.documents(limit=3, cursor=second.previous) == first
    assert store.document(stored[0].id).document == stored[0]


def test_what_is_not_there(store, tmp_path):
    for missing in (store.event, store.document):
        with pytest.raises(NotFound):
            missing("ev_0")
    with pytest.raises(StoreUnavailable, match="no database"):
        Store.open(str(tmp_path / "none.db"))
    assert not (tmp_path / "none.db").exists()


def test_a_batch_is_stored_whole_or_not_at_all(store):
    good, bad = make_document(), make_document("a lone \ud800 surrogate")
    with pytest.raises(InvalidInput) as raised:
        store.add([(good, []), (bad, [])])
    assert raised.value.field == "text"
    assert store.documents().items == ()


@pytest.mark.parametrize(("revision", "word"), [("9999", "newer"), ("0000", "timeline db upgrade")])
def test_another_schema_is_refused(url, revision, word):
    with Store.open(url, create=True) as store, store._database.write() as connection:
        connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{revision}'")
    with pytest.raises(SchemaMismatch, match=word):
        Store.open(url)


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("from", {"from_day": "2018-13-01"}),
        ("to", {"to_day": "soon"}),
        ("from", {"from_day": "2019-01-02", "to_day": "2019-01-01"}),
        ("match", {"match": "near"}),
        ("open", {"open": "yes"}),
        ("axis", {"axis": "x"}),
        ("type", {"type": ("meeting", "picnic")}),
        ("status", {"status": ("x",)}),
        ("place", {"place": ("",)}),
        ("q", {"q": "x" * 501}),
        ("min_confidence", {"min_confidence": 1.5}),
        ("sort", {"sort": "size"}),
        ("sort", {"sort": "relevance"}),
        ("limit", {"limit": 0}),
        ("limit", {"limit": 1001}),
    ],
)
def test_a_wrong_question_names_its_field(field, given):
    with pytest.raises(InvalidInput) as raised:
        EventQuery(**given)
    assert raised.value.field == field


def test_a_wrong_cursor_is_refused(store):
    document = make_document("met saw")
    store.add([(document, [make_event(document, "met"), make_event(document, "saw")])])
    cursor = store.query(EventQuery(limit=1)).next
    assert cursor is not None
    assert titles(store.query(EventQuery(limit=5, cursor=cursor))) == ["saw"]
    for wrong in (
        EventQuery(cursor=cursor, status=("planned",)),
        EventQuery(cursor="é"),
        EventQuery(cursor=cursor[:-4]),
    ):
        with pytest.raises(InvalidInput) as raised:
            store.query(wrong)
        assert raised.value.field == "cursor"
