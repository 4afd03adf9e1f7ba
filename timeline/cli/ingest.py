"""`timeline ingest`: documents into the database, on one core, on all of them, or on a cluster."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, get_args

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from timeline.cli.inputs import db_option, language_option, metadata, published_option
from timeline.cli.output import plain
from timeline.cli.restore import restore
from timeline.ingest.documents import Refusal
from timeline.ingest.executors import Cluster, Processes, Serial, Workers
from timeline.ingest.feeds import is_url, read_url
from timeline.ingest.fetch import Limits
from timeline.ingest.items import ENDINGS, Item, Kind, find_dump, measure
from timeline.ingest.parse import Reading, parse_mapping
from timeline.ingest.run import Report, read_paths
from timeline.ingest.run import ingest as ingest_items
from timeline.ingest.set_aside import SetAside, read_again
from timeline.ingest.twins import Linked, link
from timeline.ingest.web import Visitor
from timeline.ingest.work import Job
from timeline.store import Store

SHOWN_REFUSALS = 20
PLAIN_SECONDS = 10.0
"""Seconds between lines of progress where stderr is no terminal."""
INTERRUPTED = 130
CLUSTER_SECONDS = 15.0
"""How long a scheduler has to answer."""


@click.command()
@click.argument("sources", nargs=-1, metavar="PATH…")
@db_option
@published_option
@language_option
@click.option("--publisher", metavar="P", help="Publisher, for documents that do not name one.")
@click.option("--workers", type=click.IntRange(0), default=1, show_default=True, metavar="N",
              help="Processes that read and extract; 0 is one for each core.")  # fmt: skip
@click.option("--cluster", metavar="URL", help="Work on a Dask cluster: its scheduler, such as tcp://host:8786.")
@click.option("--map", "mapping", multiple=True, metavar="FIELD=NAME",
              help="A field of JSON or CSV by another name: --map text=content.body. Repeat.")  # fmt: skip
@click.option("--date-order", type=click.Choice(["DMY", "MDY"]), help="How dates such as 02/03/2021 are read.")
@click.option(
    "--as", "kind", type=click.Choice(get_args(Kind)), help="What standard input (-) and files of other endings hold."
)
@click.option("--resume/--no-resume", default=True, show_default=True, help="Leave out what was read before.")
@click.option("--set-aside", "aside", type=click.Path(path_type=Path, dir_okay=False), default="set-aside.jsonl",
              show_default=True, metavar="FILE", help="Where what cannot be read goes, with the reasons.")  # fmt: skip
@click.option("--again", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              help="Read what an earlier run set aside.")  # fmt: skip
@click.option(
    "--duplicates/--no-duplicates",
    default=True,
    show_default=True,
    help="Let copies of one report in several papers share its events, as further sources.",
)
@click.option("--allow-private", is_flag=True, help="Fetch from loopback and private addresses too.")
def ingest(
    sources: tuple[str, ...],
    db: str,
    published: date | None,
    language: str | None,
    publisher: str | None,
    workers: int,
    cluster: str | None,
    mapping: tuple[str, ...],
    date_order: Any,
    kind: Kind | None,
    resume: bool,
    aside: Path,
    again: Path | None,
    duplicates: bool,
    allow_private: bool,
) -> int:
    """Store documents and their events: files, folders of them, URLs, feeds, standard input (-).

    Text (.txt, with metadata beside it in .toml), HTML, JSON, JSON lines, CSV and WARC, plain or compressed (.gz,
    .zst). What was read before is left out, so a run that was stopped goes on where it was. What cannot be read is set
    aside with the reason, and the exit code is 1.

    A dump (what `timeline export --format ndjson` writes without filters) is restored into an empty database.
    """
    if not sources and again is None:
        raise click.UsageError("Missing argument 'PATH…'.")
    if (dump := find_dump(Path(source) for source in sources if not is_url(source))) is not None:
        if len(sources) > 1 or again is not None:
            raise click.UsageError(f"{dump} is a dump of a whole timeline: ingest it alone.")
        with stopping():
            return restore(db, dump)
    defaults = metadata(published=published, language=language, publisher=publisher)
    reading = Reading(date.today(), parse_mapping(mapping), defaults, date_order)
    total = measure(Path(source) for source in sources if not is_url(source))
    Store.open(db, create=True).close()
    visitor = Visitor(Limits(private=allow_private))
    items = _items(sources, again, visitor, kind)
    return run(items, Job(absolute(db), reading, resume), workers, cluster, aside, total, duplicates)


def run(
    items: Iterator[Item | Refusal],
    job: Job,
    workers: int,
    cluster: str | None,
    aside: Path,
    total: int,
    duplicates: bool,
) -> int:
    """Ingest items, show progress, tell the result; the exit code."""
    first: list[Refusal] = []
    kept = SetAside(aside)

    def set_aside(refusal: Refusal) -> None:
        if len(first) < SHOWN_REFUSALS:
            first.append(refusal)
        kept.write(refusal)

    crew = start_workers(workers, cluster)
    shown = Report()
    try:
        with stopping(), progress(total) as advance:

            def tell_progress(report: Report) -> None:
                nonlocal shown
                shown = report
                advance(report)

            report = ingest_items(items, job, workers=crew, set_aside=set_aside, progress=tell_progress)
            crew.close()
            linked = link_copies(job.db) if duplicates else Linked()
    except KeyboardInterrupt:
        crew.close(now=True)
        kept.close()
        stored = shown.new + shown.changed
        plain(f"timeline: stopped; {_count(stored, 'document')} stored, the same command goes on from there")
        return INTERRUPTED
    except BaseException:
        crew.close(now=True)
        kept.close()
        raise
    kept.close()
    tell(report, first, kept)
    if linked.copies:
        plain(
            f"{_count(linked.copies, 'pair')} of copies found, {_count(linked.events, 'event')} have further sources."
        )
    return int(bool(report.refused))


def link_copies(db: str) -> Linked:
    """Find the copies of one report; where a run before this one was stopped, its documents too."""
    with Store.open(db) as store:
        return link(store)


def absolute(db: str) -> str:
    """The URL of a database that means the same to a process in another folder."""
    scheme, sign, path = db.partition(":///")
    if (sign and scheme != "sqlite") or (not sign and "://" in db) or (path in ("", ":memory:") and sign):
        return db
    return f"sqlite:///{Path(path if sign else db).absolute()}"


def start_workers(count: int, cluster: str | None) -> Workers:
    """The workers that were asked for."""
    if cluster is not None:
        return Cluster(cluster, CLUSTER_SECONDS)
    count = count or os.cpu_count() or 1
    return Processes(count) if count > 1 else Serial()


def _items(
    sources: tuple[str, ...], again: Path | None, visitor: Visitor, kind: Kind | None
) -> Iterator[Item | Refusal]:
    # A path that is not there ends the run before it begins; a page that is not there is set aside.
    paths = [Path(source) for source in sources if not is_url(source)]
    if again is not None:
        yield from read_again(again, visitor, kind)
    yield from read_paths(paths, kind)
    for source in sources:
        if is_url(source):
            yield from read_url(source, visitor)


@contextmanager
def stopping() -> Iterator[None]:
    """A request to end (SIGTERM) is answered like Ctrl-C."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def progress(total: int) -> Iterator[Callable[[Report], None]]:
    """Shows how far a run is: a bar on a terminal, a line now and then elsewhere."""
    if not sys.stderr.isatty():
        yield _plain_progress(total)
        return
    bar = Progress(
        BarColumn(bar_width=24),
        TextColumn("{task.fields[note]}"),
        TimeRemainingColumn(compact=True),
        console=Console(stderr=True),
    )
    with bar:
        task: TaskID = bar.add_task("", total=total or None, note="reading")

        def advance(report: Report) -> None:
            bar.update(task, completed=report.size, note=describe(report))

        yield advance


