"""A seller's draft in another manner, with its facts kept, or unchanged with the reason."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace

import re2

from assistant.drafting.answers import SKELETON, Written, read, schema
from assistant.drafting.attempts import Progress, Refused, write_checked
from assistant.drafting.grounding import Grounding, fact_problems
from assistant.drafting.privacy import Vault
from assistant.drafting.prompt import Prompt, fence
from assistant.models import Ask, ReplyLanguage, ReturnRequest, Style
from assistant.ports import ChatModel

_LANGUAGES = {"en": "English", "ar": "Arabic"}
_SLOT = re2.compile(r"\{[^{}\n]{1,60}\}")


@dataclass(frozen=True)
class Rewriter:
    """Rewrites drafts with a model. `local`: the model runs here, so personal details need no hiding."""

    model: ChatModel
    prompt: Prompt
    grounding: Grounding
    local: bool = False

    def write(
        self,
        text: str,
        style: Style,
        language: ReplyLanguage,
        request: ReturnRequest,
        check: Callable[[str], Sequence[str]],
        seller: str,
    ) -> Generator[Progress, None, str | Refused]:
        """Yield the text as it grows; return it, or why there is none. `check` says what else is wrong with it."""
        vault = Vault(request)
        hidden = text if self.local else vault.hide(text)

        def ask(wrong: Sequence[str]) -> Ask:
            values = {
                "language": _LANGUAGES[language],
                "style": style.value,
                "skeleton": fence(SKELETON, hidden),
                "problems": fence("problems", vault.hide("\n".join(wrong))) if wrong else "",
            }
            return Ask(self.prompt.system, self.prompt.render(values), schema([]), seller)

        def restored(answer: str) -> Written:
            written = read(answer, [])
            facts = tuple(replace(fact, quote=vault.restore(fact.quote)) for fact in written.facts)
            return replace(written, draft=vault.restore(written.draft), facts=facts)

        def problems(written: Written) -> list[str]:
            new = written.draft
            return [
                *fact_problems(written.facts, {SKELETON: text}),
                *self.grounding.problems(new, text, instructions=self.prompt.system, names_from=""),
                *(f"unknown detail {token}" for token in vault.left(new)),
                *(f"{slot} is gone" for slot in sorted(_slots(text) - _slots(new))),
                *(["it is not shorter"] if style is Style.SHORTER and len(new) >= len(text) else []),
                *check(new),
            ]

        written = yield from write_checked(self.model, ask, restored, vault.restore, problems)
        return written if isinstance(written, Refused) else written.draft


def _slots(text: str) -> set[str]:
    """Places that the seller has yet to fill."""
    return {found.group(0) for found in _SLOT.finditer(text)}
