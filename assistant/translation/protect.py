"""Masking: what an engine must not touch is handed to it as short codes, and put back exactly afterwards."""

from __future__ import annotations

from dataclasses import dataclass

import regex

from assistant.text.verbatim import VERBATIM

_MASKED = ("link", "address", "placeholder")
_LONG = 12  # characters: a code this long is masked too; engines copy shorter ones well


@dataclass(frozen=True, slots=True)
class Masked:
    """A text with codes in place of what was masked; `tokens` maps each code to what it stands for."""

    text: str
    tokens: tuple[tuple[str, str], ...]

    def restore(self, translation: str) -> str | None:
        """The translation with every code replaced; None when one was lost, repeated or invented."""
        for code, token in self.tokens:
            found = list(regex.finditer(rf"(?<!\w){code}(?!\w)", translation, flags=regex.IGNORECASE))
            if len(found) != 1:
                return None
            translation = translation[: found[0].start()] + token + translation[found[0].end() :]
        return translation


def mask(text: str) -> Masked:
    """Mask links, addresses, placeholders and long codes. The codes do not occur in the text."""
    tokens: list[tuple[str, str]] = []
    taken = text.upper()

    def replace(match: regex.Match[str]) -> str:
        token = match.group()
        if match.lastgroup not in _MASKED and len(token) < _LONG:
            return token
        number = len(tokens) + 1
        while f"ZX{number}0" in taken or any(code == f"ZX{number}0" for code, _ in tokens):
            number += 1
        tokens.append((f"ZX{number}0", token))
        return tokens[-1][0]

    return Masked(VERBATIM.sub(replace, text), tuple(tokens))
