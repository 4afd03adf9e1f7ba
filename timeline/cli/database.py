"""Commands over the database: ingest, query, db."""

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click
import orjson

from timeline.cli.filters import event_filters, make_query, page_options
from timeline.cli.inputs import db_option, language_option, metadata, published_option
from timeline.cli.output import events_table, plain, progress_bar
from timeline.ingest.documents import Refusal
from timeline.ingest.items import measure
from timeline.ingest.parse import Reading
from timeline.ingest.run import Report, read_paths
from timeline.ingest.run import ingest as ingest_items
from timeline.ingest.work import Job
from timeline.store import Store

SHOWN_REFUSALS = 20


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path, allow_dash=True), metavar="PATH…")
@db_option
@published_option
@language_option
@click.option("--publisher", metavar="P", help="Publisher, for documents that do not name one.")
def ingest(
    paths: tuple[Path, ...], db: str, published: date | None, language: str | None, publisher: str | None
) -> int:
    """Store documents and their events: files, and folders of them.

    Text files (.txt) and pages (.html) with their metadata beside them (.toml), JSON, JSON lines, CSV, web archives;
    plain or compressed. What is stored already is left as it is; documents that cannot be read are set aside with the
    reason, and the exit code is 1.
    """
    defaults = metadata(published=published, language=language, publisher=publisher)
    job = Job(db, Reading(date.today(), defaults=defaults))
    refusals: list[Refusal] = []
    total = measure(paths)
    with Store.open(db, create=True) as store, progress_bar("Reading") as advance:
        report = ingest_items(
            read_paths(paths),
            job,
            store=store,
            set_aside=refusals.append,
            progress=lambda now: advance(now.size, total, f"{_count(now.events, 'event')}"),
        )
    _tell(report, refusals)
    return int(bool(refusals))


def _tell(report: Report, refusals: Sequence[Refusal]) -> None:
    for refusal in refusals[:SHOWN_REFUSALS]:
        plain(f"set aside: {refusal.source}: {refusal.reason}")
    if len(refusals) > SHOWN_REFUSALS:
        plain(f"… and {len(refusals) - SHOWN_REFUSALS} more set aside")
    parts = []
    if report.new:
        parts.append(f"{_count(report.new, 'document')} added")
    if report.changed:
        parts.append(f"{_count(report.changed, 'document')} changed")
    if parts:
        parts[-1] += f" with {_count(report.events, 'event')}"
    else:
        parts = ["nothing new"]
    if report.known:
        parts.append(f"{_count(report.known, 'document')} stored before")
    if report.refused:
        parts.append(f"{report.refused} set aside")
    plain(", ".join(parts) + ".")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"


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
