"""API keys: shown once, stored hashed, revoked for good."""

import pytest

from timeline.errors import InvalidInput, NotFound
from timeline.store import Store


@pytest.fixture
def store(tmp_path):
    with Store.open(f"sqlite:///{tmp_path / 'timeline.db'}", create=True) as store:
        yield store


def test_a_key_is_found_by_its_text_and_nothing_else(store):
    assert not store.keys.exist()
    text = store.keys.create("newsroom", ("write",))
    key = store.keys.find(text)
    assert (key.name, key.scopes) == ("newsroom", ("write",)) and store.keys.exist()
    for wrong in (
        text[:-1],
        text + "x",
        "tlk_" + text[4:].swapcase(),
        key.id,
        "",
        "tlk__",
        "x" * 10_000,
        "tlk_\ud800_é",
    ):
        assert store.keys.find(wrong) is None, wrong


def test_the_secret_is_not_in_the_database(store, tmp_path):
    secret = store.keys.create("newsroom").split("_", 2)[2]
    store.close()
    assert not [path for path in tmp_path.iterdir() if secret.encode() in path.read_bytes()]


def test_scopes_imply_the_lesser_ones(store):
    admin, reader = (store.keys.find(store.keys.create(name, (name,))) for name in ("admin", "read"))
    assert [admin.allows(scope) for scope in ("read", "write", "admin")] == [True, True, True]
    assert [reader.allows(scope) for scope in ("read", "write", "admin")] == [True, False, False]


def test_a_revoked_key_stays_revoked(store):
    text = store.keys.create("lost")
    revoked = store.keys.revoke(store.keys.find(text).id)
    assert revoked.revoked and store.keys.find(text) is None
    assert store.keys.revoke(revoked.id).revoked == revoked.revoked
    assert [key.id for key in store.keys.all()] == [revoked.id] and store.keys.exist()


def test_bad_names_scopes_and_ids_are_refused(store):
    for name, scopes in (("", ("read",)), ("a\nb", ("read",)), ("x" * 101, ("read",)), ("x", ()), ("x", ("root",))):
        with pytest.raises(InvalidInput):
            store.keys.create(name, scopes)
    with pytest.raises(NotFound):
        store.keys.revoke("nothing")
