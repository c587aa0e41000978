"""What a model's draft says beyond what it was given.

The text it started from is the source of amounts, dates, ids and promises; other numbers may come from a
passage that the model quotes word for word. A customer's words are never a source, since they may ask for
anything. The guards err on the strict side; the template is always there to send.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import re2

from assistant.assets import read_lines
from assistant.drafting.answers import SKELETON, Fact
from assistant.text.arabic import fold

_NUMBER = re2.compile(r"\p{Nd}+(?:[.,٫٬]\p{Nd}+)*")
_ADDRESS = re2.compile(r"[\p{L}\p{Nd}-]+(?:\.[\p{L}\p{Nd}-]*\p{L}{2,})+")
_WORD = re2.compile(r"\p{L}+")
_TOKEN = re2.compile(r"\p{Nd}+(?:[.,٫٬]\p{Nd}+)*|\p{L}+|\p{Sc}")
_CAPITALISED = re2.compile(r"\p{Lu}\p{Ll}+")
_SENTENCE_ENDS = frozenset(".!?:؟\n•-–")
_PREFIXES = ("وال", "بال", "لل", "ال", "و", "ب", "ل", "س")
_LEAK = 8
_LONGEST = 3.0
_NEAR = 2  # words between a number and its currency, at most


class Grounding:
    """Compares drafts with what they were made from. Pure and safe to share."""

    def __init__(
        self,
        promises: Iterable[str],
        quantities: Iterable[str],
        currencies: Iterable[str],
        elsewhere: Iterable[str],
    ) -> None:
        self._promises = frozenset(map(fold, promises))
        self._quantities = frozenset(map(fold, quantities))
        self._currencies = frozenset(map(fold, currencies))
        self._elsewhere = frozenset(map(fold, elsewhere))

    def problems(
        self,
        draft: str,
        skeleton: str,
        *,
        instructions: str = "",
        quoted: Iterable[str] = (),
        grants: str = "",
        names_from: str | None = None,
    ) -> list[str]:
        """Say in words what must change; empty when the draft says nothing of its own.

        quoted: a stranger's words that the skeleton shows (a title, a name), allowed as often as there and a
        source of nothing. grants: quotes from passages, a source of numbers but of no money and no promise.
        names_from: where else than in the skeleton a capitalised name may come from; None: not looked at.
        """
        whole = skeleton
        for words in quoted:
            draft = draft.replace(words, " ", skeleton.count(words))
            skeleton = skeleton.replace(words, " ")
        ours, theirs = _numbers(draft), _numbers(skeleton)
        found = [
            *_listed("addresses", addresses(draft) - addresses(skeleton)),
            *_listed("numbers that nobody gave", ours - theirs - _numbers(grants)),
            *_listed("numbers of the skeleton that are gone", theirs - ours),
            *_listed("amounts of money that the skeleton does not name", self.amounts(draft) - theirs),
            *_listed(
                "promises that the skeleton does not make",
                self.promises(draft) - self.promises(skeleton),
            ),
            *_listed(
                "ways to reach somebody outside noon",
                self.elsewhere(draft) - self.elsewhere(skeleton),
            ),
            *_listed(
                "quantities that nobody gave",
                self._among(draft, self._quantities) - self._among(f"{skeleton} {grants}", self._quantities),
            ),
        ]
        if names_from is not None:
            known = set(words_of(f"{whole} {grants} {names_from} noon"))
            found += _listed(
                "names that nobody gave", {n for n in _names(draft) if fold(n).casefold() not in known}
            )
        if _asks(whole) and not _asks(draft):
            found.append("the skeleton's question is gone")
        if _shingles(draft) & _shingles(instructions):
            found.append("it repeats the instructions")
        if len(draft) > _LONGEST * len(skeleton) + 200:
            found.append("it is too long")
        return found

    def _among(self, text: str, watched: frozenset[str]) -> set[str]:
        signs = {sign for sign in text if sign in watched}
        return signs | {stem for word in words_of(text) for stem in stems(word) if stem in watched}

    def promises(self, text: str) -> set[str]:
        """Words of a text that promise something or name money."""
        return self._among(text, self._promises | self._currencies)

    def elsewhere(self, text: str) -> set[str]:
        """Words of a text for ways to reach somebody outside noon."""
        return self._among(text, self._elsewhere)

    def amounts(self, text: str) -> set[str]:
        """Numbers that stand by a currency."""
        tokens = [found.group(0) for found in _TOKEN.finditer(text)]
        near: list[str] = []
        for at, token in enumerate(tokens):
            if any(stem in self._currencies for stem in stems(fold(token).casefold())):
                near += tokens[max(at - _NEAR, 0) : at + _NEAR + 1]
        return _numbers(" ".join(near))


def load_grounding(knowledge: Path) -> Grounding:
    """Read the words that promise, that count and that name money."""
    lexicons = knowledge / "lexicons"
    return Grounding(
        *(
            read_lines(lexicons / f"{name}.txt")
            for name in ("promises", "quantities", "currencies", "elsewhere")
        )
    )


def fact_problems(facts: Sequence[Fact], sources: Mapping[str, str]) -> list[str]:
    """Facts whose words do not stand in the source they name."""
    found = []
    for fact in facts:
        if fact.source not in sources:
            found.append(f"a fact names a source that was not given: {fact.source[:60]}")
        elif not _words_and_numbers(fact.quote) or not _stands_in(fact.quote, sources[fact.source]):
            found.append(f"a fact is not in its source {fact.source}: {fact.quote[:80]}")
    return found


def granted(facts: Sequence[Fact]) -> str:
    """The words that facts quote from passages."""
    return " ".join(fact.quote for fact in facts if fact.source != SKELETON)


def _stands_in(quote: str, source: str) -> bool:
    words = _words_and_numbers(quote)
    return f" {' '.join(words)} " in f" {' '.join(_words_and_numbers(source))} "


def _words_and_numbers(text: str) -> list[str]:
    return [found.group(0) for found in _TOKEN.finditer(_western(fold(text).casefold()))]


def _listed(what: str, values: set[str]) -> list[str]:
    return [f"{what}: {', '.join(sorted(values))}"] if values else []


def _western(text: str) -> str:
    plain = "".join(str(int(char)) if char.isdecimal() else char for char in text)
    return plain.replace("٬", ",").replace("٫", ".")


def _numbers(text: str) -> set[str]:
    """Numbers by value, whatever script their digits are in."""
    return {found.group(0).replace(",", "") for found in _NUMBER.finditer(_western(text))}


def addresses(text: str) -> set[str]:
    return {found.group(0) for found in _ADDRESS.finditer(text)}


def _asks(text: str) -> bool:
    return "?" in text or "؟" in text


def _names(text: str) -> set[str]:
    """Capitalised words in the middle of an English sentence."""
    names = set()
    for found in _CAPITALISED.finditer(text):
        at = found.start() - 1
        while at >= 0 and text[at] in " \"'«(“‘":
            at -= 1
        if at >= 0 and text[at] not in _SENTENCE_ENDS:
            names.add(found.group(0))
    return names


def words_of(text: str) -> list[str]:
    return [found.group(0) for found in _WORD.finditer(fold(text).casefold())]


def stems(word: str) -> list[str]:
    return [word, *(word[len(prefix) :] for prefix in _PREFIXES if word.startswith(prefix))]


def _shingles(text: str) -> set[tuple[str, ...]]:
    words = words_of(text)
    return {tuple(words[at : at + _LEAK]) for at in range(len(words) - _LEAK + 1)}
