"""Help out of a product's manual: the pieces that speak of a customer's trouble, and the steps in them."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from assistant.models import Evidence, ManualPassage, ReplyLanguage, Request
from assistant.retrieval.answers import evidence_of, shortened
from assistant.retrieval.chunks import DocumentSearch
from assistant.retrieval.documents import Document
from assistant.retrieval.keyword import tokens

_SHOWN = 3
_LEAST = 0.2  # below this a piece speaks of something else
_STEP = regex.compile(r"^\p{N}{1,2}[.)、]\s*\S")
_MOST_STEPS = 8


def manual_help(documents: DocumentSearch | None, request: Request) -> tuple[Evidence, ...]:
    """The pieces of the seller's manuals nearest to what the customer wrote, best first."""
    if documents is None:
        return ()
    case = request.case
    item = set(tokens(case.request.item_title or ""))
    fitting = {one.id for one in documents.documents if one.kind == "manual" and _is_about(one, item)}
    found = documents.find(case.newest_customer_text, _SHOWN, lambda one: one.id in fitting)
    return tuple(evidence_of(one) for one in found if one.probability >= _LEAST)


def _is_about(document: Document, item: set[str]) -> bool:
    """Whether a manual names the item, by half of its title's words; another product's steps help nobody."""
    if not item:
        return True
    named = set(tokens(document.source))
    for chunk in document.chunks:
        named |= set(tokens(f"{chunk.title} {chunk.text}"))
    return 2 * len(item & named) >= len(item)


def as_manual(evidence: Sequence[Evidence]) -> tuple[ManualPassage, ...]:
    """The same as passages for a language model."""
    return tuple(ManualPassage(one.id, one.text) for one in evidence)


def steps_in(evidence: Sequence[Evidence], language: ReplyLanguage) -> tuple[str, Evidence] | None:
    """The steps of the first piece in this language, else its first sentences, and the piece itself."""
    for one in evidence:
        if one.language == language:
            steps = [line for line in one.text.splitlines() if _STEP.match(line)]
            return ("\n".join(steps[:_MOST_STEPS]) if len(steps) > 1 else shortened(one.text)), one
    return None
