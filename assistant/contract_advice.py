"""The wire contract of advice on record: suggestions, translations, feedback. See `contract` for the style."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, model_validator

from assistant.contract import (
    FilledText,
    Input,
    Line,
    Manual,
    Money,
    Text,
    manual_passages,
    plain,
    suggestion_out,
)
from assistant.contract_records import message_out
from assistant.models import Case, ReplyLanguage, Request
from assistant.records.values import About, Opinion, StoredOpinion, StoredSuggestion

Identity = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]


class ReturnSuggestionIn(Input):
    seller_language: ReplyLanguage = "en"
    reply_language: ReplyLanguage | None = None
    refund_amount: Money | None = None
    technical_help: Text | None = None
    mode: Literal["template", "llm"] = "template"
    template_id: Line | None = None
    translate: bool = True
    explain: bool = False
    manual: Manual = Field(default_factory=list)

    def request(self, case: Case) -> Request:
        """The question, for a case on record."""
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        return Request(case=case, **(fields | {"manual": manual_passages(self.manual)}))


class ReturnTranslationIn(Input):
    target: ReplyLanguage


class FeedbackIn(Input):
    """`source_id` goes with `source` alone; something must be said: a vote, a correction or a comment."""

    suggestion_id: Identity
    about: About
    source_id: Annotated[Line, Field(max_length=200)] | None = None
    vote: Literal["up", "down"] | None = None
    correction: FilledText | None = None
    comment: Annotated[FilledText, Field(max_length=2_000)] | None = None

    @model_validator(mode="after")
    def _says_something(self) -> FeedbackIn:
        if (self.about is About.SOURCE) != (self.source_id is not None):
            raise ValueError("source_id is needed for a source, and for nothing else")
        if self.vote is None and self.correction is None and self.comment is None:
            raise ValueError("needs a vote, a correction or a comment")
        return self

    def value(self) -> Opinion:
        return Opinion(
            suggestion_id=self.suggestion_id,
            about=self.about,
            source_id=self.source_id or "",
            vote=None if self.vote is None else self.vote == "up",
            correction=self.correction,
            comment=self.comment,
        )


def suggestions_out(found: list[StoredSuggestion]) -> dict[str, Any]:
    return {"suggestions": [suggestion_on_record_out(stored) for stored in found]}


def suggestion_on_record_out(stored: StoredSuggestion) -> dict[str, Any]:
    return {
        "made_at": stored.made_at.isoformat(),
        "suggestion": suggestion_out(stored.suggestion),
        "sent": None if stored.sent is None else message_out(stored.sent),
        "edited": stored.edited,
    }


def opinion_out(stored: StoredOpinion) -> dict[str, Any]:
    opinion = stored.opinion
    return {
        "id": stored.id,
        "at": stored.at.isoformat(),
        "return_id": stored.return_id,
        "suggestion_id": opinion.suggestion_id,
        "about": plain(opinion.about),
        "source_id": opinion.source_id or None,
        "vote": None if opinion.vote is None else ("up" if opinion.vote else "down"),
        "correction": opinion.correction,
        "comment": opinion.comment,
    }
