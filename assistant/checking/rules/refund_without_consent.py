"""A refund without return that is announced as issued or decided, with no consent of the customer on record.

Why: the customer decides whether to keep the item for a refund, and once it is issued the item can no longer
be asked back. So the seller proposes and asks first; silence is no consent, and a refusal ends the matter.
Source: noon ReturnConnect policy, section 1 (returnless refund): consent by message before it is issued.

Bad:
    en: We have issued you a refund of AED 50, please keep the vase.
    en: If we do not hear from you by tomorrow, we will issue the refund.
    ar: تم إصدار استرداد بقيمة 50 درهمًا ويمكنك الاحتفاظ بالمنتج.
    ar: بما أنك لم ترد سنقوم بإصدار الاسترداد الجزئي.
    arabizi: ragga3nalak 50 geneh w khalli el montag ma3ak
Good:
    en: We would like to refund you AED 50 and you keep the vase, is that fine with you?
    en: noon will refund you once the item is received.
    ar: هل توافق على استرداد 50 درهمًا مع الاحتفاظ بالمنتج؟
    ar: إذا وافقت سنصدر الاسترداد اليوم.
    arabizi: law mwafe2 hanragga3lak 50 geneh w yefdal ma3ak
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

import regex

from assistant.checking.document import Document, Sentence
from assistant.checking.matchers import Lexicon, Phrases
from assistant.checking.rule import Hit
from assistant.checking.wording import near, part_span, set_aside
from assistant.models import Author, CheckContext, Consent

_MONEY = regex.compile(
    r"(?:(?:AED|SAR|EGP|USD|Dhs?|SR|LE)\.?[ \u00a0]?)?\p{Nd}{1,7}(?:[.,٫٬]\p{Nd}{1,3}){0,2}[ \u00a0]?"
    r"(?:AED|SAR|EGP|USD|[Dd]h?i?rhams?|[Rr]iyals?|[Pp]ounds?|Dhs?|SR|LE|%|٪"
    r"|درهم(?:ًا|ا)?|دراهم|ريال(?:ًا|ا)?|ريالات|جنيه(?:ًا|ا)?|جنيهات|دينار(?:ًا|ا)?|دولار(?:ًا|ا)?)?"
)
_CURRENCY = regex.compile(r"\p{L}{2}|[%٪]")
_QUESTION = regex.compile(r"(?<=[.,!?\n;]|^)[^.,!?\n;]{1,30}(?=\?)")
"""A short question such as "ok?" at the end of a sentence."""
_SETTLED = regex.compile(
    r"\b(?:have|has|had|already|issued|done|sent|5alas|khalas)\b|(?<!\pL)(?:تم|تمت|خلاص|بالفعل|صدر|قد)(?!\pL)"
)
"""Words that leave no doubt that it is done, whatever is asked at the end."""
_SHORT_ANSWER = 25
"""Words up to which a customer's message counts as a plain answer to an offer."""


def find(document: Document, context: CheckContext, lexicon: Lexicon) -> Iterable[Hit]:
    """Yield a hit for each sentence that takes the refund for settled, or silence for consent."""
    if _may_refund(context, lexicon):
        return
    text = document.plain.text
    if not lexicon.section("topic").search(text):
        return
    if context.consent is None and lexicon.section("agreed").search(text):
        return
    settles = partial(_settles, lexicon, _Draft.read(text, lexicon))
    proposed = False
    for sentence in document.plain_sentences:
        found = settles(sentence.text)
        if found is not None:
            yield _hit(document, sentence, found, settles, first=not proposed)
            proposed = True


def excused_by_case(document: Document, context: CheckContext, lexicon: Lexicon) -> bool:
    """Whether a refund may be stated, or the draft asks for consent or speaks of the item's return."""
    text = document.plain.text
    if _may_refund(context, lexicon) or (context.consent is None and lexicon.section("agreed").search(text)):
        return True
    draft = _Draft.read(text, lexicon)
    return draft.asks or draft.returned or draft.returning or text.rstrip().endswith("?")


