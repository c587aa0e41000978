"""What ReturnConnect allows and asks for in a case, at a moment.

Source: noon ReturnConnect policy, sections 1 to 2.4, and noon's seller help pages for the statuses.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from assistant.models import (
    Author,
    Case,
    Category,
    Consent,
    Deadlines,
    NextAction,
    Situation,
    Tone,
    WhyNot,
)
from assistant.policy.calendar import add_business_days, marketplace_of_currency

MESSAGING_STATUSES = frozenset({"pickup_authorized", "pending_action"})
SETTLED_STATUSES = frozenset({"completed", "resolved", "closed"})
CONTACT_WINDOW_DAYS = 2
PROCESSING_WINDOW_DAYS = 2
ADVISED_HOURS = 48


class ReportReason(StrEnum):
    """The five reasons noon offers for reporting a conversation (section 2.4)."""

    SPAM_OR_SUSPICIOUS = "spam_or_suspicious"
    RUDE_OR_UNPROFESSIONAL = "rude_or_unprofessional"
    INACCURATE_OR_MISLEADING = "inaccurate_or_misleading"
    UNCLEAR_OR_INEFFECTIVE = "unclear_or_ineffective"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Reading:
    """What was understood of the customer, as far as the policy needs it.

    `sure` False: the situation is a guess. A guess never accuses: a false report can harm the seller.
    """

    situation: Situation
    tone: Tone = Tone.CALM
    consent: Consent | None = None
    sure: bool = True

    @property
    def category(self) -> Category:
        return self.situation.category

    @property
    def abusive(self) -> bool:
        guessed = self.situation is Situation.ABUSIVE_OR_SUSPICIOUS
        return (guessed and self.sure) or self.tone is Tone.ABUSIVE


@dataclass(frozen=True, slots=True)
class Ruling:
    """The policy's word on a case. `steps` and `warnings` are ids of texts in `knowledge/steps.yaml`."""

    may_message: bool
    why_not: WhyNot | None
    deadlines: Deadlines
    next_action: NextAction
    steps: tuple[str, ...]
    warnings: tuple[str, ...]


def rule_on(
    case: Case,
    reading: Reading,
    *,
    holidays: Collection[date] = (),
    refund_amount: Decimal | None = None,
) -> Ruling:
    """Apply every rule to a case. Pure: the same case, reading and moment give the same ruling."""
    due = deadlines(case, holidays)
    why_not = why_no_message(case, reading.category, due)
    action = next_action(case, reading, due)
    return Ruling(
        may_message=why_not is None,
        why_not=why_not,
        deadlines=due,
        next_action=action,
        steps=steps(case, reading, action),
        warnings=warnings(case, due, action, refund_amount),
    )


def deadlines(case: Case, holidays: Collection[date] = ()) -> Deadlines:
    """Both windows in local time; None where the marketplace (or its currency) or the start is unknown."""
    request = case.request
    marketplace = request.marketplace or marketplace_of_currency(request.currency)
    if marketplace is None:
        return Deadlines(None, None)

    def after(start: datetime | None, days: int) -> datetime | None:
        return None if start is None else add_business_days(start, days, marketplace, holidays)

    return Deadlines(
        contact_by=after(request.created_at, CONTACT_WINDOW_DAYS),
        process_by=after(request.received_at, PROCESSING_WINDOW_DAYS),
    )


def customer_has_answered(case: Case) -> bool:
    """Only sellers start a conversation, so any customer message in the thread is an answer."""
    return any(message.author is Author.CUSTOMER for message in case.thread)


def contact_window_over(case: Case, due: Deadlines) -> bool:
    """The window closes after two business days, or earlier when the item has already been received."""
    if case.request.received_at is not None and case.request.received_at <= case.now:
        return True
    return due.contact_by is not None and case.now > due.contact_by


def why_no_message(case: Case, category: Category, due: Deadlines) -> WhyNot | None:
    """The first reason, in the order the project fixed, why no message may be sent; None when one may."""
    status = case.request.status
    if status is not None and status not in MESSAGING_STATUSES:
        return WhyNot.STATUS_CLOSED
    if case.request.reported:
        return WhyNot.REPORTED
    if case.last_author is Author.SELLER:
        return WhyNot.AWAITING_CUSTOMER
    if (
        category is not Category.ADDITIONAL_INFORMATION
        and not customer_has_answered(case)
        and contact_window_over(case, due)
    ):
        return WhyNot.CONTACT_WINDOW_OVER
    return None


