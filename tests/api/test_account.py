from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.test_returns import CLEAN, add, app, client, say

__all__ = ["app", "client"]


def test_a_customers_data_is_handed_out_and_deleted(client: TestClient) -> None:
    made = add(client, customer_name="Noura", order_id="O-77")
    other = add(client, customer_name="Noura", order_id="O-78")
    client.post(f"/v1/returns/{made['id']}/suggestion", json={"translate": False})
    say(client, made, "seller", CLEAN)
    listed = client.post("/v1/customers/export", json={"order_id": "O-77"}).json()["returns"]
    assert [entry["id"] for entry in listed] == [made["id"]]
    assert listed[0]["thread"][0]["text"] == CLEAN
    assert listed[0]["checks"][0]["outcome"] == "sent"
    assert listed[0]["suggestions"][0]["sent"]["text"] == CLEAN
    assert len(client.post("/v1/customers/export", json={"customer_name": "Noura"}).json()["returns"]) == 2
    assert client.post("/v1/customers/delete", json={"return_ids": [made["id"]]}).json() == {"deleted": 1}
    assert client.get(f"/v1/returns/{made['id']}").status_code == 404
    assert client.get(f"/v1/returns/{other['id']}").status_code == 200
    assert client.post("/v1/customers/delete", json={"return_ids": [made["id"]]}).status_code == 404


@pytest.mark.parametrize(
    "body", [{}, {"customer_name": ""}, {"order_id": "1", "return_id": "2"}, {"order_id": None}]
)
def test_a_customer_is_named_by_exactly_one_thing(client: TestClient, body: dict[str, Any]) -> None:
    assert client.post("/v1/customers/export", json=body).status_code == 422


def test_a_file_is_taken_in_over_http(client: TestClient) -> None:
    content = "Return ID,Country,Customer Comments\nR-100,UAE,The lid is broken\nR-101,Mars,x\n"
    done = client.post("/v1/imports", json={"format": "csv", "content": content}).json()
    assert (done["added"], done["messages"]) == (1, 0)
    assert [(refusal["row"], refusal["field"]) for refusal in done["refused"]] == [(3, "marketplace")]
    many = "comment\n" + "broken\n" * 1_001
    for body in (
        {"format": "csv", "content": many},
        {"format": "pdf", "content": "x"},
        {"format": "json", "content": "{"},
    ):
        assert client.post("/v1/imports", json=body).status_code == 422
