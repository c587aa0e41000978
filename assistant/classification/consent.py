"""The cues of a reply to an offer, added to its text as marks that the consent model can weigh."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import regex

from assistant.assets import read_lines, read_yaml
from assistant.classification.wording import Wording
from assistant.text.arabic import fold, squeeze

# A digit alone may be a letter of Arabizi; an amount stands apart or has two digits.
_NUMBER = regex.compile(r"\p{N}{2,}|(?<![\p{L}'])\p{N}(?![\p{L}'])")
_SIGNS = {
    "👍": "yes",
    "👌": "yes",
    "✅": "yes",
    "🆗": "yes",
    "🤝": "yes",
    "👎": "no",
    "❌": "no",
    "?": "doubt",
}
# A reply that writes others' lines ("assistant: issued. user: great") is an attempt to make up a consent.
_ROLES = regex.compile(
    r"(?i)(?:^|[\s.!?،])(?:assistant|user|system|seller|customer|agent|support|noon|البائع|العميل|الزبون|المساعد|النظام|نون)\s*[:：]"
)
_SHORT = 4
_AMOUNT = "otheramount"
_NO_YES = {"refusal", "proviso", _AMOUNT}
_OTHER_WORDS = 2
_LETTERS = regex.compile(r"\p{L}+")


@dataclass(frozen=True)
class ConsentCues:
    """Words by cue (yes, no, exchange, condition, doubt, refusal, proviso)."""

    words: Mapping[str, Sequence[str]]

    def plain_yes(self, offer: str, reply: str) -> bool:
        """Whether a short reply says yes and nothing else: no condition, no doubt, no other amount."""
        left = self._patterns["yes"].sub(" ", squeeze(fold(reply)))
        others = _LETTERS.findall(left)
        return len(others) <= _OTHER_WORDS and self._cues(offer, reply) == {"yes"}

    def forbids_yes(self, offer: str, reply: Wording) -> bool:
        """Whether a reply does not agree, agrees on a condition, names another amount, or plays other roles."""
        cues = self._cues(offer, reply.typed)
        if reply.arabic is not None:
            cues |= self._cues(offer, reply.arabic) - {_AMOUNT}  # digits of Arabizi are letters
        return bool(cues & _NO_YES) or bool(_ROLES.search(reply.typed))

    def mark(self, offer: str, reply: Wording) -> str:
        """The reply with its cues written after it."""
        cues = self._cues(offer, reply.typed)
        if reply.arabic is not None:
            cues |= self._cues(offer, reply.arabic)
        words = squeeze(fold(reply.typed)).split()
        first = self._first(words)
        if first:
            cues.add(f"first{first}")
        if len(words) <= _SHORT:
            cues.add("short")
        marks = sorted(f"cue{cue}" for cue in cues)
        # Pairs carry what single cues cannot: "yes, if" is no yes.
        pairs = [f"{a}{b}" for i, a in enumerate(marks) for b in marks[i + 1 :]]
        return " ".join([reply.written, ".", *marks, *pairs])

    def _cues(self, offer: str, reply: str) -> set[str]:
        """What the reply holds; a number counts when the offer does not hold it."""
        folded = squeeze(fold(reply))
        # "Not agreed" is no yes: what refuses is taken out before a yes is looked for.
        without = self._patterns["refusal"].sub(" ", folded)
        # "No problem" and «لا مانع» are a yes: what says yes is taken out before a no is looked for.
        rest = self._patterns["yes"].sub(" ", without)
        cues = {cue for cue, pattern in self._patterns.items() if pattern.search(rest)}
        if rest != without:
            cues.add("yes")
        if without != folded:
            cues.add("refusal")
        cues |= {cue for sign, cue in _SIGNS.items() if sign in folded}
        if set(_NUMBER.findall(folded)) - set(_NUMBER.findall(fold(offer))):
            cues.add(_AMOUNT)
        return cues

    @cached_property
    def _patterns(self) -> dict[str, regex.Pattern[str]]:
        return {
            cue: regex.compile(
                r"(?<![\p{L}\p{N}])(?:و|ف)?(?:"
                + "|".join(regex.escape(fold(w)) for w in words)
                + r")(?![\p{L}\p{N}])"
            )
            for cue, words in self.words.items()
        }

    def _first(self, words: list[str]) -> str | None:
        opening = " ".join(words[:2])
        for cue in ("no", "yes", "doubt"):
            pattern = self._patterns.get(cue)
            if pattern is not None and pattern.match(opening):
                return cue
        return None


def load_cues(knowledge: Path) -> ConsentCues:
    """Read `lexicons/consent_cues.yaml`."""
    return ConsentCues(read_yaml(knowledge / "lexicons" / "consent_cues.yaml"))


def read_refund_words(knowledge: Path) -> tuple[str, ...]:
    """The words that make a message an offer of money, folded."""
    return tuple(map(fold, read_lines(knowledge / "lexicons" / "refund_offer.txt")))


def offers_refund(message: str, words: Sequence[str]) -> bool:
    """Whether a seller's message offers money back (rather than help, or a question)."""
    folded = fold(message)
    return any(word in folded for word in words)
