"""What the offline translator is taught: pairs of texts, shaped as the pipeline hands texts to the engine.

Deterministic: the same files give the same lessons in the same order. Scenarios held for validation teach nothing,
nor does what is near to one of their texts or to a text of an evaluation set.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import regex

from assistant.assets import read_jsonl
from assistant.errors import BrokenAsset, InvalidInput
from assistant.models import ReplyLanguage, Variety
from assistant.text.arabizi import Transliterator
from assistant.translation.memory import Entry, read_memory
from assistant.translation.nearness import Near
from assistant.translation.protect import mask
from assistant.translation.tokens import sentences, western_digits, without_emoji
from assistant.translation.training import Lesson
from assistant.translation.translator import PIECE

_LONGEST = 420  # characters: what cannot be cut into pieces and is longer is no lesson
_ARABIC = regex.compile(r"\p{Script=Arabic}")


@dataclass(frozen=True, slots=True)
class Pair:
    """A text and a person's or a writer's translation, as they were written.

    `language` is the source's: en, ar, arabizi or mixed; `group` its scenario, which is taught or held as a whole;
    None where there is none, and it is always taught.
    """

    source: str
    translation: str
    language: str
    variety: str | None = None
    group: str | None = None

    @property
    def target(self) -> ReplyLanguage:
        return "ar" if self.language == "en" else "en"

    def turned(self) -> Pair:
        """The same pair from the other side."""
        return Pair(self.translation, self.source, self.target, self.variety, self.group)


@dataclass(frozen=True, slots=True)
class Course:
    """The lessons, the pairs held for validation, and how many pairs were left out for being near to a held text."""

    lessons: tuple[Lesson, ...]
    held: tuple[Pair, ...]
    left_out: int


def own_pairs(knowledge: Path, templates: Iterable[Entry]) -> Iterator[Pair]:
    """All pairs of `knowledge` and the templates' twins. Standard Arabic alone is taught both ways, and replies
    and templates only into Arabic: customers' dialect is read, never written. Raises `BrokenAsset`."""
    examples = knowledge / "examples"
    for name in ("messages", "customer_turns"):
        for row in _rows(examples / f"{name}.jsonl", "text", "language", "group"):
            if row["language"] != "en" and row.get("english"):
                pair = Pair(row["text"], row["english"], row["language"], row.get("variety"), row["group"])
                yield from _both_ways(pair)
    for row in _rows(examples / "translations.jsonl", "source", "target", "from", "to", "group"):
        pair = Pair(row["source"], row["target"], row["from"], row.get("variety"), row["group"])
        if pair.target != row["to"]:
            raise BrokenAsset(examples / "translations.jsonl", f"{row.get('id')} must go to {pair.target}")
        yield from _both_ways(pair)
    for entry in (*read_memory(knowledge / "memory" / "seller.tsv", "replies"), *templates):
        yield Pair(entry.english, entry.arabic, "en", Variety.MSA)


def parallel_pairs(folder: Path, most: int) -> Iterator[Pair]:
    """Pairs of other people: files of English, a tab, Arabic; `most` of each, spread over the file by a hash.

    NAME.tsv is standard Arabic and taught into Arabic; NAME.<gulf|egy|lev>.tsv is dialect and taught into English.
    Raises `InvalidInput` for an empty folder and `BrokenAsset` for a malformed file.
    """
    files = sorted(folder.glob("*.tsv"))
    if not files:
        raise InvalidInput("parallel", f"there is no .tsv file in {folder}")
    for file in files:
        variety = file.stem.partition(".")[2] or Variety.MSA
        if variety not in set(Variety):
            raise BrokenAsset(file, f"is named for the variety {variety}, not one of {', '.join(Variety)}")
        entries = sorted(read_memory(file, file.name), key=lambda one: zlib.crc32(one.english.encode()))
        for entry in entries[:most]:
            pair = Pair(entry.english, entry.arabic, "en", variety)
            yield pair if variety == Variety.MSA else pair.turned()


