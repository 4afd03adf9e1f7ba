"""Options and arguments that several commands share, and what people type into them."""

import sys
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

from timeline.dates.typed import read_typed
from timeline.errors import InvalidInput
from timeline.ingest.documents import decode, from_record, read_text
from timeline.model import Document

Command = TypeVar("Command", bound=Callable[..., Any])

DEFAULT_DB = "sqlite:///timeline.db"


class Day(click.ParamType[date]):
    """A day: ISO, or as people write one."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day; a usage error for what names none, or names more than one."""
        if isinstance(value, date):
            return value
        try:
            found = read_typed(value, date.today())
            if found.earliest and found.earliest == found.latest:
                return date.fromisoformat(found.earliest)
        except ValueError:
            pass
        return self.fail(f"{value!r} is no day; write it like 2025-08-13.", param, ctx)


published_option = click.option(
    "--published",
    type=Day(),
    metavar="D",
    help="Day of publication, against which relative dates are read; needed where the input does not say it.",
)
language_option = click.option("--lang", "language", metavar="L", help="Language of the text, such as en (default).")
file_argument = click.argument("file", type=click.Path(path_type=Path, allow_dash=True), required=False)


def db_option(command: Command) -> Command:
    """`--db URL`."""
    return click.option(
        "--db",
        default=DEFAULT_DB,
        envvar="TIMELINE_DB",
        show_default=True,
        show_envvar=True,
        metavar="URL",
        help="Database: sqlite:///FILE or postgresql://USER@HOST/NAME.",
    )(command)


def metadata(**given: Any) -> dict[str, Any]:
    """Metadata from options, those that were given."""
    return {
        key: value.isoformat() if isinstance(value, date) else value
        for key, value in given.items()
        if value is not None
    }


def read_input(file: Path | None) -> str:
    """Text of a file, or of standard input for `-` or none; a usage error at a terminal where nothing is piped in."""
    if file is not None and str(file) != "-":
        return decode(_file_bytes(file))
    if sys.stdin.isatty():
        raise click.UsageError("No text: name a FILE, or pipe the text in.")
    return decode(sys.stdin.buffer.read())


def _file_bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise InvalidInput(f"{file}: {error.strerror or error}") from None


def read_document(file: Path | None, given: Mapping[str, Any]) -> Document:
    """The document of a text file with the metadata beside it, or of standard input; what is given comes first."""
    try:
        if file is None or str(file) == "-":
            return from_record({**given, "text": read_input(file)})
        return read_text(file, given=given)
    except InvalidInput as error:
        if error.field == "published" and "published" not in given:
            raise click.UsageError("No publication date: give --published YYYY-MM-DD.") from None
        raise InvalidInput(f"{file or 'standard input'}: {error}") from None
