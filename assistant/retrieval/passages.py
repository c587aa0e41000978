"""The guideline passages: one fact each, in English and Arabic, read from `knowledge/guidelines`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

from assistant.assets import content_hash, read_front_matter, read_yaml
from assistant.errors import BrokenAsset, NotFound
from assistant.models import Evidence, Passage, ReplyLanguage

_KEYS = {"id", "title", "source", "section", "authority", "applies", "date", "topics", "questions"}
_AUTHORITIES = ("policy", "convention", "advice")
_NOT_SAID = "not_said.yaml"
_SAME = "same_answers.yaml"
_LANGUAGES: tuple[str, ...] = get_args(ReplyLanguage)


@dataclass(frozen=True, slots=True)
class Card:
    """One text by which a passage can be found: `view` is question, title or text, in `language`."""

    key: str
    passage_id: str
    view: str
    language: str
    text: str


@dataclass(frozen=True)
class Library:
    """All passages by id, and a fingerprint that changes when any of them does."""

    passages: Mapping[str, Passage]
    fingerprint: str
    not_said: Mapping[str, str] = field(default_factory=dict)
    """Questions that no passage answers, by key: what is nearest to one of these is refused."""
    equals: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The passages that give the same answer to a passage's questions."""

    def __iter__(self) -> Iterator[Passage]:
        return iter(self.passages.values())

    def __len__(self) -> int:
        return len(self.passages)

    def get(self, passage_id: str) -> Passage:
        """Return a passage. Raises `NotFound`."""
        try:
            return self.passages[passage_id]
        except KeyError:
            raise NotFound("passage", passage_id) from None

    def same_answers(self, passage_id: str) -> frozenset[str]:
        """A passage and those that give the same answer to its questions."""
        return frozenset([passage_id, *self.equals.get(passage_id, ())])

    def evidence(self, passage_id: str, language: ReplyLanguage, score: float = 1.0) -> Evidence:
        """Show a passage in one language."""
        passage = self.get(passage_id)
        return Evidence(
            id=passage.id,
            title=passage.title[language],
            text=passage.text[language],
            language=language,
            source=passage.source,
            section=passage.section,
            score=round(score, 4),
            authority=passage.authority,
        )

    def texts(self) -> dict[str, str]:
        """Every text to index by meaning, by key: the passages' titles and bodies."""
        return {card.key: card.text for card in self.cards() if card.view != "question"}

    def cards(self) -> list[Card]:
        """Every text of every passage that a search may hit, with stable keys."""
        cards = []
        for passage in self:
            views = [("title", code, text) for code, text in passage.title.items()]
            views += [("text", code, text) for code, text in passage.text.items()]
            views += [("question", code, text) for code, texts in passage.questions.items() for text in texts]
            cards += [
                Card(f"{passage.id}#{number}", passage.id, view, code, text)
                for number, (view, code, text) in enumerate(views)
            ]
        return cards


def load_library(folder: Path) -> Library:
    """Read every `*.md` of a folder, and its `not_said.yaml` and `same_answers.yaml` if there are such. Raises `BrokenAsset` naming the malformed file."""
    paths = sorted(folder.glob("*.md"))
    if not paths:
        raise BrokenAsset(folder, "holds no passages")
    passages = {path.stem: _read_passage(path) for path in paths}
    paths += [folder / name for name in (_NOT_SAID, _SAME) if (folder / name).exists()]
    return Library(
        passages,
        content_hash(paths),
        _read_not_said(folder / _NOT_SAID),
        _read_same(folder / _SAME, passages),
    )


def _read_same(path: Path, passages: Mapping[str, Passage]) -> dict[str, tuple[str, ...]]:
    equals: dict[str, list[str]] = {}
    for about, ids in (read_yaml(path) if path.exists() else {}).items():
        if not isinstance(ids, list) or len(ids) < 2 or not all(one in passages for one in ids):
            raise BrokenAsset(path, f"{about}: must list the ids of two passages or more")
        for one in ids:
            equals.setdefault(one, []).extend(other for other in ids if other != one)
    return {one: tuple(dict.fromkeys(others)) for one, others in equals.items()}


def _read_not_said(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    topics = read_yaml(path)
    if not isinstance(topics, dict) or not all(isinstance(texts, list) for texts in topics.values()):
        raise BrokenAsset(path, "must map each topic to a list of questions")
    return {
        f"{_NOT_SAID}:{topic}#{number}": str(text)
        for topic, texts in topics.items()
        for number, text in enumerate(texts)
    }


def _read_passage(path: Path) -> Passage:
    head, body = read_front_matter(path)
    if set(head) != _KEYS:
        raise BrokenAsset(path, f"front matter must have exactly the keys {sorted(_KEYS)}")
    if head["id"] != path.stem:
        raise BrokenAsset(path, f"id {head['id']!r} must be the file's name")
    if head["authority"] not in _AUTHORITIES or head["applies"] not in ("here", "elsewhere"):
        raise BrokenAsset(path, "authority or applies has an unknown value")
    return Passage(
        id=head["id"],
        title=_both_languages(path, "title", head["title"]),
        text=_both_languages(path, "body", _bodies(body)),
        source=str(head["source"]),
        section=str(head["section"]),
        authority=head["authority"],
        applies=head["applies"],
        date=None if head["date"] is None else str(head["date"]),
        topics=tuple(head["topics"]),
        questions={code: tuple(map(str, texts)) for code, texts in head["questions"].items()},
    )


def _bodies(body: str) -> dict[str, str]:
    sections: dict[str, list[str]] = {}
    name = ""
    for line in body.splitlines():
        if line.startswith("## "):
            name = line[3:].strip()
            sections[name] = []
        elif name:
            sections[name].append(line)
    return {name: " ".join(" ".join(lines).split()) for name, lines in sections.items()}


def _both_languages(path: Path, what: str, value: Any) -> dict[str, str]:
    if not isinstance(value, dict) or set(value) != set(_LANGUAGES) or not all(value.values()):
        raise BrokenAsset(path, f"{what} must be given in {' and '.join(_LANGUAGES)}")
    return {code: str(text).strip() for code, text in value.items()}
