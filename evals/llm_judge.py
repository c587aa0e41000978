"""A language model as a judge of drafts: rubric scores, preference against the template, agreement with people.

`python -m evals.llm_judge [MESSAGES.jsonl] [--most N]` lets the configured model write drafts for customers'
messages and judges them; `python -m evals.llm_judge --agreement DRAFTS.jsonl` scores given drafts and holds the
scores against people's labels (`evals.annotation`, fields named like the criteria, labels 1 to 5).

A judge is an instrument to be checked, not a truth: without people's labels its figures say little, and a model
that judges its own drafts likes them.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import numpy as np

from assistant.assets import read_jsonl
from assistant.bootstrap import Assistant
from assistant.drafting.prompt import Prompt, fence, load_prompts
from assistant.errors import RaddError, Unavailable
from assistant.models import Ask, Case, Draft, Marketplace, ReplyLanguage, Request, ReturnRequest
from assistant.ports import ChatModel
from evals.annotation import row_key

CRITERIA = ("helpful", "correct", "tone", "complete")
SCORES = (1, 2, 3, 4, 5)
Winner = Literal["one", "other", "tie"]
_NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
_STEPS = {"en": "Hold the power button for ten seconds.", "ar": "اضغطوا على زر التشغيل عشر ثوانٍ."}
_ROUNDS = 1_000


@dataclass(frozen=True, slots=True)
class Preference:
    """Which of two drafts was preferred. Not `steady`: the judge went by the order, so it counts as a tie."""

    winner: Winner
    steady: bool


@dataclass(frozen=True)
class Judge:
    """Judges drafts in their own language by `judge_<language>` and `prefer_<language>`."""

    model: ChatModel
    prompts: Mapping[str, Prompt]

    def scores(self, customer: str, draft: str, language: ReplyLanguage) -> dict[str, int]:
        """A score from 1 to 5 for each criterion. Raises `Unavailable` when the answer holds none."""
        score = {"type": "integer", "enum": list(SCORES)}
        values = {"customer": fence("customer", customer), "draft": fence("reply", draft)}
        found = self._ask(f"judge_{language}", values, dict.fromkeys(CRITERIA, score))
        scores = {name: found.get(name) for name in CRITERIA}
        if any(type(value) is not int or value not in SCORES for value in scores.values()):
            raise Unavailable("the judge gave no scores")
        return {name: int(value) for name, value in scores.items() if value is not None}

    def prefer(self, customer: str, one: str, other: str, language: ReplyLanguage) -> Preference:
        """Ask twice, in both orders; only a preference that survives the swap counts."""
        there = self._better(customer, one, other, language)
        back = self._better(customer, other, one, language)
        swapped = {"first": "second", "second": "first", "tie": "tie"}[back]
        if there != swapped:
            return Preference("tie", False)
        winners: dict[str, Winner] = {"first": "one", "second": "other", "tie": "tie"}
        return Preference(winners[there], True)

    def _better(self, customer: str, first: str, second: str, language: ReplyLanguage) -> str:
        values = {
            "customer": fence("customer", customer),
            "first": fence("first reply", first),
            "second": fence("second reply", second),
        }
        choice = {"type": "string", "enum": ["first", "second", "tie"]}
        better = self._ask(f"prefer_{language}", values, {"better": choice}).get("better")
        if better not in ("first", "second", "tie"):
            raise Unavailable("the judge gave no preference")
        return str(better)

    def _ask(self, name: str, values: Mapping[str, str], wanted: Mapping[str, Any]) -> dict[str, Any]:
        prompt = self.prompts[name]
        properties = {"reason": {"type": "string"}, **wanted}
        schema = {
            "type": "object",
            "properties": properties,
            "required": list(properties),
            "additionalProperties": False,
        }
        answer = "".join(self.model.stream(Ask(prompt.system, prompt.render(values), schema, "evals")))
        try:
            found = json.loads(answer)
        except (ValueError, RecursionError) as error:
            raise Unavailable("the judge's answer is not JSON") from error
        if not isinstance(found, dict):
            raise Unavailable("the judge's answer is no object")
        return found


@dataclass(frozen=True)
class Verdict:
    """One message judged. `scores` are the model's draft's; None where the template's had to do."""

    group: str
    template_scores: dict[str, int]
    scores: dict[str, int] | None
    preference: Preference | None


def judged(radd: Assistant, judge: Judge, rows: Sequence[Mapping[str, Any]]) -> Iterator[Verdict]:
    """Write and judge a draft for each message (`text`, `language`, `group`); messages without one are left out."""
    for row in rows:
        written, template = _drafts(radd, row)
        if written is None or template is None:
            continue
        text, language = str(row["text"]), template.language
        before = judge.scores(text, template.text, language)
        if written.origin == "template":
            yield Verdict(str(row["group"]), before, None, None)
            continue
        after = judge.scores(text, written.text, language)
        preference = judge.prefer(text, written.text, template.text, language)
        yield Verdict(str(row["group"]), before, after, preference)


