"""API keys: create, list, revoke."""

import click
from rich import box
from rich.table import Table

from timeline.cli.inputs import db_option
from timeline.cli.output import console, plain, printable
from timeline.store import Store
from timeline.store.keys import SCOPES, Scope


@click.group()
def keys() -> None:
    """API keys: who may write over the network."""


@keys.command()
@click.argument("name")
@click.option(
    "--scope",
    "scopes",
    type=click.Choice(SCOPES),
    multiple=True,
    default=("read", "write"),
    show_default=True,
    help="What the key allows; admin implies write, write implies read.",
)
@db_option
def create(name: str, scopes: tuple[Scope, ...], db: str) -> int:
    """Make a key for NAME and show it, this once: it is stored as a hash."""
    with Store.open(db, create=True) as store:
        key = store.keys.create(name, scopes)
    plain("Keep it: this is the only time it is shown.")
    click.echo(key)
    return 0


@keys.command("list")
@db_option
def list_keys(db: str) -> int:
    """The keys, without their secrets."""
    with Store.open(db) as store:
        found = store.keys.all()
    if not found:
        click.echo("No keys.")
        return 0
    table = Table("Id", "Name", "Scopes", "Created", "Revoked", box=box.SIMPLE_HEAD, pad_edge=False)
    for key in found:
        table.add_row(key.id, printable(key.name), ", ".join(key.scopes), key.created, key.revoked or "")
    console().print(table)
    return 0


@keys.command()
@click.argument("identity", metavar="ID")
@db_option
def revoke(identity: str, db: str) -> int:
    """Make the key of this ID worthless from now on."""
    with Store.open(db) as store:
        key = store.keys.revoke(identity)
    plain(f"Revoked {key.id} ({printable(key.name)}).")
    return 0
