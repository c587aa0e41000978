from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from assistant.bootstrap import Assistant

GULF = "القلاية وصلت مكسورة والسلة فيها شرخ"


@pytest.fixture(scope="module")
def client(radd: Assistant) -> Iterator[TestClient]:
    with TestClient(create_app(radd.settings, radd), base_url="http://127.0.0.1") as opened:
        yield opened


def test_a_suggestion_has_everything_the_contract_names(client: TestClient) -> None:
    body = {"return_request": {"customer_comment": GULF, "currency": "AED"}, "refund_amount": 40}
    found = client.post("/v1/suggestions", json=body).json()
    assert found["situation"]["label"] == "damaged_item"
    assert found["category"]["label"] == "returnless_refund"
    assert found["language"]["code"] == "ar"
    assert found["translation"] is None
    assert found["translation_note"]
    assert found["next_action"] == "contact_customer"
    assert found["draft"]["language"] == "ar"
    assert "40 درهم" in found["draft"]["text"]
    assert "AED 40" in found["draft"]["gloss"]
    cited = {passage_id for step in found["steps"] for passage_id in step["evidence_ids"]}
    assert cited <= {evidence["id"] for evidence in found["evidence"]}


def test_arabizi_customers_get_arabic(client: TestClient) -> None:
    body = {"return_request": {"customer_comment": "el jehaz mesh shaghal khales w 3ayez araga3o"}}
    found = client.post("/v1/suggestions", json=body).json()
    assert found["language"]["code"] == "arabizi"
    assert found["draft"]["language"] == "ar"


def test_consent_in_the_thread_leads_to_the_refund(client: TestClient) -> None:
    thread = [
        {"author": "seller", "text": "We can refund AED 50 and you keep the item. Is that fine?"},
        {"author": "customer", "text": "yes ok deal"},
    ]
    body = {"return_request": {"customer_comment": "lid is cracked"}, "thread": thread}
    found = client.post("/v1/suggestions", json=body).json()
    assert found["consent"] == "granted"
    assert found["next_action"] == "issue_refund"


def test_llm_mode_without_a_model_gives_the_template_and_says_so(client: TestClient) -> None:
    body = {"return_request": {"customer_comment": GULF}, "mode": "llm"}
    found = client.post("/v1/suggestions", json=body).json()
    assert found["draft"]["template_id"] == "damaged_item"
    assert "no language model" in found["draft_note"]


def test_words_that_decided_are_named_when_asked_for(client: TestClient) -> None:
    body = {"return_request": {"customer_comment": "the lid arrived cracked"}}
    assert client.post("/v1/suggestions", json=body).json()["because"] == []
    because = client.post("/v1/suggestions", json=body | {"explain": True}).json()["because"]
    assert any("crack" in word for word in because)


def test_another_template_of_the_same_moment_may_be_drafted_instead(client: TestClient) -> None:
    body = {"return_request": {"customer_comment": "the lid arrived cracked"}}
    first = client.post("/v1/suggestions", json=body).json()
    assert first["templates"][0] == first["draft"]["template_id"]
    other = first["templates"][1]
    second = client.post("/v1/suggestions", json=body | {"template_id": other}).json()
    assert second["draft"]["template_id"] == other
    refused = client.post("/v1/suggestions", json=body | {"template_id": "offer_accepted"})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "template_id"


def test_a_translation_that_was_not_asked_for_is_not_waited_for(client: TestClient) -> None:
    body = {"return_request": {"customer_comment": "وصل الغطاء مكسور"}, "translate": False}
    found = client.post("/v1/suggestions", json=body).json()
    assert found["translation"] is None
    assert "asked for" in found["translation_note"]


def test_a_passage_is_shown_by_the_id_a_finding_names(client: TestClient) -> None:
    finding = client.post("/v1/checks", json={"draft": "Call 050 123 4567"}).json()["findings"][0]
    shown = client.get(f"/v1/passages/{finding['evidence_id']}", params={"language": "ar"}).json()
    assert shown["language"] == "ar"
    assert shown["source"]
    assert client.get("/v1/passages/no-such-passage").status_code == 404


