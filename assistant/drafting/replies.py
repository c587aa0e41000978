"""Which reply a case calls for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import product

from assistant.drafting import formats
from assistant.drafting.templates import Templates
from assistant.models import (
    Author,
    Case,
    Category,
    Consent,
    Draft,
    LanguageCode,
    NextAction,
    ReplyLanguage,
    Situation,
    Tone,
)


@dataclass(frozen=True, slots=True)
class Order:
    """What a draft is made from: the case as understood, and what the seller wants to put in.

    `offered`: whether a refund was offered in the thread. `helped`: whether the customer says that the
    seller's help worked.
    """

    case: Case
    situation: Situation
    tone: Tone
    consent: Consent | None
    next_action: NextAction
    process_by: datetime | None = None
    offered: bool = False
    helped: bool = False
    asks: bool = False
    refund_amount: Decimal | None = None
    technical_help: str | None = None


_OPENINGS = {
    Situation.WRONG_ITEM,
    Situation.DAMAGED_ITEM,
    Situation.MISSING_PARTS,
    Situation.NOT_WORKING,
    Situation.USAGE_CONFUSION,
    Situation.NOT_AS_DESCRIBED,
    Situation.UNCLEAR_REASON,
}
_AFTER_AN_OFFER = {
    Consent.GRANTED: "offer_accepted",
    Consent.REFUSED: "offer_refused",
    Consent.CONDITIONAL: "offer_bargained",
    Consent.UNCLEAR: "offer_unclear",
}


def choose_template(order: Order) -> str | None:
    """The id of the template that fits, None when no message should be written.

    A draft is made when the customer is to be contacted, or when a reply to the customer is due.
    """
    reply_due = order.case.last_author is Author.CUSTOMER
    if order.next_action is NextAction.CONTACT_CUSTOMER and not reply_due:
        return order.situation.value if order.situation in _OPENINGS else None
    if not reply_due or order.next_action not in _ANSWERED:
        return None
    if order.offered and order.consent is not None:
        return _AFTER_AN_OFFER[order.consent]
    if order.consent is Consent.REFUSED:
        return "polite_close"
    match order.situation.category:
        case Category.SUPPORT_TROUBLESHOOTING:
            return "help_solved" if order.helped else "help_again"
        case Category.ADDITIONAL_INFORMATION:
            return "question_answered" if order.asks else "details_received"
        case _:
            return "question_answered" if order.asks else "polite_close"


def templates_for(order: Order) -> tuple[str, ...]:
    """The replies that may be written at this point of the thread, the fitting one first; empty: none."""
    fitting = choose_template(order)
    if fitting is None:
        return ()
    point = _OPENING_REPLIES if fitting in _OPENING_REPLIES else _ANSWERING_REPLIES
    return (fitting, *(name for name in point if name != fitting))


_OPENING_REPLIES = tuple(situation.value for situation in Situation if situation in _OPENINGS)
_ANSWERING_REPLIES = (
    *_AFTER_AN_OFFER.values(),
    "help_again",
    "help_solved",
    "details_received",
    "question_answered",
    "polite_close",
)
_ANSWERED = {NextAction.CONTACT_CUSTOMER, NextAction.ISSUE_REFUND, NextAction.PROCEED_WITH_RETURN}


def reply_language(code: LanguageCode) -> ReplyLanguage:
    """The language to answer in: English to English, Arabic to Arabic and Arabizi, Arabic to a mixture."""
    return "ar" if code in (LanguageCode.AR, LanguageCode.ARABIZI, LanguageCode.MIXED) else "en"


def write_reply(templates: Templates, template_id: str, order: Order, language: ReplyLanguage) -> Draft:
    """Fill a template for a case. Slots that nobody can fill are `None`."""
    request = order.case.request
    amount = order.refund_amount
    return templates.get(template_id, language).render(
        {
            "customer_name": _first_name(request.customer_name),
            "item_title": formats.short_title(request.item_title),
            "return_id": request.return_id,
            "refund_amount": None if amount is None else formats.money(amount, request.currency, language),
            "technical_help": order.technical_help,
            "answer": order.technical_help,
            "deadline": None if order.process_by is None else formats.day(order.process_by, language),
        },
        {
            "photos": bool(request.photos) or _sent_photos(order.case),
            "tone": order.tone.value,
            "partial": amount is not None and request.price is not None and amount < request.price,
        },
    )


def _sent_photos(case: Case) -> bool:
    return any(message.author is Author.CUSTOMER and message.attachments for message in case.thread)


def _first_name(name: str | None) -> str | None:
    """The name to greet by: as given, one line, and not absurdly long."""
    if name is None:
        return None
    return " ".join(name.split())[:60] or None


def renderings(templates: Templates) -> Iterator[tuple[str, str, str]]:
    """Every distinct wording of the templates: id, English, Arabic; the same slots in both, names left out."""
    for template_id in templates.ids:
        said: set[tuple[str, str]] = set()
        for tone, photos, partial in product(("calm", "upset", "angry"), (True, False), (True, False)):
            for currency in ("AED", "SAR", "EGP"):
                flags = {"photos": photos, "tone": tone, "partial": partial}
                both = [
                    templates.get(template_id, language)
                    .render({"refund_amount": formats.money(_SAMPLE, currency, language)}, flags)
                    .text
                    for language in _BOTH
                ]
                said.add((both[0], both[1]))
        yield from ((template_id, english, arabic) for english, arabic in sorted(said))


_BOTH: tuple[ReplyLanguage, ReplyLanguage] = ("en", "ar")
_SAMPLE = Decimal(45)
