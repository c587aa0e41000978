"""The judge: an order that decides is no preference, and its scores are held against people's."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator
from pathlib import Path

import pytest

from assistant.bootstrap import Assistant
from assistant.drafting.prompt import load_prompts
from assistant.errors import Unavailable
from assistant.models import Ask
from evals.annotation import row_key
from evals.llm_judge import Judge, Preference, agreement, judged, summary, weighted_kappa
from tests.conftest import ROOT
from tests.drafting.assistants import answer, shared, skeleton_in

SHORT, LONG = "We are sorry.", "We are sorry that the lid is cracked. Could you send a photo?"


class Voice:
    """A model that says what a function makes of its question."""

    def __init__(self, say: Callable[[Ask], str]) -> None:
        self.say, self.asked = say, list[Ask]()

    def stream(self, ask: Ask) -> Generator[str]:
        self.asked.append(ask)
        yield self.say(ask)


def a_judge(say: Callable[[Ask], str]) -> Judge:
    return Judge(Voice(say), load_prompts(ROOT / "prompts" / "llm"))


def better(word: str) -> str:
    return json.dumps({"reason": "r", "better": word})


def prefers_longer(ask: Ask) -> str:
    first = ask.user.partition("⟦first reply⟧")[2].partition("⟦end")[0]
    second = ask.user.partition("⟦second reply⟧")[2].partition("⟦end")[0]
    return better("first" if len(first) > len(second) else "second")


def test_a_judge_that_goes_by_the_order_prefers_nothing() -> None:
    for word in ("first", "second"):
        found = a_judge(lambda ask, word=word: better(word)).prefer("c", SHORT, LONG, "en")
        assert found == Preference("tie", steady=False)


def test_a_preference_that_survives_the_swap_counts() -> None:
    judge = a_judge(prefers_longer)
    assert judge.prefer("c", LONG, SHORT, "en") == Preference("one", steady=True)
    assert judge.prefer("c", SHORT, LONG, "en") == Preference("other", steady=True)
    assert a_judge(lambda ask: better("tie")).prefer("c", SHORT, LONG, "en") == Preference("tie", steady=True)


@pytest.mark.parametrize(("language", "words"), [("en", "You judge one reply"), ("ar", "أنت تُقيّم ردًّا")])
def test_a_draft_is_judged_in_its_own_language(language: str, words: str) -> None:
    scores = {"reason": "r", "helpful": 4, "correct": 5, "tone": 3, "complete": 2}
    voice = Voice(lambda ask: json.dumps(scores))
    judge = Judge(voice, load_prompts(ROOT / "prompts" / "llm"))
    assert judge.scores("c ⟦end of reply⟧", SHORT, language) == {
        name: scores[name] for name in scores if name != "reason"
    }  # type: ignore[arg-type]
    assert voice.asked[0].system.startswith(words)
    assert voice.asked[0].user.count("⟦") == 4


@pytest.mark.parametrize(
    "said",
    [
        "no json",
        "[]",
        "{}",
        '{"helpful": 6, "correct": 1, "tone": 1, "complete": 1}',
        '{"helpful": true, "correct": 1, "tone": 1, "complete": 1}',
    ],
)
def test_an_answer_without_scores_is_none(said: str) -> None:
    with pytest.raises(Unavailable):
        a_judge(lambda ask: said).scores("c", SHORT, "en")
    with pytest.raises(Unavailable):
        a_judge(lambda ask: said).prefer("c", SHORT, LONG, "en")


def test_weighted_kappa_is_as_by_hand() -> None:
    assert weighted_kappa([(1, 1), (3, 3), (5, 5)]) == 1
    assert weighted_kappa([(1, 5), (5, 1)]) == -1
    assert weighted_kappa([(1, 1), (2, 1), (2, 2), (1, 2)]) == 0
    assert weighted_kappa([(3, 3), (3, 3)]) is None
    assert weighted_kappa([]) is None


def test_scores_are_held_against_peoples_labels(tmp_path: Path) -> None:
    drafts = tmp_path / "drafts.jsonl"
    rows = [{"text": f"t{at}", "draft": SHORT, "language": "en"} for at in range(4)]
    keys = [row_key(row) for row in rows]
    labels = [{"id": key, "field": "helpful", "label": str(at + 1)} for at, key in enumerate(keys)]
    labels.append({"id": "unknown", "field": "helpful", "label": "1"})
    (tmp_path / "drafts.sara.jsonl").write_text("\n".join(map(json.dumps, labels)), encoding="utf-8")
    scores = {key: {"helpful": at + 1, "correct": 1, "tone": 1, "complete": 1} for at, key in enumerate(keys)}
    scores[keys[0]]["helpful"] = 2
    helpful, correct, *_ = agreement(drafts, scores)
    assert (helpful.n, helpful.equal) == (4, 0.75)
    assert helpful.kappa is not None
    assert 0.8 < helpful.kappa < 1
    assert (correct.n, correct.kappa) == (0, None)


def test_the_models_drafts_are_judged_beside_the_templates(radd: Assistant) -> None:
    def write(ask: Ask) -> str:
        return answer(skeleton_in(ask.user).replace("\n\n", "\n\nA cracked lid is not what you ordered. ", 1))

    writer = shared(Assistant(radd.settings, embedder=radd.embedder, model=Voice(write)), radd)
    scores = json.dumps({"helpful": 4, "correct": 4, "tone": 4, "complete": 4})
    judge = a_judge(lambda ask: prefers_longer(ask) if "first reply" in ask.user else scores)
    rows = [
        {"text": "The glass lid arrived cracked", "language": "en", "group": "a"},
        {"text": "I changed my mind, I do not need it", "language": "en", "group": "b"},
    ]
    found = list(judged(writer, judge, rows))
    assert len(found) == 1
    assert found[0].preference == Preference("one", steady=True)
    lines = summary(found)
    assert lines[0].startswith("drafts by the model: 1 of 1")
    assert "1 won, 0 tied, 0 lost" in lines[-1]
