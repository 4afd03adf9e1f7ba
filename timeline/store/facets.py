"""Counts for charts and filters."""

from collections import Counter
from collections.abc import Sequence
from typing import Literal

import orjson
from sqlalchemy import Connection, text

from timeline import days
from timeline.errors import InvalidInput
from timeline.store import totals
from timeline.store.engine import fetch_text, select_in, side_by_side
from timeline.store.index import KINDS, entry
from timeline.store.plan import Plan

Bucket = Literal["day", "month", "year", "decade"]
BUCKETS: tuple[Bucket, ...] = ("day", "month", "year", "decade")

FEW = 2_000
"""Up to so many events are read and counted one by one; of more, the commonest values are counted by their postings."""

CANDIDATES = 100
"""Values of a filter, the commonest over everything, that are counted among many events."""

_NO_LIMIT = 1_000_000_000


def histogram(plan: Plan, bucket: str) -> dict[str, int]:
    """Events by bucket, each counted once, on the first day within the bounds asked for that it can have been.

    Buckets are named "2018-07-16", "2018-07", "2018", "201X" (EDTF); empty ones are left out, and undated events are
    counted under "".
    """
    if bucket not in BUCKETS:
        raise InvalidInput(f"bucket is one of {', '.join(BUCKETS)}; not {bucket!r}", "bucket")
    counts: dict[str, int] = {}
    for day, n in sorted(totals.by_day(plan).items()):
        name = _bucket(day, bucket)
        counts[name] = counts.get(name, 0) + n
    return counts


def _bucket(day: int, bucket: str) -> str:
    try:
        year, month, number = days.from_number(day)
    except ValueError:
        return ""
    if bucket == "day":
        return days.format_day(year, month, number)
    if bucket == "month":
        return f"{days.format_year(year)}-{month:02d}"
    if bucket == "year":
        return days.format_year(year)
    sign, decade = ("-", -year // 10) if year < 0 else ("", year // 10)
    return f"{sign}{decade:03d}X"


def facets(connection: Connection, plan: Plan, kinds: Sequence[str], limit: int) -> dict[str, dict[str, int]]:
    """Values of each filter with their numbers of events, the commonest first.

    Exact for whatever is listed. Among many events (more than `FEW`) only values are listed that are common over the
    whole store as well.
    """
    for kind in kinds:
        if kind not in KINDS:
            raise InvalidInput(f"facets are {', '.join(KINDS)}; not {kind!r}", "facets")
    if plan.everything:
        return {kind: _commonest(connection, kind, limit) for kind in kinds}
    keys = plan.keys(None, FEW + 1 if not plan.query.document else _NO_LIMIT)
    if len(keys) <= FEW or plan.query.document:
        return _counted(connection, [key[-1] for key in keys], kinds, limit)
    return {kind: _among_many(plan, kind, limit) for kind in kinds}


def _commonest(connection: Connection, kind: str, limit: int) -> dict[str, int]:
    statement = (
        "SELECT value, count FROM terms WHERE kind = :kind AND count > 0 ORDER BY count DESC, value LIMIT :limit"
    )
    return {row[0]: row[1] for row in connection.execute(text(statement), {"kind": kind, "limit": limit})}


def _counted(connection: Connection, seqs: list[int], kinds: Sequence[str], limit: int) -> dict[str, dict[str, int]]:
    counts: Counter[str] = Counter()
    values: dict[str, str] = {}
    for body in bodies(connection, seqs).values():
        terms = entry(0, orjson.loads(body), 0).terms
        counts.update(terms.keys())
        values = terms | values
    found: dict[str, dict[str, int]] = {kind: {} for kind in kinds}
    for name, n in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        kind = name.partition(":")[0]
        if kind in found and len(found[kind]) < limit:
            found[kind][values[name]] = n
    return found


def _among_many(plan: Plan, kind: str, limit: int) -> dict[str, int]:
    ordered = sorted(totals.by_value(plan, kind, CANDIDATES).items(), key=lambda item: (-item[1], item[0]))
    return dict(ordered[:limit])


def bodies(connection: Connection, seqs: Sequence[int]) -> dict[int, str]:
    """Rendered JSON of events by seq."""
    if not seqs:
        return {}
    if connection.dialect.name != "sqlite":
        with side_by_side(connection):
            rows = select_in(connection, "SELECT seq, body FROM events WHERE seq {}", seqs)
            return {row.seq: row.body for row in rows}
    # Rendered JSON holds neither tabs nor line ends as they are.
    wanted = "(SELECT value FROM json_each(?))"
    joined = f"SELECT group_concat(seq || char(9) || body, char(10)) FROM events WHERE seq IN {wanted}"
    lines = fetch_text(connection, joined, [f"[{','.join(map(str, seqs))}]"]).split("\n")
    return {int(seq): body for seq, _, body in (line.partition("\t") for line in lines if line)}