def course(
    pairs: Iterable[Pair],
    held: Callable[[str], bool],
    apart: Iterable[str],
    transliterator: Transliterator,
) -> Course:
    """Part the pairs by whether their group is `held`, and shape those that teach.

    `apart`: texts, of evaluation sets, that no lesson and no held pair may be near to.
    """
    read = transliterator.to_arabic

    def sides(pair: Pair) -> list[str]:
        both = [pair.source, pair.translation]
        return both if _ARABIC.search("".join(both)) else [*both, read(pair.source)]

    tests = Near(form for text in apart for form in ((text,) if _ARABIC.search(text) else (text, read(text))))
    known = list(dict.fromkeys(pairs))
    clean = [pair for pair in known if not any(map(tests.to, sides(pair)))]
    kept = tuple(pair for pair in clean if pair.group is not None and held(pair.group))
    near = Near(side for pair in kept for side in sides(pair))
    taught = [
        pair
        for pair in clean
        if (pair.group is None or not held(pair.group)) and not any(map(near.to, sides(pair)))
    ]
    lessons = dict.fromkeys(lesson for pair in taught for lesson in shaped(pair, transliterator))
    return Course(tuple(lessons), kept, len(known) - len(kept) - len(taught))


def shaped(pair: Pair, transliterator: Transliterator) -> Iterator[Lesson]:
    """The lessons of a pair: western digits, Arabizi in Arabic script, no emoji, codes for ids and links, in pieces."""
    source, translation = western_digits(pair.source), western_digits(pair.translation)
    if pair.language in ("arabizi", "mixed"):
        source = transliterator.to_arabic(source)
    source, translation = (" ".join(without_emoji(text)[0].split()) for text in (source, translation))
    for text, said in _pieces(*_masked(source, translation)):
        if _teaches(text, said, pair.target):
            yield Lesson(text, said, pair.target)


def write_course(made: Course, out: Path) -> Path:
    """Write the lessons to `out` and the held pairs beside it, as rows of a translation set; returns their path."""
    _write(
        out, ({"source": x.source, "translation": x.translation, "target": x.target} for x in made.lessons)
    )
    beside = out.with_suffix(f".validation{out.suffix}")
    _write(
        beside,
        (
            {"text": x.source, "target": x.target, "reference": x.translation}
            | {"language": x.language, "variety": x.variety, "group": x.group}
            for x in made.held
        ),
    )
    return beside


def texts_apart(path: Path) -> Iterator[str]:
    """The texts of an evaluation set: sources and references."""
    for row in _rows(path, "text"):
        yield from (str(row[name]) for name in ("text", "reference", "second") if row.get(name))


def _both_ways(pair: Pair) -> Iterator[Pair]:
    yield pair
    if pair.variety == Variety.MSA and pair.language in ("en", "ar"):
        yield pair.turned()


def _masked(source: str, translation: str) -> tuple[str, str]:
    """Both with codes for what the pipeline masks; as they are where the two do not hold the same tokens once."""
    masked = mask(source)
    said = translation
    for code, token in masked.tokens:
        if said.count(token) != 1:
            return source, translation
        said = said.replace(token, code)
    return masked.text, said


def _pieces(source: str, translation: str) -> list[tuple[str, str]]:
    """Cut as the pipeline cuts, where both have equally many sentences; else whole."""
    ours, theirs = sentences(source), sentences(translation)
    if len(source) <= PIECE or len(ours) != len(theirs):
        return [(source, translation)]
    cut: list[tuple[int, int, int, int]] = []
    for (start, stop), (begin, end) in zip(ours, theirs, strict=True):
        if cut and stop - cut[-1][0] <= PIECE:
            cut[-1] = (cut[-1][0], stop, cut[-1][2], end)
        else:
            cut.append((start, stop, begin, end))
    return [(source[a:b], translation[c:d]) for a, b, c, d in cut]


def _teaches(source: str, translation: str, target: ReplyLanguage) -> bool:
    """Whether a pair is neither empty, too long nor of unlike lengths."""
    if not source or not translation or max(len(source), len(translation)) > _LONGEST:
        return False
    share = len(translation) / len(source)
    # A condensed translation of a story teaches to drop its middle; English is the longer of the two.
    condensed = target == "en" and len(source) > PIECE and share < 0.9
    return not condensed and (len(source) <= 40 or 0.5 < share < 2.4)


def _rows(path: Path, *needed: str) -> Iterator[dict[str, Any]]:
    for number, row in enumerate(read_jsonl(path), start=1):
        missing = [name for name in needed if not isinstance(row.get(name), str)]
        if missing:
            raise BrokenAsset(path, f"row {number} has no {missing[0]}")
        yield row


def _write(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
