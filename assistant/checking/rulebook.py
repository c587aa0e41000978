"""The rules, in one explicit tuple, and the checker that applies them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from assistant.assets import read_yaml
from assistant.checking.document import Document
from assistant.checking.fixes import FixTexts, load_fixes, rewrite, with_fix
from assistant.checking.judge import (
    JUDGED,
    MOST_SENTENCES,
    TAUGHT,
    Reading,
    SentenceJudge,
    ToArabic,
    load_judge,
)
from assistant.checking.matchers import Lexicon, read_lexicon
from assistant.checking.rule import Hit, Rule
from assistant.checking.rules import (
    abusive_language,
    attachment,
    case_mismatch,
    email_address,
    external_link,
    follow_up,
    generic_message,
    marketing,
    off_platform_contact,
    over_refund,
    phone_number,
    pressure_to_cancel,
    refund_without_consent,
    review_removal,
    review_solicitation,
    sensitive_content,
    unfilled_placeholder,
    wrong_language,
)
from assistant.errors import BrokenAsset
from assistant.models import CheckContext, CheckReport, Finding, ReplyLanguage, RuleId, Severity

RULES: tuple[Rule, ...] = (
    Rule(RuleId.FOLLOW_UP, follow_up.find),
    Rule(RuleId.GENERIC_MESSAGE, generic_message.find),
    Rule(RuleId.MARKETING, marketing.find),
    Rule(RuleId.REVIEW_SOLICITATION, review_solicitation.find),
    Rule(RuleId.REVIEW_REMOVAL, review_removal.find),
    Rule(RuleId.PHONE_NUMBER, phone_number.find),
    Rule(RuleId.EMAIL_ADDRESS, email_address.find),
    Rule(RuleId.EXTERNAL_LINK, external_link.find),
    Rule(RuleId.OFF_PLATFORM_CONTACT, off_platform_contact.find),
    Rule(RuleId.ABUSIVE_LANGUAGE, abusive_language.find),
    Rule(RuleId.SENSITIVE_CONTENT, sensitive_content.find),
    Rule(RuleId.PRESSURE_TO_CANCEL, pressure_to_cancel.find),
    Rule(RuleId.REFUND_WITHOUT_CONSENT, refund_without_consent.find),
    Rule(RuleId.UNFILLED_PLACEHOLDER, unfilled_placeholder.find),
    Rule(RuleId.ATTACHMENT, attachment.find),
    Rule(RuleId.OVER_REFUND, over_refund.find),
    Rule(RuleId.WRONG_LANGUAGE, wrong_language.find),
    Rule(RuleId.CASE_MISMATCH, case_mismatch.find),
)


@dataclass(frozen=True, slots=True)
class RuleText:
    """A rule's data: how severe it is, the guideline behind it, its explanations by variant and language."""

    severity: Severity
    evidence_id: str
    messages: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Checker:
    """Applies every rule to a draft. Pure and safe to share between threads."""

    texts: Mapping[RuleId, RuleText]
    lexicons: Mapping[RuleId, Lexicon]
    rules: Sequence[Rule] = RULES
    judge: SentenceJudge | None = None
    to_arabic: ToArabic = str
    fixes: FixTexts = field(default_factory=FixTexts)

    def check(
        self, draft: str, context: CheckContext | None = None, language: ReplyLanguage = "en"
    ) -> CheckReport:
        """Return the verdict, with explanations in `language`, findings in the order they stand."""
        context = context or CheckContext()
        found = self._found(draft, context, language)
        allowed = not any(finding.severity == "block" for finding in found)
        words = replace(context, attachments=())  # no edit of the words changes the files
        rewritten = rewrite(draft, found, lambda text: self._found(text, words, language), self.fixes)
        return CheckReport(allowed, self._with_fixes(found, draft), rewritten)

    def warm_up(self) -> None:
        """Compile all lexicons now (about a second), so that no draft waits for them."""
        for lexicon in self.lexicons.values():
            lexicon.warm_up()

    def findings(self, draft: str, context: CheckContext, language: ReplyLanguage) -> tuple[Finding, ...]:
        """What breaks a rule, each with the smallest edit that helps, in the order it stands."""
        return self._with_fixes(self._found(draft, context, language), draft)

    def _with_fixes(self, found: Sequence[Finding], draft: str) -> tuple[Finding, ...]:
        document = Document(draft)
        return tuple(with_fix(finding, document, self.fixes) for finding in found)

    def _found(self, draft: str, context: CheckContext, language: ReplyLanguage) -> tuple[Finding, ...]:
        document = Document(draft)
        reading = None if self.judge is None else self.judge.read(document)
        found = [
            self._finding(rule, hit, draft, context, language)
            for rule in self.rules
            for hit in rule.find(document, context, self.lexicons.get(rule.id, _EMPTY))
            if reading is None or not reading.doubts(rule.id, hit)
        ]
        if document.arabizi:
            found += [
                self._finding(rule, hit, draft, context, language)
                for rule, hit in self._in_arabic(document, context)
                if reading is None or not reading.doubts(rule.id, hit)
                if not any(f.rule == rule.id and f.start < hit.end and hit.start < f.end for f in found)
            ]
        if reading is not None:
            found += self._judged(reading, found, context, language)
        return tuple(sorted(found, key=lambda f: (f.start, f.end, f.rule)))

    def _in_arabic(self, document: Document, context: CheckContext) -> Iterator[tuple[Rule, Hit]]:
        """What the lists for Arabic find in the sentences of Arabizi, each hit spanning its sentence."""
        for sentence in document.plain_sentences[:MOST_SENTENCES]:
            spelled = Document(self.to_arabic(sentence.text))
            for rule in self.rules:
                if rule.id in JUDGED and any(
                    True for _ in rule.find(spelled, context, self.lexicons.get(rule.id, _EMPTY))
                ):
                    yield rule, Hit(*document.plain_span(sentence.start, sentence.end), fix="")

    def _judged(
        self, reading: Reading, found: Sequence[Finding], context: CheckContext, language: ReplyLanguage
    ) -> Iterator[Finding]:
        """What the model hears in sentences about which no lexicon has spoken."""
        said = [(finding.start, finding.end) for finding in found if finding.rule in TAUGHT]
        rules = {rule.id: rule for rule in self.rules}
        document = reading.document
        for rule, hit in reading.hits(self.lexicons):
            if rule not in rules or any(start < hit.end and hit.start < end for start, end in said):
                continue
            excused = _EXCUSED_BY_CASE.get(rule)
            if excused is None or not excused(document, context, self.lexicons.get(rule, _EMPTY)):
                yield self._finding(rules[rule], hit, document.source, context, language)

    def _finding(
        self, rule: Rule, hit: Hit, draft: str, context: CheckContext, language: ReplyLanguage
    ) -> Finding:
        text = self.texts[rule.id]
        return Finding(
            rule=rule.id,
            severity=context.severities.get(rule.id, text.severity),
            start=hit.start,
            end=hit.end,
            text=draft[hit.start : hit.end],
            message=text.messages[hit.message][language].replace("{subject}", hit.subject),
            fix=hit.fix,
            evidence_id=text.evidence_id,
        )


