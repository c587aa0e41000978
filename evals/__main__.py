"""`python -m evals [TASK…]`: run the tasks and print every figure with its n and interval."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from assistant.bootstrap import Assistant
from evals.tasks import drafts, guidelines, labels

DATA = Path(__file__).parent / "data"


def main(chosen: list[str]) -> None:
    """Run the chosen tasks, all by default."""
    radd = Assistant()
    tasks: dict[str, Callable[[], list[str]]] = {
        "languages": lambda: labels.languages(radd, DATA),
        "situations": lambda: labels.situations(radd, DATA),
        "tones": lambda: labels.tones(radd, DATA),
        "consents": lambda: labels.consents(radd, radd.settings.knowledge_dir),
        "retrieval": lambda: guidelines.retrieval(radd, DATA / "questions_test.jsonl"),
        "checking": lambda: drafts.checking(radd, DATA / "checks_test.jsonl"),
    }
    for name in chosen or list(tasks):
        print("\n".join(tasks[name]()), flush=True)
        print()


if __name__ == "__main__":
    main(sys.argv[1:])
