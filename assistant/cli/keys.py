"""`radd keys`: who may use the service over HTTP, and for what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from assistant.errors import InvalidInput

if TYPE_CHECKING:
    from assistant.records.keys import KeyRing

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="API keys. Once there is one, every request needs one. Keys made after the start work at once.",
)


@app.command()
def create(
    name: Annotated[str, typer.Argument(help="whose key it is, for people")],
    seller: Annotated[str, typer.Option(help="whose returns it sees")] = "local",
    role: Annotated[str, typer.Option(help="seller, lead, ml or admin")] = "seller",
    scopes: Annotated[
        list[str] | None, typer.Option("--scope", help="fewer than the role's; may be repeated")
    ] = None,
) -> None:
    """Make a key and print it, once: it is kept nowhere."""
    from assistant.records.roles import Role, Scope

    if role not in list(Role):
        raise InvalidInput("role", f"must be one of {', '.join(Role)}")
    for scope in scopes or ():
        if scope not in list(Scope):
            raise InvalidInput("scope", f"must be one of {', '.join(Scope)}")
    chosen = [Scope(scope) for scope in scopes] if scopes else None
    key, secret = _keys().create(seller, name, Role(role), chosen)
    typer.echo(f"key {key.id} for {seller}, role {role}; send it as `Authorization: Bearer …`", err=True)
    typer.echo(secret)


@app.command("list")
def list_keys(
    seller: Annotated[str | None, typer.Option(help="one seller's only")] = None,
) -> None:
    """Every key: id, seller, role, scopes, since when, until when, name."""
    for key in _keys().all(seller):
        until = "works" if key.revoked_at is None else f"revoked {key.revoked_at:%Y-%m-%d %H:%M}"
        scopes = ",".join(sorted(key.scopes))
        typer.echo(
            f"{key.id}\t{key.seller}\t{key.role}\t{scopes}\t{key.created_at:%Y-%m-%d}\t{until}\t{key.name}"
        )


@app.command()
def revoke(key_id: str) -> None:
    """End a key at once."""
    key = _keys().revoke(key_id)
    typer.echo(f"{key.id} ({key.name}) no longer works")


def _keys() -> KeyRing:
    from assistant.bootstrap import Assistant

    return Assistant().keys
