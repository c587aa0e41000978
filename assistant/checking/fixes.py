"""Applying fixes: the smallest safe edit of a draft, or none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import regex

from assistant.models import Finding, ReplyLanguage

_SPACES_LEFT_BEHIND = regex.compile(r"[ \t]{2,}")
_SPACE_BEFORE_MARK = regex.compile(r"[ \t]+(?=[.,!?،؛؟](?:\s|$))")
_BLANK_LINES = regex.compile(r"\n[ \t]*(?:\n[ \t]*){2,}")
_LETTERS = regex.compile(r"\p{L}")


def rewrite(draft: str, findings: Sequence[Finding]) -> str | None:
    """Apply every finding's fix, from the end backwards, widest first where they overlap.

    Returns None when a blocking finding has no fix and no other edit covers it, or when nothing worth
    sending is left.
    """
    edits = [finding for finding in findings if finding.fix is not None]
    if any(
        finding.fix is None
        and finding.severity == "block"
        and not any(edit.start <= finding.start and finding.end <= edit.end for edit in edits)
        for finding in findings
    ):
        return None
    if not edits:
        return None
    chosen: list[Finding] = []
    for edit in sorted(edits, key=lambda f: (f.start - f.end, f.start)):
        if all(edit.end <= other.start or edit.start >= other.end for other in chosen):
            chosen.append(edit)
    text = draft
    for edit in sorted(chosen, key=lambda f: f.start, reverse=True):
        text = text[: edit.start] + (edit.fix or "") + text[edit.end :]
    text = _tidy(text)
    return text if len(_LETTERS.findall(text)) >= _WORTH_SENDING else None


_WORTH_SENDING = 40
"""Fewer letters than this are a greeting and a farewell: such a draft wants a template, not an edit."""


def _tidy(text: str) -> str:
    text = _SPACES_LEFT_BEHIND.sub(" ", text)
    text = _SPACE_BEFORE_MARK.sub("", text)
    text = "\n".join(line.strip() if not line.strip() else line.rstrip() for line in text.split("\n"))
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
