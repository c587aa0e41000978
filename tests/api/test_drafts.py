"""Drafts by a language model over real HTTP: events in order, and a reader who leaves stops the model."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from assistant.bootstrap import Assistant
from tests.drafting import model_server
from tests.drafting.assistants import answer, personal, with_model
from tests.drafting.model_server import Server, says, serving
from tests.serving import running_service

pytest.importorskip("langchain_openai")

REQUEST = {
    "return_request": {"customer_comment": "The glass lid arrived cracked", "currency": "AED"},
    "refund_amount": 40,
}
REWRITE = {"draft": "We are sorry that the lid is cracked. Could you send a photo?", "style": "warmer"}


@contextmanager
def service(radd: Assistant, server: Server) -> Iterator[httpx.Client]:
    """Radd over HTTP, with the model of a server."""
    assistant = with_model(radd, server.url)
    assistant.__dict__.update(search=None)  # nothing here searches, and building the index takes seconds
    with running_service(assistant) as address, httpx.Client(base_url=address, timeout=30) as client:
        yield client


def events(response: httpx.Response) -> Iterator[tuple[str, Any]]:
    name = ""
    for line in response.iter_lines():
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield name, json.loads(line.removeprefix("data: "))


def test_a_suggestion_is_shown_as_it_grows_and_checked_at_the_end(radd: Assistant) -> None:
    def mends(told: str) -> str:
        return personal(told) if "refused" in told else answer("We refund AED 900 today.")

    with (
        serving(says(mends)) as server,
        service(radd, server) as client,
        client.stream("POST", "/v1/suggestions/stream", json=REQUEST) as response,
    ):
        assert response.headers["content-type"].startswith("text/event-stream")
        found = list(events(response))
    names = [name for name, _ in found]
    assert names[0] == "suggestion"
    assert names[-1] == "done"
    assert names.count("retry") == 1
    assert found[0][1]["draft"]["origin"] == "template"
    done = found[-1][1]
    assert done["draft"]["origin"] == "model"
    assert done["draft"]["prompt"] == "draft.v2"
    assert done["findings"] == []
    shown = "".join(data["text"] for name, data in found[names.index("retry") :] if name == "delta")
    assert shown == done["draft"]["text"]


def test_a_return_on_record_streams_too(radd: Assistant) -> None:
    with serving(says(personal)) as server, service(radd, server) as client:
        made = client.post("/v1/returns", json={"return_request": REQUEST["return_request"]}).json()
        with client.stream("POST", f"/v1/returns/{made['id']}/suggestion/stream", json={}) as response:
            names = [name for name, _ in events(response)]
        missing = client.post(f"/v1/returns/{'0' * 32}/suggestion/stream", json={})
        kept = client.get(f"/v1/returns/{made['id']}/suggestions").json()["suggestions"]
    assert names[0] == "suggestion"
    assert names[-1] == "done"
    assert missing.status_code == 404
    assert kept[0]["suggestion"]["draft"]["origin"] == "model"


def test_a_model_that_dies_ends_with_the_template(radd: Assistant) -> None:
    with (
        serving(model_server.dies_mid_answer) as server,
        service(radd, server) as client,
        client.stream("POST", "/v1/suggestions/stream", json=REQUEST) as response,
    ):
        found = list(events(response))
    assert found[-1][0] == "done"
    assert found[-1][1]["draft"]["origin"] == "template"
    assert "broke off" in found[-1][1]["draft_note"]


def test_a_reader_who_leaves_stops_the_model(radd: Assistant) -> None:
    with serving(model_server.goes_on_and_on) as server, service(radd, server) as client:
        with client.stream("POST", "/v1/suggestions/stream", json=REQUEST) as response:
            for name, _ in events(response):
                if name == "delta":
                    break
        assert server.left.wait(60)


def test_a_rewrite_is_given_whole_or_streamed(radd: Assistant) -> None:
    warmer = "We are so sorry that the lid is cracked. Could you kindly send a photo?"
    with serving(says(lambda told: answer(warmer))) as server, service(radd, server) as client:
        whole = client.post("/v1/rewrites", json=REWRITE).json()
        with client.stream("POST", "/v1/rewrites/stream", json=REWRITE) as response:
            found = list(events(response))
    assert whole["draft"] == warmer
    assert whole["changed"] is True
    assert whole["allowed"] is True
    assert found[-1] == ("done", whole)


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        (
            "/v1/suggestions/stream",
            {"return_request": {"customer_comment": " "}},
            "return_request.customer_comment",
        ),
        ("/v1/suggestions/stream", REQUEST | {"template_id": "none"}, "template_id"),
        ("/v1/suggestions", REQUEST | {"manual": [{"id": "a b", "text": "x"}]}, "manual[0].id"),
        ("/v1/suggestions", REQUEST | {"manual": [{"id": "a", "text": "x"}] * 2}, "manual"),
        ("/v1/rewrites", REWRITE | {"style": "louder"}, "style"),
        ("/v1/rewrites/stream", REWRITE | {"draft": ""}, "draft"),
    ],
)
def test_a_wrong_request_is_refused_before_anything_is_sent(
    radd: Assistant, path: str, body: Any, field: str
) -> None:
    with serving(says(personal)) as server, service(radd, server) as client:
        response = client.post(path, json=body)
    assert response.status_code == 422
    assert response.json()["errors"][0]["field"] == field
    assert server.asked == []
