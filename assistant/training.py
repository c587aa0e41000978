"""Rebuilding the shipped models from `knowledge/`: which data and which encoder each recipe is given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.bootstrap import SEARCH_MODEL
from assistant.errors import MissingDependency

if TYPE_CHECKING:
    from assistant.bootstrap import Assistant
    from assistant.settings import Settings


def train_models(settings: Settings, report: Callable[[str], None], also: Sequence[Path] = ()) -> Path:
    """Rebuild the shipped models from the examples, and from files `also` given; returns their folder."""
    from assistant.classification.encoder import MessageEncoder
    from assistant.classification.recipes import train_all

    folder = settings.knowledge_dir / "models"
    train_all(settings.knowledge_dir, folder, MessageEncoder(folder / "encoder"), report, also)
    train_checker(settings, report)
    return folder


def teach_encoder(settings: Settings, report: Callable[[str], None]) -> Path:
    """Fine-tune the message encoder anew; returns its folder. Raises `MissingDependency`."""
    try:
        from assistant.classification.finetune.teach import teach_encoder as teach
    except ModuleNotFoundError as error:
        if error.name != "torch":
            raise
        raise MissingDependency(
            "PyTorch", "install its CPU build, then pip install 'radd[finetune]'"
        ) from error
    return teach(settings.knowledge_dir, report)


def train_checker(settings: Settings, report: Callable[[str], None]) -> None:
    """Rebuild the checker's sentence model alone, from the marked drafts (two minutes)."""
    from assistant.checking.judge import CLEAN, JUDGED, WHOLE, clean_sentences, labelled_sentences
    from assistant.classification.fitting import Example
    from assistant.classification.train_drafts import WordVectors, train_drafts
    from assistant.drafting.templates import load_templates
    from assistant.embedding import SentenceEncoder
    from assistant.text.arabizi import load_transliterator

    # Radd's own replies are clean: what the model would hold against them it has to unlearn.
    replies = load_templates(settings.prompts_dir / "replies").texts()
    knowledge = settings.knowledge_dir
    drafts = knowledge / "examples" / "drafts"
    sentences = [
        Example(text, label, draft, "und")
        for text, label, draft in (
            *labelled_sentences(drafts, load_transliterator(knowledge).to_arabic),
            *clean_sentences(replies),
        )
    ]
    written = [
        path.read_text(encoding="utf-8")
        for folder in ("examples", "lexicons", "guidelines")
        for path in sorted((knowledge / folder).rglob("*.*"))
        if path.suffix in (".jsonl", ".txt", ".md")
    ]
    words = WordVectors.of(written, SentenceEncoder())
    train_drafts(sentences, JUDGED, WHOLE, CLEAN, words, knowledge / "models", report)


def train_search(
    radd: Assistant, questions: Sequence[Path], report: Callable[[str], None], path: Path | None = None
) -> Path:
    """Rebuild the search's model from the cards and these validation questions (JSON Lines); returns its file.

    The vectors of all texts are kept in the data folder: a second training embeds only what is new. Raises
    `MissingDependency` without scipy or the second encoder, which the shipped model holds too.
    """
    from assistant.assets import read_jsonl
    from assistant.embedding import SECOND_CURE, version_of
    from assistant.retrieval.kept import KeptVectors
    from assistant.retrieval.train_search import Asked, train_search

    if radd.second_embedder is None:
        raise MissingDependency("the second encoder", SECOND_CURE)
    asked = [
        Asked(row["question"], frozenset(row["gold"]), row["answerable"])
        for file in questions
        for row in read_jsonl(file)
    ]
    kept = radd.settings.data_dir / "vectors"
    first, second = (
        KeptVectors(encoder, kept / f"{version_of(encoder)}.npz")
        for encoder in (radd.embedder, radd.second_embedder)
    )
    ranker = train_search(
        radd.library,
        asked,
        index=radd.index.vectors(list(radd.library.texts())),
        embedder=first,
        second=second,
        readings=radd.readings,
        report=report,
    )
    first.save()
    second.save()
    path = path or radd.settings.knowledge_dir / "models" / SEARCH_MODEL
    ranker.save(path)
    return path
