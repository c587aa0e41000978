"""chrF and BLEU by sacrebleu, as counts that add up: a corpus is the sum of its sentences."""

from __future__ import annotations

from functools import cache
from typing import Any

from assistant.errors import MissingDependency

METRICS = ("chrF", "BLEU")


def sentence_chrf(text: str, references: str | list[str]) -> float:
    """chrF of one sentence against one reference or the nearest of several, from 0 to 1."""
    return float(_metric("chrF").sentence_score(text, _several(references)).score) / 100


def counts(metric: str, text: str, references: str | list[str]) -> list[float]:
    """A sentence's n-gram counts; those of many add up to the corpus's."""
    stats = _metric(metric)._extract_corpus_statistics([text], [[one] for one in _several(references)])
    return [float(number) for number in stats[0]]


def _several(references: str | list[str]) -> list[str]:
    return [references] if isinstance(references, str) else references


def corpus_score(metric: str, totals: list[float]) -> float:
    """The score of a corpus, from 0 to 100, from the sum of its sentences' counts."""
    return float(_metric(metric)._compute_score_from_stats([round(number) for number in totals]).score)


@cache
def _metric(name: str) -> Any:
    try:
        from sacrebleu.metrics.bleu import BLEU
        from sacrebleu.metrics.chrf import CHRF
    except ImportError as error:
        raise MissingDependency("sacrebleu", "pip install 'radd[evals]'") from error
    return CHRF() if name == "chrF" else BLEU()
