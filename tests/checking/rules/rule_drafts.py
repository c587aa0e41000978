"""Drafts of the development sets, read once, and the rules about meaning run on them."""

from __future__ import annotations

import importlib
import json
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from assistant.checking.document import Document
from assistant.checking.matchers import Lexicon, read_lexicon
from assistant.checking.rule import Find, Hit
from assistant.models import Author, CheckContext, Consent, Message, ReturnRequest

_ROOT = Path(__file__).parents[3]
_DATA = _ROOT / "knowledge" / "examples" / "drafts"


@dataclass(frozen=True)
class Draft:
    text: str
    offending: tuple[str, ...]
    context: CheckContext

    def __str__(self) -> str:
        return self.text[:40]


@cache
def find_of(rule: str) -> Find:
    return importlib.import_module(f"assistant.checking.rules.{rule}").find


@cache
def lexicon_of(rule: str) -> Lexicon:
    return read_lexicon(sorted((_ROOT / "knowledge" / "lexicons").glob(f"{rule}.*.txt")))


def hits(rule: str, text: str, context: CheckContext | None = None) -> list[Hit]:
    return list(find_of(rule)(Document(text), context or CheckContext(), lexicon_of(rule)))


def examples(rule: str, heading: str) -> list[str]:
    """The example drafts of a rule's docstring under `Bad:` or `Good:`."""
    documentation = find_of(rule).__globals__["__doc__"]
    section = re.split(rf"^{heading}[^\n]*:\n", documentation, maxsplit=1, flags=re.MULTILINE)[1]
    return re.findall(r"^ {4}(?:en|ar|arabizi): (.+)$", re.split(r"\n(?=Good)", section)[0], re.MULTILINE)


_MUG = ReturnRequest(
    "The mug came with a scratch",
    price=Decimal(50),
    currency="AED",
    created_at=datetime(2026, 11, 20, tzinfo=UTC),
)
_AROUND = {
    "follow_up": CheckContext(thread=(Message(Author.SELLER, "Could you send a photo?"),)),
    "over_refund": CheckContext(request=_MUG),
    "wrong_language": CheckContext(request=ReturnRequest("وصلني الكوب مكسورًا من الجنب")),
    "case_mismatch": CheckContext(request=replace(_MUG, price=Decimal(149))),
}


def around(rule: str) -> CheckContext:
    """The case that a rule's examples are about."""
    return _AROUND.get(rule, CheckContext())


def broken(rule: str) -> list[Draft]:
    """The drafts that break the rule."""
    return [draft for draft in _drafts(rule) if draft.offending]


def clean(rule: str) -> list[Draft]:
    """The drafts that come close to breaking it and do not."""
    return [draft for draft in _drafts(rule) if not draft.offending]


def _drafts(rule: str) -> list[Draft]:
    lines = (_DATA / f"{rule}.jsonl").read_text(encoding="utf-8").splitlines()
    return [_draft(rule, json.loads(line)) for line in lines]


def _draft(rule: str, raw: dict[str, Any]) -> Draft:
    offending = tuple(entry["text"] for entry in raw["rules"] if entry["rule"] == rule)
    request = (
        ReturnRequest("…", received_at=datetime(2026, 3, 1, tzinfo=UTC)) if raw.get("received") else None
    )
    context = CheckContext(
        request=request,
        thread=tuple(Message(Author(m["author"]), m["text"]) for m in raw.get("thread", ())),
        consent=Consent(raw["consent"]) if raw.get("consent") else None,
    )
    return Draft(raw["draft"], offending, context)


def overlap(draft: Draft, found: list[Hit]) -> float:
    """How well the found spans cover the offending words: shared over joined code points."""
    wanted = {
        position
        for words in draft.offending
        for position in range(draft.text.index(words), draft.text.index(words) + len(words))
    }
    marked = {position for hit in found for position in range(hit.start, hit.end)}
    return len(wanted & marked) / len(wanted | marked)
