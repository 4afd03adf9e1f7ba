import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from timeline.errors import InvalidInput, StoreUnavailable
from timeline.ingest.documents import Refusal
from timeline.ingest.items import Item
from timeline.ingest.parse import Reading
from timeline.ingest.run import CHUNK, Report, chunks, ingest, kind_of_reason, read_paths
from timeline.ingest.work import Job, key
from timeline.store import Store

READING = Reading(date(2026, 11, 22))


@pytest.fixture
def store() -> Iterator[Store]:
    with Store.open("sqlite://", create=True) as store:
        yield store


def item(number: int, text: str | None = None, **more: object) -> Item:
    text = text or f"The ministers met in Helsinki on Tuesday, for the {number}th time since 2018."
    return Item(
        f"here:{number}", "json", json.dumps({"text": text, "published": "2025-08-13", **more}).encode(), {}, 10
    )


def run(store: Store, items: list[Item | Refusal], **more: bool) -> tuple[Report, list[Refusal]]:
    refusals: list[Refusal] = []
    report = ingest(items, Job("", READING, **more), store=store, set_aside=refusals.append)
    return report, refusals


def test_documents_and_events_come_in_and_a_second_run_finds_them_stored(store: Store) -> None:
    items: list[Item | Refusal] = [item(number) for number in range(5)]
    report, _ = run(store, items)
    assert (report.new, report.known, report.size) == (5, 0, 50)
    assert report.events > 0
    revision = store.revision()
    again, _ = run(store, items)
    assert (again.new, again.changed, again.known, again.events) == (0, 0, 5, 0)
    anew, _ = run(store, items, resume=False)
    assert (anew.new, anew.changed, anew.known) == (0, 0, 5)
    assert store.revision() == revision


