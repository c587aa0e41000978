"""The only door to langchain and openai: a chat model behind any OpenAI-compatible server."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, TimeoutError
from typing import Any

from assistant.errors import MissingDependency, Unavailable

_RETRIES = 2
_LONGEST_ANSWER = 1_000  # tokens


class Breaker:
    """Stops calling a server that keeps failing: after `failures` in a row, not before `pause_s` are over."""

    def __init__(
        self, failures: int = 3, pause_s: float = 30.0, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._limit, self._pause, self._now = failures, pause_s, now
        self._failed, self._until = 0, 0.0

    def check(self) -> None:
        """Raise `Unavailable` during a pause."""
        if self._now() < self._until:
            raise Unavailable("it failed several times, so it is left alone for a while")

    def record(self, worked: bool) -> None:
        self._failed = 0 if worked else self._failed + 1
        if self._failed >= self._limit:
            self._until = self._now() + self._pause


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
        breaker: Breaker | None = None,
    ) -> None:
        """Raises `MissingDependency` when the libraries are not installed."""
        try:
            from langchain.chat_models import init_chat_model
        except ImportError as error:
            raise MissingDependency("the language model client", "pip install 'radd[llm]'") from error
        try:
            self._model = init_chat_model(
                name,
                model_provider="openai",
                base_url=base_url,
                api_key=api_key or "none",  # local servers take any
                timeout=deadline_s,
                max_retries=_RETRIES,  # the client waits longer each time, with jitter
                max_tokens=_LONGEST_ANSWER,
            )
        except ImportError as error:
            raise MissingDependency("the language model client", "pip install 'radd[llm]'") from error
        self._deadline = deadline_s
        self._places = threading.BoundedSemaphore(concurrency)
        self._breaker = breaker or Breaker()

    def complete(self, system: str, user: str, *, schema: Mapping[str, Any]) -> str:
        """Return the answer's text, JSON by `schema` if the server keeps to it. Raises `Unavailable`."""
        self._breaker.check()
        if not self._places.acquire(blocking=False):
            raise Unavailable("too many drafts are being written")
        future: Future[str] = Future()
        threading.Thread(target=self._run, args=(future, system, user, schema), daemon=True).start()
        try:
            text = future.result(timeout=self._deadline)
        except TimeoutError as error:
            self._breaker.record(False)
            raise Unavailable(f"no answer within {self._deadline:g} seconds") from error
        except Unavailable:
            self._breaker.record(False)
            raise
        self._breaker.record(True)
        return text

    def _run(self, future: Future[str], system: str, user: str, schema: Mapping[str, Any]) -> None:
        """One call in a thread of its own: a server that drips bytes outlives any socket timeout."""
        form = {"type": "json_schema", "json_schema": {"name": "answer", "schema": schema, "strict": True}}
        try:
            answer = self._model.invoke([("system", system), ("human", user)], response_format=form)
            future.set_result(str(answer.text))
        except Exception as error:  # noqa: BLE001 - servers send anything; only the kind is told, never content
            future.set_exception(Unavailable(type(error).__name__))
        finally:
            self._places.release()
