"""Processor time of a question by its length: `python -m evals.benchmarks.questions`.

The questions are those of the validation sets and the second test set, each asked once of a search that has not
heard it, after some to warm up, and once more. Counted is the process's own time, so that what else the machine does
matters less. Set OMP_NUM_THREADS=1 for the times of one core.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.assets import read_jsonl
from assistant.bootstrap import SEARCH_MODEL, Assistant
from assistant.ports import Embedder, Vectors
from assistant.retrieval.hybrid import HybridSearch
from assistant.retrieval.ranker import Ranker
from evals.benchmarks.processor import processor_ms, told
from evals.suite import DATA

_SETS = ("questions_validation", "questions_second_validation", "questions_fresh")
_LENGTHS = ((1, 25), (26, 50), (51, 75), (76, 10_000))  # characters
_WARM = 20


class _Counted:
    """An encoder that counts how often it is asked."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.asked = 0

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.asked += 1
        return self._embedder.embed(texts)


def main() -> None:
    radd = Assistant()
    texts = [row["question"] for name in _SETS for row in read_jsonl(DATA / f"{name}.jsonl")]
    ranker = Ranker.load(radd.settings.knowledge_dir / "models" / SEARCH_MODEL)
    index = radd.index.vectors(list(radd.library.texts()))
    print(f"{len(texts)} questions; milliseconds of processor time, p50 / p95")
    for name in ("one encoder", "as shipped"):
        both = name == "as shipped" and radd.second_embedder is not None
        second = _Counted(radd.second_embedder) if both and radd.second_embedder else None
        search = HybridSearch(
            radd.library, index, ranker, radd.embedder, second=second, readings=radd.readings
        )
        for number in range(_WARM):
            search.rank(f"may I send {number} messages to the customer, and what about photos?")
        before = second.asked if second else 0
        first, again = zip(*((_asked(search, text), _asked(search, text)) for text in texts), strict=True)
        share = (second.asked - before) / len(texts) if second else 0.0
        print(f"{name}: {told(first)}; asked again {told(again)}; second encoder at {share:.0%}")
        for least, most in _LENGTHS:
            took = [one for text, one in zip(texts, first, strict=True) if least <= len(text) <= most]
            print(f"  {least} to {most} characters (n={len(took)}): {told(took)}")


def _asked(search: HybridSearch, text: str) -> float:
    return processor_ms(lambda: search.rank(text))


if __name__ == "__main__":
    main()
