"""Filters, full text, counts, versions of documents and human edits. Revision 0004 fills the index.

Revision: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the tables."""
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
