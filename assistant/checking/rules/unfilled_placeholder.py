"""A slot of a template that nobody filled in.

Why: the customer reads a form letter, and the amount or name that matters is missing. Braces, brackets,
angle brackets, blanks, XXX, percent and dollar variables count. Brackets that hold something real ("(2
pieces)", "[black]") do not, nor do sizes and model names.
Source: noon ReturnConnect policy, section 5 (message templates): their slots stand for the seller's own
words.

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
from functools import lru_cache

import regex

from assistant.checking.document import Document
from assistant.checking.matchers import Lexicon
from assistant.checking.rule import Hit
from assistant.models import CheckContext
from assistant.text.arabic import fold

_MONEY = r"(?:aed|sar|egp|usd|dhs?|sr|le|dirhams?|riyals?|pounds?|درهم\p{L}*|دراهم|ريال\p{L}*|جنيه\p{L}*|ر\.س|د\.ا|ج\.م)"
_GREETING = (
    r"(?:dear|hello|hi|hey|mr|mrs|ms|good (?:morning|evening)|ahlan|marhaba|عزيزي|عزيزتي|مرحبا|اهلا|اهلين|هلا"
    r"|السيد|السيده|الاستاذ|الاستاذه|استاذ|استاذه)"
)
_ALONE, _END = r"(?<![\p{L}\p{N}])", r"(?![\p{L}\p{N}])"

_BRACES = regex.compile(r"\$?\{[{%$]?(?P<in>[^{}\n]{0,120})[%}]?\}")
_FRAMES = (
    regex.compile(r"\{(?P<in>[\p{L} _]{2,40}+)(?![}])"),
    regex.compile(r"\[{1,2}(?P<in>[^\[\]\n]{1,60})\]{1,2}"),
    regex.compile(r"[<‹](?P<in>[^<>‹›\n]{1,40})[>›]"),
)
"""Frames that count when what they hold names a slot; the first has lost its closing brace."""
_ROUND = regex.compile(r"\((?P<in>[^()\n]{1,50})\)")
_EMPTY = regex.compile(r"(?<=[^\n\p{L}\p{N}])(?:\[[ .…]*\]|\( *\))(?! ?[\])])")
_SIGNS = regex.compile(
    # blanks, but neither an emoticon (-___-) nor a rule across the page nor part of a name
    r"(?<![\p{L}\p{N}^;><._-])(?<!(?:^|\n) ?)_{2,}+(?![\p{L}\p{N}^><-])"
    r"|(?<=[\p{L}\p{N}])(?<![^\p{L}\p{N}][tou])_{3,}+(?!\.\p{L}|[\p{L}\p{N}^><-])"
    r"|(?<![\p{L}\p{N}^;><._-])_{3,}+(?=[\p{L}\p{N}])"
    r"|(?:^|\n)\K_{2,9}+(?![\p{L}\p{N}_^><-])"
    # variables: %name% %s ${amount} $amount #name# @@name@@ #####
    r"|(?<![\p{N}%] ?)%[\p{L}_][\p{L}_ .]{0,30}%|(?<![\p{N}%] ?)%(?:[sd]|\([a-z_]{1,20}\)s)(?![\p{L}\p{N}])"
    r"|\$(?!(?:aed|sar|egp|usd)(?![a-z_]))[a-z][a-z_]{2,30}+\$?|#[a-z][a-z_]{2,30}+#|@@[a-z_]{2,30}+@@"
    r"|\*\|[^|\n]{1,40}\|\*|<<[^<>\n]{1,40}>>|(?<=[^\n] ?)#{3,}+|#{3,}+(?! ?\p{L})"
)
_BLANK = r"\.{4,}|…{2,}|-{3,}|\*{3,}"
_BLANKS = (
    regex.compile(rf"{_ALONE}(?:{_GREETING}|[امد] ?/)[ :]{{0,2}}(?P<in>{_BLANK})"),
    regex.compile(rf"{_ALONE}{_MONEY} ?(?P<in>\.{{3,}}|…+|-{{2,}}|\*{{2,}}|\?{{2,}})(?![ \d]*\d)"),
    regex.compile(rf"(?<![\p{{L}}\p{{N}}.*?-])(?P<in>\.{{3,}}|…+|-{{2,}}|\*{{2,}}|\?{{2,}}) ?{_MONEY}{_END}"),
)
"""A row of signs where a name or a sum belongs; elsewhere it is punctuation."""
_CROSSES = regex.compile(
    r"(?<![\p{L}\p{N}*\"'_-])(?<!\p{N} )x{2,}+(?:[/.-]x{2,}+)*(?![\p{L}\p{N}*_]|[ -]?\p{N}|[ -]?(?:l|large|small)(?!\p{L}))"
)
_MASKED = regex.compile(r"(?:[x*]{4}[ -]?){1,4}\p{N}{2,4}")
_ONE_CROSS = regex.compile(
    rf"{_ALONE}(?:{_MONEY} ?(?P<after>x){_END}|(?<!\p{{N}} ?)(?<!-)(?P<before>x) ?{_MONEY}{_END})"
)
_SIZED = regex.compile(r"(?:size|sizes|model|مقاس\p{L}*|المقاس|قياس|موديل|الموديل)[ :]{0,3}$")
_LABELLED = regex.compile(
    rf"(?:{_GREETING}|{_MONEY}|order|return|tracking|number|no|id|amount|رقم|الطلب|طلب|مبلغ|المبلغ|بقيمه|#)[ .:#]{{0,3}}$"
)
_PRICED = regex.compile(rf" ?{_MONEY}{_END}")
_UNSET = regex.compile(
    rf"{_ALONE}{_GREETING},? (?P<in>null|undefined|none|nan|n/a|"
    r"(?:customer|client|buyer|user|first|full)?[ _]?name|اسم العميل|اسم الزبون|الاسم)(?= ?(?:[,.!\n]|$))"
)
_SHOUTED = regex.compile(r"(?<![\p{L}\p{N}_$%{\[<])[A-Z]{2,20}(?:_[A-Z]{2,20}){1,4}(?![\p{L}\p{N}_])")

_WORD = regex.compile(r"[\p{L}\p{N}]+")
_CAMEL = regex.compile(r"(?<=[a-z])(?=[A-Z])")
_VARIABLE = regex.compile(r"[a-z_]{0,20}\d")
_LIST_OF_SIZES = regex.compile(r"(?:[^,]{1,12},)+[^,]{1,12}")
_SHORTEST = 3
_MOST_WORDS = 6


def find(document: Document, context: CheckContext, lexicon: Lexicon) -> Iterable[Hit]:
    """Yield each unfilled slot; only the seller knows what belongs there, so there is no fix."""
    done = -1
    for start, end in sorted(_slots(document, lexicon), key=lambda span: (span[0], -span[1])):
        if start >= done:
            yield Hit(start, end)
            done = end


def _slots(document: Document, lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    text = document.view.text
    vocabulary = _vocabulary(tuple(lexicon.sections.items()))
    addresses = [document.address_span(address) for address in (*document.mails, *document.links)]
    for place in (*_framed(document, vocabulary), *_signs(text), *_crosses(document)):
        start, end = document.span(*place)
        if not any(left <= start and end <= right for left, right in addresses):  # sales{at}lamar{dot}com
            yield start, end
    for start, end in lexicon.section("phrase").finditer(text):
        yield document.span(start, end)
    for found in _SHOUTED.finditer(document.source):
        if vocabulary.names_a_slot(found[0]):
            yield found.span()


def _framed(document: Document, vocabulary: _Vocabulary) -> Iterator[tuple[int, int]]:
    """Braces unless they hold something filled in; other brackets when they name a slot."""
    text = document.view.text
    for found in _BRACES.finditer(text):
        if not vocabulary.is_filled(found["in"]) and (
            not _LIST_OF_SIZES.fullmatch(found["in"]) or vocabulary.has_head(found["in"])
        ):
            yield found.span()
    for frame in _FRAMES:
        for found in frame.finditer(text):
            if vocabulary.names_a_slot(_as_written(document, found)):
                yield found.span()
    for found in _ROUND.finditer(text):
        if vocabulary.fills_round(found["in"], text[max(0, found.start() - 20) : found.start()]):
            yield found.span()
    for found in _EMPTY.finditer(text):
        yield found.span()


def _as_written(document: Document, found: regex.Match[str]) -> str:
    """What a frame holds, in the draft's own letters: FirstName is two words only there."""
    start, end = document.span(*found.span("in"))
    return document.source[start:end]


