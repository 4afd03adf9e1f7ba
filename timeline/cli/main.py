"""The group `timeline`, its commands, and the one place where errors become a line and an exit code."""

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import entry_points

import click

from timeline import __version__
from timeline.errors import TimelineError

PLUGINS = "timeline.commands"
COMMANDS = {
    "tag": "timeline.cli.text",
    "extract": "timeline.cli.extract",
    "explain": "timeline.cli.text",
    "ingest": "timeline.cli.ingest",
    "watch": "timeline.cli.watch",
    "query": "timeline.cli.database",
    "keys": "timeline.cli.keys",
    "db": "timeline.cli.database",
}
FAILED, WRONG_USE, INTERRUPTED = 1, 2, 130


class Group(click.Group):
    """Commands by name, imported when they are called: `timeline --help` is quick, and `tag` loads no database."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands of the core in their order, then those of other packages."""
        return [*COMMANDS, *sorted(point.name for point in entry_points(group=PLUGINS))]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A command, or None where there is none of that name."""
        if cmd_name in COMMANDS:
            command = getattr(import_module(COMMANDS[cmd_name]), cmd_name)
        else:
            points = list(entry_points(group=PLUGINS, name=cmd_name))
            command = points[0].load() if points else None
        return command if isinstance(command, click.Command) else None


@click.group(
    cls=Group,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 done, 1 failed on the input, 2 wrong use.",
)
@click.version_option(__version__, prog_name="timeline")
def timeline() -> None:
    """Dated events from news text, each with the words that prove it."""


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and give its exit code; errors are one line on stderr, never a traceback."""
    try:
        # Not `timeline.main`: it has its own mind about broken pipes.
        arguments = sys.argv[1:] if arguments is None else arguments
        with timeline.make_context("timeline", list(arguments)) as context:
            result = timeline.invoke(context)
        sys.stdout.flush()
        return result if isinstance(result, int) else 0
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        return _say(error.ctx.get_help() if error.ctx else str(error), WRONG_USE)
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "timeline"
        return _say(f"{command}: {_one_line(error.format_message())} (see {command} --help)", WRONG_USE)
    except (click.Abort, KeyboardInterrupt):
        return _say("timeline: stopped", INTERRUPTED)
    except (TimelineError, click.ClickException) as error:
        text = error.format_message() if isinstance(error, click.ClickException) else str(error)
        return _say(f"timeline: {_one_line(text)}", FAILED)
    except BrokenPipeError:
        # The reader has seen enough (`timeline query | head`). Python would complain again when it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _say(message: str, code: int) -> int:
    click.echo(message, err=True)
    return code


def _one_line(text: str) -> str:
    return " ".join(text.split())


def main() -> None:
    """Entry point of the console script."""
    sys.exit(run())
