from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.app import create_app
from assistant.bootstrap import Assistant

COMMENT = "القلاية وصلت مكسورة والسلة فيها شرخ"
CLEAN = "Hello Noura, we are sorry that the basket of your air fryer is cracked. Could you send a photo of the crack?"
PHONE = "Hello Noura, please call us on 050 123 4567 about the cracked basket."


@pytest.fixture(scope="module")
def app(radd: Assistant, tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    settings = radd.settings.model_copy(update={"data_dir": tmp_path_factory.mktemp("records")})
    return create_app(settings, Assistant(settings, embedder=radd.embedder))


@pytest.fixture(scope="module")
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, base_url="http://127.0.0.1") as opened:
        yield opened


def add(client: TestClient, **fields: Any) -> dict[str, Any]:
    now = datetime.now(UTC).isoformat()
    body = {"customer_comment": COMMENT, "currency": "AED", "created_at": now} | fields
    response = client.post("/v1/returns", json={"return_request": body})
    assert response.status_code == 201
    made: dict[str, Any] = response.json()
    return made


def say(client: TestClient, made: dict[str, Any], author: str, text: str, **more: Any) -> Any:
    return client.post(f"/v1/returns/{made['id']}/messages", json={"author": author, "text": text} | more)


def test_a_return_is_kept_as_it_was_given(client: TestClient) -> None:
    made = add(client, item_title="Air fryer", price="199.50", customer_name="Noura")
    found = client.get(f"/v1/returns/{made['id']}")
    assert found.json() == made
    assert found.headers["etag"] == '"1"'
    assert made["return_request"]["customer_comment"] == COMMENT
    assert made["return_request"]["price"] == 199.5
    assert made["needs_reply"]
    assert made["due"] is not None


def test_a_clean_message_is_sent_byte_for_byte_and_it_is_the_customers_turn(client: TestClient) -> None:
    made = add(client)
    sent = say(client, made, "seller", CLEAN).json()
    assert [message["text"] for message in sent["thread"]] == [CLEAN]
    assert not sent["needs_reply"]
    answered = say(client, made, "customer", "tamam, hab3at sora delwa2ty").json()
    assert answered["needs_reply"]
    assert answered["new_messages"] == 1
    assert answered["thread"][1]["language"] == "arabizi"
    assert answered["thread"][1]["sent_at"] is not None


def test_a_message_that_breaks_a_rule_is_refused_with_its_findings(client: TestClient) -> None:
    made = add(client)
    refused = say(client, made, "seller", PHONE)
    assert refused.status_code == 409
    assert refused.headers["content-type"] == "application/problem+json"
    finding = next(f for f in refused.json()["findings"] if f["rule"] == "phone_number")
    assert PHONE[finding["start"] : finding["end"]] == finding["text"]
    assert client.get(f"/v1/returns/{made['id']}").json() == made


def test_a_reason_sends_it_all_the_same_and_the_audit_log_keeps_the_reason(client: TestClient) -> None:
    made = add(client)
    sent = say(client, made, "seller", PHONE, override_reason="noon asked us to")
    assert sent.status_code == 201
    assert sent.json()["thread"][0]["override_reason"] == "noon asked us to"
    newest = client.get("/v1/audit").json()["entries"][0]
    assert (newest["action"], newest["return_id"]) == ("message.override", made["id"])
    assert newest["detail"] == "noon asked us to"


def test_a_second_message_in_a_row_is_refused_because_of_what_is_on_record(client: TestClient) -> None:
    made = add(client)
    assert say(client, made, "seller", CLEAN).status_code == 201
    refused = say(client, made, "seller", CLEAN)
    assert refused.status_code == 409
    assert "follow_up" in [finding["rule"] for finding in refused.json()["findings"]]


def test_a_repeated_request_with_a_key_is_answered_and_not_done_again(client: TestClient) -> None:
    made = add(client)
    url, key = f"/v1/returns/{made['id']}/messages", {"Idempotency-Key": "send-1"}
    body = {"author": "seller", "text": CLEAN}
    first = client.post(url, json=body, headers=key)
    second = client.post(url, json=body, headers=key)
    assert first.status_code == second.status_code == 201
    assert first.json() == second.json()
    other = client.post(url, json=body | {"text": "Something else"}, headers=key)
    assert other.status_code == 409
    assert "findings" not in other.json()


def test_a_stale_if_match_is_refused(client: TestClient) -> None:
    made = add(client)
    url = f"/v1/returns/{made['id']}"
    assert (
        client.patch(url, json={"status": "pending_action"}, headers={"If-Match": '"1"'}).status_code == 200
    )
    assert client.patch(url, json={"status": "closed"}, headers={"If-Match": '"1"'}).status_code == 409
    assert client.get(url).json()["return_request"]["status"] == "pending_action"


def test_once_the_item_is_back_the_deadline_is_that_of_the_decision(client: TestClient) -> None:
    made = add(client)
    received = (datetime.now(UTC) + timedelta(days=9)).isoformat()
    changed = client.patch(f"/v1/returns/{made['id']}", json={"received_at": received}).json()
    assert datetime.fromisoformat(changed["due"]) > datetime.fromisoformat(made["due"]) + timedelta(days=8)


