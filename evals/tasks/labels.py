"""Situation, category, tone, language and consent, beside two dumb baselines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from assistant.assets import read_jsonl
from assistant.bootstrap import Assistant
from assistant.classification.fitting import split_of
from assistant.models import Situation
from assistant.text.arabic import fold
from evals.metrics import bootstrap, f1_by_label, macro_f1, wilson

Row = dict[str, Any]

_KEYWORDS = {
    "wrong_item": "wrong different غلط غير طلبت ghalat",
    "damaged_item": "broken damaged cracked leak مكسور مخدوش تالف maksoor",
    "missing_parts": "missing only ناقص na2es",
    "not_working": "work turn on charge يشتغل شغال shaghal",
    "usage_confusion": "how كيف ازاي ezay keef",
    "not_as_described": "fake picture description تقليد الصورة الوصف",
    "changed_mind": "mind need غيرت ما ابي",
    "not_received": "arrive where وصل وين فين",
    "cancel_order": "cancel الغاء الغي",
    "refund_status": "refund money courier فلوس المبلغ المندوب",
    "public_complaint": "review twitter post complaint تقييم تويتر شكوى",
    "abusive_or_suspicious": "thief scam idiot حرامي نصاب",
}


def situations(radd: Assistant, data: Path) -> list[str]:
    """Situation and category on messages written apart from all training, by language and variety."""
    rows = list(read_jsonl(data / "situations.jsonl"))
    guess = [radd.reader.situation_of(row["text"]).label for row in rows]
    truth = [row["situation"] for row in rows]
    lines = _report("situation", rows, truth, guess)
    lines += [f"  {label:24s} F1 {score:.2f}" for label, score in f1_by_label(truth, guess).items()]
    category = [Situation(label).category.value for label in truth]
    guessed = [Situation(label).category.value for label in guess]
    lines += _report("category", rows, category, guessed)
    common = Counter(truth).most_common(1)[0][0]
    lines.append(f"baseline majority: situation macro-F1 {macro_f1(truth, [common] * len(truth)):.3f}")
    keyword = [_by_keyword(row["text"]) for row in rows]
    lines.append(f"baseline keyword list: situation macro-F1 {macro_f1(truth, keyword):.3f}")
    return lines


def tones(radd: Assistant, data: Path) -> list[str]:
    """Tone on the same messages."""
    rows = list(read_jsonl(data / "situations.jsonl"))
    guess = [radd.reader.tone_of(row["text"]).value for row in rows]
    return _report("tone", rows, [row["tone"] for row in rows], guess)


def languages(radd: Assistant, data: Path) -> list[str]:
    """Language on the situations' messages, and the variety of the Arabic ones."""
    rows = list(read_jsonl(data / "situations.jsonl"))
    found = radd.languages([row["text"] for row in rows])
    lines = _report("language", rows, [row["language"] for row in rows], [f.code.value for f in found])
    arabic = [
        (row, f) for row, f in zip(rows, found, strict=True) if row.get("variety") and f.variety is not None
    ]
    return lines + _report(
        "variety",
        [row for row, _ in arabic],
        [row["variety"] for row, _ in arabic],
        [str(f.variety) for _, f in arabic],
    )


def consents(radd: Assistant, knowledge: Path) -> list[str]:
    """Consent on the test split of the offer and reply pairs, with wrong grants counted by themselves."""
    rows = [
        row
        for row in read_jsonl(knowledge / "examples" / "consent.jsonl")
        if split_of(row["group"]) == "test"
    ]
    guess = [radd.consent(row["offer"], row["text"]).label for row in rows]
    truth = [row["consent"] for row in rows]
    not_granted = [g for t, g in zip(truth, guess, strict=True) if t != "granted"]
    wrong = not_granted.count("granted")
    low, high = wilson(wrong, len(not_granted))
    return [
        *_report("consent", rows, truth, guess),
        f"  wrongly granted {wrong}/{len(not_granted)} (95% {low:.3f} to {high:.3f})",
    ]


def _by_keyword(text: str) -> str:
    folded = fold(text)
    for label, words in _KEYWORDS.items():
        if any(fold(word) in folded for word in words.split()):
            return label
    return "unclear_reason"


def _report(name: str, rows: Sequence[Row], truth: Sequence[str], guess: Sequence[str]) -> list[str]:
    groups = [str(row["group"]) for row in rows]

    def over(metric: Callable[[list[str], list[str]], float]) -> Callable[[list[int]], float]:
        return lambda numbers: metric([truth[i] for i in numbers], [guess[i] for i in numbers])

    everything = list(range(len(rows)))
    f1 = over(macro_f1)
    low, high = bootstrap(f1, groups)
    right = sum(t == g for t, g in zip(truth, guess, strict=True))
    lines = [
        f"{name}: macro-F1 {f1(everything):.3f} (95% {low:.3f} to {high:.3f}),"
        f" accuracy {right / len(rows):.3f}, n={len(rows)}"
    ]
    slices: dict[str, list[int]] = {}
    for number, row in enumerate(rows):
        variety = row.get("variety")
        key = row["language"] if row["language"] != "ar" else f"ar/{variety}"
        slices.setdefault(key, []).append(number)
        slices.setdefault("hard" if row.get("hard") else "plain", []).append(number)
    for key, numbers in sorted(slices.items()):
        hits = sum(truth[i] == guess[i] for i in numbers)
        low, high = wilson(hits, len(numbers))
        lines.append(
            f"  {key:10s} accuracy {hits / len(numbers):.3f} ({low:.3f} to {high:.3f}), n={len(numbers)}"
        )
    return lines
