"""The use case: understand, assess, retrieve, draft, check, translate. One case in, one suggestion out."""

from __future__ import annotations

import time
import uuid
from collections import Counter
from collections.abc import Callable, Collection, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date

from assistant.checking.rulebook import Checker
from assistant.classification.reader import Reader, asks, offer_answered
from assistant.drafting.attempts import Progress, last
from assistant.drafting.personal import Brief, Personaliser
from assistant.drafting.quoting import Quoting, without_trapped
from assistant.drafting.replies import Order, reply_language, templates_for, write_reply
from assistant.drafting.templates import Templates
from assistant.errors import InvalidInput, MissingDependency, Unavailable
from assistant.models import (
    Assessment,
    Category,
    CheckContext,
    Consent,
    Draft,
    Evidence,
    Finding,
    Judgement,
    Language,
    ReplyLanguage,
    Request,
    ReturnRequest,
    Situation,
    Suggestion,
    Translation,
    Understanding,
)
from assistant.policy.returnconnect import Reading, Ruling, rule_on
from assistant.policy.texts import StepTexts
from assistant.ports import Translator
from assistant.retrieval.manuals import as_manual, steps_in
from assistant.retrieval.passages import Library
from assistant.text.sentences import sentence_spans

NO_TRANSLATOR = "no translation engine is installed"
NO_MODEL = "no language model is configured, so the template's draft is given"
NOT_ASKED = "no translation was asked for"
_FEW_WORDS = 4
_HELPING_STEP = "give_help"
NO_DRAFT = "the next action asks for no message"


