"""The page in a real browser, on the real service and assistant."""

from __future__ import annotations

import json
import re
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from api.app import create_app
from assistant.bootstrap import Assistant

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (the dev extra)")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium here: apt-get install chromium")

HERE = Path(__file__).resolve().parent
GULF = "القلاية وصلت مكسورة والسلة فيها شرخ"
Page = Any


@pytest.fixture(scope="module")
def address(radd: Assistant) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(create_app(radd.settings, radd), port=port, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}/"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(params=["en", "ar"])
def page(request: pytest.FixtureRequest, browser: Any, address: str) -> Iterator[Page]:
    """The page in each language; the test fails when a script broke or anything outside was asked for."""
    context = browser.new_context(
        locale={"en": "en-GB", "ar": "ar-AE"}[request.param],
        permissions=["clipboard-read", "clipboard-write"],
    )
    opened = context.new_page()
    opened.set_default_timeout(10_000)
    errors: list[str] = []
    asked: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.on("request", lambda sent: asked.append(sent.url))
    opened.goto(address)
    opened.wait_for_selector("#comment")
    yield opened
    assert errors == []
    assert [url for url in asked if not url.startswith(address)] == []
    context.close()


def words(page: Page) -> dict[str, str]:
    language = page.get_attribute("html", "lang")
    found: dict[str, str] = json.loads(
        (HERE.parents[1] / f"api/web/strings/{language}.json").read_text("utf-8")
    )
    return found


def read(page: Page, comment: str) -> None:
    page.fill("#comment", comment)
    page.click("#read")
    page.wait_for_selector(".verdict[data-state=allowed], .verdict[data-state=blocked]")


def type_draft(page: Page, text: str) -> None:
    page.fill("#draft", text)  # takes the old underlines away at once
    page.wait_for_selector(".mirror mark")


def test_a_pasted_message_gets_its_meaning_the_next_action_and_a_draft(page: Page) -> None:
    read(page, GULF)
    said = words(page)
    assert page.inner_text(".action") == said["action.contact_customer"]
    assert said["situation.damaged_item"] in page.inner_text("dl")
    assert page.inner_text(".message >> nth=-1") == GULF
    assert re.search("[؀-ۿ]", page.input_value("#draft"))


def test_steps_show_the_guideline_behind_them(page: Page) -> None:
    read(page, GULF)
    page.click(".steps summary >> nth=0")
    assert page.inner_text(".steps blockquote >> nth=0").strip()


def test_what_breaks_a_rule_is_underlined_while_typing_and_fixed_by_one_click(page: Page) -> None:
    read(page, "the lid came cracked")
    type_draft(page, "😀 Sorry about the cracked lid. Call me on 050 123 4567.")
    assert "050 123 4567" in page.inner_text(".mirror mark")
    page.click(".findings .fix")
    page.wait_for_selector(".verdict[data-state=allowed]")
    assert "4567" not in page.input_value("#draft")
    assert page.input_value("#draft").startswith("😀 Sorry about the cracked lid. ")
    assert page.locator(".mirror mark").count() == 0


def test_an_empty_slot_blocks_sending_until_it_is_filled(page: Page) -> None:
    read(page, "the lid came cracked")
    assert page.get_attribute("#verdict", "data-state") == "blocked"
    page.fill(".slot input", "AED 40")
    page.click(".slot button")
    page.wait_for_selector(".verdict[data-state=allowed]")
    assert "AED 40" in page.input_value("#draft")


def test_the_copy_is_the_editors_text_to_the_byte(page: Page) -> None:
    read(page, GULF)
    text = "مرحبًا،\n\n  Order N-12\u200f 🙂 — السعر ١٢٠ درهم.\n"
    page.fill("#draft", text)
    page.click("#copy")
    page.wait_for_function(
        "said => document.getElementById('copy').textContent === said", arg=words(page)["copied"]
    )
    assert page.evaluate("navigator.clipboard.readText()").encode() == text.encode()


def test_markup_in_a_message_stays_text(page: Page) -> None:
    nasty = "<img src=x onerror=alert(1)><b>the lid</b> came cracked"
    read(page, nasty)
    assert page.inner_text(".message >> nth=-1") == nasty
    assert page.locator("main img, main b").count() == 0


def test_the_keyboard_alone_is_enough(page: Page) -> None:
    page.keyboard.press("?")
    assert page.is_visible("dialog")
    page.keyboard.press("Escape")
    page.keyboard.press("Alt+1")
    page.keyboard.type("the lid came cracked")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".verdict[data-state=blocked]")
    page.keyboard.press("Alt+2")
    assert page.evaluate("document.activeElement.id") == "draft"


def test_the_other_language_is_one_click_away_and_keeps_the_text(page: Page) -> None:
    before = page.get_attribute("html", "dir")
    page.fill("#comment", GULF)
    page.click("#language")
    page.wait_for_selector(f"html:not([dir={before}])")
    page.wait_for_selector(".verdict")
    assert page.input_value("#comment") == GULF


def test_a_service_that_went_away_is_said_and_nothing_is_lost(page: Page) -> None:
    page.route("**/v1/suggestions", lambda route: route.abort())
    page.fill("#comment", GULF)
    page.click("#read")
    page.wait_for_selector("[role=alert]")
    assert words(page)["offline_title"] in page.inner_text("[role=alert]")
    assert page.input_value("#comment") == GULF


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious_and_nothing_overflows(page: Page, width: int, theme: str) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=theme)
    read(page, "the lid came cracked")
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow == 0
    page.evaluate((HERE / "axe.min.js").read_text("utf-8"))
    found = page.evaluate("axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})")
    serious = [v for v in found["violations"] if v["impact"] in ("serious", "critical")]
    assert [(v["id"], [n["target"] for n in v["nodes"]]) for v in serious] == []
