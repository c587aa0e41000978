"""Invented details in the place of real ones, of the same shape: a phone number stays one, but nobody's."""

from __future__ import annotations

import secrets
import unicodedata

from assistant.drafting.privacy import Vault
from assistant.models import ReturnRequest

_LATIN = ("Sara", "Omar", "Lina", "Karim", "Huda", "Tariq")
_ARABIC = ("سارة", "عمر", "لينا", "كريم", "هدى", "طارق")
_ADDRESSES = {"en": "Villa 4, First Street", "ar": "شارع الأول فيلا ٤"}


class StandIns:
    """Takes a case's personal details out of texts. The same detail gets the same stand-in in all of them."""

    def __init__(self, known: ReturnRequest) -> None:
        self._vault = Vault(known)
        self._invented: dict[str, str] = {}

    def replace(self, text: str) -> str:
        """A text whose names, ids, numbers, e-mails and addresses, as far as they are recognised, are invented."""
        hidden = self._vault.hide(text)
        for token in Vault.left(hidden):
            if token not in self._invented:
                self._invented[token] = self._invent(token.partition("_")[0], self._vault.restore(token))
            hidden = hidden.replace(token, self._invented[token])
        return hidden

    def _invent(self, kind: str, value: str) -> str:
        arabic = any("\u0600" <= char <= "\u06ff" and char.isalpha() for char in value)
        match kind:
            case "[NAME":
                names = [name for name in (_ARABIC if arabic else _LATIN) if name != value]
                return secrets.choice(names)
            case "[EMAIL":
                return f"{secrets.choice(_LATIN).lower()}{secrets.randbelow(90) + 10}@example.com"
            case "[ADDRESS":
                return _ADDRESSES["ar" if arabic else "en"]
            case _:
                return "".join(map(_another, value))


def _another(char: str) -> str:
    """Another digit of the same script, or another letter; all else stays."""
    if unicodedata.category(char) == "Nd":
        return chr(ord(char) - unicodedata.digit(char) + secrets.randbelow(10))
    if "A" <= char <= "Z":
        return secrets.choice("ABCDEFGHJKLMNPQRSTUVWXYZ")
    return char
