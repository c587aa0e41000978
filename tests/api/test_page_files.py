from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.routes.page import WEB
from assistant import models
from assistant.bootstrap import Assistant


@pytest.fixture(scope="module")
def client(radd: Assistant) -> Iterator[TestClient]:
    with TestClient(create_app(radd.settings, radd), base_url="http://127.0.0.1") as opened:
        yield opened


@pytest.fixture(scope="module")
def catalogues() -> dict[str, dict[str, str]]:
    return {code: json.loads((WEB / f"strings/{code}.json").read_text("utf-8")) for code in ("en", "ar")}


def test_the_page_runs_only_what_comes_from_here(client: TestClient) -> None:
    answer = client.get("/")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert not re.search(r"<script>|<style|\sstyle=|\son\w+=|https?:", answer.text)


def test_an_unchanged_file_is_not_sent_again(client: TestClient) -> None:
    first = client.get("/web/app.js")
    again = client.get("/web/app.js", headers={"if-none-match": first.headers["etag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")


def test_answers_of_the_service_are_not_kept(client: TestClient) -> None:
    assert client.post("/v1/checks", json={"draft": "Hello"}).headers["cache-control"] == "no-store"


def test_files_outside_the_pages_folder_are_not_served(client: TestClient) -> None:
    assert client.get("/web/%2e%2e/app.py").status_code == 404


def test_no_script_turns_text_into_markup() -> None:
    for script in WEB.rglob("*.js"):
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", script.read_text("utf-8")
        ), script


def test_both_catalogues_say_the_same_things(catalogues: dict[str, dict[str, str]]) -> None:
    assert catalogues["en"].keys() == catalogues["ar"].keys()
    for key, english in catalogues["en"].items():
        arabic = catalogues["ar"][key]
        assert sorted(re.findall(r"\{\w+\}", english)) == sorted(re.findall(r"\{\w+\}", arabic)), key
        assert english.strip(), key
        assert re.search("[؀-ۿ]", arabic), key


@pytest.mark.parametrize(
    ("prefix", "kind"),
    [
        ("situation", models.Situation),
        ("category", models.Category),
        ("tone", models.Tone),
        ("action", models.NextAction),
        ("rule", models.RuleId),
        ("variety", models.Variety),
    ],
)
def test_every_label_has_words(catalogues: dict[str, dict[str, str]], prefix: str, kind: type) -> None:
    assert [label for label in kind if f"{prefix}.{label}" not in catalogues["en"]] == []  # type: ignore[attr-defined]


def test_the_scripts_use_no_words_that_are_missing(catalogues: dict[str, dict[str, str]]) -> None:
    used = {
        key
        for script in WEB.rglob("*.js")
        for key in re.findall(r'\bt\("([\w.]+)"', script.read_text("utf-8"))
    }
    assert used
    assert used <= catalogues["en"].keys()