def _signs(text: str) -> Iterator[tuple[int, int]]:
    for found in _SIGNS.finditer(text):
        yield found.span()
    for pattern in (*_BLANKS, _UNSET):
        for found in pattern.finditer(text):
            yield found.span("in")


def _crosses(document: Document) -> Iterator[tuple[int, int]]:
    """XXX for a name, number or sum; sizes, models, masked card numbers and kisses are left."""
    text = document.view.text
    masked = [found.span() for found in _MASKED.finditer(text)] if "x" in text else []
    for found in _CROSSES.finditer(text):
        if any(start <= found.start() < end for start, end in masked):
            continue
        before = text[max(0, found.start() - 25) : found.start()]
        if _SIZED.search(before):
            continue
        start, end = document.span(*found.span())
        written = document.source[start:end]
        placed = bool(_LABELLED.search(before) or _PRICED.match(text, found.end()))
        if placed or (written.upper() == written and len(written) >= _SHORTEST):
            yield found.span()
    for found in _ONE_CROSS.finditer(text):
        group = "after" if found["after"] else "before"
        start, end = document.span(*found.span(group))
        if document.source[start:end] == "X":
            yield found.span(group)


@lru_cache(maxsize=4)
def _vocabulary(sections: tuple[tuple[str, tuple[str, ...]], ...]) -> _Vocabulary:
    return _Vocabulary(Lexicon(dict(sections)))


