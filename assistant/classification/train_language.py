"""Training of the language models from the project's own texts; `radd train` runs `train_language`."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from assistant.assets import read_jsonl, read_lines
from assistant.classification.fitting import Example, Recipe, fit, split_of
from assistant.classification.language import LanguageDetector, Marker, read_word_lists
from assistant.models import LanguageCode
from assistant.text.arabizi import Transliterator, read_dictionary, train_characters

LATIN = Recipe(strength=10.0)
VARIETY = Recipe(strength=30.0)
_PIECE_WEIGHT = 0.3
_WORD_WEIGHT = 0.3
_SEED = 7
_ALWAYS = ""  # the scenario of what is only learned from, never measured


def train_language(knowledge: Path, models: Path, report: Callable[[str], None]) -> None:
    """Fit the character model, the language model and the variety model; writes three files. Deterministic."""
    models.mkdir(parents=True, exist_ok=True)
    rows = read_rows(knowledge)
    dictionary = read_dictionary(knowledge / "lexicons" / "arabizi_words.tsv")
    characters = train_characters(
        (row["text"] for row in rows if row["language"] == LanguageCode.AR),
        (row["english"] for row in rows if row.get("english")),
        dictionary=dictionary,
    )
    characters.save(models / "arabic_chars.npz")
    reader = Transliterator(dictionary, characters)
    lists = read_word_lists(knowledge, characters.english, characters.words)
    marker = Marker(lists, reader)
    texts = latin_examples(knowledge, rows, dictionary, marker)
    held = [example for example in texts if example.weight == 1.0 and _is_held(example)]
    latin = fit(_learned(texts), held, recipe=LATIN)
    latin.save(models / "language.npz")
    spoken = variety_examples(rows, marker)
    held = [example for example in spoken if _is_held(example)]
    variety = fit(_learned(spoken), held, recipe=VARIETY)
    variety.save(models / "language_variety.npz")
    detector = LanguageDetector(latin, variety, marker)
    kept = [row for row in rows if row["group"] != _ALWAYS and split_of(row["group"]) == "validation"]
    answers = [detector.detect(row["text"]) for row in kept]
    right = sum(answer.code == row["language"] for answer, row in zip(answers, kept, strict=True))
    report(f"language: accuracy on validation {right / len(kept):.3f} (n={len(kept)})")
    dialects = [(a, row["variety"]) for a, row in zip(answers, kept, strict=True) if row.get("variety")]
    right = sum(answer.variety == variety_ for answer, variety_ in dialects)
    report(f"variety: accuracy on validation {right / len(dialects):.3f} (n={len(dialects)})")


def _learned(examples: Sequence[Example]) -> list[Example]:
    return [e for e in examples if e.group == _ALWAYS or split_of(e.group) == "train"]


def _is_held(example: Example) -> bool:
    return example.group != _ALWAYS and split_of(example.group) == "validation"


def read_rows(knowledge: Path) -> list[dict[str, Any]]:
    """Every labelled text; those written for language alone are only learned from (they are tested elsewhere)."""
    folder = knowledge / "examples"
    rows = [
        row
        for name in ("messages", "customer_turns", "consent")
        for row in read_jsonl(folder / f"{name}.jsonl")
    ]
    short = read_jsonl(folder / "language.jsonl")
    return rows + [{**row, "group": _ALWAYS} for row in short]


def latin_examples(
    knowledge: Path, rows: Sequence[dict[str, Any]], dictionary: dict[str, str], marker: Marker
) -> list[Example]:
    """Texts in Latin script, marked: whole ones, short pieces of them, and the dictionaries' single words."""
    draw = random.Random(_SEED)  # noqa: S311 - sampling, not secrecy
    out: list[Example] = []

    def add(text: str, label: str, group: str, weight: float = 1.0) -> None:
        out.append(Example(marker.mark_language(text), label, group, label, weight=weight))

    for row in rows:
        if row["language"] in ("en", "arabizi") or (row["language"] == "other" and _is_latin(row["text"])):
            add(row["text"], row["language"], row["group"])
            for piece in _pieces(row["text"], draw):
                if row["language"] != "arabizi" or marker.mark_language(piece).count(" xe") == 0:
                    add(piece, row["language"], row["group"], _PIECE_WEIGHT)
        if row["language"] != "en" and row.get("english"):
            add(row["english"], "en", row["group"], 0.5)
            for piece in _pieces(row["english"], draw):
                add(piece, "en", row["group"], _PIECE_WEIGHT / 2)
                add(_mistyped(piece, draw), "en", row["group"], _PIECE_WEIGHT / 2)
    for line in read_lines(knowledge / "examples" / "other_languages.txt"):
        if _is_latin(line):
            add(line, "other", f"other:{line}")
            for piece in _pieces(line, draw):
                add(piece, "other", f"other:{line}", _PIECE_WEIGHT)
    for word in sorted(dictionary):
        add(word, "arabizi", _ALWAYS, _WORD_WEIGHT)
    for line in read_lines(knowledge / "lexicons" / "foreign_words.txt"):
        name, _, listed = line.partition(":")
        words = listed.split()
        if name in ("ur", "fa"):
            continue
        for word in words:
            if marker.mark_language(word).endswith("ox"):
                add(word, "other", _ALWAYS, _WORD_WEIGHT)
        for _ in range(len(words)):
            chosen = draw.sample(words, draw.randint(2, 6))
            add(" ".join(chosen), "other", _ALWAYS, _PIECE_WEIGHT)
    return out


def variety_examples(rows: Sequence[dict[str, Any]], marker: Marker) -> list[Example]:
    """Arabic of each variety, in both scripts, marked."""
    return [
        Example(marker.mark_variety(row["text"]), row["variety"], row["group"], row["language"])
        for row in rows
        if row.get("variety") and row["language"] in ("ar", "arabizi")
    ]


def _is_latin(text: str) -> bool:
    return any(char.isalpha() for char in text) and all(ord(char) < 0x250 for char in text if char.isalpha())


def _pieces(text: str, draw: random.Random) -> Iterator[str]:
    """Two short runs of words out of a longer text."""
    words = text.split()
    if len(words) < 4:
        return
    for _ in range(2):
        size = draw.randint(1, 4)
        start = draw.randint(0, len(words) - size)
        yield " ".join(words[start : start + size])


_LEET = str.maketrans({"o": "0", "e": "3", "i": "1", "s": "5", "a": "4"})


def _mistyped(text: str, draw: random.Random) -> str:
    """The text as hasty people type it: a letter dropped, doubled or swapped in most words, digits for letters."""
    words = text.lower().split()
    for at, word in enumerate(words):
        if len(word) < 4:
            continue
        place = draw.randint(1, len(word) - 2)
        match draw.randint(0, 5):
            case 0:
                word = word[:place] + word[place + 1 :]
            case 1:
                word = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
            case 2:
                word = word[0] + "".join(c for c in word[1:-1] if c not in "aeiou") + word[-1]
            case 3:
                word = word[:place] + word[place] + word[place:]
            case 4 if draw.random() < 0.3:
                word = word.translate(_LEET)
        words[at] = word
    return " ".join(words)
