"""The use case of advice on record: suggestions for a return, what the seller thought of them, translations."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from typing import Protocol

from assistant.drafting.attempts import Progress
from assistant.drafting.examples import Example
from assistant.drafting.privacy import Vault
from assistant.errors import InvalidInput
from assistant.models import (
    Case,
    LanguageCode,
    ReplyLanguage,
    Request,
    Situation,
    Suggestion,
    Translation,
)
from assistant.records.suggestions import SuggestionLog
from assistant.records.translations import TranslationLog
from assistant.records.values import (
    COMMENT,
    About,
    JudgedBy,
    Opinion,
    StoredOpinion,
    StoredReturn,
    Write,
)
from assistant.workbench import Workbench, consent_now


class Translate(Protocol):
    """What puts texts into a language; raises `MissingDependency` or `Unavailable`."""

    def __call__(self, texts: list[str], target: ReplyLanguage) -> list[Translation]: ...


_EXAMPLES = 30  # the newest replies that may serve as examples


@dataclass(frozen=True)
class Adviser:
    """Advises on returns on record. Safe to share between threads; sees one seller's returns only."""

    workbench: Workbench
    suggestions: SuggestionLog
    translations: TranslationLog
    suggest_for: Callable[[Request], Suggestion]
    stream_for: Callable[[Request], Generator[Suggestion | Progress, None, Suggestion]]
    translate_texts: Translate

    def suggest(
        self, seller: str, return_id: str, ask: Callable[[Case], Request], write: Write | None = None
    ) -> Suggestion:
        """What to do about a return now, kept on record. `ask` makes the question from the case on record."""
        done = self.suggestions.made_by(seller, write)
        if done is not None:
            return done
        made = self.suggest_for(self._question(seller, return_id, ask))
        return self.suggestions.add(seller, return_id, made, write)

    def stream(
        self, seller: str, return_id: str, ask: Callable[[Case], Request]
    ) -> Generator[Suggestion | Progress, None, Suggestion]:
        """As `suggest`, shown while a language model writes; what came of it is kept, if the reader stayed."""
        made = yield from self.stream_for(self._question(seller, return_id, ask))
        return self.suggestions.add(seller, return_id, made)

    def _question(self, seller: str, return_id: str, ask: Callable[[Case], Request]) -> Request:
        stored = self.workbench.records.get(seller, return_id)
        by_seller = stored.situation is not None and stored.situation_by is JudgedBy.SELLER
        return replace(
            ask(Case(stored.request, stored.thread, self.workbench.now())),
            seller=seller,
            known_situation=Situation(stored.situation) if by_seller and stored.situation else None,
            known_consent=consent_now(stored),
        )

    def accepted(self, seller: str) -> list[Example]:
        """The replies that a seller sent after suggestions, newest first, without personal details or numbers."""
        found = []
        for kept in self.suggestions.sent(seller, _EXAMPLES):
            draft, sent = kept.suggestion.draft, kept.sent
            if draft is None or sent is None or sent.override_reason or sent.language != draft.language:
                continue
            stored = self.workbench.records.get(seller, kept.return_id)
            ids = [message.id for message in stored.messages]
            before = stored.thread[: ids.index(sent.id)]
            words = Case(stored.request, before, kept.made_at).newest_customer_text
            vault = Vault(stored.request)
            customer, reply = vault.anonymous(words), vault.anonymous(sent.message.text)
            found.append(Example(customer, reply, draft.language, draft.template_id))
        return found

    def judge(self, seller: str, opinion: Opinion, write: Write | None = None) -> StoredOpinion:
        """Keep a seller's word on a suggestion; a corrected situation holds for the return from then on.

        Raises `NotFound` for a suggestion or a passage that was not shown, `InvalidInput` for what is no situation.
        """
        shown = self.suggestions.get(seller, opinion.suggestion_id)
        if opinion.about is About.SOURCE and opinion.source_id not in [
            e.id for e in shown.suggestion.evidence
        ]:
            raise InvalidInput("source_id", "is no source of this suggestion")
        if opinion.about is About.SITUATION and opinion.correction is not None:
            if opinion.correction not in list(Situation):
                raise InvalidInput("correction", f"must be one of {', '.join(Situation)}")
            self.workbench.judge_situation(seller, shown.return_id, Situation(opinion.correction))
        return self.suggestions.judge(seller, opinion, write)

    def translate(self, seller: str, return_id: str, target: ReplyLanguage) -> StoredReturn:
        """Put what is not in `target` yet beside the originals, and keep it."""
        stored = self.workbench.records.get(seller, return_id)
        missing = self._untranslated(stored, target)
        if missing:
            made = self.translate_texts(list(missing.values()), target)
            by_part = dict(zip(missing, made, strict=True))
            self.translations.keep(seller, return_id, by_part)
            return self.workbench.records.get(seller, return_id)
        return stored

    def _untranslated(self, stored: StoredReturn, target: ReplyLanguage) -> dict[str, str]:
        """Texts by part that are in another language and were not translated before."""
        detect = self.workbench.reader.detector.detect
        parts: dict[str, str] = {}
        comment = stored.request.customer_comment
        if target not in stored.translations and detect(comment).code not in (target, LanguageCode.OTHER):
            parts[COMMENT] = comment
        for message in stored.messages:
            other = message.language not in (target, LanguageCode.OTHER)
            if other and target not in message.translations and message.message.text.strip():
                parts[message.id] = message.message.text
        return parts
