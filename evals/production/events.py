"""One suggestion and what came of it, out of the records or of a file of JSON Lines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from difflib import SequenceMatcher
from pathlib import Path
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from assistant.assets import read_jsonl
from assistant.errors import BrokenAsset
from assistant.models import Author, Case, Consent, ReturnRequest
from assistant.records.store import RecordStore
from assistant.records.suggestions import SuggestionLog
from assistant.records.values import JudgedBy, Opinion, StoredReturn, StoredSuggestion

Outcome = Literal["accepted", "edited", "rejected", "open"]


class Judged(BaseModel):
    """A seller's word on a part of a suggestion (`records.values.Opinion`)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    about: Literal["draft", "source", "translation", "situation"]
    vote: bool | None = None
    correction: str | None = None
    source_id: str = ""


class SaidConsent(BaseModel):
    """What the seller says that a reply to an offer means."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    offer: str = Field(min_length=1)
    reply: str = Field(min_length=1)
    label: Consent


class Event(BaseModel):
    """What the customer wrote, what Radd made of it, what the seller sent. Names and ids are there to be hidden.

    `text` are the customer's newest words; `opening` says that they are the return's own, which its situation is of.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    at: AwareDatetime
    return_key: str = Field(min_length=1)
    text: str = Field(min_length=1)
    opening: bool = True
    language: str
    variety: str | None = None
    situation: str
    confidence: float = Field(ge=0, le=1)
    tone: str
    draft: str | None = None
    draft_language: str | None = None
    sent: str | None = None
    translation: str | None = None
    translation_target: Literal["en", "ar"] | None = None
    judged: list[Judged] = []
    consent: SaidConsent | None = None
    reason_code: str | None = None
    photos: int | None = None
    customer_name: str | None = None
    noon_return_id: str | None = None
    order_id: str | None = None

    @property
    def outcome(self) -> Outcome:
        """What became of the draft; `rejected` also where another text was sent that shares little with it."""
        if any(one.about == "draft" and one.vote is False for one in self.judged):
            return "rejected"
        if self.draft is None or self.sent is None:
            return "open"
        distance = self.edited
        return "accepted" if distance == 0 else "rejected" if distance > _ANOTHER_TEXT else "edited"

    @property
    def edited(self) -> float:
        """How much of the draft was changed before sending, in words: 0 nothing, 1 everything."""
        before, after = (self.draft or "").split(), (self.sent or "").split()
        return 1 - SequenceMatcher(None, before, after, autojunk=False).ratio()


_ANOTHER_TEXT = 0.8


def read_events(path: Path) -> Iterator[Event]:
    """Events of a JSON Lines file. Raises `BrokenAsset` naming the line and field that is wrong."""
    for number, raw in enumerate(read_jsonl(path), start=1):
        try:
            yield Event.model_validate(raw)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"]))
            raise BrokenAsset(path, f"event {number}: {where}: {first['msg']}") from error


def recorded_events(records: RecordStore, log: SuggestionLog, seller: str) -> Iterator[Event]:
    """Every suggestion of a seller's returns on record, return by return."""
    after = None
    while True:
        page = records.returns(seller, after=after)
        for listed in page.returns:
            stored = records.get(seller, listed.id)
            opinions = _opinions(log, seller, listed.id)
            for place, made in enumerate(log.of_return(seller, listed.id)):
                event = _event(stored, made, opinions.get(made.id, []))
                yield event.model_copy(update={"consent": _consent(stored)}) if place == 0 else event
        after = page.next
        if after is None:
            return


def _opinions(log: SuggestionLog, seller: str, return_id: str) -> dict[str, list[Opinion]]:
    found: dict[str, list[Opinion]] = {}
    after = None
    while True:
        stored, after = log.opinions(seller, return_id=return_id, after=after)
        for one in stored:
            found.setdefault(one.opinion.suggestion_id, []).append(one.opinion)
        if after is None:
            return found


def _consent(stored: StoredReturn) -> SaidConsent | None:
    """What the seller said that the customer's reply means; the model's own reading is no news."""
    said = stored.consent
    if said is None or said.source is not JudgedBy.SELLER:
        return None
    offer = ""
    for message in stored.messages:
        if message.id == said.message_id:
            return (
                SaidConsent(offer=offer, reply=message.message.text, label=Consent(said.label))
                if offer
                else None
            )
        if message.message.author is Author.SELLER and message.message.text.strip():
            offer = message.message.text
    return None


def _event(stored: StoredReturn, made: StoredSuggestion, opinions: list[Opinion]) -> Event:
    suggestion, request = made.suggestion, stored.request
    heard = suggestion.understanding
    text = _answered_text(stored, made.made_at)
    return Event(
        at=made.made_at,
        return_key=stored.id,
        text=text,
        opening=text == request.customer_comment,
        language=heard.language.code.value,
        variety=heard.language.variety,
        situation=heard.situation.label,
        confidence=heard.situation.confidence,
        tone=heard.tone.value,
        draft=None if suggestion.draft is None else suggestion.draft.text,
        draft_language=None if suggestion.draft is None else suggestion.draft.language,
        sent=None if made.sent is None else made.sent.message.text,
        translation=None if suggestion.translation is None else suggestion.translation.text,
        translation_target=None if suggestion.translation is None else suggestion.translation.target,
        judged=[
            Judged(about=one.about.value, vote=one.vote, correction=one.correction, source_id=one.source_id)
            for one in opinions
        ],
        reason_code=request.reason_code,
        photos=request.photos,
        customer_name=request.customer_name,
        noon_return_id=request.return_id,
        order_id=request.order_id,
    )


def _answered_text(stored: StoredReturn, made_at: datetime) -> str:
    """The customer's newest words when the suggestion was made."""
    before = tuple(m for m in stored.thread if m.sent_at is None or m.sent_at <= made_at)
    return Case(stored.request, before, made_at).newest_customer_text


def known_details(event: Event) -> ReturnRequest:
    """What is known by name to be personal."""
    return ReturnRequest(
        event.text,
        return_id=event.noon_return_id,
        order_id=event.order_id,
        customer_name=event.customer_name,
    )
