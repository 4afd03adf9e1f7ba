"""What the views of one app share: its store, its settings, its extractor."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import current_app

from api.observe import Metrics
from api.settings import Settings
from timeline.model import Document, Event
from timeline.store import Store

Extract = Callable[[Document], Sequence[Event]]
"""Document to events: `timeline.pipeline.extract`, or another of that form."""


@dataclass(frozen=True, slots=True)
class Context:
    """Belongs to one app; kept in its `extensions`."""

    store: Store
    settings: Settings
    extract: Extract
    metrics: Metrics


def context() -> Context:
    """The context of the app that answers this request."""
    found: Context = current_app.extensions["timeline"]
    return found


def store() -> Store:
    """Its store."""
    return context().store
