"""API keys: made once, shown once, stored as hashes, revoked by their id."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, get_args

from sqlalchemy import insert, select, update

from timeline.errors import InvalidInput, NotFound
from timeline.store.engine import Database
from timeline.store.tables import keys

Scope = Literal["read", "write", "admin"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
PREFIX = "tlk"
"""What every key begins with, so that scanners for leaked secrets can know it."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key as it is stored, without its secret. `created` and `revoked` are UTC times, None for one that holds."""

    id: str
    name: str
    scopes: tuple[Scope, ...]
    created: str
    revoked: str | None

    def allows(self, scope: Scope) -> bool:
        """Whether the key may do what needs a scope: admin implies write, write implies read."""
        return any(SCOPES.index(own) >= SCOPES.index(scope) for own in self.scopes)


class Keys:
    """The keys of one database. Every method raises StoreUnavailable when it cannot be reached."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, name: str, scopes: tuple[Scope, ...] = ("read", "write")) -> str:
        """Make a key and return its text, which is nowhere stored. InvalidInput for a bad name or scope."""
        if not 0 < len(name.strip()) <= 100 or not name.isprintable():
            raise InvalidInput("a key's name is 1 to 100 printable characters", "name")
        if not scopes or not set(scopes) <= set(SCOPES):
            raise InvalidInput(f"scopes are {', '.join(SCOPES)}", "scopes")
        identity, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
        ordered = [scope for scope in SCOPES if scope in scopes]
        with self._database.write() as connection:
            connection.execute(
                insert(keys),
                {
                    "id": identity,
                    "name": name.strip(),
                    "hash": _hash(secret),
                    "scopes": " ".join(ordered),
                    "created": _now(),
                },
            )
        return f"{PREFIX}_{identity}_{secret}"

    def find(self, text: str) -> Key | None:
        """The key of this text; None where there is none, or where it was revoked."""
        parts = text.split("_", 2)
        if len(parts) != 3 or parts[0] != PREFIX or len(text) > 200 or not text.isascii() or not text.isprintable():
            return None
        with self._database.read() as connection:
            row = connection.execute(select(keys).where(keys.c.id == parts[1])).one_or_none()
        # The secret holds 256 random bits, so a plain hash is as good as a slow one. Compared in constant time.
        if row is None or row.revoked or not hmac.compare_digest(row.hash, _hash(parts[2])):
            return None
        return _key(row)

    def all(self) -> list[Key]:
        """Every key, oldest first, revoked ones too."""
        with self._database.read() as connection:
            return [_key(row) for row in connection.execute(select(keys).order_by(keys.c.created, keys.c.id))]

    def exist(self) -> bool:
        """Whether a key was ever created; from then on the local user needs one too."""
        with self._database.read() as connection:
            return connection.execute(select(keys.c.id).limit(1)).first() is not None

    def revoke(self, identity: str) -> Key:
        """Make a key worthless from now on, by its id. NotFound where there is none."""
        with self._database.write() as connection:
            connection.execute(update(keys).where(keys.c.id == identity, keys.c.revoked.is_(None)), {"revoked": _now()})
            row = connection.execute(select(keys).where(keys.c.id == identity)).one_or_none()
        if row is None:
            raise NotFound(f"there is no key {identity}")
        return _key(row)


def _key(row: Any) -> Key:
    return Key(row.id, row.name, tuple(row.scopes.split()), row.created, row.revoked)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
