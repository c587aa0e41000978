"""Help out of a product's manual: the pieces that speak of a customer's trouble, and the steps in them."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from assistant.models import Evidence, ManualPassage, ReplyLanguage, Request
from assistant.retrieval.answers import evidence_of, shortened
from assistant.retrieval.chunks import DocumentSearch

_SHOWN = 3
_LEAST = 0.2  # below this a piece speaks of something else
_STEP = regex.compile(r"^\p{N}{1,2}[.)、]\s*\S")
_MOST_STEPS = 8


def manual_help(documents: DocumentSearch | None, request: Request) -> tuple[Evidence, ...]:
    """The pieces of the seller's manuals nearest to what the customer wrote, best first."""
    if documents is None:
        return ()
    case = request.case
    words = case.newest_customer_text
    about = case.request.item_title
    found = documents.find(f"{about}: {words}" if about else words, _SHOWN, ("manual",))
    return tuple(evidence_of(one) for one in found if one.probability >= _LEAST)


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
