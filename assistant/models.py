"""The values Radd works with: frozen, plain, free of any library.

The ids are those of the labels the whole project shares; their string values are what the API shows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal

ReplyLanguage = Literal["en", "ar"]
"""A language Radd writes in."""


class LanguageCode(StrEnum):
    EN = "en"
    AR = "ar"
    ARABIZI = "arabizi"
    MIXED = "mixed"
    OTHER = "other"


class Variety(StrEnum):
    MSA = "msa"
    GULF = "gulf"
    EGY = "egy"
    LEV = "lev"


class Category(StrEnum):
    RETURNLESS_REFUND = "returnless_refund"
    SUPPORT_TROUBLESHOOTING = "support_troubleshooting"
    ADDITIONAL_INFORMATION = "additional_information"
    NONE = "none"


class Situation(StrEnum):
    WRONG_ITEM = "wrong_item"
    DAMAGED_ITEM = "damaged_item"
    MISSING_PARTS = "missing_parts"
    NOT_WORKING = "not_working"
    USAGE_CONFUSION = "usage_confusion"
    NOT_AS_DESCRIBED = "not_as_described"
    UNCLEAR_REASON = "unclear_reason"
    CHANGED_MIND = "changed_mind"
    NOT_RECEIVED = "not_received"
    CANCEL_ORDER = "cancel_order"
    REFUND_STATUS = "refund_status"
    PUBLIC_COMPLAINT = "public_complaint"
    ABUSIVE_OR_SUSPICIOUS = "abusive_or_suspicious"

    @property
    def category(self) -> Category:
        """The message category that follows from the situation (a table, never a second guess)."""
        return _CATEGORY_OF[self]


_CATEGORY_OF = {
    Situation.WRONG_ITEM: Category.RETURNLESS_REFUND,
    Situation.DAMAGED_ITEM: Category.RETURNLESS_REFUND,
    Situation.MISSING_PARTS: Category.RETURNLESS_REFUND,
    Situation.NOT_WORKING: Category.SUPPORT_TROUBLESHOOTING,
    Situation.USAGE_CONFUSION: Category.SUPPORT_TROUBLESHOOTING,
    Situation.NOT_AS_DESCRIBED: Category.ADDITIONAL_INFORMATION,
    Situation.UNCLEAR_REASON: Category.ADDITIONAL_INFORMATION,
    Situation.CHANGED_MIND: Category.NONE,
    Situation.NOT_RECEIVED: Category.NONE,
    Situation.CANCEL_ORDER: Category.NONE,
    Situation.REFUND_STATUS: Category.NONE,
    Situation.PUBLIC_COMPLAINT: Category.NONE,
    Situation.ABUSIVE_OR_SUSPICIOUS: Category.NONE,
}


class Tone(StrEnum):
    CALM = "calm"
    UPSET = "upset"
    ANGRY = "angry"
    ABUSIVE = "abusive"


class Consent(StrEnum):
    GRANTED = "granted"
    REFUSED = "refused"
    CONDITIONAL = "conditional"
    UNCLEAR = "unclear"


class ReasonCode(StrEnum):
    WRONG_ITEM = "wrong_item"
    DAMAGED = "damaged"
    DEFECTIVE = "defective"
    MISSING_PARTS = "missing_parts"
    NOT_AS_DESCRIBED = "not_as_described"
    CHANGED_MIND = "changed_mind"
    SIZE_FIT = "size_fit"
    OTHER = "other"


class Marketplace(StrEnum):
    AE = "ae"
    SA = "sa"
    EG = "eg"


class Author(StrEnum):
    SELLER = "seller"
    CUSTOMER = "customer"


class WhyNot(StrEnum):
    STATUS_CLOSED = "status_closed"
    REPORTED = "reported"
    AWAITING_CUSTOMER = "awaiting_customer"
    CONTACT_WINDOW_OVER = "contact_window_over"


class NextAction(StrEnum):
    CONTACT_CUSTOMER = "contact_customer"
    ISSUE_REFUND = "issue_refund"
    AWAIT_CUSTOMER = "await_customer"
    PROCEED_WITH_RETURN = "proceed_with_return"
    PROCESS_RETURN = "process_return"
    REPORT_CONVERSATION = "report_conversation"
    NO_MESSAGE = "no_message"


class RuleId(StrEnum):
    FOLLOW_UP = "follow_up"
    GENERIC_MESSAGE = "generic_message"
    MARKETING = "marketing"
    REVIEW_SOLICITATION = "review_solicitation"
    REVIEW_REMOVAL = "review_removal"
    PHONE_NUMBER = "phone_number"
    EMAIL_ADDRESS = "email_address"
    EXTERNAL_LINK = "external_link"
    OFF_PLATFORM_CONTACT = "off_platform_contact"
    ABUSIVE_LANGUAGE = "abusive_language"
    SENSITIVE_CONTENT = "sensitive_content"
    PRESSURE_TO_CANCEL = "pressure_to_cancel"
    REFUND_WITHOUT_CONSENT = "refund_without_consent"
    UNFILLED_PLACEHOLDER = "unfilled_placeholder"
    ATTACHMENT = "attachment"
    OVER_REFUND = "over_refund"
    WRONG_LANGUAGE = "wrong_language"
    CASE_MISMATCH = "case_mismatch"


Severity = Literal["block", "warn"]

MAX_ATTACHMENT_BYTES = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file's name and, where known, its size in bytes. Its content never reaches Radd.

    noon takes images only, .jpg, .jpeg or .png, up to 1 GB (noon ReturnConnect policy, section 4).
    """

    name: str
    size_bytes: int | None = None

    @property
    def problem(self) -> Literal["type", "size"] | None:
        """Why noon would refuse the file; None when it would take it."""
        if not self.name.strip().lower().endswith((".jpg", ".jpeg", ".png")):
            return "type"
        if self.size_bytes is not None and self.size_bytes > MAX_ATTACHMENT_BYTES:
            return "size"
        return None