class _Vocabulary:
    """The words that name slots."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.heads = _folded(lexicon, "head")
        self.known = self.heads | _folded(lexicon, "word")
        self.orders = _folded(lexicon, "order")
        self.round = _folded(lexicon, "round")
        self.round_after = lexicon.section("round after")

    def _words(self, text: str) -> list[str]:
        return _WORD.findall(fold(_CAMEL.sub(" ", text)).replace("_", " "))

    def is_filled(self, text: str) -> bool:
        """Whether a frame holds a number, and not as a variable's (`name_1`) or an Arabizi letter."""
        if _VARIABLE.fullmatch(text.strip().lower()):
            return False
        return any(word[0].isdigit() and word not in self.known for word in self._words(text))

    def has_head(self, text: str) -> bool:
        return not self.heads.isdisjoint(self._words(text))

    def names_a_slot(self, text: str) -> bool:
        """Whether a text says what belongs here instead of being it: "refund amount", "FirstName"."""
        words = self._words(text)
        if not words or self.is_filled(text) or len(words) > _MOST_WORDS + 2:
            return False
        if words[0] in self.orders and len(words) > 1:
            return True
        if "," in text or "،" in text or len(words) > _MOST_WORDS:
            return False
        return self.known.issuperset(words) and not self.heads.isdisjoint(words)

    def fills_round(self, text: str, before: str) -> bool:
        """Whether round brackets, which mostly hold asides, hold a slot."""
        words = self._words(text)
        if not words or self.is_filled(text):
            return False
        if " ".join(words) in self.round or (words[0] in self.orders and self.has_head(text)):
            return True
        return self.names_a_slot(text) and self.round_after.search(before + ".") is not None


def _folded(lexicon: Lexicon, section: str) -> frozenset[str]:
    return frozenset(map(fold, lexicon.sections.get(section, ())))
