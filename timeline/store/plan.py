"""How a query is answered: one short, ordered scan of an index per duration class, merged until the page is full."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, text

from timeline.store.query import Cursor, EventQuery
from timeline.store.spans import Scan, scans

Key = tuple[int, int]
"""(start, seq) of an event: its place in the order by date."""


@dataclass
class Parameters:
    """Values of a statement's named parameters, collected as its text is put together."""

    values: dict[str, Any] = field(default_factory=dict)

    def add(self, value: Any) -> str:
        """The placeholder that stands for a value."""
        name = f"p{len(self.values)}"
        self.values[name] = value
        return f":{name}"

    def add_all(self, values: tuple[Any, ...]) -> str:
        """A parenthesised list of placeholders."""
        return f"({', '.join(self.add(value) for value in values)})"


def keys(connection: Connection, query: EventQuery, cursor: Cursor | None, limit: int) -> list[Key]:
    """Keys of up to `limit` events next to the cursor, in reading direction."""
    ascending = (query.sort == "date") == (cursor is None or cursor.after)
    parameters = Parameters()
    checks = _checks(query, parameters)
    order = "start, seq" if ascending else "start DESC, seq DESC"
    branches = [
        _branch(scan, checks, ascending, cursor, parameters)
        for scan in scans(query.first, query.last, query.match, query.open)
    ]
    if not branches:
        return []
    statement = f"{' UNION ALL '.join(branches)} ORDER BY {order} LIMIT {limit:d}"
    return [(row.start, row.seq) for row in connection.execute(text(statement), parameters.values)]


def _branch(scan: Scan, checks: list[str], ascending: bool, cursor: Cursor | None, parameters: Parameters) -> str:
    """One class's part: an index range on (class, start, seq), then what the index cannot tell."""
    conditions = [f"class = {scan.klass:d}"]
    for column, sign, bound in (
        ("start", ">=", scan.start_from),
        ("start", "<=", scan.start_to),
        ('"end"', ">=", scan.end_from),
        ('"end"', "<=", scan.end_to),
    ):
        if bound is not None:
            conditions.append(f"{column} {sign} {parameters.add(bound)}")
    if cursor is not None:
        sign = ">" if ascending else "<"
        conditions.append(f"(start, seq) {sign} {parameters.add_all(cursor.key)}")
    return f"SELECT start, seq FROM events WHERE {' AND '.join(conditions + checks)}"


def _checks(query: EventQuery, parameters: Parameters) -> list[str]:
    checks = []
    for name in ("type", "status", "review", "precision"):
        if values := getattr(query, name):
            checks.append(f"{name} IN {parameters.add_all(values)}")
    if query.document:
        documents = f"SELECT seq FROM documents WHERE id IN {parameters.add_all(query.document)}"
        checks.append(f"document IN ({documents})")
    if query.min_confidence is not None:
        checks.append(f"confidence >= {parameters.add(query.min_confidence)}")
    for word in (query.q or "").split():
        checks.append(f"lower(body) LIKE {parameters.add(f'%{word.lower()}%')}")
    return checks
