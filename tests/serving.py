"""The service on a port of its own, as a client meets it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from api.app import create_app
from assistant.bootstrap import Assistant


@contextmanager
def running_service(assistant: Assistant) -> Iterator[str]:
    """Serve an assistant while the block runs; gives the address, without a slash at its end."""
    app = create_app(assistant.settings, assistant)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning", ws="none"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.02)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
