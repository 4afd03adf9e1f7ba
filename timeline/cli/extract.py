"""The command that reads the events of a text: extract."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import click

from timeline.cli.inputs import file_argument, language_option, metadata, published_option, read_document
from timeline.cli.lines import each_line, jsonl_option, write
from timeline.cli.output import events_table
from timeline.ingest.documents import from_record
from timeline.pipeline import extract as extract_events
from timeline.schemas import event_json


@click.command()
@file_argument
@published_option
@language_option
@jsonl_option
@click.option("--title", metavar="T", help="Headline of the article.")
@click.option("--json", "as_json", is_flag=True, help='JSON, {"events": […]}, in place of a table.')
def extract(
    file: Path | None,
    published: date | None,
    language: str | None,
    jsonl: Path | None,
    title: str | None,
    as_json: bool,
) -> int:
    """Events of a text (FILE, or standard input), as a table or JSON.

    A file's metadata may stand beside it: article.toml beside article.txt. With --jsonl, lines of
    {"id", "published", "title", "text"}; each gives one line {"id", "events"}.
    """
    given = metadata(published=published, language=language, title=title)
    if jsonl is not None:
        return each_line(jsonl, lambda record: _extract_line(record, given))
    events = extract_events(read_document(file, given))
    if as_json:
        write({"events": [event_json(event) for event in events]})
    else:
        events_table([event_json(event) for event in events])
    return 0


def _extract_line(record: dict[str, Any], defaults: dict[str, Any]) -> Iterator[dict[str, Any]]:
    events = extract_events(from_record(record, defaults))
    yield {"id": record.get("id"), "events": [event_json(event) for event in events]}
