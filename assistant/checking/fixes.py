"""Applying fixes: the smallest safe edit of a draft, or none."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from assistant.models import Finding

_SPACES_LEFT_BEHIND = regex.compile(r"[ \t]{2,}")
_SPACE_BEFORE_MARK = regex.compile(r"[ \t]+(?=[.,!?،؛؟](?:\s|$))")
_BLANK_LINES = regex.compile(r"\n[ \t]*(?:\n[ \t]*){2,}")
_LETTERS = regex.compile(r"\p{L}")


def rewrite(draft: str, findings: Sequence[Finding]) -> str | None:
    """Apply every finding's fix, from the end backwards, widest first where they overlap.

    Returns None when a blocking finding has no fix, or when nothing worth sending is left.
    """
    if any(finding.fix is None and finding.severity == "block" for finding in findings):
        return None
    edits = [finding for finding in findings if finding.fix is not None]
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
