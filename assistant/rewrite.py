"""The use case of rewriting: the seller's own draft in another manner, checked like any other."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass

from assistant.checking.rulebook import Checker
from assistant.classification.reader import Reader
from assistant.drafting.attempts import Progress, Refused
from assistant.drafting.replies import reply_language
from assistant.drafting.rewriting import Rewriter
from assistant.models import ReturnRequest, Rewrite, RewriteRequest
from assistant.suggest import complaints


@dataclass(frozen=True)
class RewriteDesk:
    """Rewrites and checks. Safe to share between threads; `rewriter` raises `MissingDependency` without a model."""

    reader: Reader
    checker: Checker
    rewriter: Callable[[], Rewriter]

    def stream(self, asked: RewriteRequest) -> Generator[Progress, None, Rewrite]:
        """Yield the text as it is written, unchecked; return the checked one, or the draft as it was."""
        context, draft = asked.context, asked.draft
        language = reply_language(self.reader.detector.detect(draft).code)
        check = complaints(
            lambda text: self.checker.findings(text, context, asked.language), draft, language, self.reader
        )
        request = context.request or ReturnRequest("")
        written = yield from self.rewriter().write(draft, asked.style, language, request, check, asked.seller)
        text, note = (
            (draft, f"{written.reason}, so the draft is as it was")
            if isinstance(written, Refused)
            else (written, None)
        )
        return Rewrite(text, note is None, note, self.checker.check(text, context, asked.language))
