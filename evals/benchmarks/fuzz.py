"""Look for a draft that crashes the checker, or whose findings do not slice to its text.

    python -m evals.benchmarks.fuzz [--minutes 10] [--seed 0]

Drafts of the examples are mutated: cut, joined, repeated, and sprinkled with invisible, foreign and malformed
characters. The first failure is printed with its draft and ends the run with exit status 1.
"""

from __future__ import annotations

import argparse
import json
import random
import time
import traceback
from pathlib import Path

from assistant.bootstrap import Assistant
from assistant.checking.rulebook import Checker
from assistant.models import Author, CheckContext, Message
from assistant.settings import load_settings

_DRAFTS = Path(__file__).parents[2] / "knowledge" / "examples" / "drafts"
_CONTEXTS = (CheckContext(), CheckContext(thread=(Message(Author.SELLER, "Could you send a photo?"),)))
_STRANGE = (
    "\u200b\u200c\u200d\u200e\u200f\u202e\u2066\u2069\ufeff\u00ad\u034f\u0640\u064b\u0651\u0300\ufe0f\u20e3"
    "\ud800\udfff\uffff\ufffd\u0000\x1b\u2028\u3164٠۵५０①❶🅰🇦🇪⭐👨‍👩‍👧ﷺﷲ㎏Ⅷ½аοı"
)
_SLOWEST = 5.0
"""Seconds of processor that no draft may take."""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--minutes", type=float, default=10)
    options.add_argument("--seed", type=int, default=0)
    chosen = options.parse_args()
    checker = Assistant(load_settings(translator="none")).checker
    chance = random.Random(chosen.seed)
    seeds = [
        json.loads(line)["draft"]
        for path in sorted(_DRAFTS.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    end = time.monotonic() + chosen.minutes * 60
    tried, slowest = 0, 0.0
    while time.monotonic() < end:
        draft = _mutated(seeds, chance)
        used = time.process_time()
        try:
            _try(checker, draft, chance)
        except Exception as error:
            traceback.print_exc()
            raise SystemExit(f"after {tried} drafts: {draft!r}") from error
        slowest = max(slowest, time.process_time() - used)
        tried += 1
    print(f"{tried} drafts in {chosen.minutes:g} minutes, no failure; the slowest took {slowest:.2f} s")


def _try(checker: Checker, draft: str, chance: random.Random) -> None:
    used = time.process_time()
    context = chance.choice(_CONTEXTS)
    report = checker.check(draft, context, chance.choice(("en", "ar")))
    for finding in report.findings:
        if draft[finding.start : finding.end] != finding.text:
            raise AssertionError(f"{finding.rule} at [{finding.start}:{finding.end}] is not {finding.text!r}")
    if not report.allowed and (
        report.rewritten is None or not checker.check(report.rewritten, context).allowed
    ):
        raise AssertionError(f"no rewriting that passes: {report.rewritten!r}")
    if time.process_time() - used > _SLOWEST:
        raise AssertionError("too slow")


def _mutated(seeds: list[str], chance: random.Random) -> str:
    text = chance.choice(seeds)
    for _ in range(chance.randint(1, 6)):
        at = chance.randint(0, len(text))
        to = chance.randint(at, min(len(text), at + 30))
        match chance.randrange(7):
            case 0:
                text = text[:at] + text[to:]
            case 1:
                text = text[:at] + chance.choice(_STRANGE) * chance.choice((1, 1, 1, 40)) + text[at:]
            case 2:
                text = text[:at] + text[at:to] * chance.choice((2, 3, 50)) + text[to:]
            case 3:
                other = chance.choice(seeds)
                text = text[:at] + other[chance.randint(0, len(other)) :]
            case 4:
                text = (
                    text[:at]
                    + chr(chance.choice((chance.randrange(0x110000), chance.randrange(0x700))))
                    + text[at:]
                )
            case 5:
                text = text[:at] + chance.choice(_STRANGE).join(text[at:to]) + text[to:]
            case _:
                text = text[:at] + text[at:to].swapcase()[::-1] + text[to:]
    return text[:20_000] or "."


if __name__ == "__main__":
    main()