def test_what_was_read_before_is_not_even_parsed_again(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    run(store, [item(1)])
    monkeypatch.setattr("timeline.ingest.work.parse", lambda *_: pytest.fail("parsed again"))
    report, _ = run(store, [item(1)])
    assert report.known == 1


def test_two_texts_under_one_address_do_not_take_turns_for_ever(store: Store) -> None:
    items: list[Item | Refusal] = [
        item(1, "They met in Helsinki in 2018.", url="http://a.example/"),
        item(2, "They met in Osaka in 2019.", url="http://a.example/"),
    ]
    run(store, items)
    (body,) = store.documents().items
    name = json.loads(body)["id"]
    assert (store.document(name).version, store.document(name).document.text) == (2, "They met in Osaka in 2019.")
    run(store, items)
    assert store.document(name).version == 2


def test_what_cannot_be_read_is_set_aside_and_the_run_goes_on(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    from timeline import pipeline

    real = pipeline.extract

    def extract(document: object) -> object:
        if "trips" in document.text:  # type: ignore[attr-defined]
            raise RuntimeError("x")
        return real(document)  # type: ignore[arg-type]

    monkeypatch.setattr(pipeline, "extract", extract)
    items = [
        item(1),
        Item("bad", "json", b"{", {}, 1),
        Refusal("gone", "cannot be read: gone"),
        item(2, "This trips it in 2018."),
        item(3),
    ]
    report, refusals = run(store, items)
    assert report.new == 2
    assert report.refused == 3
    assert [refusal.source for refusal in refusals] == ["gone", "bad", "here:2"]
    assert [refusal.item is not None for refusal in refusals] == [False, True, True]
    assert report.reasons == {"cannot be read": 1, "not JSON": 1, "extraction failed": 1}
    assert report.documents == 5


def test_a_language_that_nothing_reads_is_told(store: Store) -> None:
    report, refusals = run(store, [item(1, language="tlh")])
    assert report.refused == 1
    assert "tlh" in refusals[0].reason


def test_one_text_that_cannot_be_stored_leaves_the_others_of_its_batch(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Store.add

    def add(self: Store, batch: list[object], **more: object) -> object:
        if any("unstorable" in document.text for document, _ in batch):  # type: ignore[attr-defined]
            raise InvalidInput("cannot be stored")
        return real(self, batch, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Store, "add", add)
    report, refusals = run(store, [item(1), item(2, "unstorable in 2018"), item(3)])
    assert report.new == 2
    assert [refusal.reason for refusal in refusals] == ["cannot be stored"]


def test_a_database_that_goes_away_ends_the_run(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def add(*_: object, **__: object) -> None:
        raise StoreUnavailable("the disk is full")

    monkeypatch.setattr(Store, "add", add)
    with pytest.raises(StoreUnavailable, match="disk is full"):
        run(store, [item(1)])


def test_the_same_item_twice_is_one_document(store: Store) -> None:
    report, _ = run(store, [item(1), item(1)])
    assert (report.new, report.known) == (1, 1)


def test_the_key_of_an_item_is_what_it_holds_and_how_it_is_read() -> None:
    one = item(1)
    assert key(one, READING) == key(Item("elsewhere", one.form, one.data, {}, 99), READING)
    others = [
        key(Item(one.source, "text", one.data), READING),
        key(Item(one.source, one.form, one.data, {"url": "x"}), READING),
        key(Item(one.source, one.form, one.data + b" "), READING),
        key(one, Reading(READING.today, fields={"text": "x"})),
        key(one, Reading(READING.today, defaults={"publisher": "x"})),
        key(one, Reading(READING.today, date_order="DMY")),
    ]
    assert len({key(one, READING), *others}) == 7
    assert key(one, READING) == key(one, Reading(date(2027, 1, 1)))


def test_chunks_are_no_longer_than_their_limits() -> None:
    refused: list[Refusal] = []
    small = [item(number) for number in range(CHUNK + 1)]
    assert [len(chunk) for chunk in chunks([*small, Refusal("x", "y")], refused.append)] == [CHUNK, 1]
    assert len(refused) == 1
    large = [item(number, "x" * 1_500_000) for number in range(7)]
    assert [len(chunk) for chunk in chunks(large, refused.append)] == [3, 3, 1]


def test_folders_of_every_kind_of_file(store: Store, tmp_path: Path) -> None:
    data = Path(__file__).parent / "data" / "html"
    for name in ("01-json-ld-graph", "17-japanese-shift-jis"):
        (tmp_path / f"{name}.html").write_bytes((data / f"{name}.html").read_bytes())
    (tmp_path / "a.jsonl").write_text(
        '{"text": "They met in 2018.", "published": "2025-08-13"}\n{"text": "No date."}\n'
    )
    (tmp_path / "b.csv").write_text("text,published\nThey met in 2019.,13 August 2025\n")
    report, refusals = run(store, list(read_paths([tmp_path])))
    assert (report.new, report.refused) == (3, 2)
    reasons = {refusal.reason for refusal in refusals}
    assert "no publication date: give --published YYYY-MM-DD" in reasons
    assert any("ja" in reason for reason in reasons)
    assert {json.loads(body)["language"] for body in store.documents().items} == {"en"}


@pytest.mark.parametrize(
    ("reason", "kind"),
    [
        ("url: Not a valid URL.", "url: Not a valid URL."),
        ("text: Holds a lone surrogate at position 17: not valid Unicode text.", "text: Holds a lone surrogate"),
        ("not JSON: Expecting value: line 1 column 1 (char 0)", "not JSON"),
        ("not UTF-8 text (byte 3)", "not UTF-8 text"),
        ("publication date 2999-01-01 is in the future", "publication date … is in the future"),
        ("02/03/2021 can be read two ways; say --date-order DMY or MDY",
         "… can be read two ways; say --date-order DMY or MDY"),
        ("the server answered 404", "the server answered 404"),
    ],
)  # fmt: skip
def test_reasons_are_counted_by_kind(reason: str, kind: str) -> None:
    assert kind_of_reason(reason) == kind
