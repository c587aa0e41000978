"""The report in a real browser: what a reader filters, and which way Arabic runs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from evals.run import run
from evals.tasks.messages import message_tasks
from tests.evals.test_reports import MESSAGES, Echo, page_of, suggestion, write_messages


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory, browser: Any) -> Iterator[Any]:
    """A run that calls everything damaged, beside one that called it a wrong item."""
    folder = tmp_path_factory.mktemp("page")
    write_messages(folder / "situations.jsonl", MESSAGES)
    task = message_tasks(folder / "situations.jsonl", "")[0]
    for name, label in (("before", "wrong_item"), ("after", "damaged_item")):
        run(Echo(suggestions=lambda body, label=label: suggestion(label)), [task], folder / name)
    page_of(folder / "after", folder / "before")
    errors: list[str] = []
    opened = browser.new_page()
    opened.set_default_timeout(10_000)
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.on("console", lambda told: errors.append(told.text) if told.type == "error" else None)
    opened.goto((folder / "after" / "report.html").as_uri())
    yield opened
    opened.close()
    assert errors == []


def inputs(page: Any) -> list[str]:
    found: list[str] = page.locator(".sample > div:first-child .words").all_inner_texts()
    return found


def test_it_opens_on_what_went_wrong(page: Any) -> None:
    assert page.locator(".sample.wrong").count() == page.locator(".sample").count() == 2
    assert page.locator("output").inner_text() == "2 of 4"


def test_a_reader_filters_by_outcome_slice_and_words(page: Any) -> None:
    page.select_option("[name=outcome]", "changed")
    assert set(inputs(page)) == {"the lid is cracked", "الغطاء مكسور"}
    page.select_option("[name=slice]", "language:ar")
    assert inputs(page) == ["الغطاء مكسور"]
    page.select_option("[name=slice]", "")
    page.select_option("[name=outcome]", "all")
    page.fill("[name=words]", "turn on")
    assert inputs(page) == ["it will not turn on"]
    page.fill("[name=words]", "")


def test_arabic_runs_from_the_right_and_english_from_the_left(page: Any) -> None:
    page.select_option("[name=outcome]", "all")
    for text, way in (("الغطاء مكسور", "rtl"), ("the lid is cracked", "ltr")):
        words = page.locator(".words", has_text=text).first
        assert words.evaluate("node => getComputedStyle(node).direction") == way


def test_both_answers_stand_side_by_side(page: Any) -> None:
    page.select_option("[name=outcome]", "changed")
    heads = page.locator(".sample").first.locator("h4").all_inner_texts()
    assert heads == ["input", "expected", "before · 0.00", "answer · 1.00"]
