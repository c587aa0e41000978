"""Answering from the guidelines and a seller's own documents: the passage that says it, or plainly that none does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from assistant.assets import read_yaml
from assistant.errors import BrokenAsset
from assistant.models import Answer, Evidence, LanguageCode, ReplyLanguage
from assistant.retrieval.chunks import DocumentSearch, FoundChunk
from assistant.retrieval.followups import Beginnings
from assistant.retrieval.hybrid import HybridSearch, Ranked
from assistant.text.sentences import sentence_spans

_SHOWN = 3
_MERGED_AT_MOST = 3
_LONGEST = 450  # characters of an answer out of a document
_LEANING = 0.5  # of the probability from which is answered: a follow-up says little by itself
_COVERED = 0.5  # of a question's words by their rarity


@dataclass(frozen=True)
class Texts:
    """What is said around an answer, in both languages, and how a follow-up begins."""

    said: dict[str, dict[str, str]]
    follow_ups: Beginnings


def load_answer_texts(path: Path) -> Texts:
    """Read them. Raises `BrokenAsset`."""
    held = read_yaml(path)
    follow_ups = held.pop("follow_ups", None)
    names = {"not_said", "other_language", "own_document", "own_document_other_language"}
    if set(held) != names or not all(set(texts) == {"en", "ar"} for texts in held.values()):
        raise BrokenAsset(path, f"must hold {', '.join(sorted(names))} in en and ar, and follow_ups")
    return Texts(held, Beginnings.read(follow_ups, path))


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked. language: to answer in, the asker's when None. conversation: what was asked before."""

    text: str
    language: ReplyLanguage | None = None
    conversation: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answerer:
    """Answers questions. Safe to share between threads. `documents`: a seller's own, where there are any."""

    search: HybridSearch
    texts: Texts
    detect: Callable[[str], LanguageCode]
    documents: DocumentSearch | None = None
    documents_answer_from: float = 0.5
    _parts: tuple[str, ...] = field(default=("?", "؟", "？"), repr=False)

    def answer(self, question: Question) -> Answer:
        """Answer in the asker's language with a passage's own words; runners-up come along as evidence.

        Two questions at once get both passages, each cited; a follow-up is read with the question it leans on.
        """
        asked_in = self.detect(question.text)
        language = question.language or answer_language(asked_in)
        found = self._read(question)
        foreign = question.language is None and asked_in is LanguageCode.OTHER
        note = self.texts.said["other_language"][language] if foreign else None
        document = self._document(found)
        if document is not None:
            return self._from_document(document, found.ranked, language)
        if not found.answered:
            evidence = self._shown(found.ranked, language)
            return Answer(False, self.texts.said["not_said"][language], language, evidence)
        several = self._several(question.text)
        if several:
            shown = self._shown([*several, *found.ranked], language)
            cited = shown[: len(several)]
        else:
            shown = self._shown(found.ranked, language)
            cited = shown[:1]
        text = "\n\n".join(one.text for one in cited)
        return Answer(True, text, language, shown, tuple(one.id for one in cited), note)

    def _read(self, question: Question) -> _Found:
        """The question alone or, where it leans on the one before, as a follow-up to that."""
        if not question.conversation or not self.texts.follow_ups.leans(question.text):
            return _Found(question.text, self._rank(question.text), self.search.answered_from)
        asked, earlier = self.texts.follow_ups.alone(question.text), question.conversation[-1]
        ranked = self.search.rank_after((question.text, asked), earlier, _SHOWN)
        return _Found(f"{earlier} {asked}", ranked, _LEANING * self.search.answered_from)

    def _rank(self, text: str) -> list[Ranked]:
        return self.search.rank(text, _SHOWN)

    def _several(self, text: str) -> list[Ranked]:
        """The passages that answer a text's questions one by one, where there are several."""
        parts = [text[start:end] for start, end in sentence_spans(text) if text[:end].endswith(self._parts)]
        if not 2 <= len(parts) <= _MERGED_AT_MOST:
            return []
        firsts: list[Ranked] = []
        for part in parts:
            ranked = self._rank(part)
            if not ranked or ranked[0].probability < self.search.answered_from:
                return []
            known = {one.passage_id for one in firsts}
            if not known & self.search.library.same_answers(ranked[0].passage_id):
                firsts.append(ranked[0])
        return firsts if len(firsts) > 1 else []

    def _document(self, found: _Found) -> FoundChunk | None:
        """The piece of an own document that answers better than the guidelines do."""
        if self.documents is None:
            return None
        best = next(iter(self.documents.find(found.text, 1)), None)
        if best is None or best.probability < self.documents_answer_from:
            return None
        if found.probability < found.answered_from / 2:
            return best
        # What noon may have said is not outdone by a few words in common: the document must speak of all of it.
        noons = self.search.library.get(found.ranked[0].passage_id).authority != "advice"
        if noons and best.coverage < _COVERED:
            return None
        return best if best.probability > found.probability else None

    def _from_document(self, found: FoundChunk, ranked: Sequence[Ranked], language: ReplyLanguage) -> Answer:
        own = evidence_of(found)
        same = own.language == language
        note = self.texts.said["own_document" if same else "own_document_other_language"][language]
        text = shortened(found.chunk.text)
        return Answer(True, text, language, (own, *self._shown(ranked, language)), (own.id,), note)

    def _shown(self, ranked: Sequence[Ranked], language: ReplyLanguage) -> tuple[Evidence, ...]:
        chances: dict[str, float] = {}
        for one in ranked:
            chances.setdefault(one.passage_id, one.probability)
        library = self.search.library
        return tuple(library.evidence(one, language, chance) for one, chance in chances.items())


@dataclass(frozen=True, slots=True)
class _Found:
    text: str
    ranked: list[Ranked]
    answered_from: float

    @property
    def probability(self) -> float:
        return self.ranked[0].probability if self.ranked else 0.0

    @property
    def answered(self) -> bool:
        return bool(self.ranked) and self.probability >= self.answered_from


def evidence_of(found: FoundChunk) -> Evidence:
    """A piece of an own document, as evidence in its own language."""
    document, chunk = found.document, found.chunk
    return Evidence(
        id=chunk.id,
        title=chunk.title or document.source,
        text=chunk.text,
        language=chunk.language,
        source=document.source,
        section=chunk.title,
        score=round(found.probability, 4),
        authority=f"own {document.kind}",
    )


def shortened(text: str, longest: int = _LONGEST) -> str:
    """The first lines and sentences of a text that fit, at least one."""
    held = ""
    for _, end in sentence_spans(text):
        if held and end > longest:
            break
        held = text[:end]
    return held.strip() or text[:longest].strip()


def answer_language(code: LanguageCode) -> ReplyLanguage:
    """Arabic in any script is answered in Arabic, everything else in English."""
    return "ar" if code in (LanguageCode.AR, LanguageCode.ARABIZI, LanguageCode.MIXED) else "en"
