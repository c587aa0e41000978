"""Whatever the published contract allows, and much that it does not: the service never fails."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.api.test_returns import add, app, client

schemathesis = pytest.importorskip("schemathesis")
hypothesis = pytest.importorskip("hypothesis")

__all__ = ["app", "client"]

TRANSPORTED = {
    "method": "method",
    "url": "url",
    "params": "params",
    "headers": "headers",
    "json": "json",
    "data": "content",
}


@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode), ids=lambda mode: mode.value)
def test_no_request_makes_the_service_fail(app: FastAPI, client: TestClient, mode: Any) -> None:
    made = add(client)
    settings = hypothesis.settings(
        max_examples=10,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    tried = 0
    for found in schemathesis.openapi.from_dict(app.openapi()).get_all_operations():
        operation = found.ok()

        @settings
        @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
        def ask(case: Any) -> None:
            if "return_id" in (case.path_parameters or {}):
                case.path_parameters["return_id"] = made["id"]  # else every request would end at a 404
            asked = case.as_transport_kwargs(base_url="http://127.0.0.1")
            response = client.request(
                **{TRANSPORTED[name]: asked[name] for name in asked if name in TRANSPORTED}
            )
            failed = response.status_code >= 500 and response.status_code != 501  # not installed
            assert not failed, (case.method, case.path, response.status_code, response.text)

        try:
            ask()
        except hypothesis.errors.Unsatisfiable:
            continue  # a route without input cannot be asked wrongly
        tried += 1
    assert tried > 15