def test_a_check_slices_the_draft_exactly(client: TestClient) -> None:
    draft = "مرحبا، تواصلوا معنا على ٠٥٠١٢٣٤٥٦٧ لإتمام الإرجاع."
    found = client.post("/v1/checks", json={"draft": draft, "language": "ar"}).json()
    assert not found["allowed"]
    phone = next(f for f in found["findings"] if f["rule"] == "phone_number")
    assert draft[phone["start"] : phone["end"]] == phone["text"] == "٠٥٠١٢٣٤٥٦٧"


def test_attachments_are_checked_by_name_and_size(client: TestClient) -> None:
    body = {
        "draft": "Here is the photo of your lid.",
        "attachments": [{"name": "manual.pdf"}, {"name": "a.JPG"}],
    }
    found = client.post("/v1/checks", json=body).json()
    assert [f["rule"] for f in found["findings"]] == ["attachment"]
    assert "manual.pdf" in found["findings"][0]["message"]


def test_the_other_endpoints_answer(client: TestClient) -> None:
    assert (
        client.post("/v1/languages", json={"texts": [GULF, "👍"]}).json()["languages"][1]["code"] == "other"
    )
    consent = client.post(
        "/v1/consents", json={"offer": "We offer a refund of 50, ok?", "reply": "ok"}
    ).json()
    assert consent["label"] in ("granted", "unclear")
    answer = client.post("/v1/answers", json={"question": "is there a daily message limit?"}).json()
    assert answer["answered"]
    passages = client.get("/v1/passages", params={"q": "coupon", "k": 2, "language": "ar"}).json()
    assert len(passages["passages"]) == 2
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").status_code == 200
    assert "radd_requests_total" in client.get("/metrics").text


def test_translation_without_an_engine_says_so(client: TestClient) -> None:
    response = client.post("/v1/translations", json={"texts": ["hello"], "target": "ar"})
    assert response.status_code == 501
    assert response.headers["content-type"] == "application/problem+json"


def request_with(**fields: Any) -> dict[str, Any]:
    return {"return_request": {"customer_comment": "broken"} | fields}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"return_request": {"customer_comment": "  "}}, "return_request.customer_comment"),
        ({"return_request": {"customer_comment": "x" * 1_000_000}}, "return_request.customer_comment"),
        ({"return_request": {"customer_comment": "a\x00b"}}, "return_request.customer_comment"),
        ({"return_request": {"customer_comment": 7}}, "return_request.customer_comment"),
        (request_with(created_at="2026-01-01T00:00:00"), "return_request.created_at"),
        (request_with(price=-1), "return_request.price"),
        (request_with(price="NaN"), "return_request.price"),
        (request_with(marketplace="us"), "return_request.marketplace"),
        (request_with(status=["x"]), "return_request.status"),
        (request_with() | {"thread": [{"author": "customer", "text": "x"}] * 10_000}, "thread"),
        (request_with() | {"thread": [{"author": "noon", "text": "x"}]}, "thread[0].author"),
        (request_with() | {"refund_amount": -5}, "refund_amount"),
        (request_with() | {"surprise": 1}, "surprise"),
        ({}, "return_request"),
    ],
)
def test_bad_input_is_a_422_that_names_the_field(
    client: TestClient, body: dict[str, Any], field: str
) -> None:
    response = client.post("/v1/suggestions", json=body)
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    assert field in [error["field"] for error in response.json()["errors"]]


@pytest.mark.parametrize("raw", [b"\xff\xfe{", b"{", b"", b"[" * 100_000, b'"text"', b'{"draft": "\\ud800"}'])
def test_broken_bodies_are_4xx(client: TestClient, raw: bytes) -> None:
    response = client.post("/v1/checks", content=raw, headers={"content-type": "application/json"})
    assert 400 <= response.status_code < 500


def test_a_body_over_the_limit_is_a_413(client: TestClient) -> None:
    raw = json.dumps({"draft": "x" * 2_100_000})
    assert client.post("/v1/checks", content=raw).status_code == 413


def test_any_status_text_is_accepted_and_allows_no_messages(client: TestClient) -> None:
    found = client.post("/v1/suggestions", json=request_with(status="strange")).json()
    assert found["next_action"] == "no_message"
    assert found["why_not"] == "status_closed"


def test_a_foreign_host_name_is_turned_away(client: TestClient) -> None:
    assert client.get("/healthz", headers={"host": "evil.example"}).status_code == 421
