from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import httpx

from tests.web.conftest import GULF, AddReturn, Page, in_both_languages

Visit = Callable[[dict[str, Any]], Page]
OnRecord = Callable[[str], dict[str, Any]]

CLEAN = "Hello Noura, we are sorry that the basket of your air fryer is cracked.\n\n  Could you send a photo? 🙂\n"
PHONE = "😀 Sorry about the cracked basket. Call me on 050 123 4567."


def type_draft(page: Page, text: str, state: str) -> None:
    page.fill("#draft", text)
    page.wait_for_function(
        "([text, state]) => document.getElementById('draft').value === text"
        " && document.getElementById('verdict').dataset.state === state"
        " && (state !== 'blocked' || document.querySelector('.mirror mark'))",
        arg=[text, state],
    )


@in_both_languages
def test_each_message_stands_beside_its_translation_with_its_own_direction(
    opened: Visit, add: AddReturn, language: str
) -> None:
    page = opened(
        add("The basket came cracked", ("seller", CLEAN), ("customer", "رقم الطلب AB-12-77 انتظركم"))
    )
    said = page.locator(".message[data-author=customer]").nth(1)
    original = said.locator(".side").first.locator(".said")
    assert original.inner_text() == "رقم الطلب AB-12-77 انتظركم"
    assert original.evaluate("one => getComputedStyle(one).direction") == "rtl"
    assert original.locator("bdi[dir=ltr]").inner_text() == "AB-12-77"
    other = page.locator(".message[data-author=customer]").nth(0 if language == "ar" else 1)
    other.locator(".translated .said").wait_for()
    assert other.locator(".translated .said").inner_text().startswith(f"[{language}] ")
    assert other.locator(".said").count() == 2


@in_both_languages
def test_steps_show_the_guideline_behind_them_in_the_sellers_language(
    opened: Visit, add: AddReturn, language: str
) -> None:
    page = opened(add())
    page.click(".steps summary >> nth=0")
    quoted = page.inner_text(".steps blockquote >> nth=0").strip()
    assert bool(re.search("[؀-ۿ]", quoted)) == (language == "ar")


@in_both_languages
def test_what_breaks_a_rule_is_underlined_while_typing_and_fixed_by_one_click(
    opened: Visit, add: AddReturn
) -> None:
    page = opened(add())
    type_draft(page, PHONE, "blocked")
    assert "050 123 4567" in page.inner_text(".mirror mark >> nth=0")
    page.click(".findings .sources summary >> nth=0")
    page.wait_for_selector(".findings blockquote")
    page.click(".findings .fix >> nth=0")
    page.wait_for_selector("#verdict[data-state=allowed]")
    assert "4567" not in page.input_value("#draft")
    assert page.input_value("#draft").startswith("😀 Sorry about the cracked basket. ")
    assert page.locator(".mirror mark[data-severity=block]").count() == 0
    page.focus("#draft")
    page.keyboard.press("Control+z")
    assert page.input_value("#draft") == PHONE


def test_underlines_stay_on_their_words_while_text_grows_before_them(opened: Visit, add: AddReturn) -> None:
    page = opened(add())
    type_draft(page, PHONE, "blocked")
    page.route("**/v1/checks", lambda route: None)  # no check answers any more
    page.evaluate("document.getElementById('draft').setSelectionRange(0, 0)")
    page.focus("#draft")
    page.keyboard.type("Dear Noura, ")
    assert page.input_value("#draft").startswith("Dear Noura, 😀")
    assert "050 123 4567" in page.inner_text(".mirror mark >> nth=0")


def test_an_amount_fills_its_slot_in_the_draft(opened: Visit, add: AddReturn) -> None:
    page = opened(add("the lid came cracked", price="199"))
    assert page.get_attribute("#verdict", "data-state") == "blocked"
    page.fill(".slot-field input", "40")
    page.keyboard.press("Enter")
    page.wait_for_selector("#verdict[data-state=allowed]")
    assert "40" in page.input_value("#draft")
    assert "{" not in page.input_value("#draft")


def test_an_amount_fills_its_slot_also_in_a_changed_draft(opened: Visit, add: AddReturn) -> None:
    page = opened(add("the lid came cracked"))
    page.fill("#draft", "Dear Noura! " + page.input_value("#draft"))
    page.fill(".slot-field input", "40")
    page.keyboard.press("Enter")
    page.wait_for_selector("#verdict[data-state=allowed]")
    assert page.input_value("#draft").startswith("Dear Noura! ")
    assert "40" in page.input_value("#draft")


