"""Errors that reach a person: one clear line each, never a traceback."""


class TimelineError(Exception):
    """Base of every error whose message is meant for the user; the CLI prints it and exits with 1."""


class InvalidInput(TimelineError):
    """The input itself is wrong.

    `field` names the offending part ("published", "text", "from"), so that the API can point at it.
    """

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class NotFound(TimelineError):
    """There is no such event, document or key."""


class Conflict(TimelineError):
    """The thing is in a state that does not allow this."""


class Stale(Conflict):
    """The thing was changed since the version that the editor saw."""


class SchemaMismatch(TimelineError):
    """The database has another schema version than this program; the message names the command that helps."""


class StoreUnavailable(TimelineError):
    """The database cannot be reached, read or written; what was acknowledged is still there."""
