"""Several samples at once: threads for a server, processes for this checkout, whose work is Python's own."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from assistant.settings import Settings
from evals.run import Each, answer
from evals.subject import InProcess, Subject
from evals.task import Row, Task

_AHEAD = 4  # samples a worker may have waiting: enough to stay busy, few enough to stay small


@contextmanager
def threads(subject: Subject, jobs: int) -> Iterator[Each]:
    """For a subject whose work is done elsewhere."""
    with ThreadPoolExecutor(jobs) as pool:
        yield _each(pool, jobs, lambda task, key, row: pool.submit(answer, subject, task, key, row))


@contextmanager
def processes(settings: Settings, data: Path, jobs: int) -> Iterator[Each]:
    """Each process loads Radd once; tasks are those of `data`, by name."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, context, _begin, (settings, data)) as pool:
        yield _each(pool, jobs, lambda task, key, row: pool.submit(_answer, task.name, key, row))


def _each(pool: Executor, jobs: int, submit: Callable[[Task[Any], str, Row], Future[dict[str, Any]]]) -> Each:
    def each(task: Task[Any], samples: Iterable[tuple[str, Row]]) -> Iterator[dict[str, Any]]:
        waiting: deque[Future[dict[str, Any]]] = deque()
        for key, row in samples:
            waiting.append(submit(task, key, row))
            if len(waiting) >= jobs * _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()

    return each


_here: tuple[Subject, dict[str, Task[Any]]] | None = None


def _begin(settings: Settings, data: Path) -> None:
    from assistant.bootstrap import Assistant
    from evals.suite import all_tasks

    global _here
    _here = InProcess(Assistant(settings)), all_tasks(settings.knowledge_dir, data)


def _answer(task: str, key: str, row: Row) -> dict[str, Any]:
    if _here is None:
        raise RuntimeError("the worker was not begun")
    subject, tasks = _here
    return answer(subject, tasks[task], key, row)
