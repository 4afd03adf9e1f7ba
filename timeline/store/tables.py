"""Tables that are read and written through SQLAlchemy's expressions. The others are filled and asked by text, because
their statements' shape follows the question; migrations/versions creates all of them.
"""

from sqlalchemy import Column, MetaData, Table, Text

metadata = MetaData()

keys = Table(
    "keys",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Column("scopes", Text, nullable=False),
    Column("created", Text, nullable=False),
    Column("revoked", Text),
)
"""One row an API key. `hash` is the SHA-256 of its secret part, `scopes` words with a blank between, times UTC."""
