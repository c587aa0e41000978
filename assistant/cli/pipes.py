"""JSON in and out of the commands."""

from __future__ import annotations

import json
import sys

import typer

from assistant.errors import InvalidInput

_MOST_BYTES = 2_000_000


def standard_input() -> bytes:
    """All of standard input. Raises `InvalidInput` when it is too large."""
    raw = sys.stdin.buffer.read(_MOST_BYTES + 1)
    if len(raw) > _MOST_BYTES:
        raise InvalidInput("body", f"is larger than {_MOST_BYTES:,} bytes")
    return raw


def print_json(value: object) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))
