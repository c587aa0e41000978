"""A seller's own documents over HTTP."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.test_returns import app, client
from tests.retrieval.files import docx

__all__ = ["app", "client"]

MANUAL = b"# Gift wrapping\n\nMirdif Candles wraps gifts on Tuesdays only.\n"


def send(client: TestClient, name: str, data: bytes, **fields: str) -> Any:
    return client.post("/v1/documents", params={"name": name} | fields, content=data)


def test_a_document_is_added_asked_listed_and_removed(client: TestClient) -> None:
    added = send(client, "wrapping.md", MANUAL, kind="manual", source="Wrapping rules")
    assert added.status_code == 201
    about = added.json()
    assert (about["source"], about["kind"], about["pieces"]) == ("Wrapping rules", "manual", 1)
    assert client.get("/v1/documents").json()["documents"] == [about]
    asked = client.post("/v1/answers", json={"question": "when does Mirdif Candles wrap gifts?"}).json()
    assert "Tuesdays" in asked["answer"]
    assert asked["evidence"][0]["source"] == "Wrapping rules"
    assert client.delete(f"/v1/documents/{about['id']}").status_code == 204
    assert client.get("/v1/documents").json()["documents"] == []


def test_a_word_document_is_read_whatever_its_type_is_said_to_be(client: TestClient) -> None:
    data = docx(("Heading 1", "Gift wrapping"), ("Normal", "It is done on Tuesdays."))
    for kind in ({}, {"content-type": "application/octet-stream"}, {"content-type": "application/msword"}):
        added = client.post("/v1/documents?name=wrap.docx", content=data, headers=kind)
        assert added.status_code == 201, added.text
        client.delete(f"/v1/documents/{added.json()['id']}")


@pytest.mark.parametrize(
    ("name", "data", "fields", "field"),
    [
        ("table.xlsx", b"x", {}, "content"),
        ("broken.pdf", b"%PDF-1.7 nothing", {}, "content"),
        ("broken.docx", b"PK nothing", {}, "content"),
        ("latin.txt", b"caf\xe9", {}, "content"),
        ("blank.md", b"  ", {}, "content"),
        ("a.txt", b"", {}, "body"),
        ("a.txt", b"text", {"kind": "law"}, "kind"),
        ("", b"text", {}, "name"),
    ],
)
def test_what_cannot_be_taken_in_names_the_field_and_the_reason(
    client: TestClient, name: str, data: bytes, fields: dict[str, str], field: str
) -> None:
    refused = send(client, name, data, **fields)
    assert refused.status_code == 422
    (error,) = refused.json()["errors"]
    assert error["field"] == field
    assert error["reason"]
    assert client.get("/v1/documents").json()["documents"] == []


def test_a_file_that_is_too_large_is_refused(client: TestClient) -> None:
    assert send(client, "long.txt", b"a" * 2_000_001).status_code == 413


def test_a_name_cannot_lead_out_of_the_sellers_folder(client: TestClient, app: Any) -> None:
    added = send(client, "../../outside.txt", b"Some text of mine.").json()
    folder = Path(app.state.assistant.settings.data_dir)
    assert [path.stem for path in folder.rglob("*.json") if path.parent.parent.name == "documents"] == [
        added["id"]
    ]
    assert client.delete(f"/v1/documents/{added['id']}").status_code == 204


def test_a_document_that_is_not_there_is_not_found(client: TestClient) -> None:
    assert client.delete("/v1/documents/nothing").status_code == 404
