"""The database: tables, range query, search, migrations."""

from timeline.store.query import EventQuery
from timeline.store.store import Added, Page, Store, StoredDocument

__all__ = ["Added", "EventQuery", "Page", "Store", "StoredDocument"]
