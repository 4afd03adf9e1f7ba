"""When the ground gives way: full disk, read-only or damaged files, locks, lost connections, other schemas, kill -9."""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import orjson
import pytest

from tests.conftest import new_database
from tests.test_store import make_document, make_event
from timeline.errors import Conflict, InvalidInput, SchemaMismatch, StoreUnavailable
from timeline.store import EventQuery, Store, engine

ROOT = Path(__file__).parent.parent


def batch(number):
    document = make_document(f"They met {number}.", url=f"https://example.org/{number}")
    return [(document, [make_event(document, "met")])]


def one_line(raised) -> str:
    message = str(raised.value)
    assert "\n" not in message
    return message


@pytest.fixture
def path(sqlite_template, tmp_path):
    return Path(shutil.copy(sqlite_template, tmp_path / "timeline.db"))


def test_a_full_disk(tmp_path):
    """A limit on file size stands in for the disk: SQLite sees the same failed write."""
    script = f"""
import resource, signal, sys
sys.path.insert(0, {str(ROOT)!r})
from tests.test_store_failures import batch
from timeline.errors import StoreUnavailable
from timeline.store import EventQuery, Store
store = Store.open({str(tmp_path / "full.db")!r}, create=True)
store.add(batch(0))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, resource.RLIM_INFINITY))
added = 1
try:
    while added < 10_000:
        store.add([one for n in range(50) for one in batch(added + n)])
        added += 50
except StoreUnavailable as error:
    print(error)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
assert store.query(EventQuery(count=True)).count == added, "what was acknowledged is there, and no more"
store.add(batch(-1))
print(added)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    message, added = done.stdout.splitlines()
    assert "disk" in message
    assert 1 < int(added) < 10_000


def test_a_read_only_file(sqlite_template):
    folder = Path(tempfile.mkdtemp())  # where any user may look in
    path = Path(shutil.copy(sqlite_template, folder / "timeline.db"))
    script = f"""
import os, sys
sys.path.insert(0, {str(ROOT)!r})
from tests.test_store_failures import batch
from timeline.store import Store
with Store.open("sqlite://", create=True) as store:
    store.add(batch(1))  # whatever is imported late is imported now
if os.geteuid() == 0:
    os.setgid(65534)
    os.setuid(65534)  # root may write anything
try:
    with Store.open({str(path)!r}) as store:
        store.add(batch(2))
except Exception as error:
    print(type(error).__name__, error)
