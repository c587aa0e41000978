"""Cases with sensible defaults, so that a test names only what it is about."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from assistant.models import Author, Case, Marketplace, Message, ReturnRequest

FRIDAY = datetime.fromisoformat("2026-11-20T15:10:00+04:00")


def a_request(comment: str = "The glass lid arrived cracked", **fields: Any) -> ReturnRequest:
    defaults: dict[str, Any] = {
        "marketplace": Marketplace.AE,
        "status": "pending_action",
        "created_at": FRIDAY,
    }
    return ReturnRequest(comment, **(defaults | fields))


def a_case(
    *turns: tuple[str, str],
    now: datetime = FRIDAY,
    comment: str = "The glass lid arrived cracked",
    **fields: Any,
) -> Case:
    """A case whose thread is given as ("seller" or "customer", text) pairs."""
    thread = tuple(Message(Author(author), text) for author, text in turns)
    return Case(a_request(comment, **fields), thread, now)
