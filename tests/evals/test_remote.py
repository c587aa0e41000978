"""The same task scores a running server."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.bootstrap import Assistant
from assistant.errors import InvalidInput, Unavailable
from evals.parallel import threads
from evals.run import records, run
from evals.subject import InProcess, Remote
from evals.suite import all_tasks, choose
from evals.summary import manifest
from tests.conftest import ROOT
from tests.serving import running_service

NAMES = ["language", "situation", "consent", "retrieval", "answers", "checking", "drafts"]


@pytest.fixture(scope="module")
def address(radd: Assistant) -> Iterator[str]:
    with running_service(radd) as served:
        yield served


@pytest.fixture
def remote(address: str) -> Iterator[Remote]:
    found = Remote(address, key="secret")
    yield found
    found.close()


def test_a_server_scores_as_this_checkout_does(radd: Assistant, remote: Remote, tmp_path: Path) -> None:
    chosen = choose(all_tasks(ROOT / "knowledge"), NAMES)
    run(InProcess(radd), chosen, tmp_path / "here", limit=4, seed=1)
    with threads(remote, 2) as each:
        run(remote, chosen, tmp_path / "there", limit=4, seed=1, each=each)
    for name in NAMES:
        here, there = (
            [
                (r["id"], r["output"], r["score"], r["error"])
                for r in records(tmp_path / side / f"{name}.jsonl")
            ]
            for side in ("here", "there")
        )
        assert here == there
        assert manifest(tmp_path / "there", name)["subject"] == remote.name
        assert "secret" not in (tmp_path / "there" / f"{name}.json").read_text(encoding="utf-8")


def test_a_refusal_is_a_wrong_answer_with_the_servers_words(remote: Remote) -> None:
    with pytest.raises(Unavailable, match="422"):
        remote.call("answers", {"question": ""})


def test_a_server_that_is_not_there_is_told_before_any_sample(remote: Remote) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        with pytest.raises(Unavailable, match="127.0.0.1"):
            Remote(f"http://127.0.0.1:{free.getsockname()[1]}")
    with pytest.raises(InvalidInput, match="url"):
        Remote("ftp://example")
