"""`radd records`: the database behind returns, and the revision its tables are at."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="The database of returns.")


@app.command()
def revision() -> None:
    """The revision that the tables are at; opening the records brings them to the newest."""
    from assistant.records.database import Database
    from assistant.records.migrate import current

    typer.echo(current(Database.connect(_place())) or "none")


@app.command()
def upgrade(to: Annotated[str, typer.Argument(help="a revision")] = "head") -> None:
    """Bring the tables forward, as the service does when it starts."""
    from assistant.records.database import Database
    from assistant.records.migrate import current
    from assistant.records.migrate import upgrade as bring

    database = Database.connect(_place())
    bring(database, to)
    typer.echo(current(database))


@app.command()
def downgrade(
    to: Annotated[str, typer.Argument(help="a revision, or base for none")],
    yes: Annotated[
        bool, typer.Option("--yes", help="what only newer tables hold is lost; do not ask")
    ] = False,
) -> None:
    """Bring the tables back for an older version of Radd. Stop the service and make a copy first."""
    from assistant.records.database import Database
    from assistant.records.migrate import current
    from assistant.records.migrate import downgrade as bring

    if not yes:
        typer.confirm("What only newer tables hold is lost. Go back?", abort=True)
    database = Database.connect(_place())
    bring(database, to)
    typer.echo(current(database) or "none")


def _place() -> Path | str:
    from assistant.bootstrap import records_place
    from assistant.settings import load_settings

    return records_place(load_settings())