def test_after_a_report_neither_side_may_write(client: TestClient) -> None:
    made = add(client)
    url = f"/v1/returns/{made['id']}/report"
    reported = client.post(url, json={"reason": "rude_or_unprofessional"}).json()
    assert reported["report_reason"] == "rude_or_unprofessional"
    assert not reported["needs_reply"]
    assert say(client, made, "seller", CLEAN, override_reason="but").status_code == 409
    assert say(client, made, "customer", "hello?").status_code == 409
    assert client.post(url, json={"reason": "boring"}).status_code == 422


def test_a_status_that_allows_no_messages_blocks_the_seller_whatever_the_reason(client: TestClient) -> None:
    made = add(client)
    say(client, made, "seller", CLEAN)
    client.patch(f"/v1/returns/{made['id']}", json={"status": "completed"})
    refused = say(client, made, "seller", CLEAN, override_reason="but")
    assert refused.status_code == 409
    assert refused.json()["why_not"] == "status_closed"
    assert "findings" not in refused.json()


def test_a_return_nobody_answered_in_time_no_longer_waits_for_a_reply(client: TestClient) -> None:
    old = (datetime.now(UTC) - timedelta(days=9)).isoformat()
    assert not add(client, created_at=old)["needs_reply"]
    # Details may be asked for at any time, and who answered keeps the conversation open.
    assert add(client, created_at=old, customer_comment="bad")["needs_reply"]
    late = add(client, created_at=old)
    assert say(client, late, "customer", "Hello? Nobody answered me").json()["needs_reply"]


def test_an_item_that_is_back_waits_for_the_decision(client: TestClient) -> None:
    made = add(client, created_at=(datetime.now(UTC) - timedelta(days=9)).isoformat())
    before = client.get("/v1/inbox").json()["waiting"]
    received = {"received_at": datetime.now(UTC).isoformat()}
    changed = client.patch(f"/v1/returns/{made['id']}", json=received).json()
    assert changed["needs_decision"]
    assert client.get("/v1/inbox").json()["waiting"] == before + 1
    settled = client.patch(f"/v1/returns/{made['id']}", json={"status": "completed"}).json()
    assert not settled["needs_decision"]


def test_a_suggestion_knows_the_thread_on_record(client: TestClient) -> None:
    made = add(client)
    url = f"/v1/returns/{made['id']}/suggestion"
    assert client.post(url, json={}).json()["next_action"] == "contact_customer"
    say(client, made, "seller", "Could we refund AED 50 to you while you keep the item? Is that fine?")
    assert client.post(url, json={}).json()["next_action"] == "await_customer"


def test_the_inbox_holds_open_returns_only_and_counts_those_that_wait(client: TestClient) -> None:
    before = client.get("/v1/inbox").json()["waiting"]
    waiting, settled = add(client), add(client, status="closed")
    answered = add(client)
    say(client, answered, "seller", CLEAN)
    inbox = client.get("/v1/inbox", params={"limit": 200}).json()
    ids = [row["id"] for row in inbox["returns"]]
    assert inbox["waiting"] == before + 1
    assert settled["id"] not in ids
    assert ids.index(waiting["id"]) < ids.index(answered["id"])
    page = client.get("/v1/inbox", params={"limit": 1}).json()
    rest = client.get("/v1/inbox", params={"limit": 200, "after": page["next"]}).json()
    assert [page["returns"][0]["id"], *(row["id"] for row in rest["returns"])] == ids


@pytest.mark.parametrize(
    ("method", "path", "body", "headers", "field"),
    [
        (
            "POST",
            "/v1/returns",
            {"return_request": {"customer_comment": " "}},
            {},
            "return_request.customer_comment",
        ),
        ("POST", "/v1/returns/x/messages", {"author": "noon", "text": "x"}, {}, "author"),
        (
            "POST",
            "/v1/returns/x/messages",
            {"author": "seller", "text": "x", "override_reason": " "},
            {},
            "override_reason",
        ),
        ("PATCH", "/v1/returns/x", {"price": 3}, {}, "price"),
        ("PATCH", "/v1/returns/x", {}, {"If-Match": "*"}, "If-Match"),
        ("POST", "/v1/returns/x/report", {"reason": "other"}, {"Idempotency-Key": "a b"}, "Idempotency-Key"),
        ("GET", "/v1/returns?after=nonsense", None, {}, "after"),
        ("GET", "/v1/inbox?limit=0", None, {}, "limit"),
    ],
)
def test_bad_input_is_a_422_that_names_the_field(
    client: TestClient, method: str, path: str, body: Any, headers: dict[str, str], field: str
) -> None:
    response = client.request(method, path, json=body, headers=headers)
    assert response.status_code == 422
    assert field in [error["field"] for error in response.json()["errors"]]


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:00-12:00"])
@pytest.mark.parametrize("path", ["/v1/returns", "/v1/suggestions"])
def test_a_moment_beyond_the_calendar_is_bad_input(client: TestClient, moment: str, path: str) -> None:
    body = {"customer_comment": COMMENT, "currency": "AED", "created_at": moment}
    assert client.post(path, json={"return_request": body}).status_code == 422


def test_records_live_in_the_data_folder(app: FastAPI, client: TestClient) -> None:
    folder: Path = app.state.assistant.settings.data_dir
    assert (folder / "records.sqlite3").exists()
