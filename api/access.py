"""Who asks and what they may do, and what routes take from a request beside its body."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Header, Path, Query, Request, Response, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel

from api.errors import Refused
from assistant import contract_records as wire
from assistant.bootstrap import LOCAL_SELLER, Assistant
from assistant.records.roles import Role, Scope
from assistant.records.values import StoredReturn, Write

_BEARER = HTTPBearer(auto_error=False, description="an API key (`radd keys create`), once there is one")


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: for which seller, under what name in the audit log, with which scopes."""

    seller: str
    by: str
    role: Role
    scopes: frozenset[Scope]


_LOCAL = Caller(LOCAL_SELLER, "local", Role.ADMIN, frozenset(Scope))
"""Without API keys the service answers this machine, for one seller."""


def caller(
    request: Request,
    given: Annotated[HTTPAuthorizationCredentials | None, Security(_BEARER)],
) -> Caller:
    """The holder of the key that was sent. Raises `Refused`: 401 without a working one, 429 too often."""
    keys = assistant_of(request).keys
    key = None if given is None else keys.holder(given.credentials)
    if key is None:
        if not keys.any():
            return _LOCAL
        raise Refused(401, "Key needed", "send a working API key", {"WWW-Authenticate": "Bearer"})
    wait = request.app.state.rate_limit.wait(key.id)
    if wait:
        raise Refused(
            429, "Too many requests", "this key asks too often", {"Retry-After": str(math.ceil(wait))}
        )
    return Caller(key.seller, f"{key.name} ({key.id})", key.role, key.scopes)


def needs(scope: Scope) -> Callable[[Request, Caller], str]:
    """A dependency: the seller of a caller who may do this. Raises `Refused` (403) for others."""

    def seller(request: Request, who: Annotated[Caller, Depends(caller)]) -> str:
        if scope not in who.scopes:
            raise Refused(403, "Not allowed", f"this key has no scope {scope}")
        request.state.by = who.by
        return who.seller

    return seller


Reading = Annotated[str, Depends(needs(Scope.RETURNS_READ))]
Writing = Annotated[str, Depends(needs(Scope.RETURNS_WRITE))]
Assisted = Annotated[str, Depends(needs(Scope.ASSIST))]
Auditing = Annotated[str, Depends(needs(Scope.AUDIT))]
Counting = Annotated[str, Depends(needs(Scope.INSIGHTS))]
Hooking = Annotated[str, Depends(needs(Scope.WEBHOOKS))]
CustomerKeeping = Annotated[str, Depends(needs(Scope.CUSTOMERS))]
FeedbackReading = Annotated[str, Depends(needs(Scope.FEEDBACK_READ))]
Key = Annotated[wire.Key | None, Header(alias="Idempotency-Key")]
IfMatch = Annotated[wire.EntityTag | None, Header(alias="If-Match")]
Id = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]
After = Annotated[str | None, Query(max_length=300)]
Limit = Annotated[int, Query(ge=1, le=200)]


def write_of(request: Request, key: str | None, body: BaseModel) -> Write:
    """By whom, and the client's key with the fingerprint of what was asked: a key cannot stand for two things."""
    asked = f"{request.method} {request.url.path}\n{body.model_dump_json()}"
    return Write(key, hashlib.sha256(asked.encode()).hexdigest(), request.state.by)


def shown(response: Response, stored: StoredReturn) -> dict[str, Any]:
    """A return with its version as the ETag."""
    response.headers["ETag"] = wire.entity_tag(stored)
    return wire.return_out(stored)


def assistant_of(request: Request) -> Assistant:
    assistant: Assistant = request.app.state.assistant
    return assistant
