"""A translator that is not waited for longer than told: what takes longer goes on, and is there next time."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from queue import Empty, SimpleQueue

from assistant.errors import RaddError, Unavailable
from assistant.models import ReplyLanguage, Translation
from assistant.ports import Translator


class PatientTranslator:
    """The `Translator` port with a limit. A broken or missing engine is `Unavailable` too: no reason to fail."""

    def __init__(self, translator: Translator, seconds: float) -> None:
        self._translator = translator
        self._seconds = seconds

    def translate(
        self, texts: Sequence[str], *, target: ReplyLanguage, source: str | None = None
    ) -> list[Translation]:
        """Return one translation per text, in order. Raises `Unavailable` when it fails or takes too long."""
        answer: SimpleQueue[list[Translation] | RaddError] = SimpleQueue()

        def work() -> None:
            try:
                answer.put(self._translator.translate(texts, target=target, source=source))
            except RaddError as error:
                answer.put(error)

        # A thread of its own that dies with the process: the engine cannot be interrupted.
        threading.Thread(target=work, name="translation", daemon=True).start()
        try:
            found = answer.get(timeout=self._seconds)
        except Empty:
            raise Unavailable(
                f"the translation takes longer than {self._seconds:g} s: ask for it again, or by itself"
            ) from None
        if isinstance(found, RaddError):
            raise Unavailable(str(found)) from found
        return found
