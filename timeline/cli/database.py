"""Commands over the database: query, db."""

import sys
from typing import Any

import click
import orjson

from timeline.cli.filters import event_filters, make_query, page_options
from timeline.cli.inputs import db_option
from timeline.cli.output import events_table, plain
from timeline.store import Store


@click.command()
@db_option
@event_filters
@page_options
@click.option("--json", "as_json", is_flag=True, help="JSON as the API answers it, in place of a table.")
def query(db: str, asked: dict[str, Any], limit: int, cursor: str | None, as_json: bool) -> int:
    """What happened between two dates: the events of a range, in order."""
    wanted = make_query(asked, limit=limit, cursor=cursor, count=True)
    with Store.open(db) as store:
        page = store.query(wanted)
    if as_json:
        head = orjson.dumps({"limit": limit, "next": page.next, "count": page.count})
        sys.stdout.buffer.write(b'{"items":[' + b",".join(page.items) + b'],"page":' + head + b"}\n")
        return 0
    shown = [orjson.loads(item) for item in page.items]
    total = page.count if page.count is not None else len(shown)
    footer = f"{len(shown)} of {_count(total, 'event')}" if page.next or cursor else _count(total, "event")
    events_table(shown, footer)
    if page.next:
        plain(f"More: --cursor {page.next}")
    return 0


@click.group()
def db() -> None:
    """The database's schema."""


@db.command()
@db_option
def upgrade(db: str) -> int:
    """Bring the schema of a database up to this program's version; events and ids stay as they are."""
    Store.upgrade(db)
    plain("The schema is up to date.")
    return 0


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"
