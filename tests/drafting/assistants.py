"""Assistants that ask a server's model, sharing the loaded parts of another."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from assistant.bootstrap import Assistant
from assistant.settings import Settings


def with_model(radd: Assistant, url: str, *, deadline_s: float = 5, **settings: Any) -> Assistant:
    """`radd` with the model served at `url`."""
    given = {"data_dir": radd.settings.data_dir, "translator": "none", "llm_model": "m", "llm_base_url": url}
    return shared(
        Assistant(Settings(**(given | {"llm_timeout_s": deadline_s} | settings)), embedder=radd.embedder),
        radd,
    )


def shared(assistant: Assistant, radd: Assistant) -> Assistant:
    """Give an assistant the loaded parts of another."""
    assistant.__dict__.update(reader=radd.reader, checker=radd.checker, library=radd.library)
    return assistant


def answer(draft: str, passages: Sequence[str] = (), facts: Sequence[tuple[str, str]] = ()) -> str:
    """A model's answer in the form that it is asked for."""
    stated = [{"quote": quote, "source": source} for quote, source in facts]
    return json.dumps({"draft": draft, "passages": list(passages), "facts": stated})


def skeleton_in(told: str) -> str:
    """The template's text out of what a model was told."""
    return told.partition("⟦skeleton⟧\n")[2].partition("\n⟦end of skeleton⟧")[0]


def personal(told: str) -> str:
    """What a good model does: the skeleton, with a line about what the customer wrote."""
    return answer(skeleton_in(told).replace("\n\n", "\n\nA cracked lid is not what you ordered. ", 1))
