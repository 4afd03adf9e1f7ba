"""What an ingest remembers: items read, and sketches of texts.

Revision: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create the tables."""
    op.create_table("ingested", sa.Column("name", sa.Text, primary_key=True), sqlite_with_rowid=False)
    op.create_table(
        "sketches",
        sa.Column("document", sa.Integer, sa.ForeignKey("documents.seq", ondelete="CASCADE"), primary_key=True),
        sa.Column("published", sa.Integer, nullable=False),
        sa.Column("value", sa.LargeBinary, nullable=False),
        sa.Column("linked", sa.SmallInteger, nullable=False),
    )
    op.execute("CREATE INDEX sketches_by_published ON sketches (published)")
    op.execute("CREATE INDEX sketches_to_link ON sketches (published) WHERE linked = 0")
