"""Personal details out of a text before a hosted model reads it, and back into what it wrote.

Known values (name, order, return) are found wherever they stand, a name of three consonants and more also when
it is written in the other script. In free text, e-mails, long digit runs, names after a cue and addresses after
a cue are found by shape; another person's name that comes without a cue is not.
"""

from __future__ import annotations

from collections.abc import Iterable

import re2

from assistant.drafting.names import is_arabic, sounds
from assistant.models import ReturnRequest

_SHAPES = (
    ("EMAIL", re2.compile(r"[\w.+-]+\s?@\s?[\w-]+(?:\.[\w-]+)+")),
    ("NUMBER", re2.compile(r"\+?\p{Nd}(?:[ ()/-]{0,2}\p{Nd}){6,}")),
    (
        "ADDRESS",
        re2.compile(
            r"(?i)(?:\b(?:villa|building|bldg|apartment|apt|flat|street|tower|p\.?o\.? box)\b|شارع|فيلا|بناية|شقة|عمارة|برج)[^\n.!?؟]{1,80}"
        ),
    ),
    (
        "NAME",
        re2.compile(
            r"(?i)(?:my name is|this is|اسمي|معك|معاك|ismi|esmi)\s+(\p{L}{2,20}(?:\s\p{Lu}\p{L}{1,20})?)"
        ),
    ),
)
_WORD = re2.compile(r"\p{L}[\p{L}\p{M}'’-]+")
_MASK = "\x1a"  # re2 takes ASCII alone in a replacement
_DIGITS = re2.compile(r"\p{Nd}+(?:[.,٫٬]\p{Nd}+)*")
_TOKEN = re2.compile(r"\[(?:NAME|ID|EMAIL|NUMBER|ADDRESS)_\d+\]")


class Vault:
    """Tokens for one case's personal details. The same detail gets the same token in every text."""

    def __init__(self, request: ReturnRequest) -> None:
        self._tokens: dict[str, str] = {}
        name = " ".join((request.customer_name or "").split())
        for value in (name, *name.split()):
            if len(value) > 1:
                self._token("NAME", value)
        self._heard = {(heard, is_arabic(part)) for part in name.split() if (heard := sounds(part))}
        for known in (request.return_id, request.order_id):
            if known and known.strip():
                self._token("ID", known.strip())

    def hide(self, text: str) -> str:
        """Replace every detail by its token."""
        if self._heard:
            words = (found.group(0) for found in _WORD.finditer(text))
            text = self._hide(text, "NAME", [word for word in words if self._sounds_like_the_name(word)])
        for kind, shape in _SHAPES[:2]:
            text = self._hide(text, kind, (found.group(0) for found in shape.finditer(self._known(text))))
        for kind, shape in _SHAPES[2:]:
            group: int = shape.groups
            text = self._hide(text, kind, (found.group(group) for found in shape.finditer(self._known(text))))
        return self._known(text)

    def anonymous(self, text: str) -> str:
        """The text with dots for every detail and every number, for good."""
        masked = _DIGITS.sub(_MASK, _TOKEN.sub(_MASK, self.hide(text)))
        return str(masked).replace(_MASK, "…")

    def restore(self, text: str) -> str:
        """Put the details back. A token that was never given stays; `left` finds it."""
        for value, token in self._tokens.items():
            text = text.replace(token, value)
        return text

    @staticmethod
    def left(text: str) -> list[str]:
        """Tokens still in a text."""
        return [found.group(0) for found in _TOKEN.finditer(text)]

    def _sounds_like_the_name(self, word: str) -> bool:
        return (sounds(word), not is_arabic(word)) in self._heard

    def _hide(self, text: str, kind: str, values: Iterable[str]) -> str:
        for value in values:
            self._token(kind, value.strip())
        return self._known(text)

    def _known(self, text: str) -> str:
        for value in sorted(self._tokens, key=len, reverse=True):
            if value.isalpha():
                whole = r"(?i)(^|[^\p{L}\[])" + re2.escape(value) + r"($|[^\p{L}_])"
                for _ in range(2):  # a match takes its neighbours, so a name said twice in a row needs two
                    text = re2.sub(whole, r"\1" + self._tokens[value] + r"\2", text)
            else:
                text = text.replace(value, self._tokens[value])
        return text

    def _token(self, kind: str, value: str) -> None:
        if value and value not in self._tokens and not _TOKEN.search(value):
            self._tokens[value] = f"[{kind}_{len(self._tokens) + 1}]"