def _drafts(radd: Assistant, row: Mapping[str, Any]) -> tuple[Draft | None, Draft | None]:
    """The model's draft and the template's for a message."""
    language = "en" if row["language"] == "en" else "ar"
    request = ReturnRequest(
        str(row["text"]),
        marketplace=Marketplace.AE,
        price=Decimal(120),
        currency="AED",
        status="pending_action",
        created_at=_NOW,
    )
    case = Case(request, (), _NOW)
    made = [
        radd.suggest(
            Request(
                case, refund_amount=Decimal(40), technical_help=_STEPS[language], mode=mode, seller="evals"
            )
        )
        for mode in ("llm", "template")
    ]
    return made[0].draft, made[1].draft


def summary(verdicts: Sequence[Verdict]) -> list[str]:
    """The figures in words, each with its n and its 95% interval by scenario."""
    taken = [verdict for verdict in verdicts if verdict.scores is not None]
    lines = [f"drafts by the model: {len(taken)} of {len(verdicts)}; the others were refused or not given"]
    for name in CRITERIA:
        ours = [(verdict.group, float(verdict.scores[name])) for verdict in taken if verdict.scores]
        theirs = [(verdict.group, float(verdict.template_scores[name])) for verdict in taken]
        if ours:
            lines.append(f"{name}: model {_mean(ours)}, template {_mean(theirs)}, n={len(ours)}")
    preferences = [verdict.preference for verdict in taken if verdict.preference is not None]
    if preferences:
        wins = Counter(preference.winner for preference in preferences)
        unsteady = sum(not preference.steady for preference in preferences)
        lines.append(
            f"against the template: {wins['one']} won, {wins['tie']} tied, {wins['other']} lost; "
            f"{unsteady} of the ties because the judge went by the order"
        )
    return lines


def _mean(values: Sequence[tuple[str, float]]) -> str:
    groups = sorted({group for group, _ in values})
    sums = np.array(
        [[sum(v for g, v in values if g == group), sum(g == group for g, _ in values)] for group in groups]
    )
    random = np.random.default_rng(1)
    drawn = sums[random.integers(0, len(groups), (_ROUNDS, len(groups)))].sum(axis=1)
    low, high = np.quantile(drawn[:, 0] / drawn[:, 1], (0.025, 0.975))
    return f"{sums[:, 0].sum() / sums[:, 1].sum():.2f} ({low:.2f}-{high:.2f})"


@dataclass(frozen=True)
class Agreement:
    """Judge and people on one criterion: the share of equal scores, and kappa with quadratic weights (None:
    undefined, since one of both gave everything the same score)."""

    criterion: str
    n: int
    equal: float
    kappa: float | None


def agreement(path: Path, scores: Mapping[str, Mapping[str, int]]) -> list[Agreement]:
    """Hold scores by row id and criterion against every person's labels beside `path`."""
    found = []
    for name in CRITERIA:
        pairs = [(scores[row][name], label) for row, label in _labels(path, name) if row in scores]
        equal = sum(one == other for one, other in pairs) / len(pairs) if pairs else 0.0
        found.append(Agreement(name, len(pairs), equal, weighted_kappa(pairs)))
    return found


def weighted_kappa(pairs: Sequence[tuple[int, int]]) -> float | None:
    """Cohen's kappa with quadratic weights for scores from 1 to 5."""
    if not pairs:
        return None
    table = np.zeros((len(SCORES), len(SCORES)))
    for one, other in pairs:
        table[one - 1, other - 1] += 1
    at = np.arange(len(SCORES))
    weights = (at[:, None] - at[None, :]) ** 2
    chance = np.outer(table.sum(axis=1), table.sum(axis=0)) / len(pairs)
    expected = float((weights * chance).sum())
    return 1 - float((weights * table).sum()) / expected if expected else None


def _labels(path: Path, field: str) -> Iterator[tuple[str, int]]:
    for file in sorted(path.parent.glob(f"{path.stem}.*.jsonl")):
        for row in read_jsonl(file):
            if row.get("field") == field and str(row.get("label")) in map(str, SCORES):
                yield str(row["id"]), int(str(row["label"]))


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Judge drafts with the configured language model.")
    parser.add_argument(
        "messages", nargs="?", type=Path, default=Path(__file__).parent / "data" / "situations.jsonl"
    )
    parser.add_argument("--most", type=int, default=50, help="how many messages, spread over the file")
    parser.add_argument("--agreement", type=Path, help="drafts to score, with people's labels beside them")
    given = parser.parse_args(arguments)
    radd = Assistant()
    judge = Judge(radd.chat_model, load_prompts(radd.settings.prompts_dir / "llm"))
    if given.agreement:
        rows = list(read_jsonl(given.agreement))
        scores = {row_key(row): judge.scores(row["text"], row["draft"], row["language"]) for row in rows}
        for one in agreement(given.agreement, scores):
            kappa = "undefined" if one.kappa is None else f"{one.kappa:.2f}"
            print(f"{one.criterion}: equal {one.equal:.2f}, weighted kappa {kappa}, n={one.n}")
        return
    rows = list(read_jsonl(given.messages))
    chosen = rows[:: max(len(rows) // max(given.most, 1), 1)][: given.most]
    for line in summary(list(judged(radd, judge, chosen))):
        print(line)


if __name__ == "__main__":
    try:
        main()
    except RaddError as error:
        raise SystemExit(f"llm_judge: {error}") from error
