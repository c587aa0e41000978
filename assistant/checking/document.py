"""A draft prepared once for all rules: the folded view with its way back to the text as sent."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import regex

from assistant.checking.addresses import Address, links, mails
from assistant.checking.disguises import addresses
from assistant.checking.plain import plain
from assistant.models import ReplyLanguage
from assistant.text.arabic import ARABIC_LETTER, LATIN_LETTER, fold_char
from assistant.text.sentences import sentence_spans
from assistant.text.spans import View, grapheme_safe

_WORD = regex.compile(r"[a-z0-9']{2,}")
_DIGIT_FOR_LETTER = regex.compile(r"[2357][a-z]{3,}|[a-z]+[2357][a-z]+|[a-z]{3,}[2357]")
_ARABIZI_WORDS = """
el al w ya law lw iza eza 3ala 3al fel fil mn men 3an ma3 msh mesh mish mush mafeesh ma3lesh elly illi yalli da
di dih keda kda kida bas eh shu shou wesh lazem momken enta inta enti ana e7na i7na ne7na hala ahlan marhaba
shokran shukran kol kel lel 3and 3end 3ndi fi
"""
_ARABIZI = frozenset(_ARABIZI_WORDS.split())
_FEWEST_SIGNS = 2
"""Words that only Arabic in Latin letters has, from which a text is taken for it."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the folded view: its text and its [start, end) in that view."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Document:
    """A draft. Rules read `view` and `sentences`; `span` maps what they find back to the draft.

    Rules about what words say may read `plain` and `plain_sentences` instead, with disguised words undone
    (see `assistant.checking.plain`), and map back with `plain_span`.
    """

    source: str

    @cached_property
    def view(self) -> View:
        """Folded text: compatibility forms, ASCII digits, lower case, invisible characters dropped."""
        return View.of(self.source, fold_char)

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        return _sentences(self.view)

    @cached_property
    def plain(self) -> View:
        """The view with disguised words undone: look-alike letters, s p a c e d words, drawn-out letters."""
        return plain(self.view)

    @cached_property
    def plain_sentences(self) -> tuple[Sentence, ...]:
        return _sentences(self.plain)

    @cached_property
    def addresses(self) -> View:
        """The view with disguised web and mail addresses as they would be typed."""
        return addresses(self.view)

    @cached_property
    def mails(self) -> tuple[Address, ...]:
        """The mail addresses of the draft, as spans of `addresses`."""
        return mails(self.addresses.text)

    @cached_property
    def links(self) -> tuple[Address, ...]:
        """The links of the draft, as spans of `addresses`."""
        return links(self.addresses.text)

    @cached_property
    def language(self) -> ReplyLanguage:
        """The language a fix should be written in: Arabic for Arabic, and for Arabic in Latin letters."""
        return "ar" if self._in_arabic_letters or self.arabizi else "en"

    @cached_property
    def _in_arabic_letters(self) -> bool:
        return len(ARABIC_LETTER.findall(self.source)) > len(LATIN_LETTER.findall(self.source))

    @cached_property
    def arabizi(self) -> bool:
        """Whether it is mostly Arabic in Latin letters."""
        if self._in_arabic_letters:
            return False
        words = _WORD.findall(self.view.text)
        signs = sum(word in _ARABIZI or _DIGIT_FOR_LETTER.fullmatch(word) is not None for word in words)
        return signs >= _FEWEST_SIGNS and signs * 6 >= len(words)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Map view offsets to code points of the draft, never cutting a grapheme."""
        return grapheme_safe(self.source, *self.view.source_span(start, end))

    def plain_span(self, start: int, end: int) -> tuple[int, int]:
        """Map offsets of `plain` to code points of the draft, never cutting a grapheme."""
        return grapheme_safe(self.source, *self.plain.source_span(start, end))

    def address_span(self, address: Address) -> tuple[int, int]:
        """The code points of the draft that a mail address or link takes, never cutting a grapheme."""
        return grapheme_safe(self.source, *self.addresses.source_span(address.start, address.end))


def _sentences(view: View) -> tuple[Sentence, ...]:
    return tuple(Sentence(view.text[start:end], start, end) for start, end in sentence_spans(view.text))