def test_another_template_and_another_language_replace_the_draft(opened: Visit, add: AddReturn) -> None:
    page = opened(add("the lid came cracked"))
    before = page.input_value("#draft")
    page.select_option(".tool select >> nth=0", "unclear_reason")
    page.wait_for_function("before => document.getElementById('draft').value !== before", arg=before)
    page.select_option(".tool select >> nth=1", "ar")
    page.wait_for_function("() => /[\\u0600-\\u06ff]/.test(document.getElementById('draft').value)")


@in_both_languages
def test_what_is_sent_is_the_editors_text_to_the_byte(
    opened: Visit, add: AddReturn, on_record: OnRecord
) -> None:
    made = add()
    page = opened(made)
    text = "مرحبًا نورة،\n\n  وصلت السلة\u200f مكسورة 🙂 — الطلب N-12، هل يمكنك إرسال صورة؟\n"
    type_draft(page, text, "allowed")
    page.click("#send")
    page.wait_for_selector(".message[data-author=seller]")
    assert on_record(made["id"])["thread"][0]["text"].encode() == text.encode()
    assert page.evaluate("navigator.clipboard.readText()").encode() == text.encode()
    assert page.input_value("#draft") == ""


def test_the_copy_is_the_editors_text_to_the_byte(
    opened: Visit, add: AddReturn, words: dict[str, str]
) -> None:
    page = opened(add())
    type_draft(page, CLEAN, "allowed")
    page.click("#copy")
    page.wait_for_selector(".toast")
    assert page.inner_text(".toast") == words["copied"]
    assert page.evaluate("navigator.clipboard.readText()").encode() == CLEAN.encode()


def test_sending_against_the_check_needs_a_reason_which_is_kept(
    opened: Visit, add: AddReturn, on_record: OnRecord
) -> None:
    made = add()
    page = opened(made)
    type_draft(page, PHONE, "blocked")
    page.click("#send")
    page.wait_for_selector("#override-title")
    page.click("dialog .danger")
    assert on_record(made["id"])["thread"] == []
    page.fill("#override-reason", "noon asked for it")
    page.click("dialog .danger")
    page.wait_for_selector(".message[data-author=seller] .override")
    sent = on_record(made["id"])["thread"][0]
    assert (sent["text"], sent["override_reason"]) == (PHONE, "noon asked for it")


def test_a_lost_answer_sends_the_message_once(opened: Visit, add: AddReturn, on_record: OnRecord) -> None:
    made = add()
    page = opened(made)
    type_draft(page, CLEAN, "allowed")

    def lose(route: Any) -> None:
        route.fetch()
        route.abort()

    page.route("**/messages", lose)
    page.click("#send")
    page.wait_for_selector(".toast")
    assert page.input_value("#draft") == CLEAN
    page.unroute("**/messages")
    page.click("#send")
    page.wait_for_selector(".message[data-author=seller]")
    assert [message["text"] for message in on_record(made["id"])["thread"]] == [CLEAN]


def test_what_was_written_survives_a_reload(opened: Visit, add: AddReturn) -> None:
    page = opened(add())
    type_draft(page, CLEAN, "allowed")
    page.reload()
    page.wait_for_selector("#verdict[data-state=allowed]")
    assert page.input_value("#draft") == CLEAN


def test_the_customers_answer_joins_the_thread_and_changes_what_is_due(
    opened: Visit, add: AddReturn, words: dict[str, str]
) -> None:
    offer = "We can refund AED 50 and you keep the item. Is that fine?"
    page = opened(add("lid is cracked", ("seller", offer)))
    assert page.inner_text("#next") == words["action.await_customer"]
    page.click("[data-tab=customer_answer]")
    page.fill("#answer", "yes ok deal")
    page.click("#add-answer")
    page.wait_for_selector(".message >> nth=2")
    page.wait_for_function(
        "said => document.getElementById('next').textContent === said", arg=words["action.issue_refund"]
    )


def test_reporting_switches_messages_off_for_both(opened: Visit, add: AddReturn, on_record: OnRecord) -> None:
    made = add("you thieves, send money or I post this everywhere")
    page = opened(made)
    page.click(".report-button")
    assert page.locator("dialog input[type=radio]").count() == 5
    page.check("dialog input[value=rude_or_unprofessional]")
    page.click("dialog .danger")
    page.wait_for_selector(".note.bad")
    assert on_record(made["id"])["report_reason"] == "rude_or_unprofessional"
    page.wait_for_selector(".idle")
    assert not page.is_visible("#draft")
    assert not page.is_visible("[data-tab=customer_answer]")


