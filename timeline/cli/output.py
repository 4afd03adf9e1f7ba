"""What people see on the terminal: tables, explanations, progress."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

import click
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from timeline.model import TimeExpression

PLAIN_WIDTH = 140
"""Columns where the output is no terminal and does not say how wide it is."""
EXTRA = {"planned": "planned", "hypothetical": "possible", "alleged": "alleged", "cancelled": "cancelled"}


def console() -> Console:
    """Standard output, as wide as the terminal; plain text where it is none."""
    width = None if sys.stdout.isatty() else PLAIN_WIDTH
    return Console(file=sys.stdout, width=width, highlight=False)


def printable(text: str | None) -> str:
    """Text without control characters, which a terminal would obey, and without rich's markup."""
    return escape("".join(char if char.isprintable() else " " for char in text or ""))


def events_table(events: Sequence[dict[str, Any]], footer: str | None = None) -> None:
    """Events as a table: date at its precision, title, place, source."""
    out = console()
    if not events:
        out.print("No events.")
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=False)
    table.add_column("Date", no_wrap=True)
    table.add_column("Event", ratio=3)
    table.add_column("Place", max_width=24)
    table.add_column("Source", max_width=30, overflow="fold")
    for event in events:
        table.add_row(printable(event["date"]["display"]), _title(event), _place(event), _source(event))
    out.print(table)
    out.print(footer or f"{len(events)} event{'s' * (len(events) != 1)}", style="dim")


def _title(event: dict[str, Any]) -> str:
    title = printable(event["title"])
    if event["status"] in EXTRA:
        title += f" [italic]({EXTRA[event['status']]})[/]"
    for flag in event["flags"]:
        title += f"\n[yellow]! {printable(flag['message'])}[/]"
    return title


def _place(event: dict[str, Any]) -> str:
    place = event["place"]
    if not place:
        return ""
    country = place["country"]
    return printable(f"{place['name']}, {country}" if country and country != place["name"] else place["name"])


def _source(event: dict[str, Any]) -> str:
    documents = {evidence["document"]["id"]: evidence["document"] for evidence in event["evidence"]}
    first = next(iter(documents.values()), None)
    if first is None:
        return "entered by hand"
    name = first["publisher"] or first["title"] or first["url"] or first["id"]
    more = f" +{len(documents) - 1}" if len(documents) > 1 else ""
    return printable(f"{name}, {first['published']}{more}")


def explanation(text: str, found: Iterable[TimeExpression], published: date | None) -> None:
    """How each date was read, for a reader who knows no grammar."""
    out = console()
    found = list(found)
    if not found:
        out.print("No time expressions.")
        return
    for number, expression in enumerate(found):
        if number:
            out.print()
        out.print(f"[bold]{printable(expression.text)}[/]  [dim]characters {expression.start} to {expression.end}[/]")
        for label, value in _lines(expression):
            out.print(f"  {label:9}{printable(value)}", soft_wrap=True)
    if published is None:
        out.print("\nCounted from today; give --published D for a text of another day.", style="dim")


def _lines(expression: TimeExpression) -> Iterator[tuple[str, str]]:
    yield "rule", expression.rule
    yield "meaning", expression.meaning
    if expression.anchor:
        yield "anchor", expression.anchor
    yield "TIMEX3", f"{expression.type} {expression.value}" + (f", mod {expression.mod}" if expression.mod else "")
    value = expression.temporal
    if value is None:
        yield "result", "no date of its own"
    else:
        bounds = f"{value.earliest or 'open'} to {value.latest or 'open'}"
        yield "result", f"{value.display}: EDTF {value.edtf}, {bounds}, precision {value.precision}"
    for flag in expression.flags:
        yield "flag", flag.message


def plain(message: str) -> None:
    """A line of report on stderr."""
    click.echo(message, err=True)
