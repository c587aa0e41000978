"""Who asks, and what routes take from a request beside its body."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any

from fastapi import Depends, Header, Path, Query, Request, Response
from pydantic import BaseModel

from assistant import contract_records as wire
from assistant.bootstrap import LOCAL_SELLER, Assistant
from assistant.records.values import StoredReturn, Write


def seller() -> str:
    """Whose returns a request sees. Without API keys the service answers this machine, for one seller."""
    return LOCAL_SELLER


Seller = Annotated[str, Depends(seller)]
Key = Annotated[wire.Key | None, Header(alias="Idempotency-Key")]
IfMatch = Annotated[wire.EntityTag | None, Header(alias="If-Match")]
Id = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]
After = Annotated[str | None, Query(max_length=300)]
Limit = Annotated[int, Query(ge=1, le=200)]


def write_of(request: Request, key: str | None, body: BaseModel) -> Write:
    """The client's key with the fingerprint of what was asked, so that a key cannot stand for two things."""
    asked = f"{request.method} {request.url.path}\n{body.model_dump_json()}"
    return Write(key, hashlib.sha256(asked.encode()).hexdigest())


def shown(response: Response, stored: StoredReturn) -> dict[str, Any]:
    """A return with its version as the ETag."""
    response.headers["ETag"] = wire.entity_tag(stored)
    return wire.return_out(stored)


def assistant_of(request: Request) -> Assistant:
    assistant: Assistant = request.app.state.assistant
    return assistant
