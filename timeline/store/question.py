"""One query on one connection: its filters looked up, its range cut into scans."""

from functools import cached_property

from sqlalchemy import Connection

from timeline.store.filters import Filters
from timeline.store.index import CLASSES
from timeline.store.query import EventQuery
from timeline.store.spans import scans
from timeline.store.statements import Parameters, between, bounds, run

Key = tuple[int, ...]
"""Place of an event in the order asked for; its last number is seq. By date (start, seq), by publication
(published, seq), by relevance (tier, start, seq)."""


class Question:
    """What both the finding of a page and the counts need to know of a query."""

    def __init__(self, connection: Connection, query: EventQuery, is_sqlite: bool) -> None:
        self.connection = connection
        self.query = query
        self.is_sqlite = is_sqlite
        self.filters = Filters.of(connection, query)
        self.by_published = query.axis == "published" or query.sort == "-published"
        rows = run(connection, f"SELECT start, n FROM tally WHERE class = {CLASSES:d} AND n > 0", Parameters())
        self.total = sum(int(row.n) for row in rows)
        present = {row.start for row in rows}
        if query.axis == "published":
            every = scans(None, None, "overlap", "all")
        else:
            every = scans(query.first, query.last, query.match, query.open)
        self.scans = [scan for scan in every if scan.klass in present]
        self.empty = self.filters.hopeless or not self.scans

    @cached_property
    def unfiltered(self) -> bool:
        """Whether dates alone are asked for, so that the tally has every count."""
        return not (self.filters or self.query.document or self.query.min_confidence is not None)

    @cached_property
    def everything(self) -> bool:
        """Whether the query leaves nothing out that is shown at all."""
        bounded = (self.query.first, self.query.last) != (None, None)
        return self.unfiltered and not bounded and (self.query.open != "none" or self.query.axis == "published")

    def conditions(self, alias: str, parameters: Parameters) -> list[str]:
        """Dates and confidence as conditions on one event."""
        # The plus keeps the engines from the index on class: here rows come from elsewhere, in another order.
        found = [f"+{alias}.class >= 0"]
        if self.query.axis == "published":
            found += between(f"{alias}.published", self.query.first, self.query.last, parameters)
        elif not self.everything:
            ranges = [" AND ".join(bounds(alias, scan, parameters)) for scan in self.scans]
            found.append(f"(+{' OR +'.join(ranges)})")
        if self.query.min_confidence is not None:
            found.append(f"{alias}.confidence >= {parameters.add(self.query.min_confidence)}")
        return found


def after(column: str, seq: str, at: Key | None, ascending: bool, parameters: Parameters) -> list[str]:
    """The condition that an event lies behind a place in the order; none where there is no place."""
    return [f"({column}, {seq}) {'>' if ascending else '<'} {parameters.add_all(at)}"] if at else []
