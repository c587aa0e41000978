"""A translation engine over the language model: one line at a time, personal details hidden like in drafts."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from assistant.drafting.privacy import Vault
from assistant.drafting.prompt import Prompt, fence
from assistant.errors import Unavailable
from assistant.models import Ask, ReplyLanguage, ReturnRequest
from assistant.ports import ChatModel

_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"text": {"type": "string"}},
    "required": ["text"],
    "additionalProperties": False,
}
_NAMES = {"en": "English", "ar": "Arabic"}
_LONGEST = 6  # times the text's length, and some: more is no translation of it


class ChatEngine:
    """What `GuardedTranslator` asks for a line. `local`: the model runs here, so nothing needs hiding.

    `model` raises `MissingDependency` where none is configured.
    """

    name = "openai"

    def __init__(self, model: Callable[[], ChatModel], prompt: Prompt, local: bool = False) -> None:
        self._model, self._prompt, self._local = model, prompt, local

    def translate(self, text: str, target: ReplyLanguage) -> str:
        """Translate a line. Raises `MissingDependency`, or `Unavailable`, also when the answer is no translation."""
        vault = Vault(ReturnRequest(""))
        user = self._prompt.render(
            {
                "source": _NAMES["ar" if target == "en" else "en"],
                "target": _NAMES[target],
                "text": fence("text", text if self._local else vault.hide(text)),
            }
        )
        answer = "".join(self._model().stream(Ask(self._prompt.system, user, _SCHEMA)))
        translated = vault.restore(_read(answer))
        if vault.left(translated) or len(translated) > _LONGEST * len(text) + 100:
            raise Unavailable("the language model's answer is no translation")
        return translated


def _read(answer: str) -> str:
    try:
        value = json.loads(answer)
    except (ValueError, RecursionError):
        value = None
    text = value.get("text") if isinstance(value, dict) else None
    if not isinstance(text, str) or not text.strip():
        raise Unavailable("the language model's answer is no translation")
    return " ".join(text.split())
