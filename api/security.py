"""What protects the service: the size of requests, and the host names a loopback service answers to."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import problem_response
from assistant.settings import is_loopback


class BodyLimit:
    """Refuses bodies over a size with 413, whether they announce it or not."""

    def __init__(self, app: ASGIApp, most: int) -> None:
        self._app = app
        self._most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        read: list[Message] = []
        size = 0
        more = True
        while more:
            message = await receive()
            read.append(message)
            if message["type"] != "http.request":
                break
            size += len(message.get("body", b""))
            if size > self._most:
                await problem_response(
                    413, "Request too large", f"the body is larger than {self._most:,} bytes"
                )(scope, receive, send)
                return
            more = message.get("more_body", False)
        queue = iter(read)

        async def replay() -> Message:
            return next(queue, None) or await receive()

        await self._app(scope, replay, send)


class LoopbackHosts:
    """Answer only to loopback names: no web page elsewhere may reach in by DNS."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            headers = dict(scope["headers"])
            named = headers.get(b"host", b"localhost").decode("latin-1")
            if not is_loopback(_without_port(named)):
                response = problem_response(421, "Wrong host", "this service answers on loopback only")
                await response(scope, receive, send)
                return
        await self._app(scope, receive, send)


def _without_port(host: str) -> str:
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.rpartition(":")[0] if host.count(":") == 1 else host
