"""Forces the customer to cancel the return, or makes the refund or help conditional on it.

Why: only the customer can cancel; noon allows a polite request to consider it after helping, nothing more.
Source: noon ReturnConnect policy, section 1.b (support and troubleshooting).

Bad:
    en: You must cancel the return before we do anything about the blender.
    en: There will be no refund unless you cancel the request today.
    ar: يجب إلغاء طلب الإرجاع أولا وإلا لن نعيد المبلغ.
    ar: لازم تلغي الارجاع عشان نرجع لك الفلوس.
Good:
    en: If these steps solve the problem, please consider cancelling the return; you are still free to send it back.
    en: You can cancel the return from your account if you wish.
    ar: إذا حُلّت المشكلة فنرجو التفكير في إلغاء طلب الإرجاع، ويبقى القرار لكم.
    ar: يمكنكم إلغاء الطلب من حسابكم إن رغبتم.
"""

from __future__ import annotations

from collections.abc import Iterable

from assistant.checking.document import Document
from assistant.checking.matchers import Lexicon
from assistant.checking.rule import Hit
from assistant.models import CheckContext


def find(document: Document, context: CheckContext, lexicon: Lexicon) -> Iterable[Hit]:
    """Yield each sentence that pushes the customer to cancel; its fix deletes it."""
    for sentence in document.sentences:
        if lexicon.flagged(sentence) is not None:
            start, end = document.span(sentence.start, sentence.end)
            yield Hit(start, end, fix="")