@dataclass(frozen=True)
class Suggester:
    """Makes suggestions. Safe to share between threads; `translator` None is stated, never faked."""

    reader: Reader
    library: Library
    steps: StepTexts
    templates: Templates
    checker: Checker
    quoting: Quoting
    translator: Translator | None = None
    personalise: Callable[[], Personaliser] | None = None
    holidays: Collection[date] = ()
    manuals: Callable[[Request], tuple[Evidence, ...]] = lambda request: ()

    def suggest(self, request: Request) -> Suggestion:
        """Run the whole path for one case."""
        return last(self.stream(request))

    def stream(self, request: Request) -> Generator[Suggestion | Progress, None, Suggestion]:
        """Return the suggestion. In mode `llm`, yield it with the template's draft first, then the model's
        draft as it is written, unchecked."""
        clock = _Clock()
        with clock.measure("manuals"):
            own = self.manuals(request)
        request = replace(request, manual=request.manual or as_manual(own))
        suggestion, reading = self._suggest(request, own, clock)
        if suggestion.draft is None or request.mode != "llm":
            return suggestion
        yield suggestion
        with clock.measure("personalise"):
            draft, note = yield from self._personal(suggestion, suggestion.draft, request, reading)
        if draft is suggestion.draft:
            return replace(suggestion, draft_note=note, timings_ms=clock.timings())
        findings = self._findings(draft, request, reading)
        return replace(
            suggestion, draft=draft, draft_note=note, findings=findings, timings_ms=clock.timings()
        )

    def _suggest(
        self, request: Request, own: Sequence[Evidence], clock: _Clock
    ) -> tuple[Suggestion, Reading]:
        """The suggestion with the template's draft."""
        case, language = request.case, request.seller_language
        with clock.measure("understand"):
            understanding = _corrected(self.reader.read(case), request)
        with clock.measure("assess"):
            reading = _reading(understanding)
            ruling = rule_on(case, reading, holidays=self.holidays, refund_amount=request.refund_amount)
            assessment = Assessment(
                may_message=ruling.may_message,
                why_not=ruling.why_not,
                deadlines=ruling.deadlines,
                next_action=ruling.next_action,
                steps=self.steps.steps(ruling.steps, language),
                warnings=self.steps.steps(ruling.warnings, language),
            )
        with clock.measure("retrieve"):
            evidence = self._evidence(assessment, language)
        with clock.measure("draft"):
            asked = self._quotable(request, self.quoting.cleaned(case.request))
            shown, source = _helped(asked, own, understanding)
            draft, note, templates = self._draft(shown, understanding, reading, ruling)
        with clock.measure("check"):
            findings = () if draft is None else self._findings(draft, request, reading)
            if findings and source is not None:  # a manual is a stranger's text: what it breaks is not sent
                shown, source = asked, None
                draft, note, templates = self._draft(shown, understanding, reading, ruling)
                findings = () if draft is None else self._findings(draft, request, reading)
            if draft is not None and (safe := without_trapped(shown.case.request, draft, findings)):
                draft, note, templates = self._draft(
                    self._quotable(shown, safe), understanding, reading, ruling
                )
                findings = () if draft is None else self._findings(draft, request, reading)
        with clock.measure("translate"):
            translation, missing = self._translate(request, understanding.language)
        with clock.measure("explain"):
            because = self._because(request, understanding)
        if source is not None and draft is not None:
            assessment, evidence = _citing(assessment, ruling.steps, source), (*evidence, source)
        made = Suggestion(
            id=uuid.uuid4().hex,
            understanding=understanding,
            assessment=assessment,
            translation=translation,
            translation_note=missing,
            draft=draft,
            draft_note=note,
            findings=findings,
            evidence=evidence,
            timings_ms=clock.timings(),
            because=because,
            templates=templates,
        )
        return made, reading

    @staticmethod
    def _quotable(request: Request, shown: ReturnRequest) -> Request:
        return replace(request, case=replace(request.case, request=shown))

    def _evidence(self, assessment: Assessment, language: ReplyLanguage) -> tuple[Evidence, ...]:
        cited = [step.evidence_ids for step in (*assessment.steps, *assessment.warnings)]
        ids = dict.fromkeys(passage_id for ids in cited for passage_id in ids)
        return tuple(self.library.evidence(passage_id, language) for passage_id in ids)

    def _draft(
        self, request: Request, understanding: Understanding, reading: Reading, ruling: Ruling
    ) -> tuple[Draft | None, str | None, tuple[str, ...]]:
        newest = request.case.newest_customer_text
        offer = offer_answered(request.case)
        order = Order(
            case=request.case,
            situation=reading.situation,
            tone=reading.tone,
            consent=reading.consent,
            next_action=ruling.next_action,
            process_by=ruling.deadlines.process_by,
            offered=offer is not None and self.reader.offers_refund(offer),
            helped=self.reader.says_solved(newest),
            asks=asks(newest),
            refund_amount=request.refund_amount,
            technical_help=request.technical_help,
        )
        templates = templates_for(order) if ruling.may_message else ()
        if not templates:
            return None, NO_DRAFT, ()
        template_id = request.template_id or templates[0]
        if template_id not in templates:
            raise InvalidInput("template_id", f"must be one of {', '.join(templates)}")
        language = request.reply_language or reply_language(understanding.language.code)
        draft = write_reply(self.templates, template_id, order, language)
        if language != request.seller_language:
            twin = write_reply(self.templates, template_id, order, request.seller_language)
            draft = replace(draft, gloss=twin.text)
        return draft, None, templates

    def _personal(
        self, suggestion: Suggestion, draft: Draft, request: Request, reading: Reading
    ) -> Generator[Progress, None, tuple[Draft, str | None]]:
        """The draft rewritten by the model, or as it was with the reason."""
        if self.personalise is None:
            return draft, NO_MODEL
        try:
            personaliser = self.personalise()
        except MissingDependency as error:
            return draft, str(error)
        check = complaints(
            lambda text: self._findings(replace(draft, text=text), request, reading),
            draft.text,
            draft.language,
            self.reader,
        )
        brief = Brief(request.case, reading.tone, suggestion.evidence, request.manual, request.seller)
        written, note = yield from personaliser.write(draft, brief, check)
        if written is draft or written.gloss is None:
            return written, note
        return self._glossed(written, request.seller_language), note

    def _glossed(self, draft: Draft, target: ReplyLanguage) -> Draft:
        """The template's gloss no longer says the same: translate, or leave it out."""
        if self.translator is None:
            return replace(draft, gloss=None)
        try:
            return replace(draft, gloss=self.translator.translate([draft.text], target=target)[0].text)
        except (Unavailable, MissingDependency):
            return replace(draft, gloss=None)

    def _because(self, request: Request, understanding: Understanding) -> tuple[str, ...]:
        if not request.explain:
            return ()
        comment = request.case.request.customer_comment
        return tuple(self.reader.why(comment, understanding.situation.label))

    def _findings(self, draft: Draft, request: Request, reading: Reading) -> tuple[Finding, ...]:
        context = CheckContext(request.case.request, request.case.thread, reading.consent)
        return self.checker.findings(draft.text, context, request.seller_language)

    def _translate(self, request: Request, language: Language) -> tuple[Translation | None, str | None]:
        target = request.seller_language
        if not request.translate:
            return None, NOT_ASKED
        if language.code == target:
            return None, "the customer wrote in the seller's language"
        if self.translator is None:
            return None, NO_TRANSLATOR
        try:
            return self.translator.translate([request.case.newest_customer_text], target=target)[0], None
        except (Unavailable, MissingDependency) as error:
            return None, str(error)


