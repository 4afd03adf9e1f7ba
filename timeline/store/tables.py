"""The tables, as the newest migration leaves them (migrations/versions creates them)."""

from sqlalchemy import Column, Float, Integer, MetaData, SmallInteger, Table, Text

metadata = MetaData()

documents = Table(
    "documents",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("version", Integer, nullable=False),
    Column("published", Integer, nullable=False),
    Column("digest", Text, nullable=False),
    Column("added", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("text", Text, nullable=False),
)
"""One row an article, as it reads now. `published` is a day number, `body` its JSON without the text, `digest` names
text and metadata together."""

events = Table(
    "events",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("document", Integer, index=True),
    Column("class", SmallInteger, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("published", Integer, nullable=False),
    Column("type", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("review", Text, nullable=False),
    Column("precision", Text, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("version", Integer, nullable=False),
    Column("body", Text, nullable=False),
)
"""One row an event. class, start and end are its `Span`; `body` is its JSON, rendered when it was written."""

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
