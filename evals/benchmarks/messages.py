"""Processor time of reading a customer's message: `python -m evals.benchmarks.messages`.

Every message of the two test sets once, after some to warm up: language, situation and tone as a suggestion needs
them, beside the encoder's part alone. Set OMP_NUM_THREADS=1 for the times of one core.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

from assistant.assets import read_jsonl
from assistant.bootstrap import Assistant
from assistant.classification.wording import Wording
from assistant.models import Case, ReturnRequest
from evals.benchmarks.processor import processor_ms, told
from evals.suite import DATA

_SETS = ("situations", "situations_fresh")
_WARM = 20


def main() -> None:
    reader = Assistant().reader
    texts = [row["text"] for name in _SETS for row in read_jsonl(DATA / f"{name}.jsonl")]
    for number in range(_WARM):
        reader.situation_of(f"part {number} of the set is missing")
    whole, encoder = [], []
    for text in texts:
        case = Case(ReturnRequest(text), (), datetime.now(UTC))
        whole.append(processor_ms(partial(reader.read, case)))
        encoder.append(processor_ms(partial(reader.encoder.read, Wording(text))))
    print(f"{len(texts)} messages; milliseconds of processor time, p50 / p95")
    print(f"read: {told(whole)}\n  of it the encoder, in one script: {told(encoder)}")


if __name__ == "__main__":
    main()
