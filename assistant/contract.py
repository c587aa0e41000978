"""The wire contract: what the service and the command line accept and give, as JSON.

Strict models at the edge turn untrusted input into the project's values; everything that is wrong names
its field. Fields may be added here, never renamed.
"""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal, TypeVar

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
)

from assistant.errors import InvalidInput
from assistant.models import (
    Answer,
    Attachment,
    Author,
    Case,
    CheckContext,
    CheckReport,
    Consent,
    Evidence,
    Judgement,
    Language,
    ManualPassage,
    Marketplace,
    Message,
    ReasonCode,
    ReplyLanguage,
    Request,
    ReturnRequest,
    Rewrite,
    RewriteRequest,
    RuleId,
    Severity,
    Style,
    Suggestion,
    Translation,
)

LONGEST_TEXT = 20_000
LONGEST_THREAD = 500


def _no_controls(value: str) -> str:
    """Refuse what no keyboard types: controls other than tab and line breaks, and lone surrogates."""
    for char in value:
        if (char < " " and char not in "\t\n\r") or char == "\x7f" or "\ud800" <= char <= "\udfff":
            raise ValueError(f"must not hold the control character U+{ord(char):04X}")
    return value


def _not_blank(value: str) -> str:
    if not value.strip():
        raise ValueError("must not be empty")
    return value


def _within_reach(value: datetime) -> datetime:
    """Refuse moments so far off that their deadlines, or their local time, would leave the calendar."""
    if not 1970 < value.year < 2200:
        raise ValueError("must lie between the years 1971 and 2199")
    return value


Line = Annotated[str, Field(max_length=300), AfterValidator(_no_controls)]
Text = Annotated[str, Field(max_length=LONGEST_TEXT), AfterValidator(_no_controls)]
FilledText = Annotated[Text, AfterValidator(_not_blank)]
Moment = Annotated[AwareDatetime, AfterValidator(_within_reach)]
Money = Annotated[Decimal, Field(ge=0, le=10_000_000, allow_inf_nan=False)]
_Out = TypeVar("_Out", bound="Input")


class Input(BaseModel):
    """What came from outside: an unknown field is an error, not a guess."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=False)

    @classmethod
    def parse(cls: type[_Out], raw: bytes | str) -> _Out:
        """Read JSON. Raises `InvalidInput` naming the first wrong field."""
        try:
            decoded = raw.decode("utf-8") if isinstance(raw, bytes) else raw
            value = json.loads(decoded)
        except UnicodeDecodeError as error:
            raise InvalidInput("body", f"is not UTF-8 (byte {error.start})") from error
        except (ValueError, RecursionError) as error:
            raise InvalidInput("body", f"is not JSON: {error}") from error
        try:
            return cls.model_validate(value)
        except ValidationError as error:
            first = error.errors()[0]
            raise InvalidInput(field_path(first["loc"]), str(first["msg"])) from error


def field_path(location: tuple[int | str, ...]) -> str:
    """A field's place as people write it: `thread[3].text`."""
    path = ""
    for part in location:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else str(part)
    return path or "body"


class AttachmentIn(Input):
    name: Line
    size_bytes: Annotated[int, Field(ge=0, le=10**15)] | None = None

    def value(self) -> Attachment:
        return Attachment(self.name, self.size_bytes)


class MessageIn(Input):
    author: Author
    text: Text
    sent_at: Moment | None = None
    attachments: Annotated[list[AttachmentIn], Field(max_length=50)] = []

    def value(self) -> Message:
        return Message(self.author, self.text, self.sent_at, tuple(a.value() for a in self.attachments))


def _count_photos(value: Any) -> Any:
    """Photos come as a number, as yes or no, or as a list of names."""
    if isinstance(value, bool):
        return int(value)
    return len(value) if isinstance(value, list) else value


