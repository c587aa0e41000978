from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.web.conftest import GULF, HERE, AddReturn, Page, in_both_languages

VIEWS = {
    "inbox": "#/",
    "new": "#/new",
    "import": "#/import",
    "ask": "#/ask",
    "insights": "#/insights",
    "settings": "#/settings",
}


@in_both_languages
def test_a_question_is_answered_with_its_sources(page: Page, address: str) -> None:
    page.goto(f"{address}#/ask")
    page.fill("#question", "How many messages may I send in a day?")
    page.keyboard.press("Enter")
    page.wait_for_selector(".answer .sources")
    page.click(".answer .sources summary")
    assert page.inner_text(".answer blockquote cite >> nth=0").strip()


FOLLOW_UPS = {
    "en": ("How many messages may I send in a day?", "and if they don't answer?"),
    "ar": ("كم رسالة يمكنني إرسالها في اليوم؟", "وماذا لو لم يرد؟"),
}


@in_both_languages
def test_a_follow_up_is_answered_in_context_until_a_new_topic_is_begun(
    page: Page, address: str, language: str, words: dict[str, str]
) -> None:
    def ask(question: str) -> Any:
        page.fill("#question", question)
        with page.expect_request("**/v1/answers") as sent:
            page.click("#ask-button")
        page.locator(".question", has_text=question).wait_for()
        page.wait_for_selector(".log:not(:has([aria-busy]))")
        return sent.value.post_data_json["conversation"]

    first, follow_up = FOLLOW_UPS[language]
    page.goto(f"{address}#/ask")
    assert page.is_hidden("#new-topic")
    assert ask(first) == []
    assert ask(follow_up) == [first]
    answer = page.locator(".answer").nth(1)
    assert answer.locator(".unsaid").count() == 0
    assert answer.locator(".note").inner_text() == "Said in context."
    cited, near = answer.locator(".sources").all()
    assert cited.locator("summary").inner_text() == words["source_many"].format(n=2)
    assert near.locator("summary").inner_text() == words["near"]
    assert (cited.locator("blockquote").count(), near.locator("blockquote").count()) == (2, 1)

    page.click("#new-topic")
    assert page.locator(".log > *").count() == 0
    assert page.locator(".starters button").count() == 4
    assert ask(follow_up) == []
    assert words["unsaid"] in page.inner_text(".answer")


def test_what_the_guidelines_do_not_say_is_said(page: Page, address: str, words: dict[str, str]) -> None:
    page.goto(f"{address}#/ask")
    page.fill("#question", "What is the capital of France?")
    page.click("#ask-button")
    page.wait_for_selector(".answer:not([aria-busy])")
    assert words["unsaid"] in page.inner_text(".answer")


def test_settings_are_remembered(page: Page, address: str) -> None:
    page.goto(f"{address}#/settings")
    page.check("input[name=theme][value=dark]")
    page.reload()
    page.wait_for_selector("html[data-theme=dark]")
    assert page.is_checked("input[name=theme][value=dark]")


@in_both_languages
def test_insights_count_what_happened(
    page: Page, address: str, add: AddReturn, words: dict[str, str]
) -> None:
    add("the lid came cracked", item_title="Often returned")
    page.goto(f"{address}#/insights")
    row = page.locator(".bars li", has_text=words["situation.damaged_item"]).first
    row.wait_for()
    assert int(row.locator(".bar-value").inner_text()) >= 1
    with page.expect_download() as sheet:
        page.click("#csv")
    assert "Often returned" in Path(sheet.value.path()).read_text("utf-8-sig")


def test_an_export_is_taken_in_and_what_was_left_out_is_told(
    page: Page, address: str, tmp_path: Path
) -> None:
    sheet = tmp_path / "returns.csv"
    sheet.write_text("return_id,customer_comment,currency\nR-1,the lid came cracked,AED\nR-2,,AED\n", "utf-8")
    page.goto(f"{address}#/import")
    page.set_input_files("#import-file", sheet)
    page.wait_for_selector(".refusals")
    assert page.locator(".tile dd").first.inner_text() == "1"
    assert "customer_comment" in page.inner_text(".refusals")


def test_a_key_that_is_missing_is_asked_for(page: Page, address: str, words: dict[str, str]) -> None:
    refusal = {"title": "Key needed", "status": 401, "detail": "a key is needed"}
    page.route("**/v1/inbox*", lambda route: route.fulfill(status=401, json=refusal))
    page.goto(address)
    page.wait_for_selector(".list .problem")
    assert words["trouble_title.key"] in page.inner_text(".list .problem")
    page.click(".list .problem a")
    page.fill("#api-key", "radd_key")
    page.click(".key-form button")
    page.wait_for_selector(".toast")
    with page.expect_request(lambda sent: sent.url.endswith("/v1/me")) as asked:
        page.reload()
    assert asked.value.headers["authorization"] == "Bearer radd_key"


def accessible(page: Page) -> None:
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow == 0
    page.evaluate((HERE / "axe.min.js").read_text("utf-8"))
    found = page.evaluate("axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})")
    serious: list[Any] = [v for v in found["violations"] if v["impact"] in ("serious", "critical")]
    assert [(v["id"], [n["target"] for n in v["nodes"]]) for v in serious] == []


@pytest.mark.parametrize(
    ("language", "width", "theme"),
    [("en", 360, "light"), ("en", 1440, "dark"), ("ar", 360, "dark"), ("ar", 1440, "light")],
)
def test_axe_finds_nothing_serious_in_a_return_and_nothing_overflows(
    page: Page, address: str, add: AddReturn, width: int, theme: str
) -> None:
    made = add(
        GULF, ("seller", "هل يمكنك إرسال صورة واضحة للشرخ في السلة؟"), ("customer", "هذه هي الصورة"), photos=2
    )
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    page.goto(f"{address}#/returns/{made['id']}")
    page.wait_for_selector("#next")
    page.wait_for_selector(".translated .said, #draft")
    page.keyboard.press("r")
    page.fill("#draft", "Call 050 123 4567 or visit our store for a coupon")
    page.wait_for_selector(".findings li >> nth=1")
    page.click(".findings summary >> nth=0")
    page.wait_for_selector(".findings blockquote")
    accessible(page)


@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing_serious_elsewhere_either(
    page: Page, address: str, add: AddReturn, view: str
) -> None:
    add("the lid came cracked")
    for width, theme in ((360, "dark"), (1440, "light")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        page.goto(f"{address}{VIEWS[view]}")
        page.wait_for_selector("h1")
        page.wait_for_load_state("networkidle")
        accessible(page)