def _helped(
    request: Request, own: Sequence[Evidence], understanding: Understanding
) -> tuple[Request, Evidence | None]:
    """The request with the manual's steps where the seller gave none, and the piece they are from."""
    support = Situation(understanding.situation.label).category is Category.SUPPORT_TROUBLESHOOTING
    if request.technical_help is not None or not support:
        return request, None
    found = steps_in(own, request.reply_language or reply_language(understanding.language.code))
    return (request, None) if found is None else (replace(request, technical_help=found[0]), found[1])


def _citing(assessment: Assessment, names: Sequence[str], source: Evidence) -> Assessment:
    """The assessment whose step of giving help cites the manual too."""
    steps = tuple(
        replace(step, evidence_ids=(*step.evidence_ids, source.id)) if name == _HELPING_STEP else step
        for name, step in zip(names, assessment.steps, strict=True)
    )
    return replace(assessment, steps=steps)


def complaints(
    findings: Callable[[str], Sequence[Finding]], before: str, language: ReplyLanguage, reader: Reader
) -> Callable[[str], list[str]]:
    """What is wrong with another text for `before`, in words, beyond what is wrong with its own."""
    known = Counter((finding.rule, finding.text) for finding in findings(before))

    def check(text: str) -> list[str]:
        found = findings(text)
        extra = Counter((finding.rule, finding.text) for finding in found) - known
        wrong = [finding.message for finding in found if (finding.rule, finding.text) in extra]
        own = [text[start:end] for start, end in sentence_spans(text)]
        new = [one for one in own if one not in before and len(one.split()) >= _FEW_WORDS]
        detect = reader.detector.detect
        if reply_language(detect(text).code) != language or any(detect(one).code != language for one in new):
            wrong.append("it is, or has a sentence, in another language")
        return wrong

    return check


def _corrected(read: Understanding, request: Request) -> Understanding:
    """What was read, with what is already known in its place."""
    if request.known_situation is not None:
        situation = request.known_situation
        read = replace(
            read, situation=Judgement(situation.value, 1.0), category=Judgement(situation.category.value, 1.0)
        )
    if request.known_consent is not None:
        read = replace(read, consent=Judgement(request.known_consent.value, 1.0))
    return read


def _reading(understanding: Understanding) -> Reading:
    consent = understanding.consent
    return Reading(
        situation=Situation(understanding.situation.label),
        tone=understanding.tone,
        consent=None if consent is None else Consent(consent.label),
        sure=understanding.situation.sure,
    )


class _Clock:
    def __init__(self) -> None:
        self._times: dict[str, float] = {}
        self._start = time.perf_counter()

    @contextmanager
    def measure(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        self._times[name] = round((time.perf_counter() - start) * 1000, 3)

    def timings(self) -> dict[str, float]:
        return {**self._times, "total": round((time.perf_counter() - self._start) * 1000, 3)}
