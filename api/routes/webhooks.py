"""Webhooks: where a seller wants to hear of new deadlines."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import Field

from api.access import Hooking, Id, Key, assistant_of, write_of
from assistant.contract import Input, plain
from assistant.webhooks import checked_url

router = APIRouter(prefix="/v1")


class WebhookIn(Input):
    url: Annotated[str, Field(max_length=2_000)]


class _Nothing(Input):
    pass


@router.post("/webhooks", status_code=201)
def add(request: Request, who: Hooking, body: WebhookIn, key: Key = None) -> dict[str, Any]:
    """Hear of every new deadline at a public https URL.

    A delivery is a POST of JSON {id, event: "deadline.new", at, return_id, noon_return_id, due, due_for: "contact"
    or "decision"}. Its `Radd-Signature` is `t=<Unix time>,v1=<hex>`: HMAC-SHA256 of `<time>.<body>` under the
    `secret` given here. What is not answered with 2xx is tried again, seven times over eleven hours.
    """
    assistant = assistant_of(request)
    url = checked_url(body.url, private=assistant.settings.webhook_private)
    webhook, secret = assistant.outbox.add(who, url, write_of(request, key, body))
    shown: dict[str, Any] = plain(webhook)
    return shown | {"secret": secret}


@router.get("/webhooks")
def list_webhooks(request: Request, who: Hooking) -> dict[str, Any]:
    """The seller's webhooks, with how many deliveries wait and how many were given up."""
    return {"webhooks": plain(assistant_of(request).outbox.all(who))}


@router.delete("/webhooks/{webhook_id}", status_code=204)
def remove(request: Request, who: Hooking, webhook_id: Id) -> Response:
    """Remove a webhook, with what was still to be delivered."""
    assistant_of(request).outbox.remove(who, webhook_id, write_of(request, None, _Nothing()))
    return Response(status_code=204)