_EMPTY = Lexicon()
_EXCUSED_BY_CASE = {
    RuleId.FOLLOW_UP: follow_up.excused_by_case,
    RuleId.REFUND_WITHOUT_CONSENT: refund_without_consent.excused_by_case,
}
"""What lets a sentence pass that sounds like a violation, for rules that depend on the case."""


def load_checker(
    knowledge: Path, to_arabic: ToArabic, severities: Mapping[RuleId, Severity] | None = None
) -> Checker:
    """Build the checker from `rules.yaml`, `lexicons/` and `models/` of the knowledge folder.

    severities: how severe rules are here, where that differs from `rules.yaml`.
    """
    texts = _read_texts(knowledge / "rules.yaml")
    chosen = {rule: replace(texts[rule], severity=severity) for rule, severity in (severities or {}).items()}
    return Checker(
        texts=texts | chosen,
        lexicons={
            rule.id: read_lexicon(sorted((knowledge / "lexicons").glob(f"{rule.id}.*.txt"))) for rule in RULES
        },
        judge=load_judge(knowledge / "models", to_arabic),
        to_arabic=to_arabic,
        fixes=load_fixes(knowledge / "fixes.yaml"),
    )


def _read_texts(path: Path) -> dict[RuleId, RuleText]:
    raw = read_yaml(path)
    texts = {}
    for rule in RULES:
        try:
            entry = raw[rule.id.value]
            text = RuleText(entry["severity"], entry["evidence_id"], entry["messages"])
            if text.severity not in ("block", "warn") or any(
                set(message) != {"en", "ar"} for message in text.messages.values()
            ):
                raise ValueError("needs severity block or warn, and each message in en and ar")
            texts[rule.id] = text
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise BrokenAsset(path, f"rule {rule.id}: {error!r}") from error
    if unknown := set(raw) - {rule.id.value for rule in RULES}:
        raise BrokenAsset(path, f"unknown rules {sorted(unknown)}")
    return texts
