"""The cues of a reply to an offer, added to its text as marks that the consent model can weigh."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import regex

from assistant.assets import read_yaml
from assistant.classification.wording import Wording
from assistant.text.arabic import fold, squeeze

_NUMBER = regex.compile(r"\p{N}+")
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
_SHORT = 4
_OTHER_WORDS = 2
_LETTERS = regex.compile(r"\p{L}+")


@dataclass(frozen=True)
class ConsentCues:
    """Words by cue (yes, no, exchange, condition, doubt)."""

    words: Mapping[str, Sequence[str]]

    def plain_yes(self, offer: str, reply: str) -> bool:
        """Whether a short reply says yes and nothing else: no condition, no doubt, no other amount."""
        left = self._patterns["yes"].sub(" ", squeeze(fold(reply)))
        others = _LETTERS.findall(left)
        return len(others) <= _OTHER_WORDS and self._cues(offer, reply) == {"yes"}

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
        # "No problem" and «لا مانع» are a yes: what says yes is taken out before a no is looked for.
        rest = self._patterns["yes"].sub(" ", folded)
        cues = {cue for cue, pattern in self._patterns.items() if pattern.search(rest)}
        if rest != folded:
            cues.add("yes")
        cues |= {cue for sign, cue in _SIGNS.items() if sign in folded}
        if set(_NUMBER.findall(folded)) - set(_NUMBER.findall(fold(offer))):
            cues.add("otheramount")
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
