"""What the records hold, as frozen values free of the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from assistant.models import LanguageCode, Message, ReturnRequest


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """A message of a thread. `override_reason`: why the seller sent it against the check's advice."""

    id: str
    message: Message
    language: LanguageCode
    override_reason: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a return stands, for the inbox.

    open: not settled. needs_reply: it is the seller's turn. due: the deadline that counts now, None: unknown.
    """

    open: bool
    needs_reply: bool
    due: datetime | None


@dataclass(frozen=True, slots=True)
class StoredReturn:
    """A return on record. `version` grows with every change; `new_messages` are the customer's unanswered ones."""

    id: str
    version: int
    added_at: datetime
    request: ReturnRequest
    standing: Standing
    new_messages: int
    report_reason: str | None
    messages: tuple[StoredMessage, ...] = ()

    @property
    def thread(self) -> tuple[Message, ...]:
        return tuple(stored.message for stored in self.messages)


@dataclass(frozen=True, slots=True)
class Write:
    """A client's name for one write: the same key with the same fingerprint is done once."""

    key: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Page:
    """Some returns without their threads; `next` opens the following page, None after the last."""

    returns: tuple[StoredReturn, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did what when. `detail` never holds what a customer wrote."""

    at: datetime
    action: str
    return_id: str
    detail: str | None
