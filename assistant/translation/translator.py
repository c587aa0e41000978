"""A translator that checks its engines: memory first, pieces, retries, guards, the next engine, a cache."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from assistant.errors import BrokenAsset, MissingDependency, Unavailable
from assistant.models import LanguageCode, ReplyLanguage, Translation
from assistant.translation.cleanup import tidy
from assistant.translation.engine import Engine, Line, Rewords
from assistant.translation.glossary import Glossary
from assistant.translation.guards import Fault, Guards
from assistant.translation.meaning import Meaning
from assistant.translation.memory import Memory, Recalled
from assistant.translation.protect import mask
from assistant.translation.roles import RoleReader
from assistant.translation.tokens import put_right, sentences, western_digits, without_emoji

PIECE = 160  # characters translated at once: a small engine drops the middle of longer stories
_LONGEST_PIECE = 400  # a sentence without punctuation is cut here, at a space
_NAMES = {"en": "English", "ar": "Arabic"}


@dataclass(frozen=True, slots=True)
class _Attempt:
    """What one engine made of a text."""

    text: str
    engine: str
    faults: tuple[Fault, ...]
    origins: tuple[str, ...]

    @property
    def weight(self) -> float:
        return sum(fault.weight for fault in self.faults)


@dataclass(frozen=True)
class GuardedTranslator:
    """The `Translator` port over engines, the best first; a text that a guard faults goes to the next one too.

    `first` names the engine that is asked first for a language. `detect` says what a text is written in; `read` turns Arabizi into Arabic script. Safe to share between
    threads where the engines are.
    """

    engines: Sequence[Engine]
    guards: Guards
    detect: Callable[[str], LanguageCode]
    read: Callable[[str], str] = lambda text: text
    memory: Memory | None = None
    glossary: Glossary | None = None
    meaning: Meaning | None = None
    roles: RoleReader | None = None
    unsure_below: float = 0.0
    first: Mapping[ReplyLanguage, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_cached", lru_cache(maxsize=2_048)(self._one))

    def translate(
        self, texts: Sequence[str], *, target: ReplyLanguage, source: str | None = None
    ) -> list[Translation]:
        """Return one translation per text, in order. Raises the last engine's error when none works."""
        cached: Callable[[str, ReplyLanguage, str], Translation] = self._cached  # type: ignore[attr-defined]
        return [cached(text, target, source or self.detect(text).value) for text in texts]

    def _one(self, text: str, target: ReplyLanguage, source: str) -> Translation:
        if source == target:
            return Translation(text, source, target, "none", (), (f"The text is {_NAMES[target]} already.",))
        if source == LanguageCode.OTHER:
            told = "Only Arabic and English can be translated; the text is shown as it is."
            return Translation(text, source, target, "none", (), (told,))
        plain = western_digits(text)
        if target == "en" and source in (LanguageCode.ARABIZI, LanguageCode.MIXED):
            plain = self.read(plain)
        made = self._remembered(plain, target) or self._best(plain, target)
        warnings = tuple(dict.fromkeys(fault.message for fault in made.faults))
        kept = self.guards.kept(plain, made.text)
        return Translation(made.text, source, target, made.engine, kept, warnings, made.origins)

    def _remembered(self, text: str, target: ReplyLanguage) -> _Attempt | None:
        found = None if self.memory is None else self.memory.recall(text, target)
        if found is None:
            return None
        near = Fault(
            "unsure", "Taken from a text on record that differs by a letter or two: compare them.", 1
        )
        return _Attempt(found.text, "memory", () if found.exact else (near,), (found.origin,))

    def _best(self, text: str, target: ReplyLanguage) -> _Attempt:
        """The first engine's translation that no guard faults, else the one with the lightest faults."""
        best: _Attempt | None = None
        failure: Exception | None = None
        for engine in sorted(self.engines, key=lambda one: one.name != self.first.get(target)):
            try:
                made = self._attempt(engine, text, target)
            except (MissingDependency, BrokenAsset, Unavailable) as error:
                failure = error
                continue
            if best is None or made.weight < best.weight:
                best = made
            if not best.faults:
                break
        if best is None:
            raise failure or Unavailable("no translation engine is at hand")
        return best

    def doubts(self, text: str, translation: str, target: ReplyLanguage) -> tuple[Fault, ...]:
        """All that is wrong with a translation as far as texts alone tell; Arabizi given in Arabic script."""
        faults = list(self.guards.faults(text, translation, target))
        if self.glossary is not None:
            faults += self.glossary.faults(text, translation, target)
        if self.roles is not None:
            faults += self.roles.faults(text, translation)
        if self.meaning is not None and not any(fault.kind == "empty" for fault in faults):
            faults += self.meaning.faults(text, translation)
        return tuple(faults)

    def _attempt(self, engine: Engine, text: str, target: ReplyLanguage) -> _Attempt:
        shown, unsure, origins = _Piecework(self, engine, target).whole(text)
        faults = list(self.doubts(text, shown, target))
        if unsure:
            faults.append(Fault("unsure", f"The engine was not sure of: {' … '.join(unsure)}", 2))
        return _Attempt(shown, engine.name, tuple(faults), origins)