@dataclass(frozen=True, slots=True)
class Message:
    """One message of the thread between seller and customer; `sent_at` carries an offset when given."""

    author: Author
    text: str
    sent_at: datetime | None = None
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class ReturnRequest:
    """A return request as the seller sees it. Everything but the comment may be unknown.

    `photos` is how many photos the customer attached (None: unknown). `price` is in `currency`, major units.
    `status` is kept as given: any string other than the known ones allows no messages. None: unknown,
    treated as open, because sellers often paste the comment alone. `refunded` is what was already given back.
    """

    customer_comment: str
    return_id: str | None = None
    order_id: str | None = None
    marketplace: Marketplace | None = None
    item_title: str | None = None
    price: Decimal | None = None
    currency: str | None = None
    customer_name: str | None = None
    reason_code: ReasonCode | None = None
    status: str | None = None
    created_at: datetime | None = None
    received_at: datetime | None = None
    photos: int | None = None
    reported: bool = False
    refunded: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A return request with its thread, oldest message first, at a moment in time (`now` has an offset)."""

    request: ReturnRequest
    thread: tuple[Message, ...]
    now: datetime

    @property
    def newest_customer_text(self) -> str:
        """The customer's newest words: the last message of theirs that has any, else the return comment."""
        for message in reversed(self.thread):
            if message.author is Author.CUSTOMER and message.text.strip():
                return message.text
        return self.request.customer_comment

    @property
    def last_author(self) -> Author | None:
        """Who wrote last in the thread; None before the first message."""
        return self.thread[-1].author if self.thread else None


LARGEST_DOCUMENT = 20_000_000
"""Bytes of a file that a seller may add to what Radd knows."""


@dataclass(frozen=True, slots=True)
class ManualPassage:
    """A passage of a product's manual, as untrusted as any document. `id` is the caller's own."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Request:
    """What a seller asks about a case. `technical_help` also answers a customer's question.

    template_id: the reply to draft instead of the fitting one. translate: whether to wait for a translation.
    explain: whether to name the words that decided. manual: passages of the product's manual, which help by
    a language model may be drawn from. seller: whose budget a language model's use counts against.
    known_situation, known_consent: what is on record, over what the words alone would say.
    """

    case: Case
    seller_language: ReplyLanguage = "en"
    reply_language: ReplyLanguage | None = None
    refund_amount: Decimal | None = None
    technical_help: str | None = None
    mode: Literal["template", "llm"] = "template"
    template_id: str | None = None
    translate: bool = True
    explain: bool = False
    manual: tuple[ManualPassage, ...] = ()
    seller: str = "local"
    known_situation: Situation | None = None
    known_consent: Consent | None = None


@dataclass(frozen=True, slots=True)
class Language:
    """What a text is written in. `variety` is set for Arabic and Arabizi only; `confidence` in [0, 1]."""

    code: LanguageCode
    variety: Variety | None = None
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Alternative:
    label: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Judgement:
    """A label with its calibrated probability and the runners-up, best first.

    `sure` is False when the model would rather abstain; a person should then choose among the alternatives.
    """

    label: str
    confidence: float
    alternatives: tuple[Alternative, ...] = ()
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Understanding:
    """What the customer's words mean: of the return (situation) and of the newest message (the rest)."""

    language: Language
    situation: Judgement
    category: Judgement
    tone: Tone
    consent: Judgement | None


