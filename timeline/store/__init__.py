"""The database: documents and events, range query, search, edits, migrations. `Store` is the one door."""

from timeline.store.articles import Added, StoredDocument
from timeline.store.ingests import Sketch
from timeline.store.query import EventQuery
from timeline.store.store import Page, Store

__all__ = ["Added", "EventQuery", "Page", "Sketch", "Store", "StoredDocument"]
