"""Work that takes a while, as server-sent events: what is ready is shown, and a reader who leaves ends it."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator, Callable, Generator
from typing import Any, TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import StreamingResponse

from api.errors import problem
from assistant.drafting.attempts import Delta, Progress, Retry
from assistant.errors import RaddError

T = TypeVar("T")
Work = Generator[T | Progress, None, T]
_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
_BEAT = b": working\n\n"
_log = logging.getLogger("radd.api")


async def event_stream(
    request: Request, work: Work[T], name: str, shown: Callable[[T], dict[str, Any]]
) -> StreamingResponse:
    """Answer with events: `name` (a first result), `delta` (text, unchecked), `retry` (forget that text), `done`
    (the checked result) or `error` (a problem document).

    What goes wrong before the first event is raised, so that it gets its status. Work must yield often: it is
    stopped where it yields next once the reader has left.
    """
    first = await run_in_threadpool(_step, work)

    async def events() -> AsyncIterator[bytes]:
        step = first
        try:
            while True:
                done, value = step
                if done:
                    yield _event("done", shown(value))
                    return
                yield _shown(value, name, shown)
                if await request.is_disconnected():
                    return
                step = await run_in_threadpool(_step, work)
        except RaddError as error:
            yield _event("error", problem(error))
        except Exception as error:  # noqa: BLE001 - the status is sent already; only the kind is logged
            _log.error("unexpected %s in a stream", type(error).__name__)
            yield _event("error", problem(RaddError("Radd failed to answer; the error was logged")))
        finally:
            work.close()

    return StreamingResponse(events(), media_type="text/event-stream", headers=_HEADERS)


def _step(work: Work[T]) -> tuple[bool, Any]:
    """The next thing the work yields, or True with what it returned."""
    try:
        return False, next(work)
    except StopIteration as end:
        return True, end.value


def _shown(value: Any, name: str, shown: Callable[[Any], dict[str, Any]]) -> bytes:
    match value:
        case Delta(text=""):
            return _BEAT
        case Delta(text=text):
            return _event("delta", {"text": text})
        case Retry(problems=problems):
            return _event("retry", {"problems": list(problems)})
        case _:
            return _event(name, shown(value))


def _event(name: str, data: dict[str, Any]) -> bytes:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()
