"""Reading a case: language, situation, tone and consent, from the customer's own words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import regex

from assistant.assets import read_lines, read_yaml
from assistant.classification.blend import THRESHOLDS, Blend, load_blends
from assistant.classification.consent import ConsentCues, load_cues, offers_refund, read_refund_words
from assistant.classification.encoder import Impression, MessageEncoder
from assistant.classification.language import LanguageDetector, load_detector
from assistant.classification.wording import Wording, word
from assistant.models import (
    Alternative,
    Author,
    Case,
    Category,
    Consent,
    Judgement,
    Situation,
    Tone,
    Understanding,
)
from assistant.ports import Vectors
from assistant.text.arabic import fold
from assistant.text.arabizi import Transliterator

_QUESTION = regex.compile(r"[?؟]")
_SHOWN = 3
_PLAIN_YES = 0.95


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Fitted on the validation split by `radd train`, kept in `knowledge/models/thresholds.yaml`.

    granted: probability from which consent counts as given (a wrong yes sends money).
    sure: probability from which a situation is stated rather than offered among alternatives.
    abusive: probability from which a tone is called abusive (a false report can harm the seller).
    """

    granted: float
    sure: float
    abusive: float


@dataclass(frozen=True)
class _Heard:
    wording: Wording
    encoder: MessageEncoder

    @cached_property
    def alone(self) -> Impression:
        """What the encoder makes of the message alone; a reply to an offer is read beside it instead."""
        return self.encoder.read(self.wording)


@dataclass(frozen=True)
class Reader:
    """Understands customers. Safe to share between threads."""

    detector: LanguageDetector
    situation: Blend
    tone: Blend
    consent: Blend
    cues: ConsentCues
    thresholds: Thresholds
    encoder: MessageEncoder
    transliterator: Transliterator
    refund_words: tuple[str, ...]
    solved_words: tuple[str, ...]

    def read(self, case: Case) -> Understanding:
        """Understand a case. The situation is that of the return; the rest is of the newest message."""
        newest = case.newest_customer_text
        language = self.detector.detect(newest)
        heard = self._hear(newest, language.code)
        comment = case.request.customer_comment
        situation = self._situation(heard if comment == newest else self._hear(comment))
        if situation.label == Situation.UNCLEAR_REASON and newest != comment:
            # The comment said nothing; what the customer explained since then may.
            later = self._situation(heard)
            if later.sure and later.label != Situation.UNCLEAR_REASON:
                situation = later
        offer = offer_answered(case)
        return Understanding(
            language=language,
            situation=situation,
            category=_category(situation),
            tone=self._tone(heard),
            consent=None if offer is None else self._consent(offer, heard),
        )

    def warm_up(self) -> None:
        """Load the encoder now, so that the first request does not pay for it."""
        self.situation_of("ready")

    def situation_of(self, text: str) -> Judgement:
        """Classify one message on its own."""
        return self._situation(self._hear(text))

    def tone_of(self, text: str) -> Tone:
        """How the customer sounds."""
        return self._tone(self._hear(text))

    def consent_to(self, offer: str, reply: str) -> Judgement:
        """Whether a reply agrees to an offered refund; what was not offered cannot be agreed to."""
        return self._consent(offer, self._hear(reply))

    def _hear(self, text: str, code: str | None = None) -> _Heard:
        wording = word(text, code or self.detector.detect(text).code, self.transliterator)
        return _Heard(wording, self.encoder)

    def _situation(self, heard: _Heard) -> Judgement:
        odds = self.situation.probabilities(heard.wording.written, heard.alone.scores["situation"])
        ranked = sorted(odds.items(), key=lambda item: -item[1])
        label, confidence = ranked[0]
        return Judgement(
            label=label,
            confidence=round(confidence, 4),
            alternatives=tuple(Alternative(name, round(p, 4)) for name, p in ranked[1 : 1 + _SHOWN]),
            sure=confidence >= self.thresholds.sure,
        )

    def _tone(self, heard: _Heard) -> Tone:
        odds = self.tone.probabilities(heard.wording.written, heard.alone.scores["tone"])
        if odds[Tone.ABUSIVE.value] < self.thresholds.abusive:
            odds[Tone.ABUSIVE.value] = 0.0
        return Tone(max(odds, key=lambda name: odds[name]))

    def _consent(self, offer: str, heard: _Heard) -> Judgement:
        # A second pass: what a reply means depends on what it answers.
        scores = self.encoder.read(heard.wording, offer).scores["consent"]
        odds = self.consent.probabilities(self.cues.mark(offer, heard.wording), scores)
        granted = odds.pop(Consent.GRANTED.value, 0.0)
        if self.cues.forbids_yes(offer, heard.wording):
            odds = {label: p / max(1 - granted, 1e-6) for label, p in odds.items()}
        elif not self.offers_refund(offer):
            odds[Consent.UNCLEAR.value] += granted
        elif self.cues.plain_yes(offer, heard.wording.typed):
            return Judgement(Consent.GRANTED.value, round(max(granted, _PLAIN_YES), 4))
        elif granted >= self.thresholds.granted:
            return Judgement(Consent.GRANTED.value, round(granted, 4), sure=True)
        else:
            # Probability that is not enough for a yes asks the customer again, it never picks a "no".
            odds[Consent.UNCLEAR.value] += granted
        label = max(odds, key=lambda name: odds[name])
        return Judgement(label, round(odds[label], 4), sure=odds[label] >= self.thresholds.sure)

    def offers_refund(self, message: str) -> bool:
        """Whether a seller's message offers money back (rather than help, or a question)."""
        return offers_refund(message, self.refund_words)

    def says_solved(self, message: str) -> bool:
        """Whether a customer says that the help worked."""
        folded = f" {fold(message)} "
        return any(f" {word}" in folded for word in self.solved_words)

    def meaning(self, text: str) -> Vectors:
        """The unit vector of a message, as the examples' are taken; shape (dimensions,)."""
        return self._hear(text).alone.meaning

    def why(self, text: str, label: str) -> list[str]:
        """The words of a message that speak most for a situation."""
        wording = word(text, self.detector.detect(text).code, self.transliterator)
        return self.situation.ngrams.weighty_words(wording.spoken, label)


