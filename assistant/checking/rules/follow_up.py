"""A message that chases a customer who has not answered the seller's last one.

Why: answering is the customer's choice. Where no answer comes, the return takes its course, and the seller
decides with the information at hand. A second message that corrects the first, adds a step or keeps a promise
is no chasing.
Source: noon ReturnConnect policy, section 3 (do and don't): no follow-ups without an answer.

Bad:
    en: Just checking whether you saw our message about the photos.
    en: We have still not heard from you, please reply.
    ar: لم يصلنا ردكم حتى الآن، ونحن بانتظاركم.
    ar: ما رديت علينا للحين، شفت رسالتنا؟
    arabizi: lessa mestanni radak ya fandem
Good:
    en: A correction: the refund we offer is SAR 45, not SAR 54.
    en: Sorry, one step was missing: hold the button for ten seconds.
    ar: تصحيح: المبلغ المعروض 45 ريالًا وليس 54.
    ar: نسيت خطوة مهمة: اشحن الجهاز أربع ساعات قبل التجربة.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from assistant.checking.document import Document
from assistant.checking.matchers import Lexicon
from assistant.checking.rule import Hit
from assistant.checking.wording import near, part_span, set_aside
from assistant.models import Author, CheckContext

_SHORT = 30
"""Words up to which a message that adds nothing is taken for a mere reminder when it asks for something."""
_GREETING = 3
"""Words up to which what stands beside the chasing is only a greeting."""


def find(document: Document, context: CheckContext, lexicon: Lexicon) -> Iterable[Hit]:
    """Yield a hit for each chasing sentence, where the customer has not answered or nothing is known of that.

    Without a thread only wording that cannot be a first message counts ("you still have not replied").
    """
    if context.thread and context.thread[-1].author is not Author.SELLER:
        return
    text = document.plain.text
    sections = ["chasing"]
    if context.thread and not lexicon.section("adding").search(text):
        # Nothing new is said, so what a short message asks can only be what was asked before.
        short = len(text.split(None, _SHORT)) <= _SHORT
        sections += ["nudging", "asking back"] if short else ["nudging"]
    asks = "asking back" in sections
    chases = partial(_chases, lexicon, sections)
    spans = [
        part_span(document, sentence, found or (0, 1), chases)
        for sentence in document.plain_sentences
        if (found := chases(sentence.text)) or (asks and sentence.text.endswith("?"))
    ]
    if spans and _is_bare(document.source, spans):
        spans = [(0, len(document.source))]
    for start, end in spans:
        said = document.source[start:end].strip()
        again = any(said in message.text for message in context.thread)
        yield Hit(start, end, fix="", by_case=again)


def excused_by_case(document: Document, context: CheckContext, lexicon: Lexicon) -> bool:
    """Whether the seller did not write last, or the draft adds something."""
    if not context.thread or context.thread[-1].author is not Author.SELLER:
        return True
    return lexicon.section("adding").search(document.plain.text) is not None


def _chases(lexicon: Lexicon, sections: list[str], text: str) -> tuple[int, int] | None:
    """Where a sentence chases. "Since you did not reply, we refunded you" is another rule's matter."""
    if near(text, lexicon.section("unanswered"), lexicon.section("settled"), 20):
        return None
    heard = set_aside(text, lexicon.section("unless"))
    return next((found for name in sections if (found := lexicon.section(name).search(heard))), None)


def _is_bare(draft: str, spans: list[tuple[int, int]]) -> bool:
    """Whether no more than a greeting stands beside the spans, so that the whole draft only chases."""
    inside = sum(len(draft[start:end].split()) for start, end in spans)
    return len(draft.split()) - inside <= _GREETING
