"""A template's draft made personal by a language model, or a reason why not.

The model is never trusted: what it wrote is taken only when it says nothing beyond what it was given and
passes the check. It may mend its draft once.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.drafting.answers import SKELETON, Written, read, schema
from assistant.drafting.attempts import Progress, Refused, write_checked
from assistant.drafting.examples import Examples
from assistant.drafting.grounding import Grounding, fact_problems, granted
from assistant.drafting.privacy import Vault
from assistant.drafting.prompt import Prompt, fence
from assistant.drafting.quoting import STRANGERS
from assistant.drafting.templates import placeholder
from assistant.models import Ask, Author, Case, Draft, Evidence, ManualPassage, Tone
from assistant.ports import ChatModel

Check = Callable[[str], Sequence[str]]
"""What is wrong with a text, in words, beyond what is wrong with the template's own."""

_LANGUAGES = {"en": "English", "ar": "Arabic"}
_HELP = "technical_help"
_LAST_MESSAGES = 6


@dataclass(frozen=True, slots=True)
class Brief:
    """What a personal draft is written from, beside the template's."""

    case: Case
    tone: Tone
    evidence: Sequence[Evidence] = ()
    manual: Sequence[ManualPassage] = ()
    seller: str = "local"


@dataclass(frozen=True)
class Personaliser:
    """Rewrites drafts with a model. `local`: the model runs here, so personal details need no hiding.

    `prompts` holds `draft` (a first message), `reply` (an answer in a thread) and `troubleshoot` (steps out
    of the product's manual).
    """

    model: ChatModel
    prompts: Mapping[str, Prompt]
    grounding: Grounding
    examples: Examples
    local: bool = False

    def write(
        self, draft: Draft, brief: Brief, check: Check
    ) -> Generator[Progress, None, tuple[Draft, str | None]]:
        """Yield the text as it grows; return the personal draft and None, or `draft` and the reason."""
        job = _Job(self, draft, brief, check)
        written = yield from write_checked(
            self.model,
            job.ask,
            lambda answer: job.restored(read(answer, list(job.passages))),
            job.restore,
            job.problems,
        )
        if isinstance(written, Refused):
            return draft, f"{written.reason}, so the template's is given"
        return job.finished(written), None


class _Job:
    """One draft being made personal."""

    def __init__(self, tools: Personaliser, draft: Draft, brief: Brief, check: Check) -> None:
        self._tools, self._draft, self._brief, self._check = tools, draft, brief, check
        self._vault = Vault(brief.case.request)
        self._gap = _gap(draft) if brief.manual else None
        kind = "troubleshoot" if self._gap else "draft" if brief.case.last_author is None else "reply"
        self._prompt = tools.prompts[kind]
        self.passages = {passage.id: passage.text for passage in brief.evidence}
        if self._gap:
            self.passages |= {f"manual:{passage.id}": passage.text for passage in brief.manual}

    def ask(self, wrong: Sequence[str]) -> Ask:
        draft, brief = self._draft, self._brief
        request = brief.case.request
        newest = brief.case.newest_customer_text
        passages = "\n".join(f"{name}: {text}" for name, text in self.passages.items())
        examples = self._tools.examples.nearest(newest, draft.template_id, draft.language, brief.seller)
        values = {
            "language": _LANGUAGES[draft.language],
            "tone": brief.tone.value,
            "skeleton": self._fence(SKELETON, draft.text),
            "item_title": self._fence("item", request.item_title or "not known"),
            "customer": self._fence("customer", newest),
            "thread": self._fence("thread", _thread(brief.case)),
            "passages": self._fence("passages", passages),
            "gap": self._gap or "",
            "examples": "\n\n".join(
                f"{fence('example customer', one.customer)}\n{fence('example reply', one.reply)}"
                for one in examples
            ),
            "problems": self._fence("problems", "\n".join(wrong)) if wrong else "",
        }
        return Ask(
            self._prompt.system, self._prompt.render(values), schema(list(self.passages)), brief.seller
        )

    def _fence(self, name: str, text: str) -> str:
        return fence(name, text if self._tools.local else self._vault.hide(text))

    def restore(self, text: str) -> str:
        return self._vault.restore(text)

    def restored(self, written: Written) -> Written:
        facts = tuple(replace(fact, quote=self.restore(fact.quote)) for fact in written.facts)
        return replace(written, draft=self.restore(written.draft), facts=facts)

    def problems(self, written: Written) -> list[str]:
        text, skeleton = written.draft, self._draft.text
        quoted = [slot.value for slot in self._draft.slots if slot.name in STRANGERS and slot.value]
        found = [
            *fact_problems(written.facts, {SKELETON: skeleton} | self.passages),
            *self._tools.grounding.problems(
                text,
                skeleton,
                instructions=self._prompt.system,
                quoted=quoted,
                grants=granted(written.facts),
                names_from=self._brief.case.request.item_title or "",
            ),
            *(f"unknown detail {token}" for token in self._vault.left(text)),
        ]
        if self._gap and self._gap in text:
            found.append(f"{self._gap} must give way to steps from the manual")
        if self._gap and not any(fact.source.startswith("manual:") for fact in written.facts):
            found.append("the steps must quote the manual")
        return [*found, *self._check(text)]

    def finished(self, written: Written) -> Draft:
        slots = self._draft.slots
        if self._gap:
            quotes = "\n".join(fact.quote for fact in written.facts if fact.source.startswith("manual:"))
            slots = tuple(replace(slot, value=quotes) if slot.name == _HELP else slot for slot in slots)
        name = f"{self._prompt.name}.v{self._prompt.version}"
        return replace(self._draft, text=written.draft, slots=slots, origin="model", prompt=name)


def _gap(draft: Draft) -> str | None:
    """What stands in the text for help that the seller has not given; None when nothing is missing."""
    missing = any(slot.name == _HELP and slot.required and slot.value is None for slot in draft.slots)
    return placeholder(_HELP, draft.language) if missing else None


def _thread(case: Case) -> str:
    """The return comment and the last messages, oldest first, each with its author."""
    turns = [(message.author, message.text) for message in case.thread[-_LAST_MESSAGES:]]
    return "\n".join(
        f"{author.value}: {text}"
        for author, text in [(Author.CUSTOMER, case.request.customer_comment), *turns]
    )
