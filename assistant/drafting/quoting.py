"""Which of a stranger's words a template may show: a name and an item's title are free text, and may be a trap."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import re2

from assistant.assets import read_lines
from assistant.drafting.grounding import Grounding, addresses, load_grounding, stems, words_of
from assistant.models import Draft, Finding, ReturnRequest
from assistant.text.arabic import fold

STRANGERS = ("customer_name", "item_title")
_NAME = re2.compile(r"[\p{L}\p{M}'’ـ-]+\.?(?: [\p{L}\p{M}'’ـ-]+\.?){0,4}")
_LONG_NUMBER = re2.compile(r"\p{Nd}(?:[ ()./-]{0,2}\p{Nd}){6,}")

_FEW_WORDS = 3


@dataclass(frozen=True)
class Quoting:
    """Judges names and titles by their words alone. Pure and safe to share."""

    grounding: Grounding
    addressing: frozenset[str]

    def cleaned(self, request: ReturnRequest) -> ReturnRequest:
        """The request without a name that is none, or a title that promises or offers something."""
        name, title = request.customer_name, request.item_title
        if name is not None and not self._is_name(" ".join(name.split())):
            request = replace(request, customer_name=None)
        if title is not None and self._offers(title):
            request = replace(request, item_title=None)
        return request

    def _is_name(self, name: str) -> bool:
        promised = self.grounding.promises(name)  # one word may be a name: Kamel is also "complete"
        few = not promised or (len(promised) == 1 and len(name.split()) <= _FEW_WORDS)
        speaks = self._addresses(name) or self.grounding.elsewhere(name)
        return bool(_NAME.fullmatch(name)) and few and not speaks

    def _offers(self, title: str) -> bool:
        if self.grounding.amounts(title) or addresses(title) or _LONG_NUMBER.search(title):
            return True
        return self._addresses(title) and bool(self.grounding.promises(title))

    def _addresses(self, text: str) -> bool:
        return any(stem in self.addressing for word in words_of(text) for stem in stems(word))


def load_quoting(knowledge: Path) -> Quoting:
    addressing = read_lines(knowledge / "lexicons" / "addressing.txt")
    return Quoting(load_grounding(knowledge), frozenset(map(fold, addressing)))


def without_trapped(
    request: ReturnRequest, draft: Draft, findings: Sequence[Finding]
) -> ReturnRequest | None:
    """The request without the strangers' words that break a rule in a draft; None when none of them does."""
    trapped = [
        slot.name
        for slot in draft.slots
        if slot.name in STRANGERS and slot.value and _touched(draft.text, slot.value, findings)
    ]
    if not trapped:
        return None
    name, title = request.customer_name, request.item_title
    return replace(
        request,
        customer_name=None if "customer_name" in trapped else name,
        item_title=None if "item_title" in trapped else title,
    )


def _touched(text: str, value: str, findings: Iterable[Finding]) -> bool:
    spans = [(finding.start, finding.end) for finding in findings if finding.severity == "block"]
    at = text.find(value)
    while at >= 0:
        if any(start < at + len(value) and at < end for start, end in spans):
            return True
        at = text.find(value, at + 1)
    return False
