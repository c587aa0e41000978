"""A personal or business e-mail address outside noon, however it is written.

Why: mail leaves the conversation that noon keeps for both sides, so neither can show later what was agreed.
noon's own addresses (at noon.com) are allowed. Writing "at", "dot", آت, نقطة or a provider's name alone
hides nothing.
Source: noon ReturnConnect policy, section 3 (restricted content).

Bad:
    en: Kindly forward the photos of the torn seam to huda.outlet@gmail.com and we will check.
    en: If the file is too large, mail it to huda outlet 7 (at) hotmail dot com
    ar: أرسلوا صور الخياطة إلى huda.outlet@gmail.com وسنراجعها اليوم.
    ar: بريدنا هو هدى آت جيميل دوت كوم لمن يريد إرسال الفاتورة.
    arabizi: eb3atlna el sowar 3ala huda.outlet at gmail dot com
Good:
    en: For questions about your noon account you may write to seller@noon.com.
    en: The pick-up is booked @ 4 pm and the courier will bring the label.
    ar: لأسئلة الحساب راسلوا دعم نون على seller@noon.com.
    ar: وصلتكم رسالة من نون على بريدكم المسجل فيها موعد الاستلام.
"""

from __future__ import annotations

from collections.abc import Iterable

from assistant.checking.document import Document
from assistant.checking.fixes import chat_in_place_of
from assistant.checking.matchers import Lexicon
from assistant.checking.rule import Hit
from assistant.models import CheckContext


def find(document: Document, context: CheckContext, lexicon: Lexicon) -> Iterable[Hit]:
    """Yield each mail address that is not noon's, exactly as far as it is written."""
    for mail in document.mails:
        if not mail.is_noons:
            start, end = document.address_span(mail)
            yield Hit(start, end, fix=chat_in_place_of(document.source, start, end, document.language))
