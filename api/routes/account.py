"""Who the caller is."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends

from api.access import Caller, caller

router = APIRouter(prefix="/v1")


@router.get("/me")
def me(who: Annotated[Caller, Depends(caller)]) -> dict[str, Any]:
    """The seller, role and scopes of the key that was sent; without keys, of this machine's one user."""
    return {"seller": who.seller, "name": who.by, "role": who.role, "scopes": sorted(who.scopes)}
