"""`timeline export`: the events of a query in the format of another tool, or the whole database, to a file or standard
output."""

import os
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

import click
import orjson

from api.exports import FORMATS, About, Format, encode
from timeline.cli.filters import event_filters, make_query
from timeline.cli.inputs import db_option
from timeline.cli.output import plain
from timeline.errors import TimelineError
from timeline.store import EventQuery, Store

BY_NAME = {format.suffix: format for format in FORMATS}
SITE = "http://127.0.0.1:8000/"


@click.command()
@click.option("--format", "form", required=True, type=click.Choice(list(BY_NAME)), help="Format to write.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Default: standard output."
)
@click.option("--bom", is_flag=True, help="Begin CSV with a byte order mark, by which Excel knows UTF-8.")
@click.option("--site", default=SITE, show_default=True, metavar="URL", help="Address that links lead to.")
@db_option
@event_filters
def export(form: str, output: Path | None, bom: bool, site: str, db: str, asked: dict[str, Any]) -> int:
    """Events of a query in the format of another tool.

    NDJSON has an event a line; without any filter it is a dump of the whole database (documents with their versions,
    events, edits), which `timeline ingest` reads into an empty one, on either engine.

    A file appears whole or not at all: it is written beside its place and moved there at the end.
    """
    format, query = BY_NAME[form], make_query(asked)
    about = About(site=site.rstrip("/") + "/", address=site, made=datetime.now(UTC), bom=bom)
    with Store.open(db) as store:
        if output is None:
            _write(sys.stdout.buffer, format, store, query, about)
        else:
            _write_file(output, format, store, query, about)
            plain(f"Written: {output}")
    return 0


def _write(file: BinaryIO, format: Format, store: Store, query: EventQuery, about: About) -> None:
    if format.suffix == "ndjson" and query == EventQuery():
        file.writelines(store.dump())
        return
    for piece in encode(format.write(map(orjson.loads, store.stream(query)), about)):
        file.write(piece)


def _write_file(output: Path, format: Format, store: Store, query: EventQuery, about: About) -> None:
    try:
        with tempfile.NamedTemporaryFile(dir=output.parent, prefix=f".{output.name}.", delete=False) as file:
            draft = Path(file.name)
            try:
                _write(file, format, store, query, about)  # type: ignore[arg-type]
                draft.chmod(0o666 & ~_umask())
                draft.replace(output)
            except BaseException:
                draft.unlink(missing_ok=True)
                raise
    except OSError as error:
        raise TimelineError(f"{output}: {error.strerror or error}") from None


def _umask() -> int:
    """The process's umask, which temporary files do not follow."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
