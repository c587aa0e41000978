"""Sellers' questions: whether the right passage is found, and whether what nobody answers is refused."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from assistant.errors import MissingDependency
from evals.rows import FollowUpRow, QuestionRow
from evals.scorers import exact
from evals.subject import Subject
from evals.task import Answer, Mark, Sample, Task

DEPTH = 10


def question_tasks(data: Path, suffix: str, guidelines: Path) -> list[Task[Any]]:
    """Retrieval over the answerable questions, answering or refusing over all."""
    return [
        Task(
            name=f"retrieval{suffix}",
            about="Is a passage that answers the question the first one found?",
            kind="ranking",
            data=data,
            row=QuestionRow,
            given=lambda row: row.question,
            expected=lambda row: row.gold,
            solve=_found,
            score=first_is_right,
            keep=lambda row: bool(row.gold),  # a set for refusing need not name the passages
            baselines={"keyword search": lambda row: _Keywords.of(guidelines).rank(row.question)},
        ),
        Task(
            name=f"answers{suffix}",
            about="Is the question answered when the guidelines say it, and refused when they do not?",
            kind="refusal",
            data=data,
            row=QuestionRow,
            given=lambda row: row.question,
            expected=lambda row: "answered" if row.answerable else "refused",
            gold=lambda row: row.gold,
            solve=_answered,
            score=answered_or_refused,
            slices=lambda row: [*row.slices, "answerable" if row.answerable else "unanswerable"],
        ),
    ]


def follow_up_tasks(data: Path, suffix: str) -> list[Task[Any]]:
    """Follow-up questions: the right passage, or a refusal, with the conversation before them known."""
    return [
        Task(
            name=f"followups{suffix}",
            about="Is a follow-up answered from a passage that says it, and refused when none does?",
            kind="marks",
            data=data,
            row=FollowUpRow,
            given=lambda row: [*(one.question for one in row.conversation), row.question],
            expected=lambda row: row.gold,
            solve=_followed,
            score=right_or_refused,
            slices=lambda row: [*row.slices, row.kind],
        )
    ]


def _followed(subject: Subject, row: FollowUpRow) -> Answer:
    before = [one.question for one in row.conversation]
    found = subject.call("answers", {"question": row.question, "conversation": before})
    evidence = [one["id"] for one in found["evidence"]]
    return Answer(evidence[:1] if found["answered"] else [], None, {"near": evidence})


def right_or_refused(sample: Sample) -> Mark:
    """1 when the first passage answers, or when nothing does and nothing was given."""
    given = next(iter(sample.output), None)
    if given is None:
        return Mark(float(not sample.expected), "refused" if sample.expected else "")
    right = given in sample.expected
    return Mark(float(right), "" if right else "answered" if not sample.expected else "another passage")


def _found(subject: Subject, row: QuestionRow) -> Answer:
    found = subject.call("passages", {"q": row.question, "k": DEPTH})["passages"]
    return Answer([one["id"] for one in found], None, [round(one["score"], 4) for one in found])


def _answered(subject: Subject, row: QuestionRow) -> Answer:
    found = subject.call("answers", {"question": row.question})
    evidence = found["evidence"]
    return Answer(
        "answered" if found["answered"] else "refused",
        None,
        {
            "passage": evidence[0]["id"] if evidence else None,
            "probability": evidence[0]["score"] if evidence else 0.0,
        },
    )


def first_is_right(sample: Sample) -> Mark:
    """1 when the first passage answers; the reason tells how near the others came.

    Parts: a right one among the first three and five, the part of the right ones found (recall), nDCG at ten.
    """
    found, gold = sample.output, set(sample.expected)
    near = next((place for place, passage in enumerate(found, start=1) if passage in gold), None)
    reason = "" if near == 1 else f"right at {near}" if near else f"not among the first {DEPTH}"
    return Mark(float(near == 1), reason, ranked(found, gold))


def ranked(found: list[str], gold: set[str]) -> dict[str, float]:
    """The usual figures of one ranking. Raises `MissingDependency` without ir-measures."""
    try:
        from ir_measures import RR, Qrel, R, ScoredDoc, Success, iter_calc, nDCG
    except ImportError as error:
        raise MissingDependency("ir-measures", "pip install 'radd[evals]'") from error
    names = {
        Success @ 3: "right in 3",
        Success @ 5: "right in 5",
        R @ 3: "recall@3",
        R @ 5: "recall@5",
        R @ 10: "recall@10",
        RR @ 10: "MRR@10",
        nDCG @ 10: "nDCG@10",
    }
    run = [ScoredDoc("q", passage, -float(place)) for place, passage in enumerate(found)]
    truth = [Qrel("q", passage, 1) for passage in sorted(gold)]
    parts = dict.fromkeys(names.values(), 0.0)
    parts.update({names[one.measure]: float(one.value) for one in iter_calc(list(names), truth, run)})
    return parts


def answered_or_refused(sample: Sample) -> Mark:
    """1 when it was answered as it should be, or refused; the part `right passage` is for answers alone."""
    mark = exact(sample)
    if sample.expected != "answered" or sample.output != "answered":
        return mark
    right = sample.detail["passage"] in sample.gold
    return Mark(
        mark.score, "" if right else "from a passage that does not say it", {"right passage": float(right)}
    )


class _Keywords:
    """Keyword search alone, over the same cards: the baseline of retrieval."""

    @staticmethod
    @cache
    def of(guidelines: Path) -> _Keywords:
        return _Keywords(guidelines)

    def __init__(self, guidelines: Path) -> None:
        from assistant.retrieval.keyword import KeywordIndex
        from assistant.retrieval.passages import load_library

        cards = load_library(guidelines).cards()
        self._ids = [card.passage_id for card in cards]
        self._index = KeywordIndex([card.text for card in cards])

    def rank(self, question: str) -> list[str]:
        """Passages by their best card, best first."""
        scores = self._index.scores(question)
        order = scores.argsort(kind="stable")[::-1][: 10 * DEPTH].tolist()
        return list(dict.fromkeys(self._ids[place] for place in order if scores[place] > 0))[:DEPTH]
