"""The commands for real, over a small Argos package: a model is added, listed, verified, and translates rows."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from assistant.cli.commands import app
from assistant.errors import InvalidInput
from tests.translation.toy_argos import build_package

pytest.importorskip("ctranslate2", reason="the extra 'argos' is not installed")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    (folder / "build").mkdir()
    package = build_package(folder / "build")
    assert radd(folder, "models", "add", str(package)).stdout == "argos-ar-en is here\n"
    return folder


def radd(home: Path, *arguments: str) -> Result:
    env = {"RADD_DATA_DIR": str(home / "var"), "RADD_TRANSLATOR": "argos", "OMP_NUM_THREADS": "1"}
    return CliRunner().invoke(app, arguments, env=env)


def test_the_models_here_are_listed_with_their_reasons_and_verified(home: Path) -> None:
    listed = radd(home, "models", "list").stdout
    assert "1. argos           here" in listed
    assert "argos-ar-en" in listed
    assert radd(home, "models", "verify").exit_code == 0
    assert radd(home, "models", "path").stdout.strip() == str(home / "var" / "models")


def test_a_file_that_changed_makes_verify_exit_1(home: Path, tmp_path: Path) -> None:
    radd(tmp_path, "models", "add", str(home / "build" / "toy.argosmodel"))
    (tmp_path / "var" / "models" / "argos" / "ar-en" / "metadata.json").write_text("{}")
    done = radd(tmp_path, "models", "verify")
    assert done.exit_code == 1
    assert "metadata.json is not what was recorded" in done.stdout


def test_rows_are_translated_one_by_one_and_a_stopped_run_goes_on(home: Path, tmp_path: Path) -> None:
    rows, out = tmp_path / "rows.jsonl", tmp_path / "out.jsonl"
    rows.write_text('{"id": 1, "text": "وصل مكسور"}\n{"id": 2, "text": "وصل جديد"}\n', encoding="utf-8")
    out.write_text('{"id": 1, "kept": "from before"}\n', encoding="utf-8")
    assert radd(home, "translate", "--jsonl", str(rows), "--out", str(out)).exit_code == 0
    first, second = map(json.loads, out.read_text(encoding="utf-8").splitlines())
    assert first == {"id": 1, "kept": "from before"}
    assert second["translation"]["text"] == "It came new"
    assert second["translation"]["engine"] == "argos"


def test_a_file_is_translated(home: Path, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("وصل مكسور\n\nوصل جديد\n", encoding="utf-8")
    assert (
        radd(home, "translate", "--file", str(tmp_path / "letter.txt")).stdout
        == "It came broken\n\nIt came new\n"
    )


def test_an_approved_translation_is_used_from_then_on(home: Path) -> None:
    assert radd(home, "memory", "add", "وصل 3 مرات", "It came 3 times").exit_code == 0
    assert radd(home, "memory", "list").stdout == "It came 3 times\tوصل 3 مرات\n"
    shown = json.loads(radd(home, "translate", "وصل 5 مرات", "--json").stdout)["translations"][0]
    assert (shown["text"], shown["engine"], shown["origins"]) == (
        "It came 5 times",
        "memory",
        ["accepted here"],
    )


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        (("translate",), "text"),
        (("translate", "x", "--file", "y"), "text"),
        (("translate", "--file", "nowhere.txt"), "file"),
        (("translate", "--jsonl", "nowhere.jsonl", "--out", "z"), "jsonl"),
        (("translate", "--jsonl", "README.md"), "out"),
        (("memory", "add", "a", "b", "--to", "fr"), "to"),
        (("models", "add", "nowhere"), "FILE"),
        (("models", "pull", "firefox-ar-en"), "mirror"),
    ],
)
def test_bad_input_names_its_field(home: Path, arguments: tuple[str, ...], field: str) -> None:
    error = radd(home, *arguments).exception
    assert isinstance(error, InvalidInput)
    assert error.field == field
