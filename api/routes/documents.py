"""A seller's own documents: policies, manuals and advice that answer beside the guidelines."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Body, Query, Request

from api.access import Reading, Writing, assistant_of
from assistant.errors import InvalidInput
from assistant.retrieval.documents import Document, DocumentKind

router = APIRouter(prefix="/v1")


@router.get("/documents")
def list_documents(request: Request, who: Reading) -> dict[str, Any]:
    """What is known of each document."""
    return {"documents": [_about(one) for one in assistant_of(request).shelf(who)]}


@router.post("/documents", status_code=201)
def add_document(
    request: Request,
    who: Writing,
    name: Annotated[str, Query(min_length=1, max_length=200, description="the file's, with its ending")],
    content: Annotated[bytes, Body(media_type="application/octet-stream")],
    kind: DocumentKind = "policy",
    source: Annotated[str | None, Query(max_length=200, description="what to call it")] = None,
) -> dict[str, Any]:
    """Add a file (md, txt, html, pdf or docx), sent as it is; one of the same name is replaced.

    A file that cannot be read, or holds no text, is refused with the reason.
    """
    radd = assistant_of(request)
    try:
        added = radd.shelf(who).add(name, content, kind, datetime.now(UTC), source)
    except InvalidInput as error:
        # What is wrong with the file goes by the field it was sent in, not by the file's own name.
        field = error.field if error.field in ("documents", "kind") else "content"
        raise InvalidInput(field, error.reason) from error
    radd.documents(who)  # searched from now on, not from the first question on
    return _about(added)


@router.delete("/documents/{document_id}", status_code=204)
def remove_document(request: Request, who: Writing, document_id: str) -> None:
    """Forget a document."""
    assistant_of(request).shelf(who).remove(document_id)


def _about(document: Document) -> dict[str, Any]:
    return {
        "id": document.id,
        "source": document.source,
        "kind": document.kind,
        "added_at": document.added_at,
        "pieces": len(document.chunks),
    }
