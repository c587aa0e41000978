"""Candidate samples out of events, with personal details taken out. Nothing enters a set before a person looked."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from assistant.models import LanguageCode, Situation
from evals.production.events import Event, known_details
from evals.production.stand_ins import StandIns


class Candidate(BaseModel):
    """A row that might enter a set of `family`; `why` it is worth looking at, `ask` the field to confirm."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    family: Literal["situations", "checks", "translations", "consent"]
    why: str
    ask: str | None
    row: dict[str, Any]


def candidates(events: Iterable[Event]) -> Iterator[Candidate]:
    """Each text once, corrections before what was only edited or accepted.

    A customer's message is a candidate when the seller corrected or doubted its situation, or used the draft that
    followed from it; a sent text that differs from its draft, as a draft to check; a corrected translation, as a
    reference; a reply whose meaning the seller stated.
    """
    seen: set[tuple[str, str]] = set()
    for event in sorted(events, key=_worth):
        for candidate in _of(event):
            words = _words(event, candidate.family)
            if (candidate.family, words) not in seen:
                seen.add((candidate.family, words))
                yield candidate


def _words(event: Event, family: str) -> str:
    """The words as they were written, by which a text is known again."""
    if family == "consent" and event.consent is not None:
        return f"{event.consent.offer}\0{event.consent.reply}"
    return event.sent or "" if family == "checks" else event.text


def _worth(event: Event) -> tuple[int, str]:
    corrected = any(one.correction for one in event.judged)
    doubted = any(one.vote is False for one in event.judged)
    return (0 if corrected else 1 if doubted else 2, event.at.isoformat())


def _of(event: Event) -> Iterator[Candidate]:
    hidden = StandIns(known_details(event))
    text = hidden.replace(event.text)
    common: dict[str, Any] = {
        "language": event.language,
        "variety": event.variety,
        "hard": False,
        "group": f"production-{hashlib.sha256(event.return_key.encode()).hexdigest()[:10]}",
    }
    told = _situation(event) if event.opening else None
    row: dict[str, Any]
    if told is not None:
        situation, why = told
        row = {
            "text": text,
            "english": "",
            "situation": situation,
            "tone": event.tone,
            "reason_code": event.reason_code,
            "photos": event.photos,
        }
        yield _candidate(event, "situations", why, "situation", row | common)
    if event.sent is not None and event.draft is not None and event.outcome in ("edited", "rejected"):
        row = {
            "draft": hidden.replace(event.sent),
            "rules": [],
            "consent": None,
            "thread": [{"author": "customer", "text": text}],
            "attachments": [],
            "received": False,
        }
        language = event.draft_language or event.language
        why = f"the seller sent this, having changed {event.edited:.0%} of the draft"
        yield _candidate(
            event, "checks", why, "rules", row | common | {"language": language, "variety": None}
        )
    for one in event.judged:
        if one.about == "translation" and one.correction and event.translation_target:
            row = {
                "text": text,
                "target": event.translation_target,
                "reference": hidden.replace(one.correction),
            }
            yield _candidate(
                event, "translations", "the seller corrected the translation", None, row | common
            )

    if event.consent is not None:
        said = event.consent
        row = {
            "offer": hidden.replace(said.offer),
            "text": hidden.replace(said.reply),
            "consent": said.label.value,
        }
        made = _candidate(event, "consent", "the seller said what the reply means", "consent", row | common)
        yield made.model_copy(update={"row": {"id": made.id, **made.row}})


def _situation(event: Event) -> tuple[str, str] | None:
    """The label to propose and why, None when the event tells nothing about it."""
    if event.language == LanguageCode.OTHER:
        return None
    for one in event.judged:
        if one.about == "situation" and one.correction in list(Situation):
            if one.correction == event.situation:
                return event.situation, "the seller confirmed the situation"
            return str(one.correction), f"the seller corrected {event.situation}"
        if one.about == "situation" and one.vote is False:
            return event.situation, "the seller doubted the situation"
    match event.outcome:
        case "rejected":
            return event.situation, "the seller rejected the draft"
        case "edited":
            return event.situation, f"the seller changed {event.edited:.0%} of the draft"
        case "accepted":
            return event.situation, "the seller sent the draft as it was"
        case _:
            return None


def _candidate(
    event: Event,
    family: Literal["situations", "checks", "translations", "consent"],
    why: str,
    ask: str | None,
    row: dict[str, Any],
) -> Candidate:
    # Named by the event, not by the row's words: these hold other invented details at every harvest.
    source = f"{family}\0{event.return_key}\0{event.at.isoformat()}"
    key = hashlib.sha256(source.encode()).hexdigest()[:12]
    return Candidate(id=key, family=family, why=why, ask=ask, row=row)
