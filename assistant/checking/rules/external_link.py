"""A web address, domain, short link or own QR page outside noon, however it is written.

Why: links lead customers away from the record noon keeps, and noon cannot vouch for what they open.
noon.com and what lies under it are allowed. How-to videos are links too. A QR code on the device is none,
one that opens the seller's form or page is.
Source: noon ReturnConnect policy, section 3 (restricted content).

Bad:
    en: The mounting steps are shown at https://youtu.be/k3TnQ0x before you drill.
    en: Our size table is on lamar-home dot com if you need it.
    ar: طريقة التركيب موجودة على www.lamar-home.com بالتفصيل.
    ar: جدول المقاسات في موقعنا لمار دوت كوم.
    ar: امسحوا رمز QR المرفق لتعبئة النموذج الخاص بنا.
Good:
    en: The return label is under Orders on noon.com and takes a minute.
    en: Please attach the picture as photo.jpg.We will look at the hinge v2.0 today.
    en: Scan the QR code under the camera with its app to pair it again.
    ar: تجدون بوليصة الإرجاع في صفحة الطلبات على noon.com.
    ar: امسحوا رمز QR الموجود أسفل الكاميرا لإعادة ربطها بالتطبيق.
"""

from __future__ import annotations

from collections.abc import Iterable

from assistant.checking.document import Document
from assistant.checking.fixes import chat_in_place_of
from assistant.checking.matchers import Lexicon
from assistant.checking.rule import Hit
from assistant.checking.wording import near, part_span
from assistant.models import CheckContext


def find(document: Document, context: CheckContext, lexicon: Lexicon) -> Iterable[Hit]:
    """Yield each link outside noon, exactly as far as it is written, and sentences that send to a QR page."""
    for link in document.links:
        if not link.is_noons:
            start, end = document.address_span(link)
            fix = chat_in_place_of(document.source, start, end, document.language, "explain")
            yield Hit(start, end, fix=fix)
    for sentence in document.plain_sentences:
        found = _own_page(sentence.text, lexicon)
        if found is not None:
            yield Hit(*part_span(document, sentence, found, lambda text: _own_page(text, lexicon)), fix="")


_FAR = 10
"""Words between a QR code and what it opens."""


def _own_page(text: str, lexicon: Lexicon) -> tuple[int, int] | None:
    """Where a sentence sends to something of the seller's through a QR code."""
    if (ours := lexicon.section("ours").search(text)) is None:
        code, page = lexicon.section("code"), lexicon.section("page")
        ours = near(text, code, page, _FAR) or near(text, page, code, _FAR)
    if ours is None or lexicon.section("unless").search(text):
        return None
    return ours
