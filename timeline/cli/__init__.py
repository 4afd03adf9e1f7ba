"""The command line: one group, its commands in the modules beside it and in packages that declare an entry point."""

from timeline.cli.main import main

__all__ = ["main"]
