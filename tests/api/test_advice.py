from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from assistant.bootstrap import Assistant
from assistant.models import ReplyLanguage, Translation
from tests.api.test_returns import CLEAN, add, say

OFFER = "We are sorry that the basket is cracked. May we refund AED 120 to you through noon, and you keep the fryer? Is that fine?"


class Echo:
    """A translator that says what it was asked."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []

    def translate(
        self, texts: list[str], *, target: ReplyLanguage, source: str | None = None
    ) -> list[Translation]:
        self.asked.append(texts)
        return [Translation(f"{target}: {text}", "ar", target, "echo") for text in texts]


@pytest.fixture(scope="module")
def echo() -> Echo:
    return Echo()


@pytest.fixture(scope="module")
def client(radd: Assistant, echo: Echo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    settings = radd.settings.model_copy(update={"data_dir": tmp_path_factory.mktemp("records")})
    assistant = Assistant(settings, embedder=radd.embedder, translator=echo)
    with TestClient(create_app(settings, assistant), base_url="http://127.0.0.1") as opened:
        yield opened


def advise(client: TestClient, made: dict[str, Any], **asked: Any) -> dict[str, Any]:
    response = client.post(f"/v1/returns/{made['id']}/suggestion", json={"translate": False} | asked)
    assert response.status_code == 200
    advice: dict[str, Any] = response.json()
    return advice


def test_suggestions_stay_on_record_with_what_was_sent_in_the_end(client: TestClient) -> None:
    made = add(client)
    first, second = advise(client, made), advise(client, made, refund_amount=120)
    say(client, made, "seller", CLEAN, suggestion_id=first["id"])
    listed = client.get(f"/v1/returns/{made['id']}/suggestions").json()["suggestions"]
    assert [entry["suggestion"] for entry in listed] == [second, first]
    assert listed[0]["sent"] is None
    assert listed[1]["sent"]["text"] == CLEAN
    assert listed[1]["edited"]


def test_a_repeated_suggestion_with_a_key_is_the_first_one(client: TestClient) -> None:
    made = add(client)
    url, key = f"/v1/returns/{made['id']}/suggestion", {"Idempotency-Key": "advice-1"}
    assert client.post(url, json={}, headers=key).json() == client.post(url, json={}, headers=key).json()
    assert client.post(url, json={"seller_language": "ar"}, headers=key).status_code == 409


def test_a_plain_yes_is_consent_on_record_and_allows_what_the_check_refused(client: TestClient) -> None:
    issued = "Thank you Noura. We have issued the refund of AED 120 for the air fryer through noon."
    made = add(client)
    say(client, made, "seller", OFFER)
    assert say(client, made, "seller", issued).status_code == 409
    agreed = say(client, made, "customer", "Yes, that is fine with me, I agree").json()
    assert agreed["consent"]["label"] == "granted"
    assert agreed["consent"]["source"] == "model"
    assert agreed["consent"]["message_id"] == agreed["thread"][1]["id"]
    assert advise(client, made)["next_action"] == "issue_refund"
    assert say(client, made, "seller", issued).status_code == 201
    # A yes stands until the customer says otherwise.
    later = say(client, made, "customer", "Thanks! When will the money arrive?").json()
    assert later["consent"]["label"] == "granted"


def test_a_person_can_put_consent_on_record(client: TestClient) -> None:
    made = add(client)
    url = f"/v1/returns/{made['id']}/consent"
    assert client.post(url, json={"consent": "granted"}).status_code == 409
    say(client, made, "seller", OFFER)
    replied = say(client, made, "customer", "هممم اوكي بس بسرعه لو سمحت").json()
    offer = {"consent": "granted", "message_id": replied["thread"][0]["id"]}
    assert client.post(url, json=offer).status_code == 409
    said = client.post(url, json={"consent": "granted"}).json()
    assert (said["consent"]["label"], said["consent"]["source"]) == ("granted", "seller")
    advice = advise(client, made)
    assert advice["consent"] == "granted"
    assert advice["next_action"] == "issue_refund"


def test_each_text_in_another_language_is_translated_once(client: TestClient, echo: Echo) -> None:
    made = add(client)
    say(client, made, "seller", CLEAN)
    say(client, made, "customer", "تمام، برسل الصورة اليوم")
    url = f"/v1/returns/{made['id']}/translations"
    before = len(echo.asked)
    found = client.post(url, json={"target": "en"}).json()
    comment, reply = made["return_request"]["customer_comment"], "تمام، برسل الصورة اليوم"
    assert echo.asked[before:] == [[comment, reply]]
    assert found["translations"]["en"]["text"] == f"en: {comment}"
    assert found["thread"][1]["translations"]["en"]["engine"] == "echo"
    assert found["thread"][1]["text"] == reply
    assert found["thread"][0]["translations"] == {}
    assert client.post(url, json={"target": "en"}).json() == found
    assert len(echo.asked) == before + 1
    assert client.post(url, json={"target": "ar"}).json()["thread"][0]["translations"]["ar"]


def test_thumbs_and_corrections_stay_on_record_and_correct_what_follows(client: TestClient) -> None:
    made = add(client)
    advice = advise(client, made)
    source = advice["evidence"][0]["id"]
    for body in (
        {"about": "draft", "vote": "down", "comment": "too long"},
        {"about": "source", "source_id": source, "vote": "up"},
        {"about": "situation", "correction": "wrong_item"},
    ):
        response = client.post("/v1/feedback", json={"suggestion_id": advice["id"]} | body)
        assert response.status_code == 201
        assert response.json()["return_id"] == made["id"]
    found = client.get("/v1/feedback", params={"suggestion_id": advice["id"]}).json()["feedback"]
    assert [entry["about"] for entry in found] == ["situation", "source", "draft"]
    assert found[1]["source_id"] == source
    assert found[2]["vote"] == "down"
    again = client.get(f"/v1/returns/{made['id']}").json()
    assert (again["situation"], again["situation_by"]) == ("wrong_item", "seller")
    assert advise(client, made)["situation"]["label"] == "wrong_item"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"about": "draft"}, "body"),
        ({"about": "draft", "vote": "up", "source_id": "x"}, "body"),
        ({"about": "source", "vote": "up", "source_id": "no-such-source"}, "source_id"),
        ({"about": "situation", "correction": "boredom"}, "correction"),
        ({"about": "weather", "vote": "up"}, "about"),
    ],
)
def test_feedback_that_says_nothing_or_names_nothing_is_refused(
    client: TestClient, body: dict[str, Any], field: str
) -> None:
    advice = advise(client, add(client))
    response = client.post("/v1/feedback", json={"suggestion_id": advice["id"]} | body)
    assert response.status_code == 422
    assert [error["field"] for error in response.json()["errors"]] == [field]
