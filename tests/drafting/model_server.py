"""A small real server that speaks the chat protocol, well or badly, and remembers what it was asked."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Behaviour = Callable[["Handler", dict[str, Any]], None]


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, behaviour: Behaviour) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.behaviour = behaviour
        self.asked: list[dict[str, Any]] = []
        self.closing = threading.Event()
        self.left = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append(body)
        self.server.behaviour(self, body)

    def handle(self) -> None:
        with suppress(OSError):  # a reader who leaves
            super().handle()

    def finish(self) -> None:
        with suppress(OSError):
            super().finish()

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def send(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def says(write: Callable[[str], str], *, piece: int = 40, usage: bool = True) -> Behaviour:
    """A server whose model streams `write(what it was told)`, `piece` characters at a time."""

    def behave(handler: Handler, body: dict[str, Any]) -> None:
        content = write(body["messages"][-1]["content"])
        parts = [content[at : at + piece] for at in range(0, len(content), piece)]
        begin(handler)
        for part in parts:
            event(handler, part)
        event(handler, "", reason="stop")
        if usage:
            told = sum(len(message["content"]) for message in body["messages"])
            event(handler, "", {"prompt_tokens": told, "completion_tokens": len(parts)})
        handler.wfile.write(b"data: [DONE]\n\n")
        handler.close_connection = True

    return behave


def begin(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/event-stream")
    handler.send_header("Connection", "close")
    handler.end_headers()


def event(
    handler: Handler, text: str, usage: dict[str, int] | None = None, reason: str | None = None
) -> None:
    """One chunk of a streamed answer, or its count of tokens."""
    choice = {"index": 0, "finish_reason": reason, "delta": {"role": "assistant", "content": text}}
    chunk: dict[str, Any] = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "m"}
    chunk |= {"choices": [] if usage else [choice]}
    if usage:
        chunk["usage"] = usage | {"total_tokens": sum(usage.values())}
    handler.wfile.write(b"data: " + json.dumps(chunk).encode() + b"\n\n")
    handler.wfile.flush()


def hangs(handler: Handler, body: dict[str, Any]) -> None:
    handler.server.closing.wait(20)


def drips(handler: Handler, body: dict[str, Any]) -> None:
    """Sends a byte now and then, so that no timeout between two bytes ever ends it."""
    begin(handler)
    while not handler.server.closing.wait(0.05):
        handler.wfile.write(b":")
        handler.wfile.flush()


def goes_on_and_on(handler: Handler, body: dict[str, Any]) -> None:
    """Writes a draft without end; `left` is set once the reader has gone."""
    begin(handler)
    event(handler, '{"draft": "')
    try:
        while not handler.server.closing.wait(0.02):
            event(handler, "and so on ")
    except OSError:
        handler.server.left.set()
        raise


def dies_mid_answer(handler: Handler, body: dict[str, Any]) -> None:
    begin(handler)
    event(handler, '{"draft": "Hello, we are')
    handler.wfile.write(b"data: {")


def sends_garbage(handler: Handler, body: dict[str, Any]) -> None:
    handler.send(200, b"<html>\xff\xfe")


def refuses(handler: Handler, body: dict[str, Any]) -> None:
    handler.send(429, b'{"error": {"message": "slow down"}}', {"Retry-After": "0.01"})


@contextmanager
def serving(behaviour: Behaviour) -> Iterator[Server]:
    server = Server(behaviour)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()
