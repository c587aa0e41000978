"""The schemas of the data sets' rows."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from assistant.models import Consent, NextAction, RuleId, Situation, Tone, WhyNot
from evals.task import Row


class LanguageRow(Row):
    """A text and what it is written in."""

    text: str


class MessageRow(Row):
    """A customer's message; `english` is its meaning."""

    text: str = Field(min_length=1)
    english: str
    situation: Situation
    tone: Tone
    reason_code: str | None
    photos: int | None


class ConsentRow(Row):
    """A seller's offer and the customer's reply to it."""

    id: str
    offer: str
    text: str
    consent: Consent


class TranslationRow(Row):
    """A text and a person's translation of it, or two; `language` is the text's."""

    text: str = Field(min_length=1)
    target: Literal["en", "ar"]
    reference: str = Field(min_length=1)
    second: str | None = None


class QuestionRow(Row):
    """A seller's question and the ids of the passages that answer it, none when nothing does."""

    question: str
    answerable: bool
    gold: list[str]


class EarlierQuestion(BaseModel):
    """What was asked before, and what answers it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: str
    gold: list[str]


class FollowUpRow(QuestionRow):
    """A question with those before it. kind: it leans on them, stands alone, or turns to what nothing answers."""

    conversation: list[EarlierQuestion] = Field(min_length=1)
    kind: Literal["leaning", "alone", "turn_away"]


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Broken(Part):
    """A rule that a draft breaks and the words that break it."""

    rule: RuleId
    text: str


class Turn(Part):
    author: str
    text: str


class File(Part):
    name: str
    size_bytes: int | None = None


class CheckRow(Row):
    """A seller's draft, its case, and the rules it breaks."""

    draft: str
    rules: list[Broken]
    consent: Consent | None
    thread: list[Turn]
    attachments: list[File]
    received: bool


class Expected(Part):
    """What a case must come to; what is not given is not scored.

    draft: the language of the draft, None for none. must: what it has to say, each a wording or several of which
    one is enough. unfilled: it rightly has an open slot, because the seller gave nothing to put there.
    """

    situation: Situation | None = None
    consent: Consent | None = None
    may_message: bool | None = None
    why_not: WhyNot | None = None
    next_action: NextAction | None = None
    contact_by: AwareDatetime | None = None
    process_by: AwareDatetime | None = None
    draft: Literal["en", "ar"] | None = None
    must: list[str | list[str]] = []
    unfilled: bool = False


class CaseRow(Row):
    """A whole case as the API takes it, and what a seller should be told."""

    return_request: dict[str, Any]
    thread: list[Turn]
    now: str
    refund_amount: str | None
    technical_help: str | None
    expect: Expected
