"""The filters and words of a query, as the inverted index of either engine is asked for them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from timeline.store import words
from timeline.store.index import KINDS, key, term
from timeline.store.query import EventQuery
from timeline.store.statements import Parameters, run


@dataclass(frozen=True, slots=True)
class Group:
    """One filter: the ids of those of its values that are known, and how many events have them at most."""

    terms: tuple[int, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Filters:
    """All filters that the inverted index knows, each of them wanted, and the words searched for."""

    groups: tuple[Group, ...]
    search: words.Search | None

    @classmethod
    def of(cls, connection: Connection, query: EventQuery) -> "Filters":
        """Those of a query. InvalidInput where its `q` holds no word."""
        search = words.parse(query.q) if query.q and query.q.strip() else None
        asked = {kind: values for kind in KINDS if (values := getattr(query, kind))}
        names = {term(kind, value) for kind, values in asked.items() for value in values}
        if not names:
            return cls((), search)
        parameters = Parameters()
        wanted = parameters.add_all(tuple(names))
        rows = run(connection, f"SELECT id, name, count FROM terms WHERE count > 0 AND name IN {wanted}", parameters)
        known = {row.name: row for row in rows}
        groups = []
        for kind, values in asked.items():
            found = [known[name] for name in {term(kind, value): None for value in values} if name in known]
            groups.append(Group(tuple(row.id for row in found), sum(row.count for row in found)))
        return cls(tuple(groups), search)

    def __bool__(self) -> bool:
        return bool(self.groups or self.search)

    @property
    def hopeless(self) -> bool:
        """Whether a filter has only values that no event has."""
        return any(not group.terms for group in self.groups)

    @property
    def rarest(self) -> Group | None:
        """The filter with the fewest events."""
        return min(self.groups, key=lambda group: group.count, default=None)

    def fts5(self, tier: int | None = None, narrowed: Sequence[str] = ()) -> str:
        """All of it in the query language of FTS5; `narrowed` are keys of which any must be there as well."""
        parts = [f"({self.search.fts5(tier)})"] if self.search else []
        return " AND ".join(parts + [f"({' OR '.join(keys)})" for keys in self._keys(narrowed)])

    def tsquery(self, tier: int | None = None, narrowed: Sequence[str] = (), without: Group | None = None) -> str:
        """The same as tsquery text, `without` a filter that is seen to already."""
        parts = [f"({self.search.tsquery(tier)})"] if self.search else []
        quoted = [[f"'{name}'" for name in keys] for keys in self._keys(narrowed, without)]
        return " & ".join(parts + [f"({' | '.join(keys)})" for keys in quoted])

    def _keys(self, narrowed: Sequence[str], without: Group | None = None) -> list[Sequence[str]]:
        keys: list[Sequence[str]] = [
            [key(number) for number in group.terms] for group in self.groups if group is not without
        ]
        return [*keys, narrowed] if narrowed else keys
