"""Health, readiness, metrics and the page that says where to look."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, Response

from api.errors import problem_response

router = APIRouter()


@router.get("/healthz")
def healthz() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@router.get("/readyz", response_model=None)
def readyz(request: Request) -> dict[str, str] | Response:
    """Every part is loaded."""
    if not request.app.state.ready:
        return problem_response(503, "Not ready", "the assistant is still loading")
    return {"status": "ready"}


@router.get("/metrics", response_class=PlainTextResponse)
def metrics(request: Request) -> str:
    """Counters in the Prometheus text format."""
    text: str = request.app.state.metrics.text()
    return text


@router.get("/", response_class=HTMLResponse, include_in_schema=False)
def page() -> str:
    """Where the service's description is; the workbench page has a place here."""
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Radd</title>'
        "<h1>Radd</h1><p>The service runs. Its description: "
        '<a href="/openapi.json">/openapi.json</a>.</p></html>'
    )
