"""SQLite's inverted index merges its segments sixteen at a time instead of four.

Every merge writes its segments anew; at ten million events that was a third of what an insert cost. A search looks into
more segments for it, which cannot be told from noise. No level is ever merged at one go (`crisismerge`): a writer would
stand still for seconds.

Revision: 0005
"""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Change the setting."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("INSERT INTO search (search, rank) VALUES ('automerge', 16)")
        op.execute("INSERT INTO search (search, rank) VALUES ('crisismerge', 200)")
