"""Drafts: asking for one as a seller would, and marking what came."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import regex

from assistant.models import Situation
from assistant.text.arabic import fold
from assistant.translation.tokens import kept_tokens, western_digits
from evals.subject import Subject
from evals.task import Answer, Mark, Sample

NOW = "2026-01-05T09:00:00+00:00"  # a Monday: no score may depend on the day it is taken
REFUND = "40"
STEPS = {
    "en": "Hold the power button for ten seconds, then plug it in again.",
    "ar": "اضغطوا على زر التشغيل عشر ثوانٍ، ثم أعيدوا توصيل الجهاز بالكهرباء.",
}
_SPACE = regex.compile(r"\s+")


def drafted(
    subject: Subject,
    request: dict[str, Any],
    language: str,
    thread: Sequence[dict[str, Any]] = (),
    **seller: Any,
) -> Answer:
    """A suggestion's draft, checked a second time on its own as the seller's own check would."""
    body = {
        "return_request": request,
        "thread": list(thread),
        "now": NOW,
        "seller_language": language,
        "refund_amount": REFUND,
        "technical_help": STEPS[language],
        "translate": False,
        **seller,
    }
    made = subject.call("suggestions", body)
    facts = {"asked": body, "situation": made["situation"]["label"], "next_action": made["next_action"]}
    draft = made["draft"]
    if draft is None:
        return Answer(None, made["situation"]["confidence"], facts | {"note": made["draft_note"]})
    return Answer(
        draft["text"],
        made["situation"]["confidence"],
        facts
        | {
            "template": draft["template_id"],
            "language": subject.call("languages", {"texts": [draft["text"]]})["languages"][0]["code"],
            "findings": sorted({found["rule"] for found in _check(subject, draft["text"])}),
            "unfilled": [s["name"] for s in draft["slots"] if s["required"] and s["value"] is None],
        },
    )


def _check(subject: Subject, draft: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = subject.call("checks", {"draft": draft})["findings"]
    return found


def may_be_sent(sample: Sample) -> Mark:
    """1 for a draft that passes every part below, or for a stated reason to write none.

    Parts: `language` as expected, `slots` all filled, `rules` none broken, `facts` that the true situation asks
    for are in it, `grounded`: no number, link or code that the case does not hold.
    """
    detail = sample.detail or {}
    wanted = _facts(sample.gold["situation"], sample.expected)
    if sample.output is None:
        # Writing nothing is safe; that a customer who needs an answer gets none is told apart.
        noted = bool(detail.get("note"))
        return Mark(float(noted), "" if noted else "no draft and no reason", {"facts": float(not wanted)})
    parts, reasons = marks_of(sample.output, detail, sample.expected)
    missing = not_said(sample.output, wanted)
    parts["facts"] = float(not missing)
    sound = all(parts[name] for name in ("language", "slots", "rules", "grounded"))
    reasons += [f"does not say {fact}" for fact in missing]
    return Mark(float(sound), "; ".join(reasons), parts)


def marks_of(text: str, detail: dict[str, Any], language: str) -> tuple[dict[str, float], list[str]]:
    """The parts that need no knowledge of the case's truth, and why each failed."""
    invented = ungrounded(text, detail["asked"])
    faults = {
        "language": [f"written in {detail['language']}, expected {language}"]
        * (detail["language"] != language),
        "slots": [f"leaves {', '.join(detail['unfilled'])} open"] * bool(detail["unfilled"]),
        "rules": [f"breaks {', '.join(detail['findings'])}"] * bool(detail["findings"]),
        "grounded": [f"{token} is not in the case" for token in invented],
    }
    parts = {name: float(not found) for name, found in faults.items()}
    return parts, [reason for found in faults.values() for reason in found]


def ungrounded(text: str, case: Any) -> list[str]:
    """The numbers, links, addresses and codes of a draft that its case does not hold; an open slot is none."""
    known = {token for words in _strings(case) for token in (*kept_tokens(words), western_digits(words))}
    return [token for token in kept_tokens(text) if token not in known and token[0] not in "{["]


def _strings(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [words for item in value.values() for words in _strings(item)]
    if isinstance(value, list):
        return [words for item in value for words in _strings(item)]
    return [] if value is None else [str(value)]


def not_said(text: str, facts: Sequence[str | Sequence[str]]) -> list[str]:
    """The facts that a text lacks; a fact is a wording, or several of which one is enough."""
    said = _plain(text)
    choices = [[fact] if isinstance(fact, str) else list(fact) for fact in facts]
    return [" or ".join(words) for words in choices if not any(_plain(word) in said for word in words)]


def _plain(text: str) -> str:
    return _SPACE.sub(" ", fold(western_digits(text))).strip()


def _facts(situation: str, language: str) -> list[str]:
    """What a first reply must carry when the seller gave an amount and steps."""
    match Situation(situation).category.value:
        case "returnless_refund":
            return [REFUND]
        case "support_troubleshooting":
            return [STEPS[language]]
        case _:
            return []
