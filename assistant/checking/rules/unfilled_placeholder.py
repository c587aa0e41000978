"""A slot of a template that nobody filled in.

Why: the customer reads a form letter, and the amount or name that matters is missing.
Source: noon ReturnConnect policy, section 5 (message templates): their slots stand for the seller's own words.

Braces, brackets, angle brackets, blanks, XXX, percent and dollar variables count. Brackets that hold something
real ("(2 pieces)", "[black]") do not, nor do sizes and model names.

Bad:
    en: Dear [CustomerName], we can refund {amount} and you keep the lamp. Does that suit you?
    en: Hello ____, the part of order XXXX is on its way.
    ar: مرحبًا (اسم العميل)، نعرض عليكم استرداد {المبلغ} مع الاحتفاظ بالمصباح.
    ar: عزيزي ______، وصلنا طلب إرجاع <اسم المنتج> ونراجعه الآن.
    arabizi: ahlan [esm el 3ameel], hanraga3lak {el mablagh} law da ynasbak
Good:
    en: Dear Omar, we can refund AED 35 (one piece) and you keep the lamp [black]. Does that suit you?
    en: The size chart says XXL is 112 cm, model K-XX200 :-) <3
    ar: مرحبًا عمر (بخصوص المصباح)، نعرض عليكم استرداد 35 درهمًا [قطعة واحدة].
    ar: المقاس XXXL متوفر والموديل (أسود) كما طلبتم، ودرجة الحرارة <40.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import regex

from assistant.checking.document import Document
from assistant.checking.matchers import Lexicon
from assistant.checking.rule import Hit
from assistant.models import CheckContext
from assistant.text.arabic import fold

_MONEY = (
    r"(?:aed|sar|egp|dhs?|sr|le|usd|dirhams?|riyals?|pounds?|درهم\p{L}*|دراهم|ريال\p{L}*|جنيه\p{L}*|ج\.م|ر\.س|د\.ا|\$|%)"
)
_GREETING = (
    r"(?:dear|hello|hi|hey|mr|mrs|ms|good (?:morning|evening)|عزيزي|عزيزتي|عزيزنا|مرحبا|اهلا|اهلين|هلا|السيد|السيده|"
    r"الاستاذ|الاستاذه|استاذ|استاذه|ahlan|marhaba)"
)

_BRACES = regex.compile(r"\{[{%]?(?P<in>[^{}\n]{0,120})[%}]?\}")
_SQUARE = regex.compile(r"\[{1,2}(?P<in>[^\[\]\n]{0,60})\]{1,2}")
_ROUND = regex.compile(r"\((?P<in>[^()\n]{0,50})\)")
_ANGLE = regex.compile(r"<{1,2} ?(?P<in>\p{L}[\p{L}\p{N} _'-]{0,40}) ?>{1,2}|(?:<<|«)\s?(?P<odd>\p{L}[\p{L} _-]{0,40})\s?(?:>>|»)")
_LOOSE = regex.compile(
    # blanks: ___ , but not an emoticon (-___-), a rule across the page or part of a file name
    r"(?<![\w^;><.-])(?<!\n)_{2,}(?![\w^><])|(?<=[\p{L}\p{N}])_{3,}(?![\w^><;.-])|(?<![\w^;><.-])_{3,}(?=[\p{L}\p{N}])"
    r"|(?<![^\n])_{2,9}(?![\w^><])"
    # variables: %name% , %s , ${amount} , $amount , #name# , @@name@@
    r"|(?<![\p{N}%])%[a-z][a-z_ ]{0,30}%|(?<![\p{N}\p{L}%])%(?:s|d|\([a-z_]{1,20}\)s)(?![\p{L}\p{N}])"
    r"|\$(?!(?:aed|sar|egp|usd|us)(?![a-z]))[a-z][a-z_]{2,30}\$?|#[a-z][a-z_]{2,30}#|@@[a-z_]{2,30}@@|#{3,}(?! ?\p{L})"
)
_DOTTED_SLOT = regex.compile(
    rf"(?<![\p{{L}}]){_GREETING}[ :]{{0,2}}(?P<after>\.{{4,}}|…{{2,}}|-{{3,}}|\*{{3,}}|\?{{2,}}|_{{2,}})"
    rf"|(?<![\p{{L}}]){_MONEY} ?(?P<sum>\.{{3,}}|…+|-{{2,}}|\*{{2,}}(?!\d)|\?{{2,}})(?! ?\d)"
    rf"|(?<![\p{{L}}\p{{N}}.*?-])(?P<blank>\.{{3,}}|…+|-{{2,}}|\*{{2,}}|\?{{2,}}) ?{_MONEY}(?![\p{{L}}])"
)
_CROSSES = regex.compile(r"(?<![\p{L}\p{N}#*_-])(?<!\p{N} )X{2,}(?:[/-]X{2,})*(?![\p{L}\p{N}*_]|-\p{N}|[ -]?(?:L|Large|Small)\b)")
_ONE_CROSS = regex.compile(rf"(?i)(?<![\p{{L}}\p{{N}}])(?:{_MONEY} ?)(?-i:[XN])(?![\p{{L}}\p{{N}}])|(?<!\p{{N}} ?)(?<![\p{{L}}\p{{N}}-])(?-i:[XN]) ?{_MONEY}(?![\p{{L}}])")
_SIZED = regex.compile(r"(?:size|sizes|model|مقاس\p{L}*|المقاس|قياس|موديل|الموديل)[ :]{0,3}$")
_UNSET = regex.compile(rf"(?<![\p{{L}}]){_GREETING} (?P<unset>null|undefined|none|nan|n/a)(?![\p{{L}}])")

_WORD = regex.compile(r"[\p{L}\p{N}']+")
_CAMEL = regex.compile(r"(?<=[a-z])(?=[A-Z])")
_FILLED = regex.compile(rf"\d")
_MOST_WORDS = 6


def find(document: Document, context: CheckContext, lexicon: Lexicon) -> Iterable[Hit]:
    """Yield each unfilled slot; only the seller knows what belongs there, so there is no fix."""
    end = -1
    for first, last in sorted(_slots(document, lexicon)):
        if first >= end:
            yield Hit(first, last)
            end = last


def _slots(document: Document, lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    text = document.view.text
    words = _Words(lexicon)
    for found in _BRACES.finditer(text):
        if not _FILLED.search(found["in"]) and not _is_code(found["in"]):
            yield document.span(*found.span())
    for pattern, strict in ((_SQUARE, False), (_ROUND, True)):
        for found in pattern.finditer(text):
            if words.are_a_slot(_split_camel(document, found), text[: found.start()][-30:], strict):
                yield document.span(*found.span())
"""
"""
