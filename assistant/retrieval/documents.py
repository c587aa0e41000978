"""A seller's own documents: kept as files of one seller's folder, in chunks that stand by themselves."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path, PurePath
from typing import Literal, get_args

import regex

from assistant.errors import BrokenAsset, InvalidInput, NotFound
from assistant.retrieval.parsing import Section, parse
from assistant.text.arabic import ARABIC_LETTER
from assistant.text.sentences import sentence_spans

DocumentKind = Literal["policy", "manual", "advice"]
"""policy: the seller's own rules. manual: of a product; helps customers. advice: anything else."""
KINDS: tuple[str, ...] = get_args(DocumentKind)
_LONGEST = 700  # characters of a chunk
_MOST = 200  # documents of a seller
_ID = regex.compile(r"[^\p{L}\p{N}]+")
_HAN = regex.compile(r"\p{Han}")
_SELLER = regex.compile(r"[\w.-]{1,80}")


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of a document, some sentences under their heading. `language`: en, ar, zh or other."""

    id: str
    title: str
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Document:
    """A document as it was added. `source` is what people call it; `added_at` in ISO 8601."""

    id: str
    source: str
    kind: DocumentKind
    added_at: str
    chunks: tuple[Chunk, ...]


class Shelf:
    """The documents of one seller, a file each. Safe to share: a file appears whole or not at all."""

    def __init__(self, folder: Path, seller: str) -> None:
        if not _SELLER.fullmatch(seller) or set(seller) == {"."}:
            raise InvalidInput("seller", "must be letters, digits, dots, dashes and underscores")
        self._folder = folder / seller

    @property
    def empty(self) -> bool:
        """Whether there is no document."""
        return not self._paths()

    @property
    def fingerprint(self) -> str:
        """Changes when any document does; cheap enough to ask before every search."""
        states = [(path.name, path.stat()) for path in self._paths()]
        return ";".join(f"{name}:{state.st_mtime_ns}:{state.st_ino}" for name, state in states)

    def __iter__(self) -> Iterator[Document]:
        return (self._read(path) for path in self._paths())

    def add(self, name: str, data: bytes, kind: str, now: datetime, source: str | None = None) -> Document:
        """Read a file and keep it; one of the same name is replaced.

        Raises `InvalidInput` naming what is wrong, `MissingDependency` where the file's reader is not installed.
        """
        if kind not in KINDS:
            raise InvalidInput("kind", f"must be one of {', '.join(KINDS)}")
        called = source or PurePath(name).name
        document_id = _id(PurePath(name).name)
        if len(self._paths()) >= _MOST and not self._path(document_id).exists():
            raise InvalidInput("documents", f"are {_MOST} already; remove one first")
        chunks = tuple(chunked(parse(PurePath(name).name, data), document_id))
        document = Document(document_id, called, kind, now.isoformat(timespec="seconds"), chunks)  # type: ignore[arg-type]
        self._folder.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=self._folder, suffix=".tmp")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(asdict(document), file, ensure_ascii=False)
        os.replace(temporary, self._path(document_id))
        return document

    def remove(self, document_id: str) -> None:
        """Forget a document. Raises `NotFound`."""
        if document_id not in {path.stem for path in self._paths()}:
            raise NotFound("document", document_id)
        self._path(document_id).unlink(missing_ok=True)

    def _path(self, document_id: str) -> Path:
        return self._folder / f"{document_id}.json"

    def _paths(self) -> list[Path]:
        return sorted(self._folder.glob("*.json"))

    @staticmethod
    def _read(path: Path) -> Document:
        try:
            held = json.loads(path.read_text(encoding="utf-8"))
            chunks = tuple(Chunk(**chunk) for chunk in held.pop("chunks"))
            return Document(**held, chunks=chunks)
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise BrokenAsset(path, "is no document of Radd; add it again") from error


def chunked(sections: Sequence[Section], document_id: str) -> Iterator[Chunk]:
    """Cut sections into chunks: whole paragraphs as long as they fit, long ones by sentences."""
    number = 0
    for section in sections:
        pieces = [piece for text in section.paragraphs for piece in _pieces(text)]
        if not pieces and section.title:
            pieces = [section.title]
        for text in _packed(pieces):
            number += 1
            yield Chunk(f"{document_id}.{number}", section.title, text, language_of(text))


def _pieces(paragraph: str) -> Iterator[str]:
    if len(paragraph) <= _LONGEST:
        yield paragraph
        return
    held = ""
    for start, end in sentence_spans(paragraph):
        sentence = paragraph[start:end].strip()
        if held and len(held) + len(sentence) >= _LONGEST:
            yield held
            held = ""
        held = f"{held} {sentence}".strip()
        while len(held) > _LONGEST:  # a sentence without an end
            cut = held.rfind(" ", 1, _LONGEST)
            cut = cut if cut > 0 else _LONGEST
            yield held[:cut].strip()
            held = held[cut:].strip()
    if held:
        yield held


def _packed(pieces: Sequence[str]) -> Iterator[str]:
    held: list[str] = []
    for piece in pieces:
        if held and sum(map(len, held)) + len(piece) > _LONGEST:
            yield "\n".join(held)
            held = []
        held.append(piece)
    if held:
        yield "\n".join(held)


def language_of(text: str) -> str:
    """The language of a chunk, by its script."""
    letters = [character for character in text if character.isalpha()]
    if not letters:
        return "other"
    arabic = sum(ARABIC_LETTER.match(letter) is not None for letter in letters) / len(letters)
    han = sum(_HAN.match(letter) is not None for letter in letters) / len(letters)
    latin = sum(letter.isascii() for letter in letters) / len(letters)
    return max([("ar", arabic), ("zh", han), ("en", latin), ("other", 0.3)], key=lambda one: one[1])[0]


def _id(name: str) -> str:
    """A short name, from the file's: letters that a path may hold, and a few digits of its hash."""
    plain = "".join(c for c in _ID.sub("-", name.lower()).strip("-") if c.isascii())[:40].strip("-")
    return f"{plain or 'document'}-{hashlib.sha256(name.encode()).hexdigest()[:6]}"
