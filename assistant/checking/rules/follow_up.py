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

import regex

from assistant.checking.document import Document
from assistant.checking.matchers import Lexicon
from assistant.checking.rule import Hit
from assistant.checking.wording import near, part_span, set_aside
from assistant.models import Author, CheckContext

_MERE_QUESTION = regex.compile(r"\s*+(?:[\p{L}\p{N}]++[^\p{L}\p{N}?]++){0,2}+[\p{L}\p{N}]*+\s*+\?[\s?!.]*+")
"""A question mark after at most three words: "Hello sir?", "???"."""

_GREETING = 3
"""Words up to which what stands beside the chasing is only a greeting."""


def find(document: Document, context: CheckContext, lexicon: Lexicon) -> Iterable[Hit]:
    """Yield a hit for each chasing sentence, where the customer has not answered or nothing is known of that.

    Without a thread only wording that cannot be a first message counts ("you still have not replied").
    """
    if context.thread and context.thread[-1].author is not Author.SELLER:
        return
    text = document.plain.text
    if context.thread and _MERE_QUESTION.fullmatch(text):
        yield Hit(*document.plain_span(0, len(text)), fix="")
        return
    chasing = [lexicon.section("chasing")]
    if context.thread and not lexicon.section("adding").search(text):
        chasing.append(lexicon.section("nudging"))
    if not any(phrases.search(text) for phrases in chasing):
        return

    def chases(text: str) -> tuple[int, int] | None:
        heard = set_aside(text, lexicon.section("unless"))
        # "Since you did not reply, we issued the refund" is about consent, another rule's matter.
        if near(text, lexicon.section("unanswered"), lexicon.section("settled"), 20):
            return None
        return next((found for phrases in chasing if (found := phrases.search(heard))), None)

    spans = [
        part_span(document, sentence, found, chases)
        for sentence in document.plain_sentences
        if (found := chases(sentence.text)) is not None
    ]
    if spans and _is_bare(document.source, spans):
        spans = [(0, len(document.source))]
    for start, end in spans:
        yield Hit(start, end, fix="")


def _is_bare(draft: str, spans: list[tuple[int, int]]) -> bool:
    """Whether no more than a greeting stands beside the spans, so that the whole draft only chases."""
    inside = sum(len(draft[start:end].split()) for start, end in spans)
    return len(draft.split()) - inside <= _GREETING
