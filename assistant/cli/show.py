"""Results as people read them in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from assistant.contract import in_words
from assistant.models import Answer, CheckReport, Finding, Request, Suggestion

if TYPE_CHECKING:
    from assistant.classification.nearest import Neighbour

_WIDTH = 100


def suggestion(
    request: Request, found: Suggestion, why: tuple[list[str], list[Neighbour]] | None = None
) -> None:
    """A whole suggestion: what it means, what to do, the draft, its check, the sources."""
    console = _console()
    understanding, assessment = found.understanding, found.assessment
    variety = understanding.language.variety
    _head(console, "The customer wrote")
    console.print(Text(request.case.newest_customer_text))
    _head(console, "What it means")
    shown = f"{understanding.language.code}" + (f" ({variety})" if variety else "")
    _row(console, "language", shown)
    if found.translation is not None:
        _row(console, "translation", f"{found.translation.text}  [{found.translation.engine}]")
        for warning in found.translation.warnings:
            _row(console, "  warning", warning)
    else:
        _row(console, "translation", f"none: {found.translation_note}")
    situation = understanding.situation
    others = ", ".join(f"{a.label} {a.confidence:.0%}" for a in situation.alternatives[:2])
    _row(
        console,
        "situation",
        f"{situation.label} ({in_words(situation)}, {situation.confidence:.0%}; else {others})",
    )
    if why:
        words, nearest = why
        _row(console, "because of", ", ".join(words))
        for one in nearest:
            _row(console, "  as in", f"{one.text}  [{one.situation}, {one.similarity:.2f}]")
    _row(console, "category", understanding.category.label)
    _row(console, "tone", understanding.tone.value)
    if understanding.consent is not None:
        _row(console, "consent", understanding.consent.label)
    _head(console, "What to do")
    _row(console, "next action", assessment.next_action.value)
    allowed = "yes" if assessment.may_message else f"no: {assessment.why_not}"
    _row(console, "may message", allowed)
    for name, moment in (
        ("contact by", assessment.deadlines.contact_by),
        ("process by", assessment.deadlines.process_by),
    ):
        if moment is not None:
            _row(console, name, f"{moment:%A %d %B %Y, %H:%M}")
    for number, step in enumerate((*assessment.steps, *assessment.warnings), start=1):
        console.print(Text(f"{number}. {step.text}"))
        console.print(Text(f"   {', '.join(step.evidence_ids)}", style="dim"))
    _head(console, "Draft")
    if found.draft is None:
        console.print(Text(found.draft_note or ""))
    else:
        console.print(Text(found.draft.text))
        if found.draft.gloss:
            _head(console, "The same in your language")
            console.print(Text(found.draft.gloss))
        empty = [slot.name for slot in found.draft.slots if slot.required and slot.value is None]
        if empty:
            console.print(Text(f"\nstill to fill in: {', '.join(empty)}", style="yellow"))
        if found.draft_note:
            console.print(Text(found.draft_note, style="dim"))
        _head(console, "Check")
        _findings(console, found.findings)
    total = found.timings_ms["total"]
    console.print(Text(f"\n{total:.1f} ms", style="dim"))


def check(draft: str, report: CheckReport) -> None:
    """A verdict with its findings, and the rewritten draft where there is one."""
    console = _console()
    verdict = Text("may be sent", style="bold green") if report.allowed else Text("not yet", style="bold red")
    console.print(verdict)
    _findings(console, report.findings)
    if report.rewritten is not None:
        _head(console, "Rewritten")
        console.print(Text(report.rewritten))


def answer(found: Answer) -> None:
    """An answer with its source, or that the guidelines do not say."""
    console = _console()
    console.print(Text(found.answer))
    if found.note:
        console.print(Text(f"\n{found.note}", style="dim"))
    for source in found.evidence:
        if source.id in found.cited:
            section = f", {source.section}" if source.section else ""
            console.print(Text(f"\n{source.source}{section} · {source.authority} · {source.id}", style="dim"))


def _findings(console: Console, findings: tuple[Finding, ...]) -> None:
    if not findings:
        console.print(Text("no rule is broken", style="green"))
    for finding in findings:
        style = "red" if finding.severity == "block" else "yellow"
        line = Text(f"{finding.severity} {finding.rule} ", style=style)
        line.append(f"[{finding.start}:{finding.end}] ", style="dim")
        line.append(repr(finding.text)[1:-1])
        console.print(line)
        console.print(Text(f"   {finding.message}"))
        if finding.fix is not None:
            console.print(Text(f"   fix: {finding.fix or 'delete it'}", style="dim"))


def _head(console: Console, title: str) -> None:
    console.print()
    console.print(Text(title, style="bold"))


def _row(console: Console, name: str, value: str) -> None:
    console.print(Text(f"{name:<12} ", style="dim").append(value, style="default"))


def _console() -> Console:
    return Console(width=None if Console().is_terminal else _WIDTH, highlight=False, soft_wrap=True)
