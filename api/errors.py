"""Errors as `application/problem+json`; one table maps Radd's errors to statuses."""

from __future__ import annotations

import logging
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from assistant.contract import field_path
from assistant.errors import (
    BrokenAsset,
    Conflict,
    InvalidInput,
    MissingDependency,
    NotFound,
    RaddError,
    Unavailable,
)

STATUSES: dict[type[RaddError], tuple[int, str]] = {
    InvalidInput: (422, "Invalid input"),
    NotFound: (404, "Not found"),
    Conflict: (409, "Conflict"),
    MissingDependency: (501, "Not installed"),
    Unavailable: (503, "Unavailable"),
    BrokenAsset: (500, "Broken installation"),
}

_log = logging.getLogger("radd.api")


def problem_response(
    status: int, title: str, detail: str, errors: list[dict[str, str]] | None = None, **more: Any
) -> Response:
    """A problem document; `errors` names the bad fields, `more` are members of this kind of problem."""
    body: dict[str, Any] = {"type": "about:blank", "title": title, "status": status, "detail": detail} | more
    if errors:
        body["errors"] = errors
    return JSONResponse(body, status_code=status, media_type="application/problem+json")


class Refused(Exception):
    """The caller may not do this now: 401, 403 or 429, with the headers that belong to it."""

    def __init__(self, status: int, title: str, detail: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.title = title
        self.headers = headers or {}


def install_error_handlers(app: FastAPI) -> None:
    """Teach the application to answer every error as a problem document."""
    app.add_exception_handler(RaddError, _radd_error)
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(RequestValidationError, _validation_error)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(Exception, _unexpected)


def problem(error: RaddError) -> dict[str, Any]:
    """The problem document of an error of Radd's, where no status can be sent any more."""
    status, title = STATUSES.get(type(error), (500, "Error"))
    return {"type": "about:blank", "title": title, "status": status, "detail": str(error)}


async def _radd_error(request: Request, error: Exception) -> Response:
    status, title = STATUSES.get(type(error), (500, "Error"))  # type: ignore[arg-type]
    errors = [{"field": error.field, "reason": error.reason}] if isinstance(error, InvalidInput) else None
    more = {"why_not": error.why_not} if isinstance(error, Conflict) and error.why_not else {}
    return problem_response(status, title, str(error), errors, **more)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    response = problem_response(error.status, error.title, str(error))
    response.headers.update(error.headers)
    return response


async def _validation_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    errors = [
        {"field": field_path(tuple(e["loc"][1:])), "reason": str(e["msg"])} for e in error.errors()[:20]
    ]
    detail = "; ".join(f"{e['field']}: {e['reason']}" for e in errors[:3])
    return problem_response(422, "Invalid input", detail, errors)


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return problem_response(error.status_code, str(error.detail), str(error.detail))


async def _unexpected(request: Request, error: Exception) -> Response:
    # The kind of the error only: its text may hold what a customer wrote.
    _log.error("unexpected %s at %s", type(error).__name__, request.scope.get("path"))
    return problem_response(500, "Internal error", "Radd failed to answer; the error was logged")
