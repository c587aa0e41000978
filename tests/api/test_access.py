from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.app import create_app
from api.limits import RateLimit
from assistant.bootstrap import Assistant
from assistant.errors import InvalidInput
from assistant.records.roles import SCOPES, Role, Scope

CANARY = "kestrel"
MINE = {
    "customer_comment": f"The {CANARY} lamp does not work",
    "customer_name": f"Mr {CANARY}",
    "order_id": f"order-{CANARY}",
    "return_id": f"R-{CANARY}",
    "item_title": f"{CANARY} lamp",
    "currency": "AED",
}
IDS = dict.fromkeys(("return_id", "suggestion_id", "webhook_id", "document_id"), "0" * 32)
ABSENT = "f" * 32


@dataclass
class Shop:
    """A seller with a key, and what there is of theirs to find."""

    client: TestClient
    secret: str
    ids: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        authorised = {"Authorization": f"Bearer {self.secret}"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        return self.client.request(method, path, json=body, headers=authorised)


@pytest.fixture(scope="module")
def app(radd: Assistant, tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    settings = radd.settings.model_copy(
        update={"data_dir": tmp_path_factory.mktemp("records"), "rate_per_minute": 100_000}
    )
    return create_app(settings, Assistant(settings, embedder=radd.embedder))


@pytest.fixture(scope="module")
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, base_url="http://127.0.0.1") as opened:
        yield opened


def open_shop(app: FastAPI, client: TestClient, seller: str, role: Role = Role.ADMIN) -> Shop:
    _, secret = app.state.assistant.keys.create(seller, f"{seller}'s", role)
    return Shop(client, secret)


@pytest.fixture(scope="module")
def victim(app: FastAPI, client: TestClient) -> Shop:
    shop = open_shop(app, client, "victim")
    hook = shop.ask("POST", "/v1/webhooks", {"url": f"https://127.0.0.1/{CANARY}"}).json()
    shop.ids["webhook_id"] = hook["id"]
    manual = shop.ask(
        "POST", f"/v1/documents?name=lamp.txt&source={CANARY}", f"To open the {CANARY} lamp"
    ).json()
    shop.ids["document_id"] = manual["id"]
    now = datetime.now(UTC).isoformat()
    made = shop.ask(
        "POST", "/v1/returns", {"return_request": MINE | {"created_at": now}}, Idempotency_Key="once"
    ).json()
    shop.ids["return_id"] = made["id"]
    url = f"/v1/returns/{made['id']}"
    advice = shop.ask("POST", f"{url}/suggestion", {"translate": False}, Idempotency_Key="once-more").json()
    shop.ids["suggestion_id"] = advice["id"]
    shop.ask(
        "POST",
        f"{url}/messages",
        {"author": "seller", "text": f"What does the {CANARY} lamp do when you switch it on?"},
    )
    shop.ask("POST", f"{url}/messages", {"author": "customer", "text": f"The {CANARY} stays dark"})
    shop.ask("POST", "/v1/feedback", {"suggestion_id": advice["id"], "about": "draft", "comment": CANARY})
    return shop


@pytest.fixture(scope="module")
def stranger(app: FastAPI, client: TestClient) -> Shop:
    return open_shop(app, client, "stranger")


def operations(app: FastAPI) -> list[tuple[str, str]]:
    paths = app.openapi()["paths"]
    return [(method.upper(), path) for path in paths if path.startswith("/v1/") for method in paths[path]]


def bodies(ids: dict[str, str]) -> dict[tuple[str, str], Any]:
    """A good body for every route that takes one, naming these ids."""
    request = {"customer_comment": "The lid is broken", "currency": "AED"}
    return {
        ("POST", "/v1/suggestions"): {"return_request": request, "translate": False},
        ("POST", "/v1/suggestions/stream"): {"return_request": request, "translate": False},
        ("POST", "/v1/returns/{return_id}/suggestion/stream"): {"translate": False},
        ("POST", "/v1/rewrites"): {"draft": "Please send a photo of the lid.", "style": "shorter"},
        ("POST", "/v1/rewrites/stream"): {"draft": "Please send a photo of the lid.", "style": "shorter"},
        ("POST", "/v1/checks"): {"draft": "Could you send a photo of the lid?"},
        ("POST", "/v1/translations"): {"texts": ["hello"], "target": "ar"},
        ("POST", "/v1/answers"): {"question": "How many messages may I send a day?"},
        ("POST", "/v1/consents"): {"offer": "May we refund you?", "reply": "yes"},
        ("POST", "/v1/languages"): {"texts": ["hello"]},
        ("POST", "/v1/returns"): {"return_request": request},
        ("POST", "/v1/customers/export"): {"customer_name": MINE["customer_name"]},
        ("POST", "/v1/customers/delete"): {"return_ids": [ids["return_id"]]},
        ("POST", "/v1/webhooks"): {"url": "https://example.com/radd"},
        ("POST", "/v1/documents"): "How to open the lamp.",
        ("POST", "/v1/imports"): {"format": "text", "content": "The lid is broken"},
        ("PATCH", "/v1/returns/{return_id}"): {"status": "closed"},
        ("POST", "/v1/returns/{return_id}/messages"): {"author": "customer", "text": "hi"},
        ("POST", "/v1/returns/{return_id}/consent"): {"consent": "granted"},
        ("POST", "/v1/returns/{return_id}/report"): {"reason": "other"},
        ("POST", "/v1/returns/{return_id}/suggestion"): {"translate": False},
        ("POST", "/v1/returns/{return_id}/translations"): {"target": "en"},
        ("POST", "/v1/feedback"): {"suggestion_id": ids["suggestion_id"], "about": "draft", "vote": "up"},
    }


QUERIES = {"/v1/passages": "?q=photos", "/v1/documents": "?name=shelf.txt", "/v1/passages/{passage_id}": ""}


def aim(path: str, ids: dict[str, str]) -> str:
    for name, value in ids.items():
        path = path.replace(f"{{{name}}}", value)
    return path.replace("{passage_id}", "no-follow-ups") + QUERIES.get(path, "")


def test_every_route_that_takes_a_body_is_tried(app: FastAPI) -> None:
    paths = app.openapi()["paths"]
    taking = {(m, p) for m, p in operations(app) if "requestBody" in paths[p][m.lower()]}
    assert taking == set(bodies(IDS))


def test_no_route_answers_without_a_key_once_there_is_one(
    app: FastAPI, client: TestClient, victim: Shop
) -> None:
    for method, path in operations(app):
        for headers in (
            {},
            {"Authorization": "Bearer nonsense"},
            {"Authorization": f"Basic {victim.secret}"},
        ):
            response = client.request(
                method, aim(path, victim.ids), json=bodies(victim.ids).get((method, path)), headers=headers
            )
            assert response.status_code == 401, (method, path)
            assert response.headers["www-authenticate"] == "Bearer"
            assert CANARY not in response.text


def test_no_route_shows_changes_or_hints_at_another_sellers_data(
    app: FastAPI, victim: Shop, stranger: Shop
) -> None:
    url = f"/v1/returns/{victim.ids['return_id']}"
    before = victim.ask("GET", url).json()
    absent = dict.fromkeys(victim.ids, ABSENT)
    for method, path in operations(app):
        found = stranger.ask(method, aim(path, victim.ids), bodies(victim.ids).get((method, path)))
        assert CANARY not in found.text, (method, path)
        assert found.status_code < 500 or found.status_code == 501  # an engine that is not installed
        body = bodies(victim.ids).get((method, path))
        named = aim(path, victim.ids) != aim(path, absent) or body != bodies(absent).get((method, path))
        if named:
            missing = stranger.ask(method, aim(path, absent), bodies(absent).get((method, path)))
            assert found.status_code == missing.status_code == 404, (method, path)
            hidden = found.text
            for value in victim.ids.values():
                hidden = hidden.replace(value, ABSENT)
            assert hidden == missing.text
    assert victim.ask("GET", url).json() == before


def test_another_sellers_names_for_writes_mean_nothing(victim: Shop, stranger: Shop) -> None:
    body = {"return_request": {"customer_comment": "Mine alone", "currency": "AED"}}
    made = stranger.ask("POST", "/v1/returns", body, Idempotency_Key="once")
    assert made.status_code == 201
    assert made.json()["return_request"]["customer_comment"] == "Mine alone"


def test_each_role_is_let_in_where_its_scopes_reach(app: FastAPI, client: TestClient) -> None:
    for role in Role:
        shop = open_shop(app, client, f"house-{role}", role)
        for scope, path in (
            (Scope.RETURNS_READ, "/v1/inbox"),
            (Scope.FEEDBACK_READ, "/v1/feedback"),
            (Scope.AUDIT, "/v1/audit"),
            (Scope.ASSIST, "/v1/passages?q=photos"),
        ):
            response = shop.ask("GET", path)
            assert response.status_code == (200 if scope in SCOPES[role] else 403), (role, path)


def test_a_caller_is_told_who_it_is(victim: Shop) -> None:
    told = victim.ask("GET", "/v1/me").json()
    assert (told["seller"], told["role"]) == ("victim", "admin")
    assert "audit" in told["scopes"]
    assert told["modes"] == ["template"]


def test_the_audit_log_names_the_key(victim: Shop) -> None:
    entries = victim.ask("GET", "/v1/audit").json()["entries"]
    added = next(entry for entry in entries if entry["action"] == "return.add")
    assert added["by"].startswith("victim's (")


def test_a_revoked_key_is_refused_at_once(app: FastAPI, client: TestClient) -> None:
    key, secret = app.state.assistant.keys.create("leaving", "x", Role.SELLER)
    shop = Shop(client, secret)
    assert shop.ask("GET", "/v1/inbox").status_code == 200
    app.state.assistant.keys.revoke(key.id)
    assert shop.ask("GET", "/v1/inbox").status_code == 401


def test_a_key_that_asks_too_often_is_told_when_to_come_back(
    app: FastAPI, victim: Shop, stranger: Shop
) -> None:
    before = app.state.rate_limit
    app.state.rate_limit = RateLimit(4, clock=lambda: 0.0)
    try:
        assert victim.ask("GET", "/v1/me").status_code == 200
        refused = victim.ask("GET", "/v1/me")
        assert refused.status_code == 429
        assert refused.headers["retry-after"] == "15"
        assert stranger.ask("GET", "/v1/me").status_code == 200
    finally:
        app.state.rate_limit = before


def test_a_bucket_fills_at_its_rate() -> None:
    now = [0.0]
    limit = RateLimit(60, clock=lambda: now[0])
    assert [limit.wait("a") for _ in range(15)] == [0.0] * 15
    assert limit.wait("a") == pytest.approx(1.0)
    now[0] += 1.0
    assert limit.wait("a") == 0.0
    assert limit.wait("a") > 0


def test_the_service_answers_other_machines_only_once_there_is_a_key(radd: Assistant, tmp_path: Any) -> None:
    settings = radd.settings.model_copy(update={"data_dir": tmp_path, "host": "0.0.0.0"})
    assistant = Assistant(settings, embedder=radd.embedder)
    with pytest.raises(InvalidInput, match="RADD_HOST"):
        assistant.require_keys()
    assistant.keys.create("local", "Mona", Role.ADMIN)
    assistant.require_keys()
