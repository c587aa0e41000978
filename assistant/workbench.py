"""The use case of a working day: returns on record, messages checked before they count, what is due first."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from assistant.checking.rulebook import Checker
from assistant.classification.reader import Reader
from assistant.errors import Conflict
from assistant.models import (
    Author,
    Case,
    CheckContext,
    CheckReport,
    Consent,
    Message,
    ReplyLanguage,
    ReturnRequest,
)
from assistant.policy.returnconnect import MESSAGING_STATUSES, SETTLED_STATUSES, ReportReason, deadlines
from assistant.records.store import RecordStore
from assistant.records.values import Standing, StoredReturn, Write

_TRIES = 5  # a thread that grew meanwhile is read and checked again, so that no message is lost


@dataclass(frozen=True)
class Sent:
    """What became of a message. `stored` None: the check refused it, `report` says why."""

    stored: StoredReturn | None
    report: CheckReport | None = None


@dataclass(frozen=True)
class Workbench:
    """Keeps returns for sellers. Safe to share between threads; every method sees one seller's returns only."""

    records: RecordStore
    reader: Reader
    checker: Checker
    holidays: Collection[date] = ()
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    def add_return(self, seller: str, request: ReturnRequest, write: Write | None = None) -> StoredReturn:
        """Put a return on record, open until its status says otherwise."""
        return self.records.add_return(seller, request, self._standing(request, ()), write)

    def change(
        self,
        seller: str,
        return_id: str,
        changes: Mapping[str, Any],
        version: int | None = None,
        write: Write | None = None,
    ) -> StoredReturn:
        """Set fields of a return request. Raises `Conflict` unless `version` (None: any) is the current one."""
        if self.records.made_by(seller, write) is not None:
            return self.records.get(seller, return_id)
        before = self._current(seller, return_id, version)
        request = replace(before.request, **changes)
        standing = self._standing(request, before.thread)
        return self.records.change(seller, before, request, standing, action="return.change", write=write)

    def report(
        self, seller: str, return_id: str, reason: ReportReason, write: Write | None = None
    ) -> StoredReturn:
        """Note that the conversation was reported to noon: from then on nobody may write (policy, 2.4)."""
        before = self.records.get(seller, return_id)
        if self.records.made_by(seller, write) is not None or before.request.reported:
            return before
        request = replace(before.request, reported=True)
        standing = self._standing(request, before.thread)
        return self.records.change(
            seller,
            before,
            request,
            standing,
            action="return.report",
            report_reason=reason.value,
            write=write,
        )

    def add_message(
        self,
        seller: str,
        return_id: str,
        message: Message,
        *,
        override_reason: str | None = None,
        language: ReplyLanguage = "en",
        version: int | None = None,
        write: Write | None = None,
    ) -> Sent:
        """Append a message. A seller's is checked against everything on record first.

        A blocking finding refuses it unless the seller says why it must be sent all the same, which the
        audit log keeps. Raises `Conflict` when the conversation was reported or changed in the meantime.
        """
        for attempt in range(1, _TRIES + 1):
            if self.records.made_by(seller, write) is not None:
                return Sent(self.records.get(seller, return_id))
            before = self._current(seller, return_id, version)
            if before.request.reported:
                raise Conflict("the conversation was reported: neither side may write")
            try:
                return self._append(seller, before, message, override_reason, language, write)
            except Conflict:
                if version is not None or attempt == _TRIES:
                    raise
        raise AssertionError("the last try returns or raises")

    def _append(
        self,
        seller: str,
        before: StoredReturn,
        message: Message,
        override_reason: str | None,
        language: ReplyLanguage,
        write: Write | None,
    ) -> Sent:
        message = message if message.sent_at is not None else replace(message, sent_at=self.now())
        report, overridden = None, None
        if message.author is Author.SELLER:
            report = self._check(before, message, language)
            if not report.allowed:
                if override_reason is None:
                    return Sent(None, report)
                overridden = override_reason
        stored = self.records.add_message(
            seller,
            before,
            message,
            self.reader.detector.detect(message.text).code,
            self._standing(before.request, (*before.thread, message)),
            override_reason=overridden,
            write=write,
        )
        return Sent(stored, report)

    def _current(self, seller: str, return_id: str, version: int | None) -> StoredReturn:
        stored = self.records.get(seller, return_id)
        if version is not None and version != stored.version:
            raise Conflict(f"the return is at version {stored.version} by now")
        return stored

    def _check(self, before: StoredReturn, message: Message, language: ReplyLanguage) -> CheckReport:
        consent = self.reader.read(Case(before.request, before.thread, self.now())).consent
        context = CheckContext(
            request=before.request,
            thread=before.thread,
            consent=None if consent is None else Consent(consent.label),
            attachments=message.attachments,
        )
        return self.checker.check(message.text, context, language)

    def _standing(self, request: ReturnRequest, thread: tuple[Message, ...]) -> Standing:
        """Whose turn it is, and the deadline that counts: the decision's once the item is back."""
        case = Case(request, thread, self.now())
        due = deadlines(case, self.holidays)
        may_write = request.status is None or request.status in MESSAGING_STATUSES
        return Standing(
            open=request.status not in SETTLED_STATUSES,
            needs_reply=may_write and not request.reported and case.last_author is not Author.SELLER,
            due=due.process_by if request.received_at is not None else due.contact_by,
        )
