"""What a rule is: a frozen value with a pure function. No class tree, nothing registers itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from assistant.checking.document import Document
from assistant.checking.matchers import Lexicon
from assistant.models import CheckContext, RuleId


@dataclass(frozen=True, slots=True)
class Hit:
    """A broken rule at [start, end) of the draft as sent.

    fix: the replacement for the span (empty: delete it), None where no edit is safe.
    message: names a variant of the rule's explanation in `knowledge/rules.yaml`; `subject` stands for
    `{subject}` in it (an attachment's file name, which is not part of the draft). by_case: what was said before
    makes it wrong, not how it sounds.
    """

    start: int
    end: int
    fix: str | None = None
    message: str = "default"
    subject: str = ""
    by_case: bool = False


Find = Callable[[Document, CheckContext, Lexicon], Iterable[Hit]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its id, and the function that finds where a draft breaks it.

    `find` gets the draft, what is known around it, and the rule's own lexicon (empty where it has none).
    Severity, explanations and the guideline behind it are data, in `knowledge/rules.yaml`.
    """

    id: RuleId
    find: Find