class _Piecework:
    """One text through one engine, piece by piece."""

    def __init__(self, translator: GuardedTranslator, engine: Engine, target: ReplyLanguage) -> None:
        self._translator = translator
        self._engine = engine
        self._target = target
        self._unsure: list[str] = []
        self._origins: list[str] = []

    def whole(self, text: str) -> tuple[str, list[str], tuple[str, ...]]:
        """The translation, the parts the engine was not sure of, and where remembered parts come from."""
        out: list[str] = []
        end = 0
        for start, stop in pieces(text, self._is_known):
            gap = text[end:start]
            if out:
                out.append("\n" * min(gap.count("\n"), 2) or " ")
            out.append(self._piece(text[start:stop]))
            end = stop
        return "".join(out), self._unsure, tuple(dict.fromkeys(self._origins))

    def _known(self, sentence: str) -> Recalled | None:
        memory = self._translator.memory
        return None if memory is None else memory.recall(sentence, self._target, near=False)

    def _is_known(self, sentence: str) -> bool:
        return self._known(sentence) is not None

    def _piece(self, piece: str) -> str:
        words, emoji = without_emoji(piece)
        if not any(char.isalpha() for char in words):
            return piece
        known = self._known(words)
        if known is not None:
            self._origins.append(known.origin)
            found = known.text
        else:
            found = self._checked(words)
        return " ".join([found, *emoji]) if emoji else found

    def _checked(self, words: str) -> str:
        """A line's translation; a doubtful one is tried again, unmasked and sentence by sentence: the best is kept."""
        found, sureness = self._protected(words)
        if self._faults(words, found) or sureness < self._translator.unsure_below:
            tries = [(found, sureness)]
            if mask(words).tokens:
                tries.append(self._plain(words))
            spans = sentences(words)
            if len(spans) > 1:
                parts = [self._protected(words[a:b]) for a, b in spans]
                tries.append((" ".join(part for part, _ in parts), min(sure for _, sure in parts)))
            if isinstance(self._engine, Rewords) and all(self._faults(words, one) for one, _ in tries):
                tries += [self._judged(words, line) for line in self._engine.others(words, self._target)]
            found, sureness = min(tries, key=lambda one: (self._faults(words, one[0]), -one[1]))
        if sureness < self._translator.unsure_below:
            self._unsure.append(found if len(found) <= 80 else f"{found[:79]}…")
        return found

    def _protected(self, words: str) -> tuple[str, float]:
        masked = mask(words)
        if not masked.tokens:
            return self._plain(words)
        line = self._engine.translate(masked.text, self._target)
        restored = masked.restore(line.text)
        if restored is None:
            return self._plain(words)
        return self._finished(words, restored), 1.0 if line.sureness is None else line.sureness

    def _plain(self, words: str) -> tuple[str, float]:
        return self._judged(words, self._engine.translate(words, self._target))

    def _judged(self, words: str, line: Line) -> tuple[str, float]:
        return self._finished(words, line.text), 1.0 if line.sureness is None else line.sureness

    def _finished(self, words: str, found: str) -> str:
        found = put_right(words, tidy(words, found, self._target))
        glossary = self._translator.glossary
        return found if glossary is None else glossary.corrected(words, found, self._target)

    def _faults(self, words: str, found: str) -> int:
        """How much was lost, invented or looped: what another try may mend."""
        guards, roles = self._translator.guards, self._translator.roles
        wrong = sum(map(len, guards.lost_and_new(words, found)))
        kinds = {fault.kind for fault in guards.faults(words, found, self._target)}
        turned = 0 if roles is None else len(roles.faults(words, found))
        said = len(kinds & {"negation", "currency"})
        return 2 * wrong + 6 * len(kinds & {"empty", "repetition", "untranslated", "length"}) + said + turned


def pieces(text: str, apart: Callable[[str], bool] = lambda sentence: False) -> list[tuple[int, int]]:
    """Spans of whole sentences, joined up to 160 characters a piece; lines and `apart` ones are never joined."""
    out: list[tuple[int, int]] = []
    alone = True  # whether the last piece is closed
    for start, stop in (cut for span in sentences(text) for cut in _cut(text, *span)):
        by_itself = apart(text[start:stop])
        fits = not alone and not by_itself and stop - out[-1][0] <= PIECE
        if fits and "\n" not in text[out[-1][1] : start]:
            out[-1] = (out[-1][0], stop)
        else:
            out.append((start, stop))
        alone = by_itself
    return out


def _cut(text: str, start: int, stop: int) -> list[tuple[int, int]]:
    cuts: list[tuple[int, int]] = []
    while stop - start > _LONGEST_PIECE:
        space = text.rfind(" ", start + 1, start + _LONGEST_PIECE)
        middle = space if space > 0 else start + _LONGEST_PIECE
        cuts.append((start, middle))
        start = middle + (space > 0)
    return [*cuts, (start, stop)]
