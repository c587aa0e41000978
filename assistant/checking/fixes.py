"""Applying fixes: the smallest safe edit of a draft, or none."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

import regex

from assistant.assets import read_yaml
from assistant.checking.document import Document
from assistant.checking.wording import offending_part
from assistant.errors import BrokenAsset
from assistant.models import Finding, ReplyLanguage, RuleId
from assistant.text.arabic import fold

_SPACES_LEFT_BEHIND = regex.compile(r"[ \t]{2,}")
_SPACE_BEFORE_MARK = regex.compile(r"[ \t]+(?=[.,!?،؛؟](?:\s|$))")
_LEFT_OVER = regex.compile(r"^\s*[.,،;؛:]+\s*(?=\S)|^\s*[.,،;؛:!?؟-]*\s*$")
_BLANK_LINES = regex.compile(r"\n[ \t]*(?:\n[ \t]*){2,}")
_LETTERS = regex.compile(r"\p{L}")


Check = Callable[[str], Sequence[Finding]]
"""The blocking findings in the words of a draft, and those that only warn."""

_ROUNDS = 6
"""Times that what an edit leaves is read again; each round deletes at least a clause."""
_WORTH_SENDING = 12
"""Letters below which nothing is left to send."""


@dataclass(frozen=True, slots=True)
class SlotWording:
    """Words (folded) that name a kind of slot, and what may stand there without it, by language."""

    words: frozenset[str]
    fix: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FixTexts:
    """The wordings of `knowledge/fixes.yaml`."""

    contact: Mapping[str, str] = field(default_factory=dict)
    slots: tuple[SlotWording, ...] = ()
    templates: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def template(self, rule: str, language: ReplyLanguage) -> str | None:
        """What to send instead of a draft that only breaks a rule."""
        texts = self.templates.get(rule) or self.templates.get("default")
        return None if texts is None else texts[language]


def load_fixes(path: Path) -> FixTexts:
    """Read the wordings. Raises `BrokenAsset`."""
    raw = read_yaml(path)
    try:
        texts = FixTexts(
            contact=raw["contact"],
            slots=tuple(
                SlotWording(frozenset(map(fold, slot["words"])), slot["fix"])
                for slot in raw["slots"].values()
            ),
            templates=raw["templates"],
        )
        for wording in (texts.contact, *(slot.fix for slot in texts.slots), *texts.templates.values()):
            if set(wording) != {"en", "ar"}:
                raise ValueError("each wording is needed in en and ar")
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BrokenAsset(path, repr(error)) from error
    return texts


def with_fix(finding: Finding, document: Document, texts: FixTexts) -> Finding:
    """The finding with the smallest edit that makes its span harmless, where its rule named none."""
    if finding.fix is not None or finding.severity != "block" or finding.start >= finding.end:
        return finding
    language = document.language
    if finding.rule in _CONTACTS:
        fix = texts.contact.get(language)
    elif finding.rule == RuleId.UNFILLED_PLACEHOLDER:
        fix = _slot_wording(document.source, finding.start, finding.end, texts, language)
    else:
        fix = texts.template(finding.rule, language)
    return replace(finding, fix=fix)


_CONTACTS = (
    RuleId.PHONE_NUMBER,
    RuleId.EMAIL_ADDRESS,
    RuleId.EXTERNAL_LINK,
    RuleId.OFF_PLATFORM_CONTACT,
)


def rewrite(draft: str, found: Sequence[Finding], check: Check, texts: FixTexts) -> str | None:
    """The draft with every finding edited away: the smallest edits first, read again until nothing blocks.

    `found` are the findings in the draft, their fixes as the rules gave them. Where no words worth sending
    are left a template takes their place. None when nothing needs editing, or a file is all that blocks.
    """
    spans = [f for f in found if f.start < f.end and (f.severity == "block" or f.fix is not None)]
    if not spans:
        return None
    text = draft
    for attempt in range(_ROUNDS):
        text = _tidy(_edited(text, spans, texts, whole=attempt > 1))
        spans = [
            finding for finding in check(text) if finding.severity == "block" and finding.start < finding.end
        ]
        if not spans or not _is_worth_sending(text):
            break
    if not spans and _is_worth_sending(text):
        return text if text != draft else None
    language = Document(draft).language
    broken = [finding.rule for finding in found if finding.severity == "block"] or ["default"]
    for rule in (*broken, RuleId.FOLLOW_UP):
        template = texts.template(rule, language)
        if template is not None and not any(finding.severity == "block" for finding in check(template)):
            return template
    return None


def _edited(text: str, findings: Sequence[Finding], texts: FixTexts, *, whole: bool) -> str:
    """Apply one edit for each finding, the wider one where two overlap."""
    document = Document(text)
    spans = [document.plain_span(sentence.start, sentence.end) for sentence in document.plain_sentences]
    chosen: list[tuple[int, int, str]] = []
    for edit in sorted(_edit(document, spans, finding, texts, whole=whole) for finding in findings):
        if not chosen or chosen[-1][1] <= edit[0]:
            chosen.append(edit)
        elif edit[1] - edit[0] > chosen[-1][1] - chosen[-1][0]:
            chosen[-1] = edit
    kept: list[str] = []
    done = 0
    for start, end, new in chosen:
        kept += text[done:start], new
        done = max(done, end)
    return "".join((*kept, text[done:]))


def _edit(
    document: Document,
    sentences: Sequence[tuple[int, int]],
    finding: Finding,
    texts: FixTexts,
    *,
    whole: bool,
) -> tuple[int, int, str]:
    """The smallest edit of a finding: its own fix, a wording for its slot, or its clause or sentence gone."""
    start, end = finding.start, finding.end
    if not whole and finding.fix is not None:
        return start, end, finding.fix
    if not whole and finding.rule == RuleId.UNFILLED_PLACEHOLDER:
        wording = _slot_wording(document.source, start, end, texts, document.language)
        if wording:
            return *_with_currency(document.source, start, end), wording
    return *_around(document, sentences, start, end, whole=whole), ""


def _around(
    document: Document, sentences: Sequence[tuple[int, int]], start: int, end: int, *, whole: bool
) -> tuple[int, int]:
    """The clause (or, `whole`, the sentences) of a draft that [start, end) touches."""
    first = bisect_right(sentences, start, key=lambda span: span[1])
    last = bisect_left(sentences, end, key=lambda span: span[0])
    if first >= last:
        return start, end
    if last - first == 1 and not whole:
        sentence = document.plain_sentences[first]
        starts = document.plain.starts
        left = max(sentence.start, bisect_left(starts, start))
        right = min(sentence.end, bisect_left(starts, end))
        part = offending_part(sentence, left - sentence.start, max(right, left + 1) - sentence.start)
        return document.plain_span(sentence.start + part[0], sentence.start + part[1])
    return sentences[first][0], sentences[last - 1][1]


def _slot_wording(text: str, start: int, end: int, texts: FixTexts, language: ReplyLanguage) -> str | None:
    """A wording for a slot, by what it names or what stands before it; None where only the seller knows."""
    inside = set(_WORD.findall(fold(text[start:end]).replace("_", " ")))
    line = text[max(0, start - _SEEN) : start].rpartition("\n")[2]
    around = set(_WORD.findall(fold(line[-16:]))[-1:]) | set(_WORD.findall(fold(text[end : end + 8]))[:1])
    by_name = next((slot for slot in texts.slots if slot.words & inside), None)
    by_place = next((slot for slot in texts.slots if slot.words & around), None)
    if by_name is None and _CURRENCY_AROUND.search(" ".join(around)):
        by_name = next((slot for slot in texts.slots if "amount" in slot.words), None)
    slot = by_name or by_place
    return None if slot is None or _SIGNED.search(line) else slot.fix[language]


def _with_currency(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a blank over the currency beside it: "AED ___" is one amount."""
    before = _CURRENCY_BEFORE.search(text, max(0, start - _SEEN), start)
    behind = _CURRENCY_BEHIND.match(text, end)
    return (before.start() if before else start), (behind.end() if behind else end)


