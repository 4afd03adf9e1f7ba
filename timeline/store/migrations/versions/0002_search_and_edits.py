"""Filters, full text, counts, versions of documents and human edits; indexes what is there.

Revision: 0002
"""

import orjson
import sqlalchemy as sa
from alembic import op

from timeline.store.index import Index, entry
from timeline.store.words import indexed, tsvector

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the tables and index every event."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    op.add_column("events", sa.Column("machine", sa.Text))
    op.add_column("events", sa.Column("merged_into", sa.Integer))
    op.add_column("events", sa.Column("by_hand", sa.SmallInteger, nullable=False, server_default="0"))
    op.execute("CREATE INDEX events_by_merged_into ON events (merged_into) WHERE merged_into IS NOT NULL")
    op.create_table(
        "document_versions",
        sa.Column("document", sa.Integer, sa.ForeignKey("documents.seq"), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("replaced", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
    )
    op.create_table(
        "edits",
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("event", sa.Integer, sa.ForeignKey("events.seq"), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("why", sa.Text),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("changes", sa.Text, nullable=False),
    )
    op.create_index("edits_by_event", "edits", ["event", "seq"])
    op.create_table(
        "terms",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("name", sa.Text, nullable=False, unique=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
    )
    op.create_index("terms_by_count", "terms", ["kind", "count"])
    op.create_table(
        "postings",
        sa.Column("term", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("class", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("start", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("end", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "tally",
        sa.Column("class", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("start", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("end", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("n", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    if is_sqlite:
        op.execute(
            "CREATE VIRTUAL TABLE search USING fts5(title, names, quotes, content='', columnsize=0, tokenize='ascii')"
        )
    else:
        op.execute("ALTER TABLE events ADD COLUMN words tsvector")
        op.execute("CREATE INDEX events_by_words ON events USING gin (words)")
    _index_all(op.get_bind(), is_sqlite)


def _index_all(connection: sa.Connection, is_sqlite: bool) -> None:
    last = 0
    while True:
        rows = connection.execute(
            sa.text("SELECT seq, body, published FROM events WHERE seq > :last ORDER BY seq LIMIT 1000"), {"last": last}
        ).all()
        if not rows:
            return
        index = Index(connection, is_sqlite)
        for row in rows:
            event = orjson.loads(row.body)
            index.put(entry(row.seq, event, row.published))
            if not is_sqlite:
                connection.execute(
                    sa.text("UPDATE events SET words = CAST(:words AS tsvector) WHERE seq = :seq"),
                    {"seq": row.seq, "words": tsvector(indexed(event))},
                )
        index.flush()
        last = rows[-1].seq
