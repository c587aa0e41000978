from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.web.conftest import GULF, AddReturn, Page, in_both_languages

HELLO = "Hello, we are sorry that the lid came cracked. Could you send a photo of the crack?"


def titles(page: Page) -> list[str]:
    return [row.inner_text() for row in page.locator(".row-title").all()]


@pytest.fixture
def full(add: AddReturn) -> list[dict[str, Any]]:
    """Three returns: one is late, one has time, one waits for its customer."""
    now = datetime.now(UTC)
    return [
        add("the lid came cracked", item_title="Has time", created_at=now.isoformat()),
        add("the lid came cracked", item_title="Late", received_at=(now - timedelta(days=9)).isoformat()),
        add("the lid came cracked", ("seller", HELLO), item_title="Written to"),
    ]


@in_both_languages
def test_what_needs_a_reply_stands_first_and_the_nearest_deadline_first_of_all(
    page: Page, address: str, full: list[dict[str, Any]], words: dict[str, str]
) -> None:
    page.goto(address)
    page.wait_for_selector(".row")
    shown = titles(page)
    assert shown.index("Late") < shown.index("Has time") < shown.index("Written to")
    assert page.get_attribute(f".row[data-id='{full[1]['id']}'] .due", "data-urgency") == "late"
    assert page.locator(".group").all_inner_texts() == [words["turn.yours"], words["turn.theirs"]]


def test_the_list_grows_as_one_scrolls_until_every_return_is_there_once(
    page: Page, address: str, add: AddReturn
) -> None:
    for number in range(60 - 8):
        add("the lid came cracked", item_title=f"Many {number}")
    page.goto(address)
    page.wait_for_selector(".row")
    while page.locator(".more").is_visible():
        before = page.locator(".row").count()
        page.mouse.move(100, 500)
        page.mouse.wheel(0, 20_000)
        page.wait_for_function("before => document.querySelectorAll('.row').length > before", arg=before)
    ids = page.locator(".row").evaluate_all("rows => rows.map(row => row.dataset.id)")
    assert len(ids) == len(set(ids)) > 50


def test_settled_returns_are_under_all(
    page: Page, address: str, add: AddReturn, words: dict[str, str]
) -> None:
    made = add(item_title="Settled", status="completed")
    page.goto(address)
    page.wait_for_selector(".row, .nothing")
    assert page.locator(f".row[data-id='{made['id']}']").count() == 0
    page.click(f".list .segments button:has-text('{words['all_returns']}')")
    page.wait_for_selector(f".row[data-id='{made['id']}']")


def test_keys_walk_through_the_returns(page: Page, address: str, full: list[dict[str, Any]]) -> None:
    page.goto(address)
    page.wait_for_selector(".row")
    page.keyboard.press("j")
    page.wait_for_selector("#next")
    first = page.get_attribute(".row[aria-current]", "data-id")
    page.keyboard.press("j")
    page.wait_for_selector(f".row[aria-current]:not([data-id='{first}'])")
    page.keyboard.press("k")
    page.wait_for_selector(f".row[aria-current][data-id='{first}']")
    page.keyboard.press("?")
    assert page.is_visible(".keys-dialog")
    page.keyboard.press("Escape")


def test_single_keys_can_be_switched_off(page: Page, address: str) -> None:
    page.goto(f"{address}#/settings")
    page.check("input[name=shortcuts][value=off]")
    page.locator("h1").click()
    page.keyboard.press("?")
    assert not page.is_visible(".keys-dialog")


@in_both_languages
def test_a_pasted_message_becomes_a_return_with_its_meaning_the_next_action_and_a_draft(
    page: Page, address: str, words: dict[str, str]
) -> None:
    page.goto(f"{address}#/new")
    page.fill("#comment", GULF)
    page.click("#read")
    page.wait_for_selector("#draft")
    page.wait_for_selector("#verdict[data-state=blocked]")
    assert page.inner_text("#next") == words["action.contact_customer"]
    assert words["situation.damaged_item"] in page.inner_text(".meaning")
    assert page.locator(".message .said").first.inner_text() == GULF


def test_the_service_being_away_is_said_and_the_way_back_is_offered(
    page: Page, address: str, words: dict[str, str]
) -> None:
    page.route("**/v1/inbox*", lambda route: route.abort())
    page.goto(address)
    page.wait_for_selector("[role=alert] button")
    assert words["trouble_title.offline"] in page.inner_text(".list .problem")
    page.unroute("**/v1/inbox*")
    page.click(".list .problem button")
    page.wait_for_selector(".row, .nothing")


def test_a_return_that_is_not_there_is_said(page: Page, address: str, words: dict[str, str]) -> None:
    page.goto(f"{address}#/returns/{'0' * 32}")
    page.wait_for_selector(".area-talk .problem")
    assert words["trouble_title.missing"] in page.inner_text(".area-talk .problem")


def test_a_service_that_went_away_meanwhile_is_said_until_it_is_back(
    page: Page, address: str, add: AddReturn
) -> None:
    add()
    page.goto(address)
    page.wait_for_selector(".row")
    page.route("**/v1/inbox*", lambda route: route.abort())
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.wait_for_selector(".away")
    page.unroute("**/v1/inbox*")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.wait_for_selector(".away", state="hidden")
