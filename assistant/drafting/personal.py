"""A template's draft made personal by a language model, or a reason why not.

The model is never trusted: what it wrote is taken only when it says nothing beyond the template and passes
the check. It may mend its draft once.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.drafting.grounding import Grounding
from assistant.drafting.privacy import Vault
from assistant.drafting.prompt import Prompt, fence
from assistant.errors import MissingDependency, Unavailable
from assistant.models import Case, Draft, Evidence, Tone
from assistant.ports import ChatModel

Check = Callable[[str], Sequence[str]]
"""What is wrong with a text, in words, beyond what is wrong with the template's own."""

SCHEMA = {
    "title": "reply",
    "type": "object",
    "properties": {
        "draft": {"type": "string"},
        "passages": {"type": "array", "items": {"type": "string"}},
    },
    "required": ["draft", "passages"],
    "additionalProperties": False,
}
_ATTEMPTS = 2
_STRANGERS = ("customer_name", "item_title")  # slots that others than the seller fill
_LANGUAGES = {"en": "English", "ar": "Arabic"}


class _Malformed(Exception):
    """The model's answer is not what the schema asks for."""


@dataclass(frozen=True)
class Personaliser:
    """Rewrites drafts with a model. `local`: the model runs here, so personal details need no hiding."""

    model: ChatModel
    prompt: Prompt
    grounding: Grounding
    local: bool = False

    def write(
        self, draft: Draft, case: Case, tone: Tone, evidence: Sequence[Evidence], check: Check
    ) -> tuple[Draft, str | None]:
        """Return the personal draft and None, or `draft` itself and the reason why."""
        vault = Vault(case.request)
        quoted = [slot.value for slot in draft.slots if slot.name in _STRANGERS and slot.value]
        problems: list[str] = []
        for _ in range(_ATTEMPTS):
            user = self._user(draft, case, tone, evidence, problems, vault)
            try:
                answer = self.model.complete(self.prompt.system, user, schema=SCHEMA)
                text = vault.restore(_read(answer, {passage.id for passage in evidence}))
            except (Unavailable, MissingDependency) as error:
                return draft, f"the language model gave no draft, so the template's is given: {error}"
            except _Malformed as error:
                problems = [str(error)]
                continue
            problems = [
                *self.grounding.problems(text, draft.text, self.prompt.system, quoted),
                *(f"unknown detail {token}" for token in vault.left(text)),
                *check(text),
            ]
            if not problems:
                return replace(draft, text=text, origin="model"), None
        return (
            draft,
            f"the language model's draft was refused ({'; '.join(problems)}), so the template's is given",
        )

    def _user(
        self,
        draft: Draft,
        case: Case,
        tone: Tone,
        evidence: Sequence[Evidence],
        problems: Sequence[str],
        vault: Vault,
    ) -> str:
        hide = (lambda text: text) if self.local else vault.hide
        words = case.request.customer_comment
        if case.newest_customer_text != words:
            words = f"{words}\n\n{case.newest_customer_text}"
        passages = "\n".join(f"{passage.id}: {passage.text}" for passage in evidence)
        return self.prompt.render(
            {
                "language": _LANGUAGES[draft.language],
                "tone": tone.value,
                "skeleton": fence("skeleton", hide(draft.text)),
                "item_title": fence("item", hide(case.request.item_title or "not known")),
                "customer": fence("customer", hide(words)),
                "passages": fence("passages", passages),
                "problems": fence("problems", hide("\n".join(problems))) if problems else "",
            }
        )


def _read(answer: str, known: set[str]) -> str:
    try:
        value = json.loads(answer)
    except (ValueError, RecursionError) as error:
        raise _Malformed("the answer is not JSON") from error
    if not isinstance(value, dict) or not isinstance(value.get("draft"), str) or not value["draft"].strip():
        raise _Malformed("the answer holds no draft")
    used = value.get("passages")
    if not isinstance(used, list) or not all(isinstance(one, str) for one in used):
        raise _Malformed("the answer does not list its passages")
    if set(used) - known:
        raise _Malformed("the answer names passages that it was not given")
    draft: str = value["draft"].strip()
    return draft