class ReturnRequestIn(Input):
    customer_comment: FilledText
    return_id: Line | None = None
    order_id: Line | None = None
    marketplace: Marketplace | None = None
    item_title: Annotated[str, Field(max_length=1_000), AfterValidator(_no_controls)] | None = None
    price: Money | None = None
    currency: Annotated[str, Field(pattern=r"^[A-Za-z]{3}$")] | None = None
    customer_name: Line | None = None
    reason_code: ReasonCode | None = None
    status: Line | None = None
    created_at: Moment | None = None
    received_at: Moment | None = None
    photos: Annotated[int, Field(ge=0, le=100), BeforeValidator(_count_photos)] | None = None
    reported: bool = False
    refunded: Money | None = None

    def value(self) -> ReturnRequest:
        return ReturnRequest(**{name: getattr(self, name) for name in type(self).model_fields})


Thread = Annotated[list[MessageIn], Field(max_length=LONGEST_THREAD)]


class ManualPassageIn(Input):
    id: Annotated[str, Field(pattern=r"^[\w.-]{1,60}$")]
    text: Annotated[str, Field(max_length=4_000), AfterValidator(_no_controls), AfterValidator(_not_blank)]


def _distinct(passages: list[ManualPassageIn]) -> list[ManualPassageIn]:
    if len({passage.id for passage in passages}) < len(passages):
        raise ValueError("must not hold two passages of one id")
    return passages


Manual = Annotated[list[ManualPassageIn], Field(max_length=20), AfterValidator(_distinct)]


def manual_passages(passages: list[ManualPassageIn]) -> tuple[ManualPassage, ...]:
    return tuple(ManualPassage(passage.id, passage.text) for passage in passages)


class SuggestionIn(Input):
    return_request: ReturnRequestIn
    thread: Thread = []
    now: Moment | None = None
    seller_language: ReplyLanguage = "en"
    reply_language: ReplyLanguage | None = None
    refund_amount: Money | None = None
    technical_help: Text | None = None
    mode: Literal["template", "llm"] = "template"
    template_id: Line | None = None
    translate: bool = True
    explain: bool = False
    manual: Manual = []

    def value(self, seller: str = "local") -> Request:
        case = Case(
            self.return_request.value(),
            tuple(message.value() for message in self.thread),
            self.now or datetime.now(UTC),
        )
        return Request(
            case=case,
            seller_language=self.seller_language,
            reply_language=self.reply_language,
            refund_amount=self.refund_amount,
            technical_help=self.technical_help,
            mode=self.mode,
            template_id=self.template_id,
            translate=self.translate,
            explain=self.explain,
            manual=manual_passages(self.manual),
            seller=seller,
        )


class CheckRequestIn(ReturnRequestIn):
    """A return request beside a draft: here even the comment may be missing."""

    customer_comment: Text = ""


class CheckIn(Input):
    draft: Annotated[str, Field(max_length=100_000), AfterValidator(_not_blank)]
    return_request: CheckRequestIn | None = None
    thread: Thread = []
    consent: Consent | None = None
    attachments: Annotated[list[AttachmentIn], Field(max_length=50)] = []
    language: ReplyLanguage = "en"
    severities: dict[RuleId, Severity] = {}

    def context(self) -> CheckContext:
        return CheckContext(
            request=None if self.return_request is None else self.return_request.value(),
            thread=tuple(message.value() for message in self.thread),
            consent=self.consent,
            attachments=tuple(attachment.value() for attachment in self.attachments),
            severities=self.severities,
        )


class RewriteIn(Input):
    draft: Annotated[str, Field(max_length=8_000), AfterValidator(_no_controls), AfterValidator(_not_blank)]
    style: Style
    return_request: CheckRequestIn | None = None
    thread: Thread = []
    consent: Consent | None = None
    language: ReplyLanguage = "en"

    def value(self, seller: str = "local") -> RewriteRequest:
        context = CheckContext(
            request=None if self.return_request is None else self.return_request.value(),
            thread=tuple(message.value() for message in self.thread),
            consent=self.consent,
        )
        return RewriteRequest(self.draft, self.style, context, self.language, seller)


