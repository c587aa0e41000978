"""Who the caller is, and what a customer may ask for: their data, and that it is deleted."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request

from api.access import Caller, CustomerKeeping, Key, assistant_of, caller, write_of
from assistant import contract_customers as wire

router = APIRouter(prefix="/v1")


@router.get("/me")
def me(request: Request, who: Annotated[Caller, Depends(caller)]) -> dict[str, Any]:
    """The seller, role and scopes of the key that was sent, or of this machine's one user; how drafts can be made."""
    modes = list(assistant_of(request).modes)
    return {
        "seller": who.seller,
        "name": who.by,
        "role": who.role,
        "scopes": sorted(who.scopes),
        "modes": modes,
    }


@router.post("/customers/export")
def export(request: Request, who: CustomerKeeping, body: wire.CustomerIn) -> dict[str, Any]:
    """Everything on record of one customer: returns, threads, translations, suggestions, checks, feedback."""
    by, name = body.value()
    write = write_of(request, None, body)
    return wire.customer_out(assistant_of(request).customers.export(who, by, name, write))


@router.post("/customers/delete")
def delete(request: Request, who: CustomerKeeping, body: wire.DeletionIn, key: Key = None) -> dict[str, Any]:
    """Delete returns that an export listed, with everything that hangs on them. The audit log keeps that it was done."""
    write = write_of(request, key, body)
    return {"deleted": assistant_of(request).customers.delete(who, body.return_ids, write)}
