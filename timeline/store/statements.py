"""Pieces of SQL. Statements are text because their shape depends on the question; every value is a bound parameter."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from timeline.store.engine import fetch
from timeline.store.spans import Scan


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


def run(connection: Connection, statement: str, parameters: Parameters) -> Any:
    """Rows of a statement."""
    return fetch(connection, statement, parameters.values)


def bounds(alias: str, scan: Scan, parameters: Parameters) -> list[str]:
    """A scan as conditions on (class, start, end)."""
    return [
        f"{alias}.class = {scan.klass:d}",
        *between(f"{alias}.start", scan.start_from, scan.start_to, parameters),
        *between(f'{alias}."end"', scan.end_from, scan.end_to, parameters),
    ]


def between(column: str, low: int | None, high: int | None, parameters: Parameters) -> list[str]:
    """Conditions on a column, none where there is no bound."""
    return [
        f"{column} {sign} {parameters.add(bound)}" for sign, bound in ((">=", low), ("<=", high)) if bound is not None
    ]


def where(conditions: list[str]) -> str:
    """The clause for some conditions, or none."""
    return f" WHERE {' AND '.join(conditions)}" if conditions else ""
