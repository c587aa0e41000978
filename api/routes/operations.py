"""Health, readiness, metrics and the page that says where to look."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response

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
