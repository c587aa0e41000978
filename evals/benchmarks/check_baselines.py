"""The checker beside what one could use instead, on the same drafts.

    python -m evals.benchmarks.check_baselines evals/data/checks_test.jsonl [--json OUT]

Radd · presidio-analyzer's pattern recognizers · phonenumbers with linkify · a list of banned words. Presidio is no
dependency: without it its column is left out (`pip install presidio-analyzer`; no spaCy model is loaded).
"""

from __future__ import annotations

import argparse
import importlib
import json
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from assistant.bootstrap import Assistant
from assistant.models import Attachment, Author, CheckContext, Consent, Message, ReturnRequest, RuleId
from assistant.settings import load_settings
from evals.rows import CheckRow
from evals.tasks.checks import by_list

Solver = Callable[[CheckRow], set[str]]
_MARKETS = ("AE", "SA", "EG")
_PRESIDIO = {
    "PHONE_NUMBER": "phone_number",
    "EMAIL_ADDRESS": "email_address",
    "URL": "external_link",
    "CREDIT_CARD": "sensitive_content",
    "IBAN_CODE": "sensitive_content",
}
_DRAWS = 1_000


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("data", type=Path)
    options.add_argument("--json", type=Path)
    chosen = options.parse_args()
    rows = [
        CheckRow.model_validate_json(line)
        for line in chosen.data.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]
    solvers: dict[str, Solver] = {"radd": _radd(), "phonenumbers + linkify": by_libraries}
    if (presidio := _presidio()) is not None:
        solvers["presidio patterns"] = presidio
    solvers["word list"] = lambda row: set(by_list(row))
    found = {name: [solve(row) for row in rows] for name, solve in solvers.items()}
    table = {name: score(rows, answers) for name, answers in found.items()}
    for name, figures in table.items():
        print(name)
        for figure, value in figures.items():
            print(f"    {figure:<28} {value}")
    if chosen.json:
        chosen.json.write_text(json.dumps(table, ensure_ascii=False, indent=1), encoding="utf-8")


def score(rows: Sequence[CheckRow], answers: Sequence[set[str]]) -> dict[str, Any]:
    """Macro-F1 with its interval over scenarios, clean drafts passed, contacts found, and F1 by rule."""
    figures: dict[str, Any] = {
        "macro_f1": round(_macro(rows, answers), 3),
        "interval": _interval(rows, answers),
    }
    clean = [(row, answer) for row, answer in zip(rows, answers, strict=True) if not row.rules]
    hard = [(row, answer) for row, answer in clean if row.hard]
    figures["clean_passed"] = _share([not answer for _, answer in clean])
    figures["hard_clean_passed"] = _share([not answer for _, answer in hard])
    contacts = {RuleId.PHONE_NUMBER, RuleId.EMAIL_ADDRESS, RuleId.EXTERNAL_LINK}
    figures["hard_contacts_found"] = _share(
        [
            mark.rule in answer
            for row, answer in zip(rows, answers, strict=True)
            if row.hard
            for mark in row.rules
            if mark.rule in contacts
        ]
    )
    for rule in sorted({mark.rule for row in rows for mark in row.rules}):
        figures[str(rule)] = round(_f1(rows, answers, rule), 3)
    return figures


def _share(hits: Sequence[bool]) -> str:
    return f"{sum(hits) / max(len(hits), 1):.3f} ({sum(hits)} of {len(hits)})"


def _f1(rows: Sequence[CheckRow], answers: Sequence[set[str]], rule: str) -> float:
    pairs = [
        (any(mark.rule == rule for mark in row.rules), rule in answer)
        for row, answer in zip(rows, answers, strict=True)
    ]
    right = sum(want and got for want, got in pairs)
    return 2 * right / max(sum(want for want, _ in pairs) + sum(got for _, got in pairs), 1)


def _macro(rows: Sequence[CheckRow], answers: Sequence[set[str]]) -> float:
    rules = {str(mark.rule) for row in rows for mark in row.rules}
    return sum(_f1(rows, answers, rule) for rule in rules) / max(len(rules), 1)


def _interval(rows: Sequence[CheckRow], answers: Sequence[set[str]]) -> list[float]:
    chance = random.Random(0)
    groups: dict[str, list[int]] = {}
    for number, row in enumerate(rows):
        groups.setdefault(row.group, []).append(number)
    names = sorted(groups)
    drawn = []
    for _ in range(_DRAWS):
        picked = [number for _ in names for number in groups[chance.choice(names)]]
        drawn.append(_macro([rows[n] for n in picked], [answers[n] for n in picked]))
    drawn.sort()
    return [round(drawn[int(_DRAWS * 0.025)], 3), round(drawn[int(_DRAWS * 0.975)], 3)]


def _radd() -> Solver:
    checker = Assistant(load_settings(translator="none")).checker

    def solve(row: CheckRow) -> set[str]:
        findings = checker.findings(row.draft, context_of(row), "en")
        return {str(finding.rule) for finding in findings if finding.severity == "block"}

    return solve


def context_of(row: CheckRow) -> CheckContext:
    """The case around a draft of an evaluation set."""
    from datetime import datetime

    from evals.tasks.checks import RECEIVED

    return CheckContext(
        request=ReturnRequest("", received_at=datetime.fromisoformat(RECEIVED) if row.received else None),
        thread=tuple(Message(Author(turn.author), turn.text) for turn in row.thread),
        consent=Consent(row.consent) if row.consent else None,
        attachments=tuple(Attachment(file.name, file.size_bytes) for file in row.attachments),
    )


def by_libraries(row: CheckRow) -> set[str]:
    """What phonenumbers and linkify find, asked as their documentation says."""
    import phonenumbers
    from linkify_it import LinkifyIt

    found = set()
    if any(phonenumbers.PhoneNumberMatcher(row.draft, region).has_next() for region in _MARKETS):
        found.add("phone_number")
    for link in LinkifyIt().match(row.draft) or ():
        found.add("email_address" if link.schema == "mailto:" else "external_link")
    return found


def _presidio() -> Solver | None:
    try:
        library = importlib.import_module("presidio_analyzer.predefined_recognizers")
    except ImportError:
        return None
    recognizers = (
        library.PhoneRecognizer(supported_regions=_MARKETS),
        library.EmailRecognizer(),
        library.UrlRecognizer(),
        library.CreditCardRecognizer(),
        library.IbanRecognizer(),
    )

    def solve(row: CheckRow) -> set[str]:
        return {
            _PRESIDIO[result.entity_type]
            for recognizer in recognizers
            for result in recognizer.analyze(row.draft, recognizer.supported_entities, None) or ()
        }

    return solve


if __name__ == "__main__":
    main()
