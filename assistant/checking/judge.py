"""The learned half of the meaning rules: a linear model reads each sentence and speaks only when it is sure.

The lexicons know wordings, the model knows how such sentences tend to sound. It finds what no list has, and a
list's finding in a sentence that sounds nothing like the rule is dropped. What the case around a draft excuses
(a refund that was agreed to, a reply to a customer who answered) the rule says itself, before the model is heard.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.assets import read_jsonl, read_yaml
from assistant.checking.document import Document, Sentence
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
    RuleId.ABUSIVE_LANGUAGE,
    RuleId.FOLLOW_UP,
    RuleId.REFUND_WITHOUT_CONSENT,
)
"""Rules that one sentence can break."""
WHOLE = RuleId.GENERIC_MESSAGE
"""The rule that a draft breaks when all of its sentences do."""
TAUGHT = (*JUDGED, WHOLE)
"""Labels of the model."""
DOUBTED = frozenset(
    {
        RuleId.MARKETING,
        RuleId.REVIEW_SOLICITATION,
        RuleId.ABUSIVE_LANGUAGE,
        RuleId.FOLLOW_UP,
    }
)
"""Rules whose word lists are wrong often enough that the model may overrule them."""
_HARMLESS = 0.72
"""Probability of a clean sentence from which a doubted rule's finding in it is dropped. From 0.6 to 0.8 the
development drafts hardly change; below this, a plain request for "a nice rating" went with the false alarms."""
_UNHEARD = 0.025
"""Probability of a rule below which a list's finding is dropped: the sentence sounds like another rule, or none."""
_MAY_BE_UNHEARD = DOUBTED | {RuleId.SENSITIVE_CONTENT, RuleId.REFUND_WITHOUT_CONSENT}

_EXCUSES = ("excused", "refusing", "refused", "denying", "quoting")
"""Sections of a rule's lexicon whose wording silences the model: it hears the topic, not the "never"."""
_SHORTEST = 8
"""Letters below which a sentence says too little to be judged."""
MOST_SENTENCES = 60
"""Sentences judged in one draft; replies have a dozen at most, and the lexicons read the rest."""
_SHARED = 0.4
"""Part of a sentence, or of the marked words, that must be common to both for the sentence to be labelled."""


ToArabic = Callable[[str], str]
"""Spells Arabizi in Arabic letters."""


def in_its_scripts(text: str, document: Document, to_arabic: ToArabic) -> str:
    """A sentence of a draft as the model reads it: Arabizi in both its scripts, since it shares words with Arabic."""
    return f"{text}\n{to_arabic(text)}" if document.arabizi else text


@dataclass(frozen=True)
class SentenceJudge:
    """A model of sentences, and the probability from which each rule counts as broken."""

    model: NgramModel
    thresholds: Mapping[RuleId, float]
    to_arabic: ToArabic

    def read(self, document: Document) -> Reading:
        """What the model hears in the sentences of a draft."""
        sentences = document.plain_sentences[:MOST_SENTENCES]
        odds = tuple(
            self.model.probabilities(in_its_scripts(sentence.text, document, self.to_arabic))
            for sentence in sentences
        )
        return Reading(self, document, sentences, odds)


@dataclass(frozen=True)
class Reading:
    """A draft's sentences with the probability of each rule."""

    judge: SentenceJudge
    document: Document
    sentences: tuple[Sentence, ...]
    odds: tuple[Mapping[str, float], ...]

    def hits(self, lexicons: Mapping[RuleId, Lexicon]) -> Iterator[tuple[RuleId, Hit]]:
        """Yield the rules that sentences break, each hit spanning its sentence; the fix deletes it.

        A sentence that the rule's lexicon excuses ("we never ask for your PIN") is not held against a draft.
        """
        for sentence, odds in zip(self.sentences, self.odds, strict=True):
            if len(sentence.text) < _SHORTEST:
                continue
            rule = max(JUDGED, key=lambda rule: odds[rule.value])
            if odds[rule.value] <= self.judge.thresholds[rule]:
                continue
            lexicon = lexicons.get(rule)
            if lexicon is None or not any(lexicon.section(name).search(sentence.text) for name in _EXCUSES):
                yield rule, Hit(*self.document.plain_span(sentence.start, sentence.end), fix="")
        if self.odds and min(odds[WHOLE.value] for odds in self.odds) > self.judge.thresholds[WHOLE]:
            lexicon = lexicons.get(WHOLE)
            if lexicon is None or not lexicon.section("specific").search(self.document.plain.text):
                first, last = self.sentences[0], self.sentences[-1]
                yield WHOLE, Hit(*self.document.plain_span(first.start, last.end))

    def doubts(self, rule: RuleId, hit: Hit) -> bool:
        """Whether the sentences of a hit do not sound like the rule that a lexicon found there."""
        if hit.by_case:
            return False
        if rule not in _MAY_BE_UNHEARD or len(self.document.plain_sentences) > MOST_SENTENCES:
            return False
        heard = [
            odds
            for sentence, odds in zip(self.sentences, self.odds, strict=True)
            if _common(self.document.plain_span(sentence.start, sentence.end), (hit.start, hit.end)) > 0
        ]
        if not heard:
            return False
        harmless = rule in DOUBTED and min(odds[CLEAN] for odds in heard) >= _HARMLESS
        return harmless or max(odds[rule.value] for odds in heard) < _UNHEARD


def load_judge(models: Path, to_arabic: ToArabic) -> SentenceJudge:
    """Read the model that `radd train` left in `models`. Raises `BrokenAsset`."""
    from assistant.text.ngrams import NgramModel

    model = NgramModel.load(models / "drafts.npz")
    path = models / "draft_thresholds.yaml"
    raw = read_yaml(path)
    try:
        thresholds = {rule: float(raw[rule.value]) for rule in TAUGHT}
    except (KeyError, TypeError, ValueError) as error:
        raise BrokenAsset(path, f"needs a number for each rule ({error!r})") from error
    if missing := {CLEAN, *(rule.value for rule in TAUGHT)} - set(model.labels):
        raise BrokenAsset(models / "drafts.npz", f"lacks labels {sorted(missing)}")
    return SentenceJudge(model, thresholds, to_arabic)


def labelled_sentences(folder: Path, to_arabic: ToArabic) -> Iterator[tuple[str, str, str]]:
    """Yield (sentence, label, scenario) from marked drafts, cut and folded as the judge will see them."""
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
                    text = in_its_scripts(sentence.text, document, to_arabic)
                    yield text, label, row.get("group") or f"{path.stem}-{number}"


def clean_sentences(drafts: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """As `labelled_sentences`, of drafts by name that break no rule; each sentence once."""
    seen: set[str] = set()
    for name, draft in drafts.items():
        for sentence in Document(draft).plain_sentences:
            if sentence.text not in seen:
                seen.add(sentence.text)
                yield sentence.text, CLEAN, name.partition(".")[0]


def _common(one: tuple[int, int], other: tuple[int, int]) -> float:
    """How much of the shorter span lies in the other, 0 to 1 (negative where they are apart)."""
    shorter = min(one[1] - one[0], other[1] - other[0])
    return (min(one[1], other[1]) - max(one[0], other[0])) / max(shorter, 1)