def test_the_status_and_the_items_return_are_kept(
    opened: Visit, add: AddReturn, on_record: OnRecord, words: dict[str, str]
) -> None:
    made = add()
    page = opened(made)
    page.select_option(".head-actions select", "pickup_authorized")
    page.wait_for_selector(".toast")
    page.click(f".head-actions button:has-text('{words['mark_received']}')")
    page.wait_for_function(
        "said => document.getElementById('next').textContent === said", arg=words["action.process_return"]
    )
    found = on_record(made["id"])["return_request"]
    assert found["status"] == "pickup_authorized"
    assert found["received_at"]


@in_both_languages
def test_own_words_are_translated_and_inserted(opened: Visit, add: AddReturn, language: str) -> None:
    page = opened(add("the lid came cracked" if language == "ar" else GULF))
    page.fill("#draft", "")
    page.click(".own-words summary")
    page.fill(".own-words textarea", "thanks")
    page.click(".own-words .bar button")
    target = "en" if language == "ar" else "ar"
    wanted = f"[{target}] thanks"
    page.wait_for_function("wanted => document.getElementById('draft').value === wanted", arg=wanted)


def test_markup_in_a_message_stays_text(opened: Visit, add: AddReturn) -> None:
    nasty = "<img src=x onerror=alert(1)><b>the lid</b> came cracked"
    page = opened(add(nasty, item_title=nasty, customer_name=nasty))
    assert page.locator(".message .said").first.inner_text() == nasty
    assert page.locator("main img, main b").count() == 0


def test_the_keyboard_alone_is_enough(opened: Visit, add: AddReturn, on_record: OnRecord) -> None:
    made = add()
    page = opened(made)
    page.keyboard.press("r")
    assert page.evaluate("document.activeElement.id") == "draft"
    page.keyboard.press("Control+a")
    page.keyboard.type("We are sorry that the basket is cracked. Call 050 123 4567")
    page.wait_for_selector(".mirror mark >> text=4567")
    page.keyboard.press("Alt+f")
    page.wait_for_selector("#verdict[data-state=allowed]")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".message[data-author=seller]")
    assert "4567" not in on_record(made["id"])["thread"][0]["text"]


@in_both_languages
def test_the_other_language_is_one_click_away_and_keeps_what_was_written(
    opened: Visit, add: AddReturn
) -> None:
    page = opened(add())
    before = page.get_attribute("html", "dir")
    type_draft(page, CLEAN, "allowed")
    page.click("#language")
    page.wait_for_selector(f"html:not([dir={before}])")
    page.wait_for_selector("#verdict[data-state=allowed]")
    assert page.input_value("#draft") == CLEAN


def test_thumbs_on_the_draft_and_on_each_source_are_kept(opened: Visit, add: AddReturn, address: str) -> None:
    made = add()
    page = opened(made)
    for thumbs in (".draft-thumbs", ".steps li:first-child .thumbs >> nth=0"):
        if "steps" in thumbs:
            page.click(".steps summary >> nth=0")
        page.locator(thumbs).locator("button").first.click()
        page.wait_for_selector(f"{thumbs} >> [aria-pressed=true]")
    kept = httpx.get(f"{address}v1/feedback", params={"return_id": made["id"]}).json()["feedback"]
    assert [(one["about"], one["vote"]) for one in kept] == [("source", "up"), ("draft", "up")]


def test_the_seller_may_say_what_the_customer_really_means(
    opened: Visit, add: AddReturn, words: dict[str, str]
) -> None:
    page = opened(add())
    page.click(".meaning .correct summary >> nth=0")
    page.select_option(".meaning .correct select >> nth=0", "wrong_item")
    page.wait_for_selector(f".meaning >> text={words['sure.seller']}")
    assert words["situation.wrong_item"] in page.inner_text(".meaning strong >> nth=0")


def test_a_models_draft_is_shown_while_written_and_taken_when_checked(opened: Visit, add: AddReturn) -> None:
    page = opened(add("The glass lid arrived cracked"))
    before = page.input_value("#draft")
    page.click("#personal")
    page.wait_for_function("before => document.getElementById('draft').value !== before", arg=before)
    assert "A cracked lid is not what you ordered." in page.input_value("#draft")
    page.wait_for_selector(".writing-now", state="hidden")
    page.focus("#draft")
    page.keyboard.press("Control+z")
    assert page.input_value("#draft") == before
