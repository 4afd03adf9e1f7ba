"""Which schema a database has, which one this program needs, and the way from one to the other."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from timeline.errors import SchemaMismatch
from timeline.store.engine import Database

HEAD = "0005"
"""The schema this program works with: the newest file of migrations/versions."""


def current(connection: Connection) -> str | None:
    """Revision of the database's schema, None where it has no tables of ours yet."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return revision


def check(revision: str | None, name: str) -> None:
    """SchemaMismatch, with the command that helps, unless the database has this program's schema."""
    if revision is None:
        raise SchemaMismatch(f"{name} holds no timeline yet; create it with: timeline db upgrade --db {name}")
    if revision > HEAD:
        raise SchemaMismatch(
            f"{name} has schema {revision}, newer than {HEAD} of this program; install the newer timeline"
        )
    if revision < HEAD:
        raise SchemaMismatch(
            f"{name} has schema {revision}, this program needs {HEAD}; run: timeline db upgrade --db {name}"
        )


def upgrade(database: Database, revision: str = HEAD) -> None:
    """Bring the database to a schema, this program's by default, in one transaction; keeps all that is in it."""
    # Alembic takes a fifth of a second to import, and only who creates or upgrades a database needs it.
    from alembic import command
    from alembic.config import Config

    with database.write() as connection:
        have = current(connection)
        if have is not None and have >= revision:
            if have > HEAD:
                check(have, database.name)
            return
        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