def _plain_progress(total: int) -> Callable[[Report], None]:
    last = time.monotonic()

    def advance(report: Report) -> None:
        nonlocal last
        if time.monotonic() - last >= PLAIN_SECONDS:
            last = time.monotonic()
            spent = last - report.started
            left = f", {spent / report.size * (total - report.size):.0f} s left" if 0 < report.size < total else ""
            plain(describe(report) + left)

    return advance


def describe(report: Report) -> str:
    """How far a run is, in one line."""
    spent = max(time.monotonic() - report.started, 0.001)
    return (
        f"{report.documents:,} documents, {report.events:,} events, {report.size / 1e6:,.1f} MB, "
        f"{report.documents / spent:,.0f}/s, {report.refused:,} set aside"
    )


def tell(report: Report, first: list[Refusal], kept: SetAside) -> None:
    """The report at the end: what came in, what was set aside and why."""
    for refusal in first:
        plain(f"set aside: {refusal.source}: {refusal.reason}")
    if report.refused > len(first):
        plain(f"… and {report.refused - len(first):,} more:")
        for reason, count in sorted(report.reasons.items(), key=lambda pair: -pair[1]):
            plain(f"  {count:,} {reason}")
    parts = []
    if report.new:
        parts.append(f"{_count(report.new, 'document')} added")
    if report.changed:
        parts.append(f"{_count(report.changed, 'document')} changed")
    if parts:
        parts[-1] += f" with {_count(report.events, 'event')}"
    else:
        parts.append("nothing new" if report.documents else f"nothing to read: no {', '.join(ENDINGS)} (.gz, .zst)")
    if report.known:
        parts.append(f"{_count(report.known, 'document')} stored before")
    if report.refused:
        parts.append(f"{report.refused:,} set aside in {kept.path}")
    plain(", ".join(parts) + ".")


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'s' * (number != 1)}"
