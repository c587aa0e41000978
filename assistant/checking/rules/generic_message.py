"""A message with nothing of this return in it: only a greeting, thanks, or an offer to help with anything.

Why: such a message costs the customer attention and moves nothing on. A message should serve the return: name
the item or the problem, ask a question, offer a solution or say what happens next.
Source: noon ReturnConnect policy, section 3 (do and don't): no generic messages.

Bad:
    en: Hello dear, thank you for contacting us. How can we help you?
    en: Hope you are well, we are always at your service.
    ar: السلام عليكم، كيف يمكننا مساعدتك؟
    ar: شكرًا لتواصلك معنا، ونتمنى لك يومًا سعيدًا.
    arabizi: ahlan ya fandem, ezay a2dar asa3dak?
Good:
    en: Could you send a photo of the crack?
    en: Hello Sara, which colour did you receive?
    ar: مرحبًا، كم قطعة ناقصة من العلبة؟
    ar: وصلتنا الصور، شكرًا لك.
    arabizi: ahlan, momken soora lel kasr?
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import regex

from assistant.checking.document import Document
from assistant.checking.matchers import Lexicon, Phrases
from assistant.checking.rule import Hit
from assistant.checking.wording import set_aside
from assistant.models import CheckContext

_LONGEST = 500
"""Code points beyond which a draft is not made of pleasantries only."""
_PLACEHOLDER = regex.compile(
    r"\{[^{}\n]{0,60}\}{1,2}|\[[^\[\]\n]{0,60}\]|<[^<>\n]{1,60}>|_{2,}|\bx{3,}\b"
    r"|\((?:اسم|ال?اسم|رقم|مبلغ|name|customer|amount|store)[^()\n]{0,40}\)"
)
_WORD = regex.compile(r"[\p{L}\p{N}_']+")
_NO_NAME = regex.compile(r"[a-z]{2}ing$")
"""What the customer is doing, or the seller; not who they are."""
_TITLE_NAMES = 2
"""Words that may follow "Hello" or "Mr" as a name."""
_ABBREVIATION = 3
"""Letters up to which a word before a full stop is an abbreviation such as "Mr."."""
_SIGNATURE_NAMES = 4
"""Words that may follow "team", "from" or "regards" as a shop's name."""


def find(document: Document, context: CheckContext, lexicon: Lexicon) -> Iterable[Hit]:
    """Yield one hit over the whole draft when nothing but pleasantries, names and empty slots is in it."""
    source = document.source.strip()
    if not source or len(source) > _LONGEST or lexicon.section("specific").search(document.plain.text):
        return
    text = _PLACEHOLDER.sub(lambda slot: " " * len(slot[0]), document.plain.text)
    rest = set_aside(set_aside(text, lexicon.section("filler")), lexicon.section("filler"))
    if rest != text and not any(_content(rest, text, lexicon)):
        start = document.source.index(source)
        yield Hit(start, start + len(source))


def _content(rest: str, text: str, lexicon: Lexicon) -> Iterator[str]:
    """The words of a draft without its pleasantries (dotted out) that are neither courtesy nor a name."""
    names = 0
    done = 0
    for found in _WORD.finditer(rest):
        word = found[0]
        before = text[: found.start()]
        if names == 0 or text[done : found.start()].strip(" -_"):
            names = _names_after(before, lexicon)
        done = found.end()
        if lexicon.section("word").search(word):
            # Courtesy ends a name ("Hello Sara, have a nice day"), not that of a shop ("Al Waha Trading").
            names = names - 1 if names > _TITLE_NAMES else 0
            continue
        asked = _asked(text, found.end()) and not _follows(before, lexicon.section("honorific"))
        if names == 0 or asked or _NO_NAME.search(word) or lexicon.section("thing").search(word):
            yield word
        names = max(0, names - 1)


def _names_after(before: str, lexicon: Lexicon) -> int:
    """How many words of a name may follow the words before it."""
    line = before[-80:].rstrip(" ")
    last = line.rstrip(" ,\n-:.").split()[-2:]
    signed = " ".join(last)
    if any(end == len(signed) for _, end in lexicon.section("signing").finditer(signed)):
        return _SIGNATURE_NAMES
    title = last[-1] if last else ""
    closed = line[-1:] in ("", ",", "!", "?", "\n") or (line.endswith(".") and len(title) > _ABBREVIATION)
    return _TITLE_NAMES if not closed and lexicon.section("title").search(title) else 0


def _follows(before: str, words: Phrases) -> bool:
    last = before[-40:].split()[-1:]
    return bool(last) and words.search(last[0]) is not None


def _asked(text: str, end: int) -> bool:
    """Whether a question mark follows at once: then the word is what is asked, not a name."""
    return text[end : end + 2].lstrip().startswith("?")