_SEEN = 60
"""Characters in front of a slot that tell what belongs there."""
_WORD = regex.compile(r"[\p{L}]+")
_MONEY = r"(?:AED|SAR|EGP|USD|Dhs?|SR|LE|dirhams?|riyals?|pounds?|درهم(?:ًا|ا)?|ريال(?:ًا|ا)?|جنيه(?:ًا|ا)?)"
_CURRENCY_BEFORE = regex.compile(rf"(?i)(?<!\p{{L}}){_MONEY}\.?\s?$")
_CURRENCY_BEHIND = regex.compile(rf"(?i)\s?{_MONEY}(?!\p{{L}})")
_CURRENCY_AROUND = regex.compile(rf"(?i)(?<!\p{{L}}){_MONEY}(?!\p{{L}})")
_SIGNED = regex.compile(r"(?i)(?:regards|yours|team|from|تحياتي|تحيات|مع تحيات)[\s,،:-]*(?:\p{L}+\s)?$")


def _is_worth_sending(text: str) -> bool:
    return len(_LETTERS.findall(text)) >= _WORTH_SENDING


def _tidy(text: str) -> str:
    text = _SPACES_LEFT_BEHIND.sub(" ", text)
    text = _SPACE_BEFORE_MARK.sub("", text)
    text = "\n".join(_LEFT_OVER.sub("", line).rstrip() for line in text.split("\n"))
    return _BLANK_LINES.sub("\n\n", text).strip()


