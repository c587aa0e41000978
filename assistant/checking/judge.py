"""The learned half of the meaning rules: a linear model reads each sentence and speaks only when it is sure.

The lexicons know wordings, the model knows how such sentences tend to sound, so it finds what no list has.
Rules that need the case around a draft (follow-ups, refunds, messages with nothing in them) stay with the
lexicons: a sentence alone does not tell. So do insults: the model took "would this suit you?" for one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.assets import read_jsonl, read_yaml
from assistant.checking.document import Document
from assistant.checking.matchers import Lexicon
from assistant.checking.rule import Hit
from assistant.errors import BrokenAsset
from assistant.models import RuleId

if TYPE_CHECKING:
    from assistant.text.ngrams import NgramModel

CLEAN = "clean"
JUDGED = (
    RuleId.MARKETING,
    RuleId.REVIEW_SOLICITATION,
    RuleId.REVIEW_REMOVAL,
    RuleId.OFF_PLATFORM_CONTACT,
    RuleId.SENSITIVE_CONTENT,
    RuleId.PRESSURE_TO_CANCEL,
)
"""Rules a sentence can break by what it says alone, and of which bland courtesies do not remind the model."""
TAUGHT = (
    *JUDGED,
    RuleId.ABUSIVE_LANGUAGE,
    RuleId.FOLLOW_UP,
    RuleId.GENERIC_MESSAGE,
    RuleId.REFUND_WITHOUT_CONSENT,
)
"""Labels of the model; it learns the others so as not to take them for those it judges."""

_EXCUSES = ("excused", "refusing", "refused", "denying", "quoting")
"""Sections of a rule's lexicon whose wording silences the model: it hears the topic, not the "never"."""
_SHORTEST = 8
"""Letters below which a sentence says too little to be judged."""
_MOST_SENTENCES = 60
"""Sentences judged in one draft; replies have a dozen at most, and the lexicons read the rest."""
_SHARED = 0.4
"""Part of a sentence, or of the marked words, that must be common to both for the sentence to be labelled."""


@dataclass(frozen=True)
class SentenceJudge:
    """A model of sentences, and the probability from which each rule counts as broken."""

    model: NgramModel
    thresholds: Mapping[RuleId, float]

    def hits(self, document: Document, lexicons: Mapping[RuleId, Lexicon]) -> Iterator[tuple[RuleId, Hit]]:
        """Yield the rules that sentences break, each hit spanning its sentence; the fix deletes it.

        A sentence that the rule's lexicon excuses ("we never ask for your PIN") is not held against a draft.
        """
        for sentence in document.plain_sentences[:_MOST_SENTENCES]:
            if len(sentence.text) < _SHORTEST:
                continue
            odds = self.model.probabilities(sentence.text)
            rule = max(self.thresholds, key=lambda rule: odds[rule.value])
            if odds[rule.value] <= self.thresholds[rule]:
                continue
            lexicon = lexicons.get(rule)
            if lexicon is None or not any(lexicon.section(name).search(sentence.text) for name in _EXCUSES):
                yield rule, Hit(*document.plain_span(sentence.start, sentence.end), fix="")


def load_judge(models: Path) -> SentenceJudge:
    """Read the model that `radd train` left in `models`. Raises `BrokenAsset`."""
    from assistant.text.ngrams import NgramModel

    model = NgramModel.load(models / "drafts.npz")
    path = models / "draft_thresholds.yaml"
    raw = read_yaml(path)
    try:
        thresholds = {rule: float(raw[rule.value]) for rule in JUDGED}
    except (KeyError, TypeError, ValueError) as error:
        raise BrokenAsset(path, f"needs a number for each judged rule ({error!r})") from error
    if missing := {rule.value for rule in JUDGED} - set(model.labels):
        raise BrokenAsset(models / "drafts.npz", f"lacks labels {sorted(missing)}")
    return SentenceJudge(model, thresholds)


def labelled_sentences(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Yield (sentence, label, draft) from marked drafts, cut and folded as the judge will see them."""
    for path in sorted(folder.glob("*.jsonl")):
        for number, row in enumerate(read_jsonl(path)):
            document = Document(row["draft"])
            marks = [
                (start, start + len(mark["text"]), mark["rule"])
                for mark in row["rules"]
                if mark["rule"] in TAUGHT and (start := row["draft"].find(mark["text"])) >= 0
            ]
            for sentence in document.plain_sentences:
                span = document.plain_span(sentence.start, sentence.end)
                labels = sorted(
                    {rule for start, end, rule in marks if _common(span, (start, end)) >= _SHARED}
                )
                for label in labels or [CLEAN]:
                    yield sentence.text, label, f"{path.stem}-{number}"


def _common(one: tuple[int, int], other: tuple[int, int]) -> float:
    """How much of the shorter span lies in the other, 0 to 1 (negative where they are apart)."""
    shorter = min(one[1] - one[0], other[1] - other[0])
    return (min(one[1], other[1]) - max(one[0], other[0])) / max(shorter, 1)
