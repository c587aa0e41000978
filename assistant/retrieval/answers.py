"""Answering from the guidelines: the passage that says it, or plainly that none does."""

from __future__ import annotations

from assistant.models import Answer, LanguageCode, ReplyLanguage
from assistant.retrieval.hybrid import HybridSearch

_SHOWN = 3
_NOT_SAID: dict[ReplyLanguage, str] = {
    "en": "The guidelines do not say. Ask noon's seller support at seller@noon.com.",
    "ar": "لا تذكر الإرشادات ذلك. يمكنك سؤال فريق دعم البائعين لدى نون على seller@noon.com.",
}


def answer(search: HybridSearch, question: str, language: ReplyLanguage) -> Answer:
    """Answer in the asker's language with the passage's own words; runners-up come along as evidence."""
    ranked = search.rank(question, _SHOWN)
    evidence = tuple(
        search.library.evidence(found.passage_id, language, found.probability) for found in ranked
    )
    if not ranked or ranked[0].probability < search.answered_from:
        return Answer(False, _NOT_SAID[language], language, evidence)
    return Answer(True, evidence[0].text, language, evidence)


def answer_language(code: LanguageCode) -> ReplyLanguage:
    """Arabic in any script is answered in Arabic, everything else in English."""
    return "ar" if code in (LanguageCode.AR, LanguageCode.ARABIZI, LanguageCode.MIXED) else "en"