"""
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
    connection.close()
    path.chmod(0o444)
    folder.chmod(0o555)
    try:
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)
    assert done.stdout.startswith("StoreUnavailable "), done.stdout
    assert "read-only" in done.stdout or "cannot be opened" in done.stdout
    assert done.stdout.count("\n") == 1


def test_a_file_that_is_no_database(tmp_path):
    file, junk = tmp_path / "junk.db", b"this is no database, but quite a long text " * 40
    file.write_bytes(junk)
    with pytest.raises(StoreUnavailable) as raised:
        Store.open(str(file), create=True)
    assert "not a SQLite database" in one_line(raised)
    assert file.read_bytes() == junk


def test_a_damaged_file(path):
    with Store.open(str(path)) as store:
        store.add([one for n in range(300) for one in batch(n)])
    with path.open("r+b") as file:
        for page in range(10, path.stat().st_size // 4096):
            file.seek(page * 4096)
            file.write(os.urandom(2048))
    with pytest.raises(StoreUnavailable) as raised, Store.open(str(path)) as store:
        list(store.stream(EventQuery()))
    assert "damaged" in one_line(raised)


def test_a_locked_database(path, monkeypatch):
    monkeypatch.setattr(engine, "BUSY_SECONDS", 1)
    with Store.open(str(path)) as store:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnavailable) as raised:
            store.add(batch(1))
        assert "locked" in one_line(raised)
        assert store.query(EventQuery(count=True)).count == 0  # reading goes on meanwhile
        other.execute("ROLLBACK")
        other.close()
        assert store.add(batch(1))[0].status == "new"


def test_two_servers_and_four_writers_on_one_database(engine_url):
    errors = []

    def write(first):
        try:
            with Store.open(engine_url, create=True) as store:
                for number in range(first, first + 60, 3):
                    store.add([one for n in range(3) for one in batch(number + n)])
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=write, args=(first,)) for first in (0, 40, 80, 120)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    with Store.open(engine_url) as store:
        assert store.query(EventQuery(count=True)).count == 180
        assert store.facets(EventQuery(), ("type",)) == {"type": {"meeting": 180}}


def test_a_lost_connection_stores_nothing_of_its_batch(request, tmp_path):
    import psycopg

    url = new_database(request, "postgresql", tmp_path)
    server = request.getfixturevalue("postgresql_server") % "postgres"
    with Store.open(url) as store:
        store.add(batch(1))

        def cut_off():
            yield from batch(2)
            with psycopg.connect(server, autocommit=True) as connection:
                name = store._database.url.database
                connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = %s AND state = 'idle in transaction'", (name,),
                )  # fmt: skip
            yield from batch(3)

        with pytest.raises(StoreUnavailable) as raised, store._write() as writer:
            from timeline.store import articles

            for one in cut_off():
                articles.add(writer, [articles.prepare(*one)])
                writer.flush()
        assert "connection" in one_line(raised)
        assert store.query(EventQuery(count=True)).count == 1  # and the next call connects anew
        assert store.add(batch(2))[0].status == "new"


def test_no_server_and_no_database(request):
    with pytest.raises(StoreUnavailable) as raised:
        Store.open("postgresql://nobody@127.0.0.1:1/nothing")
    one_line(raised)
    server = request.getfixturevalue("postgresql_server")
    with pytest.raises(StoreUnavailable) as raised:
        Store.open(server % "not_there")
    assert "no such database" in one_line(raised)
    for url in ("mysql://x/y", "postgresql//x", "://"):
        with pytest.raises((InvalidInput, StoreUnavailable)) as raised:
            Store.open(url)
        one_line(raised)


def test_the_password_is_not_in_the_message():
    with pytest.raises(StoreUnavailable) as raised:
        Store.open("postgresql://nobody:hushhush@127.0.0.1:1/nothing")
    assert "hushhush" not in one_line(raised)


def first_schema(request, name, tmp_path) -> str:
    """A database as the first migration left it, with three events of two documents."""
    script = (ROOT / "fixtures" / "store" / "schema-0001.sql").read_text(encoding="utf-8")
    if name == "sqlite":
        path = tmp_path / "first.db"
        with sqlite3.connect(path) as connection:
            connection.executescript(script)
        connection.close()
        return f"sqlite:///{path}"
    import psycopg

    server = request.getfixturevalue("postgresql_server")
    database = f"first_{os.getpid()}"
    with psycopg.connect(server % "postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {database}")
    lines = [line for line in script.splitlines() if not line.startswith(("PRAGMA", "BEGIN", "COMMIT"))]
    with psycopg.connect(server % database) as connection:
        connection.execute("\n".join(lines).encode())
    return server % database


@pytest.mark.parametrize("name", ["sqlite", "postgresql"])
def test_the_first_schema_is_refused_and_upgraded(request, name, tmp_path):
    url = first_schema(request, name, tmp_path)
    with pytest.raises(SchemaMismatch, match="timeline db upgrade"):
        Store.open(url)
    with pytest.raises(SchemaMismatch):
        Store.open(url, create=True)
    assert Store.upgrade(url) == Store.upgrade(url)
    with Store.open(url) as store:
        events = [orjson.loads(item) for item in store.stream(EventQuery())]
        assert [event["title"] for event in events] == [
            "Trump and Putin meet in Helsinki", "Storm hits Lisbon", "Leaders to meet again",
        ]  # fmt: skip
        for event in events:
            assert orjson.loads(store.event(event["id"])) == event
        assert len(store.query(EventQuery(q="helsinki", participant=("Donald Trump",))).items) == 1
        assert store.histogram(EventQuery(), "year") == {"2018": 1, "2024": 1, "2025": 1}
        assert [key.name for key in store.keys.all()] == ["newsroom"]
        assert store.edit(events[0]["id"], {"title": "x"}, by="ann")["version"] == 2


def much_edited(store) -> list[str]:
    """Documents with versions, edits, a merge, a split and a deletion; returns the events that were worked on."""
    for number in range(8):
        store.add(batch(number), items=[f"item {number}"], sketches={batch(number)[0][0].id: bytes([number, 255])})
    found = [orjson.loads(item)["id"] for item in store.query(EventQuery(limit=6)).items]
    store.edit(found[0], {"title": "edited"}, by="ann", why="because")
    store.merge(found[1], [found[2]], by="ann")
    store.delete(found[3], by="ann")
    store.merge(found[4], [found[5]], by="ann")
    store.split(found[4], [1], by="bob", why="not the same")
    changed = make_document("They met elsewhere.", url="https://example.org/7")
    store.add([(changed, [make_event(changed, "met")])])
    store.set_linked([changed.id])
    return found


def test_a_dump_goes_from_engine_to_engine_and_back(request, tmp_path):
    urls = [new_database(request, name, tmp_path) for name in ("sqlite", "postgresql", "sqlite")]
    with Store.open(urls[0]) as one, Store.open(urls[1]) as two, Store.open(urls[2]) as three:
        worked_on = much_edited(one)
        lines = list(one.dump())
        assert two.load(lines) == 8
        assert three.load(two.dump()) == 8
        assert list(two.dump()) == list(three.dump()) == lines
        for query in (EventQuery(), EventQuery(q="edited"), EventQuery(sort="-published", limit=3)):
            assert one.query(query) == two.query(query) == three.query(query)
        for kinds in (("type", "status", "review"), ("participant", "place", "country")):
            assert one.facets(EventQuery(), kinds) == two.facets(EventQuery(), kinds)
        for event in worked_on[:3] + worked_on[4:]:
            assert one.history(event) == two.history(event) == three.history(event)
        changed = batch(7)[0][0].id
        assert two.document(changed, 1) == one.document(changed, 1)
        assert two.sketches(0, 1_000_000) == one.sketches(0, 1_000_000)
        assert len(two.read_before([f"item {number}" for number in range(9)])) == 8
        with pytest.raises(Conflict):
            two.load(lines)
        assert two.add(batch(9))[0].status == "new"  # new rows do not collide with loaded ones
        assert two.edit(worked_on[0], {"title": "again"}, by="ann")["title"] == "again"


def damaged(line: bytes) -> list[bytes]:
    return [b'{"format":"timeline-dump","version":1}', line, b'{"rows":1}']


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [b"{}"],
        [b"junk"],
        [b'{"format":"timeline-dump","version":99}'],
        damaged(b"junk"),
        damaged(b'{"table":"events"}'),
        damaged(b'{"table":"keys"}'),
        damaged(b'{"table":["events"]}'),
        damaged(b'{"table":"ingested","name":null}'),
        damaged(b'{"table":"sketches","document":1,"published":1,"value":"xy","linked":0}'),
        damaged(b'{"table":"ingested","name":"a"}')[:2],
        [*damaged(b'{"table":"ingested","name":"a"}')[:2], b'{"rows":2}'],
    ],
)
def test_a_damaged_dump_loads_nothing(path, lines):
    with Store.open(str(path)) as store:
        with pytest.raises(InvalidInput):
            store.load(lines)
        assert store.revision() == 0
        assert store.read_before(["a"]) == set()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["sqlite", "postgresql"])
def test_kill_9_during_ingest_loses_and_doubles_nothing(request, name, tmp_path):
    """The small form of `python -m benchmarks.kill9`."""
    from benchmarks.kill9 import campaign

    assert campaign(new_database(request, name, tmp_path), rounds=3) == []
