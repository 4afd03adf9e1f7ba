"""`timeline watch`: feeds into the database as they come."""

import signal
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from timeline.cli.ingest import absolute
from timeline.cli.inputs import db_option
from timeline.cli.output import plain
from timeline.ingest.documents import Refusal
from timeline.ingest.fetch import Limits
from timeline.ingest.items import Item
from timeline.ingest.parse import Reading
from timeline.ingest.run import ingest
from timeline.ingest.twins import link
from timeline.ingest.watch import Feed, Watcher, read_list, state_path
from timeline.ingest.web import PAUSE, Visitor
from timeline.ingest.work import Job
from timeline.store import Store


@click.command()
@click.argument("feeds", type=click.Path(path_type=Path, dir_okay=False), metavar="FEEDS.TOML")
@db_option
@click.option("--once", is_flag=True, help="Ask every feed one time and end.")
@click.option("--pause", type=click.FloatRange(0), default=PAUSE, show_default=True, metavar="SECONDS",
              help="Between two requests to a host.")  # fmt: skip
@click.option("--allow-private", is_flag=True, help="Fetch from loopback and private addresses too.")
def watch(feeds: Path, db: str, once: bool, pause: float, allow_private: bool) -> int:
    """Read RSS and Atom feeds as they grow, and store the articles they lead to.

    FEEDS.TOML lists them: [[feeds]] with url, and where wanted minutes (15), publisher, language, tags. Unchanged
    feeds cost one small request, failing ones are asked more and more seldom. Ctrl-C ends it; nothing that was
    fetched is lost. With --once the exit code is 1 where a feed could not be read.
    """
    listed = read_list(feeds)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    visitor = Visitor(Limits(private=allow_private), pause=pause, stop=stop)
    with Store.open(db, create=True) as store:

        def store_items(feed: Feed, items: Iterator[Item | Refusal]) -> None:
            reading = Reading(date.today(), defaults=dict(feed.defaults))
            report = ingest(items, replace(job, reading=reading), store=store, set_aside=told)
            if report.new or report.changed:
                link(store)
            counts = f"{report.new} new, {report.changed} changed, {report.refused} set aside"
            plain(f"{feed.url}: {counts}, {report.events} events")

        job = Job(absolute(db), Reading(date.today()))
        watcher = Watcher(listed, state_path(feeds), visitor, store_items, stop)
        if once:
            answered = watcher.run_once()
        else:
            watcher.run()
            answered = True
    visitor.close()
    return int(not answered)


def told(refusal: Refusal) -> None:
    """Say what was set aside."""
    plain(f"set aside: {refusal.source}: {refusal.reason}")
