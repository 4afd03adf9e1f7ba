"""The filters of the range query as options, the same for every command that takes them."""

import functools
from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

import click

from timeline.dates.typed import read_typed
from timeline.errors import InvalidInput
from timeline.model import EVENT_TYPES, PRECISIONS, REVIEWS, STATUSES
from timeline.store import EventQuery
from timeline.store.query import MAX_LIMIT

Command = TypeVar("Command", bound=Callable[..., Any])


class Bound(click.ParamType[str | None]):
    """One side of a range: an ISO day, the first or the last of what a person typed ("2018", "last March")."""

    def __init__(self, side: str) -> None:
        self.side = side
        self.name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str | None:
        """The ISO day, None where what was typed is open on that side."""
        try:
            found = read_typed(value, date.today())
        except ValueError as error:
            return self.fail(f"{error}.", param, ctx)
        return found.earliest if self.side == "from" else found.latest


def _any_of(name: str, help: str, choices: tuple[str, ...] | None = None) -> Callable[[Command], Command]:
    kind = click.Choice(choices) if choices else None
    return click.option(f"--{name}", type=kind, multiple=True, metavar=None if choices else "X", help=help)


OPTIONS = (
    click.option("--from", "from_day", type=Bound("from"), metavar="D", help="Not before D, as anyone would type it."),
    click.option("--to", "to_day", type=Bound("to"), metavar="D", help="Not after D."),
    click.option(
        "--match",
        type=click.Choice(["overlap", "within"]),
        default="overlap",
        help="Events that can fall in the range (overlap, the default), or that certainly do (within).",
    ),
    click.option(
        "--axis",
        type=click.Choice(["event", "published"]),
        default="event",
        help="Range over the events' dates (default) or over the days they were published.",
    ),
    click.option(
        "--open",
        type=click.Choice(["near", "all", "none"]),
        default="near",
        help="Events open on one side: up to 366 days past the known bound (near), without limit, or not at all.",
    ),
    click.option("--q", metavar="WORDS", help="Words in title, quotes, participants or place."),
    _any_of("type", "Type of event; repeat for any of several.", EVENT_TYPES),
    _any_of("status", "Occurred, planned …", STATUSES),
    _any_of("review", "What editors made of it.", REVIEWS),
    _any_of("precision", "Precision of the date.", PRECISIONS),
    _any_of("participant", "Name of one who took part."),
    _any_of("place", "Name of a place."),
    _any_of("country", "ISO code of a country."),
    _any_of("document", "Id of a document."),
    _any_of("tag", "A tag."),
    _any_of("flag", "A flag, such as weekday-mismatch."),
    click.option("--min-confidence", type=click.FloatRange(0, 1), metavar="N", help="Confidence from 0 to 1."),
    click.option(
        "--sort",
        type=click.Choice(["date", "-date", "relevance", "-published"]),
        default="date",
        help="Order; date is the default.",
    ),
)


def event_filters(command: Command) -> Command:
    """Add every filter; the command is called with them as `asked`, the fields of an EventQuery."""
    names = {option.name for option in _parameters()}

    @functools.wraps(command)
    def gathered(**values: Any) -> Any:
        asked = {name: values.pop(name) for name in names}
        return command(asked=asked, **values)

    for option in reversed(OPTIONS):
        gathered = option(gathered)
    return gathered  # type: ignore[return-value]


def _parameters() -> list[click.Parameter]:
    def bare() -> None:
        pass

    for option in OPTIONS:
        option(bare)
    return list(bare.__click_params__)  # type: ignore[attr-defined]


def page_options(command: Command) -> Command:
    """`--limit` and `--cursor`."""
    limit = click.option(
        "--limit", type=click.IntRange(1, MAX_LIMIT), default=50, show_default=True, metavar="N", help="Events a page."
    )
    cursor = click.option("--cursor", metavar="C", help="Where the next page begins, as the last one says.")
    return limit(cursor(command))


def make_query(asked: dict[str, Any], **page: Any) -> EventQuery:
    """The query; a usage error where the options contradict one another. A wrong cursor stays InvalidInput."""
    try:
        return EventQuery(**asked, **page)
    except InvalidInput as error:
        raise click.UsageError(f"{error}.") from None
