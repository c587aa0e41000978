"""How often the guards hear a damaged translation, by the kind of damage, and how often they doubt a faithful one.

`python -m evals.benchmarks.translation_guards`. The engine is not asked, so its own sureness plays no part.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from pathlib import Path

from assistant.bootstrap import Assistant
from assistant.models import LanguageCode, ReplyLanguage
from assistant.settings import load_settings
from assistant.translation.tokens import western_digits
from assistant.translation.translator import GuardedTranslator

DATA = Path(__file__).parent.parent / "data"
SETS = ("translation_damages.tsv", "translation_roles.tsv")
FAITHFUL = "faithful"


def wilson(hits: int, n: int) -> tuple[float, float]:
    """The 95% interval of a share (Wilson's)."""
    z = 1.96
    middle = (hits + z * z / 2) / (n + z * z)
    half = z * math.sqrt(hits * (n - hits) / n + z * z / 4) / (n + z * z)
    return middle - half, middle + half


def main() -> None:
    translator = Assistant(load_settings()).translator
    if not isinstance(translator, GuardedTranslator):
        print("no translation engine is at hand")
        return
    for name in SETS:
        print(f"# {name}")
        measure(DATA / name, translator)


def measure(data: Path, translator: GuardedTranslator) -> None:
    """Print how many of a set's translations are doubted, by kind."""
    heard: Counter[str] = Counter()
    total: Counter[str] = Counter()
    by_guard: dict[str, Counter[str]] = defaultdict(Counter)
    for line in data.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        kind, language, source, translation = line.split("\t")
        target: ReplyLanguage = "ar" if language == "ar" else "en"
        plain = western_digits(source)
        if target == "en" and translator.detect(plain) in (LanguageCode.ARABIZI, LanguageCode.MIXED):
            plain = translator.read(plain)
        faults = {fault.kind for fault in translator.doubts(plain, translation, target)}
        total[kind] += 1
        heard[kind] += bool(faults)
        by_guard[kind].update(faults)
    for kind in total:
        low, high = wilson(heard[kind], total[kind])
        guards = ", ".join(f"{name} {count}" for name, count in by_guard[kind].most_common(3))
        print(f"{kind}: {heard[kind]} of {total[kind]} doubted ({low:.2f}-{high:.2f}); {guards}")
    damaged = sum(count for kind, count in total.items() if kind != FAITHFUL)
    found = sum(count for kind, count in heard.items() if kind != FAITHFUL)
    print(f"precision {found / (found + heard[FAITHFUL]):.3f}, recall {found / damaged:.3f} (n = {damaged})")


if __name__ == "__main__":
    main()
