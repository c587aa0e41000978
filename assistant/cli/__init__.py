"""The command line `radd`."""

from __future__ import annotations

import sys


def main() -> None:
    """Run `radd`: exit 0 done, 1 a draft that may not be sent, 2 bad input."""
    from assistant.cli.commands import app
    from assistant.errors import RaddError

    try:
        app()
    except RaddError as error:
        print(f"radd: {error}", file=sys.stderr)  # noqa: T201 - the one line a user sees
        sys.exit(2)
    except BrokenPipeError:
        sys.exit(0)