_CHAT: dict[ReplyLanguage, str] = {"en": "this chat", "ar": "هذه المحادثة"}
# A preposition that "this chat" can follow, after a verb that a chat can serve.
_BEFORE_CHAT = {
    "en": regex.compile(
        r"(?i)\b(?:send|share|forward|write|message|msg|contact|reach|reply|respond|submit|upload|email|mail)"
        r"\b(?:(?!\b(?:call|ring|dial|phone)\b)[^.!?\n]){0,60}?\b(?:on|to|via|through|using|at)\s*:?\s*$"
    ),
    "ar": regex.compile(
        r"(?:[أا]رسل|[اإ]رسال|ابعت|ابعث|راسل|مراسل|تواصل|اكتب|شارك)\p{L}*(?:(?!اتصل)[^.!?؟\n]){0,60}?"
        r"\s(?:على|علي|إلى|الى|الي|عبر|ع)\s*:?\s*$"
    ),
}


_INSTEAD: dict[tuple[ReplyLanguage, Literal["write", "explain"]], str] = {
    ("en", "write"): "please write here in this chat",
    ("en", "explain"): "we can explain it here in this chat",
    ("ar", "write"): "نرجو الكتابة هنا في هذه المحادثة",
    ("ar", "explain"): "يمكننا شرح ذلك هنا في هذه المحادثة",
}
_IN_SIGNATURE = regex.compile(r"(?:^|\n)[^\n.!?؟:]{2,40}[-–|,،]\s?$")
_ANNOUNCED = regex.compile(r"\p{L}[^\n.!?؟]{0,100}:\s?$")
_LINE_START, _LINE_END = regex.compile(r"(?:^|\n)\s*$"), regex.compile(r"[\s.]*(?:\n|$)")
_SENTENCE_OVER = regex.compile(r"\s*[.!,،\n]|\s*$")


def chat_in_place_of(
    draft: str, start: int, end: int, language: ReplyLanguage, instead: Literal["write", "explain"] = "write"
) -> str | None:
    """What may stand for an address or number at [start, end): this chat, nothing, or None where neither reads.

    "Send the photos to a@b.com" becomes "Send the photos to this chat", "For help: 050 …" asks to write here,
    and an address that stands alone on its line or closes a signature goes.
    """
    before = draft[max(0, start - 120) : start]
    if _BEFORE_CHAT[language].search(before):
        return _CHAT[language]
    ends_line = _LINE_END.match(draft, end)
    if ends_line and (_IN_SIGNATURE.search(before) or _LINE_START.search(before)):
        return ""
    if _ANNOUNCED.search(before) and _SENTENCE_OVER.match(draft, end):
        return _INSTEAD[language, instead]
    return None
