"""What the records hold, as frozen values free of the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from assistant.models import Finding, LanguageCode, Message, ReturnRequest, Suggestion, Translation

COMMENT = "comment"
"""The part of a return that is no message: the words of the request itself."""


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """A message of a thread. `override_reason`: why the seller sent it against the check's advice.

    translations: by the language they are in.
    """

    id: str
    message: Message
    language: LanguageCode
    override_reason: str | None = None
    translations: Mapping[str, Translation] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a return stands, for the inbox.

    open: not settled. needs_reply: it is the seller's turn to write. due: the deadline that counts now,
    None: unknown. lapses: when the seller's turn to write ends unused, None: never. needs_decision: the item
    is back and the return is not settled.
    """

    open: bool
    needs_reply: bool
    due: datetime | None
    lapses: datetime | None = None
    needs_decision: bool = False


class JudgedBy(StrEnum):
    """Who said what a return or a reply means."""

    MODEL = "model"
    SELLER = "seller"


@dataclass(frozen=True, slots=True)
class StoredConsent:
    """What a customer's reply to an offered refund came to; `message_id` is the reply."""

    label: str
    confidence: float
    source: JudgedBy
    message_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class StoredReturn:
    """A return on record. `version` grows with every change; `new_messages` are the customer's unanswered ones.

    situation: what happened, by whom it was judged; None before anybody looked. translations: of the comment.
    """

    id: str
    version: int
    added_at: datetime
    request: ReturnRequest
    standing: Standing
    new_messages: int
    report_reason: str | None
    messages: tuple[StoredMessage, ...] = ()
    situation: str | None = None
    situation_by: JudgedBy | None = None
    consent: StoredConsent | None = None
    translations: Mapping[str, Translation] = field(default_factory=dict)

    @property
    def thread(self) -> tuple[Message, ...]:
        return tuple(stored.message for stored in self.messages)


class CheckOutcome(StrEnum):
    SENT = "sent"
    OVERRIDDEN = "overridden"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Checked:
    """The check of a seller's message, and what became of the message."""

    outcome: CheckOutcome
    text: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class ReadConsent:
    """Consent as read in the message that goes on record with it."""

    label: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Addition:
    """What goes on record with one message. `suggestion_id`: the suggestion it came of; None: the newest."""

    message: Message
    language: LanguageCode
    standing: Standing
    override_reason: str | None = None
    checked: Checked | None = None
    consent: ReadConsent | None = None
    suggestion_id: str | None = None
    action: str = "message.add"


@dataclass(frozen=True, slots=True)
class StoredSuggestion:
    """A suggestion as it was shown. `sent` is the message that was sent in the end, None: none yet."""

    id: str
    return_id: str
    made_at: datetime
    suggestion: Suggestion
    sent: StoredMessage | None

    @property
    def edited(self) -> bool | None:
        """Whether the seller changed the draft before sending; None where nothing was drafted or sent."""
        if self.sent is None or self.suggestion.draft is None:
            return None
        return self.sent.message.text != self.suggestion.draft.text


class About(StrEnum):
    """What feedback is on."""

    DRAFT = "draft"
    SOURCE = "source"
    TRANSLATION = "translation"
    SITUATION = "situation"


@dataclass(frozen=True, slots=True)
class Opinion:
    """A seller's word on a part of a suggestion; a later one on the same part replaces it.

    source_id: the passage, for `source`. vote: thumbs up (True) or down. correction: what would be right;
    for `situation` one of its ids.
    """

    suggestion_id: str
    about: About
    source_id: str = ""
    vote: bool | None = None
    correction: str | None = None
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class StoredOpinion:
    id: str
    return_id: str
    at: datetime
    opinion: Opinion


@dataclass(frozen=True, slots=True)
class Write:
    """One write of a client: `by` whom; a `key` it named it by, with the fingerprint of what it asks.

    The same key with the same fingerprint is done once.
    """

    key: str | None
    fingerprint: str
    by: str = "local"


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
    by: str
