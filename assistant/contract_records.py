"""The wire contract of the records: returns, messages, the inbox. See `contract` for the style."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from assistant.contract import (
    FilledText,
    Input,
    Line,
    MessageIn,
    Moment,
    Money,
    ReturnRequestIn,
    check_out,
    plain,
)
from assistant.models import CheckReport, Consent, ReplyLanguage, ReturnRequest, Translation
from assistant.policy.returnconnect import ReportReason
from assistant.records.values import AuditEntry, Page, StoredMessage, StoredReturn
from assistant.workbench import Sending

Key = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[\x21-\x7e]+$")]
"""An `Idempotency-Key`: the client's own name for one write."""
EntityTag = Annotated[str, StringConstraints(pattern=r'^"[0-9]{1,9}"$')]


class ReturnIn(Input):
    return_request: ReturnRequestIn

    def value(self) -> ReturnRequest:
        return self.return_request.value()


class ReturnChangesIn(Input):
    """Only the fields that are named change; null forgets what was known."""

    status: Line | None = None
    received_at: Moment | None = None
    refunded: Money | None = None

    def changes(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.model_fields_set}


class ThreadMessageIn(MessageIn):
    """`override_reason` sends a seller's message that the check refuses; the audit log keeps it.

    suggestion_id: the suggestion the message came of; without it, the newest of the return.
    """

    override_reason: Annotated[FilledText, Field(max_length=500)] | None = None
    language: ReplyLanguage = "en"
    suggestion_id: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")] | None = None

    def sending(self) -> Sending:
        return Sending(self.override_reason, self.language, self.suggestion_id)


class ReportIn(Input):
    reason: ReportReason


class ConsentOnRecordIn(Input):
    """What a person reads in a customer's reply: the message that is named, else the newest."""

    consent: Consent
    message_id: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")] | None = None


def entity_tag(stored: StoredReturn) -> str:
    """The `ETag` of a return: its version."""
    return f'"{stored.version}"'


def version_of(tag: str | None) -> int | None:
    return None if tag is None else int(tag.strip('"'))


def return_out(stored: StoredReturn) -> dict[str, Any]:
    """A return with its thread, each part beside its translations by language."""
    return summary_out(stored) | {
        "consent": plain(stored.consent),
        "translations": _translations(stored.translations),
        "thread": [message_out(message) for message in stored.messages],
    }


def summary_out(stored: StoredReturn) -> dict[str, Any]:
    """A return without its thread."""
    return {
        "id": stored.id,
        "version": stored.version,
        "added_at": stored.added_at.isoformat(),
        "return_request": plain(stored.request),
        "open": stored.standing.open,
        "needs_reply": stored.standing.needs_reply,
        "needs_decision": stored.standing.needs_decision,
        "due": plain(stored.standing.due),
        "new_messages": stored.new_messages,
        "report_reason": stored.report_reason,
        "situation": stored.situation,
        "situation_by": plain(stored.situation_by),
    }


def page_out(page: Page) -> dict[str, Any]:
    return {"returns": [summary_out(stored) for stored in page.returns], "next": page.next}


def refusal_out(report: CheckReport) -> dict[str, Any]:
    """What a refusal says beside the problem: the check, as /v1/checks shows it."""
    return check_out(report)


def audit_out(entries: list[AuditEntry]) -> dict[str, Any]:
    return {"entries": plain(entries)}


def message_out(stored: StoredMessage) -> dict[str, Any]:
    shown: dict[str, Any] = plain(stored.message)
    return (
        {"id": stored.id, "language": stored.language.value}
        | shown
        | {
            "override_reason": stored.override_reason,
            "translations": _translations(stored.translations),
        }
    )


def _translations(by_language: Mapping[str, Translation]) -> dict[str, Any]:
    return {language: plain(translation) for language, translation in by_language.items()}
