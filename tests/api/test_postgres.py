"""A working day over HTTP with the records in PostgreSQL: what only the tests of the records run on both."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from api.app import create_app
from assistant.bootstrap import Assistant
from tests.api.test_returns import CLEAN, PHONE, add, say
from tests.records.conftest import postgres

__all__ = ["postgres"]


@pytest.fixture
def client(radd: Assistant, postgres: Callable[[], str]) -> Iterator[TestClient]:
    settings = radd.settings.model_copy(update={"database_url": SecretStr(postgres())})
    assistant = Assistant(settings, embedder=radd.embedder)
    with TestClient(create_app(settings, assistant), base_url="http://127.0.0.1") as opened:
        yield opened
    assistant.database.close()


def test_a_working_day_is_kept_in_postgresql(client: TestClient) -> None:
    assert client.post("/v1/webhooks", json={"url": "https://127.0.0.1/hook"}).status_code == 201
    made = [add(client, item_title="Air fryer", customer_name="Noura") for _ in range(3)]
    for path in ("/v1/inbox", "/v1/returns"):
        first = client.get(path, params={"limit": 2}).json()
        rest = client.get(path, params={"after": first["next"]}).json()
        assert {row["id"] for row in (*first["returns"], *rest["returns"])} == {one["id"] for one in made}
    url, key = f"/v1/returns/{made[0]['id']}/suggestion", {"Idempotency-Key": "advice"}
    advice = client.post(url, json={}, headers=key).json()
    assert client.post(url, json={}, headers=key).json() == advice
    assert say(client, made[0], "seller", PHONE).status_code == 409
    assert say(client, made[0], "seller", CLEAN).status_code == 201
    for vote in ("up", "down"):
        told = client.post(
            "/v1/feedback", json={"suggestion_id": advice["id"], "about": "draft", "vote": vote}
        )
        assert told.status_code == 201
    counted = client.get("/v1/insights").json()
    assert (counted["returns"], counted["answers"]["answered"]) == (3, 1)
    assert counted["advice"] == {"made": 1, "sent": 1, "thumbs_up": 0, "thumbs_down": 1}
    assert client.get("/v1/insights.csv").text.count("Air fryer") == 3
    copied = {"format": "text", "content": "Return ID: 5\nCountry: UAE\nComment: bad"}
    assert client.post("/v1/imports", json=copied).json()["added"] == 1
    listed = client.post("/v1/customers/export", json={"customer_name": "Noura"}).json()["returns"]
    ids = {"return_ids": [entry["id"] for entry in listed]}
    assert client.post("/v1/customers/delete", json=ids).json() == {"deleted": 3}
    assert [row["return_request"]["return_id"] for row in client.get("/v1/returns").json()["returns"]] == [
        "5"
    ]
    assert client.get("/v1/audit").json()["entries"][0]["action"] == "customer.delete"
