"""Figures agree with scikit-learn and with hand counts; their intervals know what a scenario is."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest
from sklearn.metrics import brier_score_loss, f1_score

from evals.measures import basic, calibration_error, label_counts, measures_of, ratio
from evals.scorers import exact, overlap, recalled, scorer_named
from evals.statistics import MOST_GROUPS, Bootstrap, Estimate, Sums, mcnemar
from evals.task import Sample
from evals.tasks.questions import ranked, right_or_refused


def a_record(expected: Any, output: Any, **fields: Any) -> dict[str, Any]:
    score = float(expected == output)
    return {
        "expected": expected,
        "output": output,
        "score": score,
        "slices": [],
        "error": None,
        "confidence": None,
        "detail": None,
    } | fields


def figures(kind: str, found: list[dict[str, Any]]) -> dict[str, Estimate | None]:
    """Each record is a scenario of its own."""
    sums = Sums()
    for number, record in enumerate(found):
        sums.add(str(number), [*basic(record), *(c for m in measures_of(kind) for c in m.counts(record))])
    drawn = Bootstrap(sums)
    return {one.name: drawn.estimate(one.value, len(found)) for one in measures_of(kind)}


def value(found: Estimate | None) -> float:
    assert found is not None
    return found.value


def some_labels(seed: int) -> tuple[list[str], list[str]]:
    draw = random.Random(seed)
    truth = [draw.choice("abc") for _ in range(60)]
    return truth, [one if draw.random() < 0.7 else draw.choice("abcd") for one in truth]


@pytest.mark.parametrize("seed", range(3))
def test_macro_f1_is_scikit_learns(seed: int) -> None:
    truth, got = some_labels(seed)
    ours = figures("label", [a_record(*pair) for pair in zip(truth, got, strict=True)])["macro-F1"]
    theirs = f1_score(truth, got, labels=sorted(set(truth)), average="macro", zero_division=0)
    assert value(ours) == pytest.approx(theirs)


def test_macro_f1_over_sets_of_labels_is_scikit_learns() -> None:
    truth = [["a"], ["a", "b"], [], ["b"], ["c"]]
    got = [["a"], ["b"], ["a"], ["b"], []]
    as_columns = [[[label in labels for label in "abc"] for labels in side] for side in (truth, got)]
    theirs = f1_score(*map(np.array, as_columns), average="macro", zero_division=0)
    ours = figures("labels", [a_record(*pair) for pair in zip(truth, got, strict=True)])["macro-F1"]
    assert value(ours) == pytest.approx(theirs)


def test_the_brier_score_is_scikit_learns_and_the_calibration_error_a_hand_count() -> None:
    pairs = [(0.95, True), (0.93, False), (0.32, False), (0.38, True), (1.0, True)]
    found = figures("label", [a_record("a", "a" if right else "b", confidence=p) for p, right in pairs])
    theirs = brier_score_loss([right for _, right in pairs], [p for p, _ in pairs])
    assert value(found["Brier score"]) == pytest.approx(theirs)
    by_hand = (abs(0.95 + 0.93 + 1.0 - 2) + abs(0.32 + 0.38 - 1)) / 5
    assert value(found["calibration error (ECE)"]) == pytest.approx(by_hand)


def test_a_figure_nobody_can_give_is_none() -> None:
    found = figures("label", [a_record("a", "a"), a_record("b", "a")])
    assert found["calibration error (ECE)"] is None
    assert found["accuracy when stated"] is None
    assert np.isnan(calibration_error({"n": np.array([2.0])})[0])


def test_false_alarms_are_counted_on_clean_drafts_and_on_hard_ones() -> None:
    found = figures(
        "labels",
        [
            a_record([], ["marketing"], slices=["hard"]),
            a_record([], [], slices=["hard"]),
            a_record([], [], slices=["plain"]),
            a_record(["marketing"], [], slices=["hard"]),
        ],
    )
    assert value(found["false alarms on clean"]) == pytest.approx(1 / 3)
    assert value(found["false alarms on hard negatives"]) == 0.5


def test_refusing_is_counted_apart_for_what_is_answered_and_what_is_not() -> None:
    pairs = [
        ("refused", "refused"),
        ("refused", "answered"),
        ("answered", "answered"),
        ("answered", "refused"),
    ]
    found = figures("refusal", [a_record(*pair) for pair in pairs])
    assert value(found["refused of unanswerable"]) == 0.5
    assert value(found["refused of answerable"]) == 0.5


def test_a_translation_equal_to_its_reference_scores_100_and_another_less() -> None:
    same = a_record("The lid of the kettle is broken", "The lid of the kettle is broken")
    other = a_record("The lid of the kettle is broken", "A cover was bad")
    whole, mixed = figures("translation", [same]), figures("translation", [same, other])
    assert value(whole["chrF (0-100)"]) == pytest.approx(100)
    assert value(whole["BLEU (0-100)"]) == pytest.approx(100)
    assert 20 < value(mixed["chrF (0-100)"]) < 100


def test_a_ranking_is_worth_more_the_sooner_it_is_right() -> None:
    first, third = ranked(["x", "y", "z"], {"x"}), ranked(["y", "z", "x"], {"x"})
    assert first["nDCG@10"] == first["MRR@10"] == 1
    assert third["MRR@10"] == pytest.approx(1 / 3)
    assert third["nDCG@10"] == pytest.approx(0.5)
    assert third["right in 3"] == 1
    assert ranked([], {"x"})["recall@10"] == 0
    assert ranked(["x", "y"], {"x", "q"})["recall@3"] == 0.5


def test_mcnemar_agrees_with_a_hand_count() -> None:
    assert mcnemar(0, 5) == pytest.approx(2 / 32)
    assert mcnemar(3, 3) == 1


def test_rows_of_one_scenario_widen_the_interval() -> None:
    apart, together = Sums(), Sums()
    for number in range(40):
        score = [("score", float(number < 20)), ("n", 1.0)]
        apart.add(str(number), score)
        together.add(str(number // 10), score)
    narrow, wide = (Bootstrap(sums).estimate(ratio("score", "n"), 40) for sums in (apart, together))
    assert narrow is not None
    assert wide is not None
    assert narrow.value == wide.value == 0.5
    assert wide.high - wide.low > 1.5 * (narrow.high - narrow.low)


def test_sums_stay_as_small_however_many_scenarios_come() -> None:
    sums = Sums()
    for number in range(2 * MOST_GROUPS):
        sums.add(f"scenario {number}", [("n", 1.0)])
    assert len(sums.rows) == MOST_GROUPS
    assert sums.matrix(["n"]).sum() == 2 * MOST_GROUPS


def a_sample(expected: Any, output: Any) -> Sample:
    return Sample("given", expected, None, output)


def test_what_is_missed_and_what_is_extra_are_both_told() -> None:
    assert exact(a_sample(["a", "b"], ["b", "c"])).reason == "missed a; extra c"
    assert exact(a_sample("a", "a")).score == 1


def test_lenient_scorers_give_a_part() -> None:
    assert overlap(a_sample(["a", "b"], ["b", "c"])).score == pytest.approx(1 / 3)
    assert overlap(a_sample([], [])).score == 1
    assert recalled(a_sample(["a", "b"], ["b", "c"])).score == 0.5


@pytest.mark.parametrize("name", ["kind", "evals.scorers:nothing", "no.such:thing", "evals.scorers:SCORERS"])
def test_a_scorer_that_is_none_is_named(name: str) -> None:
    with pytest.raises(Exception, match="scorer"):
        scorer_named(name)
    assert scorer_named("evals.scorers:exact") is exact


def test_counts_of_one_label_tell_hits_from_misses() -> None:
    assert dict(label_counts(["a", "b"], ["b", "c"])) == {"fn:a": 1, "tp:b": 1, "fp:c": 1}


@pytest.mark.parametrize(
    ("gold", "given", "score", "reason"),
    [
        (["x", "y"], ["y"], 1, ""),
        (["x"], ["z"], 0, "another passage"),
        (["x"], [], 0, "refused"),
        ([], [], 1, ""),
        ([], ["z"], 0, "answered"),
    ],
)
def test_a_follow_up_is_right_by_its_passage_or_by_a_refusal_where_nothing_answers(
    gold: list[str], given: list[str], score: int, reason: str
) -> None:
    mark = right_or_refused(Sample("and then?", gold, None, given))
    assert (mark.score, mark.reason) == (score, reason)
