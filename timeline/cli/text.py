"""Commands that read the dates of a text: tag, explain."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import click
from marshmallow import ValidationError

from timeline.cli.inputs import file_argument, language_option, published_option, read_input
from timeline.cli.lines import each_line, jsonl_option, write
from timeline.cli.output import explanation
from timeline.dates.tagger import tag as tag_text
from timeline.dates.timex3 import timeml
from timeline.errors import InvalidInput
from timeline.model import TimeExpression
from timeline.schemas import clean_text


@click.command()
@file_argument
@published_option
@language_option
@jsonl_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["jsonl", "timeml"]),
    default="jsonl",
    show_default=True,
    help="JSON lines, or a TimeML document with inline TIMEX3.",
)
def tag(file: Path | None, published: date | None, language: str | None, jsonl: Path | None, form: str) -> int:
    """Time expressions of a text (FILE, or standard input), as JSON lines.

    With --jsonl, lines of {"doc", "dct", "text"}; each line of output names its "doc".
    """
    if jsonl is None:
        text = read_input(file)
        found = tag_text(text, published, language or "en")
        if form == "timeml":
            click.echo(timeml(text, found, published, str(file or "text")), nl=False)
        for expression in found if form == "jsonl" else ():
            write(expression_json(expression))
        return 0
    return each_line(jsonl, lambda record: _tag_line(record, published, language or "en"))


def expression_json(expression: TimeExpression) -> dict[str, Any]:
    """A time expression as `timeline tag` prints it."""
    value = expression.temporal
    return {
        "start": expression.start,
        "end": expression.end,
        "text": expression.text,
        "type": expression.type,
        "value": expression.value,
        **({"mod": expression.mod} if expression.mod else {}),
        "edtf": value and value.edtf,
        "earliest": value and value.earliest,
        "latest": value and value.latest,
        "rule": expression.rule,
        "anchor": expression.anchor,
        **({"flags": [flag.code for flag in expression.flags]} if expression.flags else {}),
    }


def _tag_line(record: dict[str, Any], published: date | None, language: str) -> Iterator[dict[str, Any]]:
    text, doc = record.get("text"), record.get("doc", record.get("id"))
    if not isinstance(text, str):
        raise InvalidInput('no "text"', "text")
    try:
        clean_text(text)
    except ValidationError as error:
        raise InvalidInput(f"text: {error.messages[0]}", "text") from None
    for expression in tag_text(text, _creation_time(record) or published, record.get("language") or language):
        yield {"doc": doc, **expression_json(expression)}


def _creation_time(record: dict[str, Any]) -> date | None:
    """The day of `dct`; whatever stands behind the day (a clock time) is left aside."""
    given = record.get("dct") or record.get("published")
    if not given:
        return None
    text = str(given)
    try:
        return date.fromisoformat(text[:10] if "-" in text else text[:8])
    except ValueError:
        raise InvalidInput(f"not a day: {text[:40]!r}", "dct") from None


@click.command()
@click.argument("text", required=False)
@published_option
@language_option
def explain(text: str | None, published: date | None, language: str | None) -> int:
    """How each date of TEXT was read: rule, meaning, anchor, result.

    Without --published, the text counts as published today.
    """
    text = read_input(None) if text in (None, "-") else text
    assert text is not None
    explanation(text, tag_text(text, published or date.today(), language or "en"), published)
    return 0