def next_action(case: Case, reading: Reading, due: Deadlines) -> NextAction:
    """Decide the one thing to do next."""
    request = case.request
    if request.status in SETTLED_STATUSES:
        return NextAction.NO_MESSAGE
    if request.received_at is not None and request.received_at <= case.now:
        return NextAction.PROCESS_RETURN
    if request.status is not None and request.status not in MESSAGING_STATUSES:
        return NextAction.NO_MESSAGE
    if reading.consent is Consent.GRANTED:
        return NextAction.ISSUE_REFUND
    if request.reported:
        return NextAction.PROCEED_WITH_RETURN
    if reading.abusive:
        return NextAction.REPORT_CONVERSATION
    if reading.consent is Consent.REFUSED:
        return NextAction.PROCEED_WITH_RETURN
    if case.last_author is Author.SELLER:
        over = contact_window_over(case, due)
        return NextAction.PROCEED_WITH_RETURN if over else NextAction.AWAIT_CUSTOMER
    if case.last_author is Author.CUSTOMER:
        return NextAction.CONTACT_CUSTOMER
    if reading.category is Category.NONE:
        return NextAction.NO_MESSAGE
    if why_no_message(case, reading.category, due) is not None:
        return NextAction.PROCEED_WITH_RETURN
    return NextAction.CONTACT_CUSTOMER


_CONTACT_STEPS = {
    Category.RETURNLESS_REFUND: ("review_request", "offer_refund_and_ask", "wait_for_consent"),
    Category.SUPPORT_TROUBLESHOOTING: ("review_request", "give_help", "ask_to_consider_cancelling"),
    Category.ADDITIONAL_INFORMATION: ("review_request", "ask_for_details", "never_wait_after_receipt"),
    Category.NONE: ("review_request", "answer_the_question"),
}
_SILENT_STEPS = {
    Category.RETURNLESS_REFUND: "silent_refund",
    Category.SUPPORT_TROUBLESHOOTING: "silent_support",
    Category.ADDITIONAL_INFORMATION: "silent_information",
    Category.NONE: "silent_information",
}
_NO_MESSAGE_STEPS = {
    Situation.CHANGED_MIND: ("let_return_run",),
    Situation.NOT_RECEIVED: ("not_a_return_delivery",),
    Situation.CANCEL_ORDER: ("not_a_return_cancel",),
    Situation.REFUND_STATUS: ("refund_is_with_noon",),
    Situation.PUBLIC_COMPLAINT: ("do_not_argue", "let_return_run"),
}


def steps(case: Case, reading: Reading, action: NextAction) -> tuple[str, ...]:
    """The steps behind an action, as ids, in the order to take them."""
    match action:
        case NextAction.ISSUE_REFUND:
            return ("issue_refund_now", "refund_is_final")
        case NextAction.AWAIT_CUSTOMER:
            return ("no_follow_up", _SILENT_STEPS[reading.category])
        case NextAction.PROCESS_RETURN:
            return ("inspect_item", "process_in_time", "claim_if_invalid")
        case NextAction.REPORT_CONVERSATION:
            return ("report_conversation", "false_reports", "return_still_runs")
        case NextAction.NO_MESSAGE:
            if case.request.status is not None and case.request.status not in MESSAGING_STATUSES:
                return ("status_allows_none",)
            return _NO_MESSAGE_STEPS.get(reading.situation, ("let_return_run",))
        case NextAction.PROCEED_WITH_RETURN:
            if case.request.reported:
                return ("reported_noon_investigates", "return_still_runs")
            if reading.consent is Consent.REFUSED:
                return ("accept_refusal", "return_still_runs")
            return (_SILENT_STEPS[reading.category], "return_still_runs")
        case NextAction.CONTACT_CUSTOMER:
            if case.last_author is Author.CUSTOMER:
                return ("reply_quickly", *_reply_steps(reading))
            return _CONTACT_STEPS[reading.category]


def _reply_steps(reading: Reading) -> tuple[str, ...]:
    if reading.consent is Consent.CONDITIONAL:
        return ("weigh_counter_offer", "wait_for_consent")
    if reading.consent is Consent.UNCLEAR:
        return ("ask_consent_again", "wait_for_consent")
    return _CONTACT_STEPS[reading.category][1:]


def warnings(
    case: Case, due: Deadlines, action: NextAction, refund_amount: Decimal | None
) -> tuple[str, ...]:
    """Things to watch out for, as ids: refunds over the price, the 48 hours other pages speak of."""
    found = []
    if over_refund(case, refund_amount):
        found.append("over_refund")
    created = case.request.created_at
    if (
        action is NextAction.CONTACT_CUSTOMER
        and case.last_author is None
        and created is not None
        and due.contact_by is not None
        and created + timedelta(hours=ADVISED_HOURS) < due.contact_by
    ):
        found.append("forty_eight_hours")
    return tuple(found)


def over_refund(case: Case, refund_amount: Decimal | None) -> bool:
    """Whether this refund and those already given on the return add up to more than the price."""
    price = case.request.price
    if price is None or refund_amount is None:
        return False
    return refund_amount + (case.request.refunded or Decimal(0)) > price
