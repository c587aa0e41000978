"""The only door to langchain and openai: a chat model behind any OpenAI-compatible server.

Calls run on one event loop in a thread of its own. A task there can be cancelled wherever it waits, so that
a deadline holds against a server that drips bytes, and a reader who leaves stops the model's work.
"""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections.abc import Generator, Mapping
from functools import cache
from typing import Any

from assistant.drafting.limits import Breaker, Budget, estimated_tokens
from assistant.errors import MissingDependency, Unavailable
from assistant.models import Ask

CURE = "pip install 'radd[llm]'"
LONGEST_ANSWER = 1_000  # tokens
_RETRIES = 2
_BEAT_S = 0.2  # how soon a reader hears that the model still works, and may stop it
_GRACE_S = 1.0


class OpenAICompatible:
    """A `ChatModel`. Every call ends within `deadline_s`, and at most `concurrency` run at a time."""

    def __init__(
        self,
        name: str,
        *,
        base_url: str | None = None,
        api_key: str | None = None,
        deadline_s: float = 30.0,
        concurrency: int = 4,
        longest_answer: int = LONGEST_ANSWER,
        temperature: float | None = None,
        breaker: Breaker | None = None,
        budget: Budget | None = None,
    ) -> None:
        """Raises `MissingDependency` when the libraries are not installed."""
        try:
            from langchain.chat_models import init_chat_model

            self._model = init_chat_model(
                name,
                model_provider="openai",
                base_url=base_url,
                api_key=api_key or "none",  # local servers take any
                timeout=deadline_s,
                max_retries=_RETRIES,  # the client waits longer each time, with jitter, or as the server says
                max_tokens=longest_answer,
                temperature=temperature,
                stream_usage=True,
            )
        except ImportError as error:
            raise MissingDependency("the language model client", CURE) from error
        self._deadline = deadline_s
        self._longest = longest_answer
        self._places = threading.BoundedSemaphore(concurrency)
        self._breaker = breaker or Breaker()
        self._budget = budget

    def stream(self, ask: Ask) -> Generator[str]:
        """Yield the answer's text. Raises `Unavailable`."""
        self._breaker.check()
        if not self._places.acquire(blocking=False):
            raise Unavailable("too many drafts are being written")
        try:
            yield from self._paid(ask)
        finally:
            self._places.release()

    def _paid(self, ask: Ask) -> Generator[str]:
        """The call within the seller's budget: what was used is booked however the call ends."""
        hold = None if self._budget is None else self._budget.hold(ask, self._longest)
        usage = _Usage(ask)
        try:
            yield from self._pieces(ask, usage)
        except Unavailable:
            self._breaker.record(False)
            raise
        else:
            self._breaker.record(True)
        finally:
            if self._budget is not None and hold is not None:
                self._budget.settle(hold, *usage.tokens())

    def _pieces(self, ask: Ask, usage: _Usage) -> Generator[str]:
        inbox: queue.SimpleQueue[str | Unavailable | None] = queue.SimpleQueue()
        end = time.monotonic() + self._deadline + _GRACE_S
        task = asyncio.run_coroutine_threadsafe(self._run(ask, usage, inbox), _loop())
        try:
            while True:
                try:
                    got = inbox.get(timeout=_BEAT_S)
                except queue.Empty:
                    if time.monotonic() > end:
                        raise self._too_late() from None
                    yield ""
                    continue
                if isinstance(got, Unavailable):
                    raise got
                if got is None:
                    return
                yield got
        finally:
            task.cancel()

    async def _run(self, ask: Ask, usage: _Usage, inbox: queue.SimpleQueue[str | Unavailable | None]) -> None:
        from langsmith import tracing_context

        form = {
            "type": "json_schema",
            "json_schema": {"name": "answer", "schema": ask.schema, "strict": True},
        }
        messages = [("system", ask.system), ("human", ask.user)]
        ended = False
        try:
            # Without this an environment variable of langchain's would send what customers wrote to its makers.
            with tracing_context(enabled=False):
                async with asyncio.timeout(self._deadline):
                    async for chunk in self._model.astream(messages, extra_body={"response_format": form}):
                        text = str(chunk.text)
                        ended = ended or bool(chunk.response_metadata.get("finish_reason"))
                        usage.note(text, chunk.usage_metadata)
                        if text:
                            inbox.put(text)
            inbox.put(None if ended else Unavailable("the answer broke off"))
        except TimeoutError:
            inbox.put(self._too_late())
        except Exception as error:  # noqa: BLE001 - servers send anything; only the kind is told, never content
            inbox.put(Unavailable(_kind(error)))

    def _too_late(self) -> Unavailable:
        return Unavailable(f"no answer within {self._deadline:g} seconds")


class _Usage:
    """Tokens of one call: as the server counted them, else estimated from the texts."""

    def __init__(self, ask: Ask) -> None:
        self._read, self._written = estimated_tokens(ask.system + ask.user), 0
        self._counted: tuple[int, int] | None = None

    def note(self, text: str, counted: Mapping[str, Any] | None) -> None:
        self._written += estimated_tokens(text) if text else 0
        if counted:
            self._counted = (int(counted["input_tokens"]), int(counted["output_tokens"]))

    def tokens(self) -> tuple[int, int]:
        return self._counted or (self._read, self._written)


def _kind(error: Exception) -> str:
    """What went wrong in words that hold nothing of what was sent or received."""
    status = getattr(error, "status_code", None)
    if status == 429:
        return "the model's server has too much to do (429)"
    return type(error).__name__ if status is None else f"the model's server answered {status}"


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """The process's loop for model calls, started with the first: the client's connections belong to one loop."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="radd-llm", daemon=True).start()
    return loop
