"""`timeline serve`: the API and the page behind a production server (granian)."""

import os
import tempfile
from functools import partial
from typing import Any

import click

from api.settings import Settings
from timeline.store import Store

BACKPRESSURE = 512
"""Connections that one worker accepts; more wait in the listen queue."""
GRACE = 20
"""Seconds that requests under way get to finish after a signal to stop."""


def load(settings: Settings, processes: bool, target: str) -> Any:
    """One worker's app, over connections of its own (`target` is granian's name for it)."""
    from api.app import create_app
    from api.gateway import Gateway
    from api.observe import log_to_stderr

    log_to_stderr()
    return Gateway(create_app(Store.open(settings.database), settings, processes=processes), settings.max_body)


def granian(name: str, host: str, port: int, **more: Any) -> Any:
    """The server, not yet serving: HTTP/1.1, limits on headers and connections, time to finish when it is stopped."""
    from granian.constants import HTTPModes, Interfaces
    from granian.http import HTTP1Settings
    from granian.log import LogLevels
    from granian.server import Server

    return Server(
        name,
        address=host,
        port=port,
        interface=Interfaces.ASGINL,
        http=HTTPModes.http1,
        backpressure=BACKPRESSURE,
        http1_settings=HTTP1Settings(header_read_timeout=10_000, max_buffer_size=64 * 1024),
        log_level=LogLevels.warning,
        workers_kill_timeout=GRACE,
        respawn_failed_workers=True,
        **more,
    )


def check(settings: Settings) -> None:
    """Refuse early what the workers would fail on: the database, and an open address without a key."""
    with Store.open(settings.database, create=settings.loopback) as store:
        if not settings.loopback and not any(key.revoked is None for key in store.keys.all()):
            raise click.UsageError(
                f"{settings.host} can be reached from other machines, so a key is needed first: "
                f"timeline keys create NAME --db {settings.database}"
            )


def run(settings: Settings, workers: int) -> None:
    """Serve until a signal says stop."""
    processes = workers > 1
    with tempfile.TemporaryDirectory(prefix="timeline-metrics-") as folder:
        if processes:
            os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
        server = granian("timeline", settings.host, settings.port, workers=workers)
        server.serve(target_loader=partial(load, settings, processes))


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--db", "database", default="sqlite:///timeline.db", show_default=True, envvar="TIMELINE_DB",
              help="Database: a SQLite file or URL, or a PostgreSQL URL.")  # fmt: skip
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 256), help="Server processes.")
@click.option("--allowed-host", "allowed_hosts", multiple=True, metavar="NAME",
              help="Host name to answer to; repeat for more. Default: loopback names, or any beyond.")  # fmt: skip
@click.option("--proxies", default=0, show_default=True, type=click.IntRange(0, 5),
              help="Proxies in front whose X-Forwarded-* headers are to be believed.")  # fmt: skip
@click.option("--max-body", default=Settings().max_body, show_default=True, type=click.IntRange(1024),
              help="Longest request body in bytes; batches may be longer, their lines not.")  # fmt: skip
@click.option("--read-rate", type=click.IntRange(0), help="Reads a minute for one client, 0 for no limit.")
@click.option("--write-rate", type=click.IntRange(0), help="Writes a minute for one client, 0 for no limit.")
@click.option("--extract-rate", type=click.IntRange(0), help="Extractions a minute for one client, 0 for no limit.")
def serve(workers: int, allowed_hosts: tuple[str, ...], **options: Any) -> None:
    """Serve the API and the web page."""
    settings = Settings(allowed_hosts=frozenset(name.lower() for name in allowed_hosts), **options)
    check(settings)
    shown = f"[{settings.host}]" if ":" in settings.host else settings.host
    click.echo(f"Serving on http://{shown}:{settings.port}", err=True)
    run(settings, workers)