@dataclass(frozen=True, slots=True)
class Passage:
    """One fact of the guidelines, in both languages.

    authority: `policy` (noon's own words), `convention` (how Radd reads them) or `advice` (other sources).
    applies: `here`, or `elsewhere` for advice that noon's rules forbid.
    questions: question cards by language code (`en`, `ar`, `arabizi`, `zh`).
    """

    id: str
    title: dict[str, str]
    text: dict[str, str]
    source: str
    section: str
    authority: Literal["policy", "convention", "advice"]
    applies: Literal["here", "elsewhere"]
    date: str | None
    topics: tuple[str, ...]
    questions: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage shown to somebody, in one language, with the score that put it there (1.0: cited by rule).

    language: en or ar, of an own document also zh or other. authority: a passage's, or `own policy`, `own manual`
    or `own advice` for a seller's documents.
    """

    id: str
    title: str
    text: str
    language: str
    source: str
    section: str
    score: float
    authority: str = "policy"


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer from the guidelines or an own document; `answered` is False when they do not say.

    cited: the ids of the evidence whose words the answer is. note: what the asker should know about it.
    """

    answered: bool
    answer: str
    language: ReplyLanguage
    evidence: tuple[Evidence, ...]
    cited: tuple[str, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Deadlines:
    """When the customer must be contacted and a received item decided, in local time; None: unknown."""

    contact_by: datetime | None
    process_by: datetime | None


@dataclass(frozen=True, slots=True)
class Step:
    """Something the seller should do, in the seller's language, and the passages behind it."""

    text: str
    evidence_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the policy says about a case at a moment."""

    may_message: bool
    why_not: WhyNot | None
    deadlines: Deadlines
    next_action: NextAction
    steps: tuple[Step, ...]
    warnings: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in a template. `value` is the text put there; None: the seller must fill it."""

    name: str
    value: str | None
    required: bool


@dataclass(frozen=True, slots=True)
class Draft:
    """A reply to send. `gloss` is the same reply in the seller's language, where that differs and is known.

    `prompt` names the prompt and version that a language model wrote it by.
    """

    language: ReplyLanguage
    text: str
    template_id: str
    slots: tuple[Slot, ...]
    gloss: str | None = None
    origin: Literal["template", "model"] = "template"
    prompt: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule broken in a draft: code points [start, end) of the draft as sent; `fix` replaces that span."""

    rule: str
    severity: Severity
    start: int
    end: int
    text: str
    message: str
    fix: str | None
    evidence_id: str | None


@dataclass(frozen=True, slots=True)
class CheckContext:
    """What the checker may know beside the draft. Everything may be missing.

    severities: how severe the seller wants rules to be, where that is not their usual severity.
    """

    request: ReturnRequest | None = None
    thread: tuple[Message, ...] = ()
    consent: Consent | None = None
    attachments: tuple[Attachment, ...] = ()
    severities: Mapping[RuleId, Severity] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CheckReport:
    """The checker's verdict; `rewritten` is the draft with every fix applied, itself checked."""

    allowed: bool
    findings: tuple[Finding, ...]
    rewritten: str | None


class Style(StrEnum):
    SHORTER = "shorter"
    WARMER = "warmer"
    FIRMER = "firmer"
    SIMPLER = "simpler"


@dataclass(frozen=True, slots=True)
class RewriteRequest:
    """A seller's draft to put in another manner; `language` is that of the explanations."""

    draft: str
    style: Style
    context: CheckContext
    language: ReplyLanguage = "en"
    seller: str = "local"


@dataclass(frozen=True, slots=True)
class Rewrite:
    """The draft in another manner, checked. Not `changed`: it is as it was, and `note` says why."""

    text: str
    changed: bool
    note: str | None
    report: CheckReport


@dataclass(frozen=True, slots=True)
class Translation:
    """A translated text, the engine that made it, the tokens kept verbatim, and warnings in words.

    `origins`: where parts that people translated before come from. `back`: the text translated back, if asked.
    """

    text: str
    source: str
    target: ReplyLanguage
    engine: str
    kept: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    back: str | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Everything Radd says about a case. `translation` None with `translation_note` says why.

    because: the words that spoke most for the situation, when they were asked for.
    templates: the replies that may be drafted at this point of the thread, the fitting one first.
    """

    id: str
    understanding: Understanding
    assessment: Assessment
    translation: Translation | None
    translation_note: str | None
    draft: Draft | None
    draft_note: str | None
    findings: tuple[Finding, ...]
    evidence: tuple[Evidence, ...]
    timings_ms: dict[str, float]
    because: tuple[str, ...] = ()
    templates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ask:
    """What a language model is told: its orders, the material, the JSON Schema of the answer, who pays."""

    system: str
    user: str
    schema: Mapping[str, Any]
    seller: str = "local"


@dataclass(frozen=True, slots=True)
class Spending:
    """What a language model used: tokens read and written, and their cost in the currency of the price."""

    tokens: int = 0
    cost: Decimal = Decimal(0)

    def __add__(self, other: Spending) -> Spending:
        return Spending(self.tokens + other.tokens, self.cost + other.cost)