def offer_answered(case: Case) -> str | None:
    """The seller's message that the customer's newest one answers; None when there is none."""
    newest = next((i for i in range(len(case.thread) - 1, -1, -1) if _speaks(case, i)), None)
    if newest is None:
        return None
    for message in reversed(case.thread[:newest]):
        if message.author is Author.SELLER and message.text.strip():
            return message.text
    return None


def _speaks(case: Case, index: int) -> bool:
    message = case.thread[index]
    return message.author is Author.CUSTOMER and bool(message.text.strip())


def asks(text: str) -> bool:
    """Whether a message puts a question."""
    return bool(_QUESTION.search(text))


def _category(situation: Judgement) -> Judgement:
    """Sum the situations' probabilities by category; the label follows from the situation by table."""
    odds: dict[str, float] = {}
    for name, p in [(situation.label, situation.confidence)] + [
        (other.label, other.confidence) for other in situation.alternatives
    ]:
        category = Situation(name).category.value
        odds[category] = odds.get(category, 0.0) + p
    label = Situation(situation.label).category.value
    others = sorted(((c, p) for c, p in odds.items() if c != label), key=lambda item: -item[1])
    return Judgement(
        label=Category(label).value,
        confidence=round(min(odds[label], 1.0), 4),
        alternatives=tuple(Alternative(name, round(p, 4)) for name, p in others),
        sure=situation.sure,
    )


def load_reader(knowledge: Path, transliterator: Transliterator) -> Reader:
    """Read the shipped models and word lists."""
    models = knowledge / "models"
    fitted = read_yaml(models / THRESHOLDS)
    blends = load_blends(models)
    words = knowledge / "lexicons"
    return Reader(
        detector=load_detector(knowledge),
        situation=blends["situation"],
        tone=blends["tone"],
        consent=blends["consent"],
        cues=load_cues(knowledge),
        thresholds=Thresholds(*(float(fitted[name]) for name in ("granted", "sure", "abusive"))),
        encoder=MessageEncoder(models / "encoder"),
        transliterator=transliterator,
        refund_words=read_refund_words(knowledge),
        solved_words=tuple(map(fold, read_lines(words / "help_worked.txt"))),
    )