@dataclass(frozen=True, slots=True)
class _Draft:
    """What a draft says as a whole: whether it asks for consent, and how the item stands."""

    asks: bool
    kept: bool
    returned: bool
    returning: bool

    @classmethod
    def read(cls, text: str, lexicon: Lexicon) -> _Draft:
        def says(name: str) -> bool:
            return lexicon.section(name).search(text) is not None

        asks = says("asking") or any(_accepts(question, lexicon) for question in _QUESTION.findall(text))
        kept = lexicon.section("kept").search(set_aside(text, lexicon.section("not kept"))) is not None
        return cls(asks, kept, says("returned"), says("returning"))


def _may_refund(context: CheckContext, lexicon: Lexicon) -> bool:
    """Whether a refund may be stated: consent is on record, or the item was received."""
    if context.consent is Consent.GRANTED or (context.request and context.request.received_at):
        return True
    if context.consent is not None:
        return False
    answer, offered = "", False
    for message in context.thread:
        text = Document(message.text).plain.text
        if message.author is Author.CUSTOMER:
            answer = text if offered else ""
        else:
            offered = offered or lexicon.section("topic").search(text) is not None
    return _accepts(answer, lexicon)


def _accepts(answer: str, lexicon: Lexicon) -> bool:
    return (
        len(answer.split(None, _SHORT_ANSWER + 1)) <= _SHORT_ANSWER
        and lexicon.section("accepts").search(answer) is not None
        and lexicon.section("declines").search(set_aside(answer, lexicon.section("not declined"))) is None
    )


def _settles(lexicon: Lexicon, draft: _Draft, text: str) -> tuple[int, int] | None:
    """Where a sentence takes the refund for settled; None where it proposes, or the item comes back first."""
    heard = set_aside(text, lexicon.section("unless"))
    silence = lexicon.section("silence").search(heard) or _near_either(
        heard, lexicon.section("silent"), lexicon.section("outcome")
    )
    back = lexicon.section("item back").search(set_aside(text, lexicon.section("not back")))
    if silence and not back and not text.rstrip().endswith("?"):
        return silence
    if back or any(lexicon.section(name).search(text) for name in ("condition", "not this refund")):
        return None
    done = lexicon.section("issued").search(heard)
    if done is not None:
        proposed = draft.asks and text.rstrip().endswith("?") and not _SETTLED.search(text)
        return None if proposed or (draft.returned and not draft.kept) else done
    if draft.asks or ((draft.returned or draft.returning) and not draft.kept):
        return None
    if lexicon.section("wish").search(text) or text.rstrip().endswith("?"):
        return None
    if draft.kept:
        # Nothing was asked and the item stays: whatever is said of the money is settled.
        return lexicon.section("money").search(heard)
    planned = lexicon.section("deciding").search(heard)
    return planned if lexicon.section("sure").search(text) else None


def _near_either(text: str, one: Phrases, other: Phrases) -> tuple[int, int] | None:
    return near(text, one, other, 14) or near(text, other, one, 6)


def _hit(
    document: Document,
    sentence: Sentence,
    found: tuple[int, int],
    settles: Callable[[str], object],
    *,
    first: bool,
) -> Hit:
    """The hit, its fix turning the first settled refund of a draft into a question and deleting others."""
    start, end = part_span(document, sentence, found, settles)
    whole = document.plain_span(sentence.start, sentence.end)
    if start == whole[0]:
        return Hit(*whole, fix=_proposal(document, sentence) if first else "")
    if first and end >= whole[1] - 1:
        return Hit(start, whole[1], fix=f". {_proposal(document, sentence)}")
    return Hit(start, end, fix="")


def _proposal(document: Document, sentence: Sentence) -> str:
    """The statement turned into a question, with the amount it names."""
    start, end = document.plain_span(sentence.start, sentence.end)
    named = (found[0].strip() for found in _MONEY.finditer(document.source, start, end))
    amount = next((money for money in named if _CURRENCY.search(money)), None)
    if document.language == "ar":
        value = f" بقيمة {amount}" if amount else ""
        return f"نود أن نعرض عليكم استردادًا{value} مع الاحتفاظ بالمنتج. هل توافقون على ذلك؟"
    value = f" of {amount}" if amount else ""
    return f"We would like to offer you a refund{value}, and you would keep the item. Do you agree?"