class TranslationIn(Input):
    texts: Annotated[list[FilledText], Field(min_length=1, max_length=128)]
    target: ReplyLanguage
    source: Literal["en", "ar", "arabizi", "mixed", "other"] | None = None
    back: bool = False


class AnswerIn(Input):
    question: Annotated[FilledText, Field(max_length=2_000)]
    language: ReplyLanguage | None = None
    conversation: Annotated[list[Annotated[FilledText, Field(max_length=2_000)]], Field(max_length=20)] = []
    """What was asked before, the oldest first."""


class ConsentIn(Input):
    offer: FilledText
    reply: FilledText


class LanguagesIn(Input):
    texts: Annotated[list[Text], Field(min_length=1, max_length=128)]


def suggestion_out(suggestion: Suggestion) -> dict[str, Any]:
    """A suggestion as the contract shows it."""
    understanding, assessment = suggestion.understanding, suggestion.assessment
    draft = suggestion.draft
    return {
        "id": suggestion.id,
        "language": {
            "code": understanding.language.code.value,
            "variety": understanding.language.variety,
        },
        "translation": None if suggestion.translation is None else translation_out(suggestion.translation),
        "translation_note": suggestion.translation_note,
        "category": _judgement(understanding.category),
        "situation": _judgement(understanding.situation),
        "tone": understanding.tone.value,
        "consent": None if understanding.consent is None else understanding.consent.label,
        "may_message": assessment.may_message,
        "why_not": assessment.why_not,
        "deadlines": plain(assessment.deadlines),
        "next_action": assessment.next_action.value,
        "steps": plain(assessment.steps),
        "warnings": plain(assessment.warnings),
        "draft": None if draft is None else plain(draft),
        "draft_note": suggestion.draft_note,
        "findings": plain(suggestion.findings),
        "evidence": plain(suggestion.evidence),
        "because": list(suggestion.because),
        "templates": list(suggestion.templates),
        "timings_ms": suggestion.timings_ms,
    }


def _judgement(judgement: Judgement) -> dict[str, Any]:
    return {**plain(judgement), "confidence_in_words": in_words(judgement)}


def in_words(judgement: Judgement) -> str:
    """Confidence as people read it."""
    if not judgement.sure:
        return "low"
    return "high" if judgement.confidence >= _HIGH else "medium"


_HIGH = 0.85


def check_out(report: CheckReport) -> dict[str, Any]:
    return {
        "allowed": report.allowed,
        "findings": plain(report.findings),
        "rewritten": report.rewritten,
    }


def rewrite_out(made: Rewrite) -> dict[str, Any]:
    return {"draft": made.text, "changed": made.changed, "note": made.note, **check_out(made.report)}


def answer_out(answer: Answer) -> dict[str, Any]:
    return {
        "answered": answer.answered,
        "answer": answer.answer,
        "language": answer.language,
        "evidence": plain(answer.evidence),
        "cited": list(answer.cited),
        "note": answer.note,
    }


def passage_out(passage: Evidence) -> dict[str, Any]:
    shown: dict[str, Any] = plain(passage)
    return shown


def passages_out(passages: list[Evidence]) -> dict[str, Any]:
    return {"passages": plain(passages)}


def consent_out(judgement: Judgement) -> dict[str, Any]:
    return {"label": judgement.label, "confidence": judgement.confidence}


def languages_out(languages: list[Language]) -> dict[str, Any]:
    return {
        "languages": [
            {"code": found.code.value, "variety": found.variety, "confidence": round(found.confidence, 4)}
            for found in languages
        ]
    }


def translation_out(translation: Translation) -> dict[str, Any]:
    shown: dict[str, Any] = plain(translation)
    return shown


def translations_out(translations: list[Translation]) -> dict[str, Any]:
    return {"translations": plain(translations)}


def plain(value: Any) -> Any:
    """Frozen values as JSON's own: mappings, lists, ISO times, numbers."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, (tuple, list)):
        return [plain(item) for item in value]
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    return value
