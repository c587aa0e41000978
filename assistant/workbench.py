"""The use case of a working day: returns on record, messages checked before they count, what is due first."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from assistant.checking.rulebook import Checker
from assistant.classification.reader import Reader
from assistant.errors import Conflict, InvalidInput
from assistant.models import (
    Author,
    Case,
    Category,
    CheckContext,
    CheckReport,
    Consent,
    Message,
    ReplyLanguage,
    ReturnRequest,
    Situation,
    WhyNot,
)
from assistant.policy.returnconnect import (
    MESSAGING_STATUSES,
    SETTLED_STATUSES,
    ReportReason,
    customer_has_answered,
    deadlines,
)
from assistant.records.store import RecordStore
from assistant.records.values import (
    Addition,
    Checked,
    CheckOutcome,
    JudgedBy,
    ReadConsent,
    Standing,
    StoredReturn,
    Write,
)

_TRIES = 5  # a thread that grew meanwhile is read and checked again, so that no message is lost


@dataclass(frozen=True)
class Sent:
    """What became of a message. `stored` None: the check refused it, `report` says why."""

    stored: StoredReturn | None
    report: CheckReport | None = None


@dataclass(frozen=True)
class Sending:
    """How a message is to be sent. `override_reason`: why it must go even when the check refuses it.

    language: of the check's explanations. suggestion_id: the suggestion it came of, None: the newest.
    """

    override_reason: str | None = None
    language: ReplyLanguage = "en"
    suggestion_id: str | None = None


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
        situation = self.reader.read(Case(request, (), self.now())).situation.label
        standing = self._standing(request, (), situation)
        return self.records.add_return(seller, request, standing, write, situation=situation)

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
        standing = self._standing(request, before.thread, before.situation)
        return self.records.change(seller, before, request, standing, action="return.change", write=write)

    def report(
        self, seller: str, return_id: str, reason: ReportReason, write: Write | None = None
    ) -> StoredReturn:
        """Note that the conversation was reported to noon: from then on nobody may write (policy, 2.4)."""
        before = self.records.get(seller, return_id)
        if self.records.made_by(seller, write) is not None or before.request.reported:
            return before
        request = replace(before.request, reported=True)
        standing = self._standing(request, before.thread, before.situation)
        return self.records.change(
            seller,
            before,
            request,
            standing,
            action="return.report",
            report_reason=reason.value,
            write=write,
        )

    def judge_situation(
        self, seller: str, return_id: str, situation: Situation, write: Write | None = None
    ) -> StoredReturn:
        """Put on record what happened, as the seller sees it; suggestions follow it from then on."""
        before = self.records.get(seller, return_id)
        standing = self._standing(before.request, before.thread, situation.value)
        return self.records.judge(seller, before, situation.value, JudgedBy.SELLER, standing, write)

    def judge_consent(
        self,
        seller: str,
        return_id: str,
        consent: Consent,
        message_id: str | None = None,
        version: int | None = None,
        write: Write | None = None,
    ) -> StoredReturn:
        """Put on record what a person reads in a customer's reply (None: the newest) to an offered refund.

        Raises `Conflict` where the customer has not answered.
        """
        before = self._current(seller, return_id, version)
        replies = [stored for stored in before.messages if stored.message.author is Author.CUSTOMER]
        if message_id is None and not replies:
            raise Conflict("the customer has not answered")
        chosen = message_id or replies[-1].id
        if chosen in {stored.id for stored in before.messages} - {stored.id for stored in replies}:
            raise Conflict("consent is the customer's to give: this message is the seller's")
        return self.records.set_consent(seller, before, consent.value, chosen, write)

    def add_message(
        self,
        seller: str,
        return_id: str,
        message: Message,
        sending: Sending | None = None,
        *,
        version: int | None = None,
        write: Write | None = None,
    ) -> Sent:
        """Append a message. A seller's is checked against everything on record first.

        A blocking finding refuses it unless the seller says why it must be sent all the same, which the
        audit log keeps. Raises `Conflict` when the status allows no messages, when the conversation was
        reported, or when it changed in the meantime.
        """
        for attempt in range(1, _TRIES + 1):
            if self.records.made_by(seller, write) is not None:
                return Sent(self.records.get(seller, return_id))
            before = self._current(seller, return_id, version)
            _allow(before.request, message.author)
            try:
                return self._append(seller, before, message, sending or Sending(), write)
            except Conflict:
                if version is not None or attempt == _TRIES:
                    raise
        raise AssertionError("the last try returns or raises")

    def record_message(
        self, seller: str, return_id: str, message: Message, write: Write | None = None
    ) -> StoredReturn:
        """Append what was written elsewhere, at the end of its thread: it is history, so nothing refuses it.

        Raises `InvalidInput` for a message older than the newest on record.
        """
        before = self.records.get(seller, return_id)
        newest = max((said.sent_at for said in before.thread if said.sent_at is not None), default=None)
        if message.sent_at is not None and newest is not None and message.sent_at < newest:
            raise InvalidInput("sent_at", "is older than the newest message on record")
        message = message if message.sent_at is not None else replace(message, sent_at=self.now())
        consent = self._consent(before, message) if message.author is Author.CUSTOMER else None
        added = Addition(
            message=message,
            language=self.reader.detector.detect(message.text).code,
            standing=self._standing(before.request, (*before.thread, message), before.situation),
            consent=consent,
            action="message.import",
        )
        return self.records.add_message(seller, before, added, write)

    def _append(
        self, seller: str, before: StoredReturn, message: Message, sending: Sending, write: Write | None
    ) -> Sent:
        message = message if message.sent_at is not None else replace(message, sent_at=self.now())
        report, checked, consent = None, None, None
        if message.author is Author.SELLER:
            report = self._check(before, message, sending.language)
            outcome = CheckOutcome.SENT if report.allowed else CheckOutcome.OVERRIDDEN
            if outcome is CheckOutcome.OVERRIDDEN and sending.override_reason is None:
                refused = Checked(CheckOutcome.REFUSED, message.text, report.findings)
                self.records.refuse_message(seller, before.id, refused)
                return Sent(None, report)
            checked = Checked(outcome, message.text, report.findings)
        else:
            consent = self._consent(before, message)
        overridden = checked is not None and checked.outcome is CheckOutcome.OVERRIDDEN
        added = Addition(
            message=message,
            language=self.reader.detector.detect(message.text).code,
            standing=self._standing(before.request, (*before.thread, message), before.situation),
            override_reason=sending.override_reason if overridden else None,
            checked=checked,
            consent=consent,
            suggestion_id=sending.suggestion_id,
        )
        return Sent(self.records.add_message(seller, before, added, write), report)

    def _current(self, seller: str, return_id: str, version: int | None) -> StoredReturn:
        stored = self.records.get(seller, return_id)
        if version is not None and version != stored.version:
            raise Conflict(f"the return is at version {stored.version} by now")
        return stored

    def _check(self, before: StoredReturn, message: Message, language: ReplyLanguage) -> CheckReport:
        context = CheckContext(
            request=before.request,
            thread=before.thread,
            consent=consent_now(before),
            attachments=message.attachments,
        )
        return self.checker.check(message.text, context, language)

    def _consent(self, before: StoredReturn, reply: Message) -> ReadConsent | None:
        """What a customer's message says to the offer before it; unclear words after a clear reply say nothing."""
        read = self.reader.read(Case(before.request, (*before.thread, reply), self.now())).consent
        if read is None or (read.label == Consent.UNCLEAR and consent_now(before) is not None):
            return None
        return ReadConsent(read.label, read.confidence)

    def _standing(
        self, request: ReturnRequest, thread: tuple[Message, ...], situation: str | None
    ) -> Standing:
        """Whose turn it is until when, and the deadline that counts: the decision's once the item is back."""
        case = Case(request, thread, self.now())
        due = deadlines(case, self.holidays)
        back = request.received_at is not None
        settled = request.status in SETTLED_STATUSES
        may_write = request.status is None or request.status in MESSAGING_STATUSES
        unknown = situation is None or Situation(situation).category is Category.ADDITIONAL_INFORMATION
        never = customer_has_answered(case) or unknown
        return Standing(
            open=not settled,
            needs_reply=may_write and not request.reported and case.last_author is not Author.SELLER,
            due=due.process_by if back else due.contact_by,
            lapses=None if never else (request.received_at if back else due.contact_by),
            needs_decision=back and not settled,
        )


def consent_now(stored: StoredReturn) -> Consent | None:
    """The consent on record: a yes stands until the customer says otherwise, the rest until the seller writes."""
    if stored.consent is None:
        return None
    if stored.consent.label == Consent.GRANTED:
        return Consent.GRANTED
    for message in reversed(stored.messages):
        if message.id == stored.consent.message_id:
            return Consent(stored.consent.label)
        if message.message.author is Author.SELLER:
            return None
    return None


def _allow(request: ReturnRequest, author: Author) -> None:
    """Refuse what noon itself would not carry. A customer's message on a settled return is history, not news."""
    if request.reported:
        raise Conflict("the conversation was reported: neither side may write", WhyNot.REPORTED)
    closed = request.status is not None and request.status not in MESSAGING_STATUSES
    if closed and author is Author.SELLER:
        raise Conflict("this status allows no messages", WhyNot.STATUS_CLOSED)
