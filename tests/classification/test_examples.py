from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

import pytest
import regex

from assistant.assets import read_jsonl
from assistant.classification.fitting import split_of
from assistant.models import Consent, LanguageCode, Situation, Tone, Variety
from assistant.text.arabic import fold, squeeze
from tests.conftest import ROOT

EXAMPLES = ROOT / "knowledge" / "examples"
FILES = ("messages", "customer_turns", "consent")
_WORD = regex.compile(r"\p{L}+")


def rows_of(name: str) -> list[dict[str, str]]:
    return list(read_jsonl(EXAMPLES / f"{name}.jsonl"))


def near_duplicates(texts: dict[str, str], alike: float = 0.6) -> Iterator[tuple[str, str]]:
    """Pairs of texts that share most of their runs of three words, whatever the spelling of letters."""
    runs: dict[str, set[tuple[str, ...]]] = {}
    holders: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for name, text in texts.items():
        words = _WORD.findall(squeeze(fold(text)))
        runs[name] = set(zip(words, words[1:], words[2:], strict=False))
        for run in runs[name]:
            holders[run].append(name)
    pairs = {pair for names in holders.values() for pair in combinations(names, 2)}
    for one, other in pairs:
        shared, all_of_them = runs[one] & runs[other], runs[one] | runs[other]
        if len(shared) >= 2 and len(shared) / len(all_of_them) >= alike:
            yield one, other


@pytest.mark.parametrize("name", FILES)
def test_every_example_carries_known_labels(name: str) -> None:
    known: dict[str, set[str | None]] = {
        "situation": {None, *Situation},
        "tone": {None, *Tone},
        "consent": {None, *Consent},
        "variety": {None, *Variety},
        "language": set(LanguageCode),
    }
    for row in rows_of(name):
        for field, labels in known.items():
            assert row.get(field) in labels or field not in row, row["id"]


@pytest.mark.parametrize("name", FILES)
def test_ids_are_given_once(name: str) -> None:
    ids = [row["id"] for row in rows_of(name)]
    assert len(ids) == len(set(ids))


def test_no_near_duplicate_crosses_a_split() -> None:
    rows = {row["id"]: row for name in FILES for row in rows_of(name)}
    texts = {name: row.get("offer", "") + " " + row["text"] for name, row in rows.items()}
    crossing = [
        (texts[one], texts[other])
        for one, other in near_duplicates(texts)
        if split_of(rows[one]["group"]) != split_of(rows[other]["group"])
    ]
    assert not crossing


def test_a_near_duplicate_would_be_found() -> None:
    texts = {
        "a": "الشاشة وصلت مكسورة من الزاوية والكرتون سليم",
        "b": "الشاشه وصلت مكسوره من الزاويه والكرتون سليمممم",
        "c": "الشاشة لا تعمل والكرتون سليم",
    }
    assert list(near_duplicates(texts)) in ([("a", "b")], [("b", "a")])
