from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from tests.api.test_returns import CLEAN, PHONE, add, app, client, say

__all__ = ["app", "client"]


def test_the_register_counts_what_was_done(client: TestClient) -> None:
    made = add(client, item_title="Air fryer", customer_name="Noura")
    assert say(client, made, "seller", PHONE).status_code == 409
    say(client, made, "seller", CLEAN)
    found = client.get("/v1/insights").json()
    assert found["returns"] == 1
    assert found["situations"] == [{"label": made["situation"], "returns": 1}]
    assert found["products"][0]["item"] == "Air fryer"
    assert found["answers"]["answered"] == 1
    assert {"rule": "phone_number", "refused": 1, "overridden": 0} in found["rules"]
    sheet = client.get("/v1/insights.csv")
    assert sheet.headers["content-type"] == "text/csv; charset=utf-8"
    assert sheet.content.startswith(b"\xef\xbb\xbf")
    assert "Air fryer" in sheet.text
    assert "Noura" not in sheet.text


@pytest.mark.parametrize(
    "period",
    ["since=2026-01-02T00:00:00Z&until=2026-01-01T00:00:00Z", "since=1999-01-01T00:00:00Z", "since=x"],
)
def test_a_period_that_is_none_names_the_field(client: TestClient, period: str) -> None:
    response = client.get(f"/v1/insights?{period}")
    assert response.status_code == 422
    assert response.json()["errors"][0]["field"] == "since"
