"""One key a label; two annotators' agreement as the textbooks have it."""

from __future__ import annotations

import json
import os
import pty
import select
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.assets import read_jsonl
from assistant.errors import InvalidInput, NotFound
from evals.agreement import agreement, cohen_kappa, in_words, krippendorff_alpha
from evals.annotation import annotate, choices_of, label_file
from tests.conftest import ROOT

TEXTS = ["the lid is cracked", "الغطاء مكسور", "how do I pair it", "I changed my mind"]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "texts.jsonl"
    lines = [json.dumps({"text": text, "situation": "secret_label"}, ensure_ascii=False) for text in TEXTS]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def pressing(keys: str) -> Callable[[], str]:
    left: Iterator[str] = iter(keys)
    return lambda: next(left)


def labels_of(file: Path, annotator: str) -> list[str | list[str]]:
    return [row["label"] for row in read_jsonl(label_file(file, annotator))]


def label(file: Path, annotator: str, keys: str, labels: list[str], field: str = "situation") -> list[str]:
    shown: list[str] = []
    annotate(file, annotator, field, labels, pressing(keys), shown.append)
    return shown


def test_one_key_labels_a_text_and_its_own_label_is_not_shown(file: Path) -> None:
    shown = label(file, "huda", "2112", ["damaged", "other"])
    assert labels_of(file, "huda") == ["other", "damaged", "damaged", "other"]
    assert "secret_label" not in "".join(shown)
    assert "الغطاء مكسور" in "".join(shown)


def test_stopping_and_going_on_loses_nothing(file: Path) -> None:
    label(file, "huda", "12q", ["damaged", "other"])
    label(file, "huda", "21", ["damaged", "other"])
    assert labels_of(file, "huda") == ["damaged", "other", "other", "damaged"]


def test_undo_takes_back_the_last_label_and_a_wrong_key_means_nothing(file: Path) -> None:
    label(file, "huda", "1u2x1sq", ["damaged", "other"])
    assert labels_of(file, "huda") == ["other", "damaged"]


def test_a_draft_gets_several_rules_until_enter(file: Path) -> None:
    label(file, "huda", "13\r\r11\rq", choices_of("rules"), "rules")
    assert labels_of(file, "huda") == [["follow_up", "marketing"], [], []]


def test_wrong_names_and_fields_are_told(file: Path) -> None:
    with pytest.raises(InvalidInput, match="annotator"):
        annotate(file, "../x", "situation", ["a"], pressing("1"), print)
    with pytest.raises(InvalidInput, match="field"):
        choices_of("mood")
    with pytest.raises(InvalidInput, match="labels"):
        annotate(file, "huda", "situation", [], pressing("1"), print)


def test_two_annotators_agreement_is_measured_and_what_differs_is_listed(file: Path) -> None:
    label(file, "huda", "1122", ["damaged", "other"])
    label(file, "omar", "1222", ["damaged", "other"])
    found = agreement(file)
    assert [(p.one, p.other, p.n, p.agreed) for p in found.pairs] == [("huda", "omar", 4, 0.75)]
    assert found.pairs[0].kappa == pytest.approx(0.5)
    assert [set(said.values()) for said in found.differ.values()] == [{"damaged", "other"}]
    assert "kappa 0.500" in next(in_words(found))


def test_one_annotator_agrees_with_nobody(file: Path) -> None:
    label(file, "huda", "1122", ["damaged", "other"])
    with pytest.raises(NotFound, match="second annotator"):
        agreement(file)


def test_alpha_is_krippendorffs_published_example() -> None:
    """Nominal data of four observers with gaps; the published alpha is .743."""
    four = [
        ["1", "2", "3", "3", "2", "1", "4", "1", "2", None, None, None],
        ["1", "2", "3", "3", "2", "2", "4", "1", "2", "5", None, "3"],
        [None, "3", "3", "3", "2", "3", "4", "2", "2", "5", "1", None],
        ["1", "2", "3", "3", "2", "4", "4", "1", "2", "5", "1", None],
    ]
    assert krippendorff_alpha(four) == pytest.approx(0.743, abs=0.001)


def test_labels_that_tell_nothing_apart_have_no_kappa() -> None:
    assert cohen_kappa(["a", "a"], ["a", "a"]) is None
    assert krippendorff_alpha([["a", "a"], ["a", "a"]]) is None
    assert cohen_kappa([], []) is None


def test_keys_work_in_a_real_terminal(file: Path) -> None:
    """The command itself behind a pseudo-terminal: no Enter is needed."""
    code = (
        "import sys; sys.argv = ['radd', 'eval', 'label', sys.argv[1], '--as', 'huda', '--labels', 'damaged,other'];"
        "from assistant.cli import main; main()"
    )
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(ROOT)
        os.execv(sys.executable, [sys.executable, "-c", code, str(file)])
    seen = b""
    try:
        for ask, key in ((b"1 of 4", b"1"), (b"2 of 4", b"2"), (b"3 of 4", b"q"), (b"2 labelled", b"")):
            end = time.monotonic() + 60
            while ask not in seen and time.monotonic() < end:
                if select.select([terminal], [], [], 1)[0]:
                    seen += os.read(terminal, 4096)
            assert ask in seen
            os.write(terminal, key)
    finally:
        os.close(terminal)
        os.waitpid(child, 0)
    assert labels_of(file, "huda") == ["damaged", "other"]
