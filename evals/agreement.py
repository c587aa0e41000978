"""How far annotators agree beyond chance: Cohen's kappa by pairs, Krippendorff's alpha for all."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from assistant.assets import read_jsonl
from assistant.errors import BrokenAsset, MissingDependency, NotFound

_CURE = "pip install 'radd[evals]'"
_ROUNDS = 300


@dataclass(frozen=True)
class Pair:
    """Two annotators on the `n` rows that both labelled; kappa with its 95% interval, None when undefined."""

    one: str
    other: str
    n: int
    agreed: float
    kappa: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Agreement:
    """`differ`: the rows with unlike labels, each annotator's beside the other's."""

    pairs: list[Pair]
    alpha: float | None
    rows: int
    differ: dict[str, dict[str, str]]


def agreement(path: Path) -> Agreement:
    """Agreement on a file, of all annotators who labelled it (`evals.annotation`). Raises `NotFound` below two."""
    labels = dict(_labels(path))
    if len(labels) < 2:
        raise NotFound("second annotator of", path.name)
    rows = sorted({row for by_row in labels.values() for row in by_row})
    differ = {
        row: said
        for row in rows
        if len(set((said := {who: by_row[row] for who, by_row in labels.items() if row in by_row}).values()))
        > 1
    }
    return Agreement(
        [_pair(one, other, labels[one], labels[other]) for one, other in combinations(sorted(labels), 2)],
        krippendorff_alpha([[by_row.get(row) for row in rows] for by_row in labels.values()]),
        len(rows),
        differ,
    )


def cohen_kappa(one: list[str], other: list[str]) -> float | None:
    """None when both gave the same single label to everything: nothing was told apart."""
    try:
        from sklearn.metrics import cohen_kappa_score
    except ImportError as error:
        raise MissingDependency("scikit-learn", _CURE) from error
    if not one or len({*one, *other}) < 2:
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = float(cohen_kappa_score(one, other))
    return found if np.isfinite(found) else None


def krippendorff_alpha(raters: list[list[str | None]]) -> float | None:
    """Nominal alpha of raters by rows, None where a rater gave no label; None when it is undefined."""
    try:
        import krippendorff
    except ImportError as error:
        raise MissingDependency("krippendorff", _CURE) from error
    known = sorted({label for labels in raters for label in labels if label is not None})
    shared = Counter(row for labels in raters for row, label in enumerate(labels) if label is not None)
    if len(known) < 2 or max(shared.values()) < 2:
        return None
    numbers = {label: float(place) for place, label in enumerate(known)}
    table = [[np.nan if label is None else numbers[label] for label in labels] for labels in raters]
    return float(
        krippendorff.alpha(
            reliability_data=table, level_of_measurement="nominal", value_domain=list(numbers.values())
        )
    )


def in_words(found: Agreement, most: int = 20) -> Iterator[str]:
    """For a terminal: the figures, then what to talk over."""
    for pair in found.pairs:
        kappa = "undefined" if pair.kappa is None else f"{pair.kappa:.3f} ({pair.low:.3f} to {pair.high:.3f})"
        yield f"{pair.one} and {pair.other}: Cohen's kappa {kappa}, agreed on {pair.agreed:.1%} of {pair.n}"
    alpha = "undefined" if found.alpha is None else f"{found.alpha:.3f}"
    yield f"Krippendorff's alpha {alpha} over {found.rows} rows; {len(found.differ)} differ"
    for row, said in list(found.differ.items())[:most]:
        yield f"  {row}  " + ", ".join(f"{who}: {label or 'none'}" for who, label in said.items())


def _labels(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    for file in sorted(path.parent.glob(f"{path.stem}.*.jsonl")):
        try:
            yield (
                file.name.removeprefix(f"{path.stem}.").removesuffix(".jsonl"),
                {row["id"]: _plain(row["label"]) for row in read_jsonl(file)},
            )
        except (KeyError, TypeError) as error:
            raise BrokenAsset(file, f"is no file of labels: {error}") from error


def _plain(label: Any) -> str:
    return label if isinstance(label, str) else "+".join(label)


def _pair(one: str, other: str, mine: Mapping[str, str], theirs: Mapping[str, str]) -> Pair:
    both = sorted(mine.keys() & theirs.keys())
    left, right = [mine[row] for row in both], [theirs[row] for row in both]
    agreed = sum(a == b for a, b in zip(left, right, strict=True)) / len(both) if both else 0.0
    kappa = cohen_kappa(left, right)
    if kappa is None:
        return Pair(one, other, len(both), agreed, None, None, None)
    draw = np.random.default_rng(7)
    again = []
    for _ in range(_ROUNDS):
        rows = draw.integers(len(both), size=len(both)).tolist()
        again.append(cohen_kappa([left[row] for row in rows], [right[row] for row in rows]))
    low, high = np.percentile([value for value in again if value is not None], [2.5, 97.5])
    return Pair(one, other, len(both), agreed, kappa, float(low), float(high))
