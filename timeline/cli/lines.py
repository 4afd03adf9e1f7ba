"""Many documents at once: JSON lines in, JSON lines out."""

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click
import orjson

from timeline.errors import InvalidInput
from timeline.ingest.documents import open_lines

jsonl_option = click.option(
    "--jsonl",
    type=click.Path(path_type=Path, allow_dash=True),
    metavar="LINES",
    help="Read many documents, one JSON object a line, and write JSON lines.",
)


def write(value: dict[str, Any]) -> None:
    """One JSON line on standard output."""
    sys.stdout.buffer.write(orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE))


def each_line(path: Path, answer: Callable[[dict[str, Any]], Iterable[dict[str, Any]]]) -> int:
    """Write the answers to each JSON line; a bad line is told on stderr, the others go on, and the exit code is 1."""
    failed = False
    for number, record in open_lines(path):
        try:
            if isinstance(record, InvalidInput):
                raise record
            for value in answer(record):
                write(value)
        except InvalidInput as error:
            failed = True
            click.echo(f"timeline: {path}:{number}: {error}", err=True)
    return int(failed)
