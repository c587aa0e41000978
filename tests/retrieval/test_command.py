"""`radd knowledge` and `radd ask` with a seller's own documents, as typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.bootstrap import Assistant
from tests.test_cli import radd


@pytest.fixture
def assistant(request: pytest.FixtureRequest) -> Assistant:
    """The shared one, whose index is built already."""
    shared: Assistant = request.getfixturevalue("radd")
    assert shared.search.library
    return shared


@pytest.fixture
def wrapping(tmp_path: Path) -> Path:
    path = tmp_path / "wrapping.md"
    path.write_text("# Gift wrapping\n\nMirdif Candles wraps gifts on Tuesdays only.\n", encoding="utf-8")
    return path


def test_a_document_is_added_asked_listed_and_removed(assistant: Assistant, wrapping: Path) -> None:
    here = {"RADD_DATA_DIR": str(assistant.settings.data_dir), "RADD_TRANSLATOR": "none"}
    added = radd("knowledge", "add", str(wrapping), "--source", "Wrapping rules", **here)
    assert added.returncode == 0, added.stderr
    document_id = added.stdout.decode().split("\t")[0]
    asked = json.loads(radd("ask", "when does Mirdif Candles wrap gifts?", "--json", **here).stdout)
    assert asked["evidence"][0]["source"] == "Wrapping rules"
    assert "Tuesdays" in asked["answer"]
    listed = radd("knowledge", "list", "--own", **here).stdout.decode()
    assert listed.split("\t")[:3] == [document_id, "own policy", "Wrapping rules"]
    assert radd("knowledge", "remove", document_id, **here).returncode == 0
    assert radd("knowledge", "list", "--own", **here).stdout == b""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["add", "missing.md"], "missing.md: cannot be read"),
        (["add", "pyproject.toml"], "pyproject.toml: must be one of"),
        (["add", "README.md", "--kind", "law"], "kind: must be one of"),
        (["add", "README.md", "--seller", "../x"], "seller: must be"),
        (["remove", "nothing"], "nothing"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(tmp_path: Path, arguments: list[str], said: str) -> None:
    done = radd("knowledge", *arguments, RADD_DATA_DIR=str(tmp_path))
    assert done.returncode == 2
    assert said in done.stderr.decode()
    assert done.stderr.decode().count("\n") == 1
