"""Filter values among the words of the inverted index, and covering indexes of the events; indexes what is there anew.

Revision: 0004
"""

import orjson
import sqlalchemy as sa
from alembic import op

from timeline.store.index import HIDDEN, Index, entry

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Replace the indexes and fill them."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    op.execute("DROP INDEX events_by_span")
    op.execute("DROP INDEX events_by_published")
    op.execute('CREATE INDEX events_by_span ON events (class, start, seq, "end", published, confidence)')
    op.execute('CREATE INDEX events_by_published ON events (published, seq, class, start, "end", confidence)')
    for table in ("postings", "terms", "tally"):
        op.execute(f"DELETE FROM {table}")
    if is_sqlite:
        op.execute("DROP TABLE postings")
        op.execute("DROP TABLE search")
        op.execute(
            "CREATE VIRTUAL TABLE search USING fts5(title, names, quotes, keys, "
            "content='', columnsize=0, tokenize=\"ascii tokenchars '_'\")"
        )
    _index_all(op.get_bind(), is_sqlite)


def _index_all(connection: sa.Connection, is_sqlite: bool) -> None:
    statement = sa.text(
        "SELECT seq, body, published FROM events WHERE seq > :last AND class <> :hidden ORDER BY seq LIMIT 1000"
    )
    last = 0
    while True:
        rows = connection.execute(statement, {"last": last, "hidden": HIDDEN}).all()
        if not rows:
            return
        index = Index(connection, is_sqlite)
        for row in rows:
            index.put(entry(row.seq, orjson.loads(row.body), row.published))
        index.count()
        index.flush()
        last = rows[-1].seq
