"""The composition root: picks the adapters and reads the files. Everything is built when first asked for."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import InvalidInput, MissingDependency
from assistant.settings import Settings, is_loopback, load_settings

if TYPE_CHECKING:
    from assistant.advice import Adviser
    from assistant.checking.rulebook import Checker
    from assistant.classification.nearest import Neighbour, Neighbours
    from assistant.classification.reader import Reader
    from assistant.drafting.personal import Personaliser
    from assistant.drafting.rewriting import Rewriter
    from assistant.drafting.templates import Templates
    from assistant.drafting.translating import ChatEngine
    from assistant.imports.intake import Importer
    from assistant.models import (
        Answer,
        CheckContext,
        CheckReport,
        Evidence,
        Judgement,
        Language,
        ReplyLanguage,
        Request,
        Rewrite,
        RewriteRequest,
        Suggestion,
        Translation,
    )
    from assistant.ports import ChatModel, Embedder, Translator
    from assistant.records.customers import CustomerFiles
    from assistant.records.database import Database
    from assistant.records.keys import KeyRing
    from assistant.records.outbox import Outbox
    from assistant.records.register import Register
    from assistant.retrieval.answers import Answerer, Texts
    from assistant.retrieval.chroma import ChromaIndex
    from assistant.retrieval.chunks import DocumentSearch
    from assistant.retrieval.documents import Shelf
    from assistant.retrieval.hybrid import HybridSearch
    from assistant.retrieval.passages import Library
    from assistant.retrieval.ranker import Ranker
    from assistant.rewrite import RewriteDesk
    from assistant.suggest import Suggester
    from assistant.text.arabizi import Transliterator
    from assistant.workbench import Workbench


SEARCH_MODEL = "search.npz"
LOCAL_SELLER = "local"
"""The one seller of a service without API keys."""


def records_place(settings: Settings) -> Path | str:
    """The file or URL of the database of returns."""
    if settings.demo:
        return settings.data_dir / "demo.sqlite3"
    url = settings.database_url
    return settings.data_dir / "records.sqlite3" if url is None else url.get_secret_value()


class Assistant:
    """Radd as one object: what the command line, the service and the evaluations call.

    Parts are imported and loaded at first use, so that checking a draft never waits for the encoder.
    Thread-safe once `warm_up` has run.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        embedder: Embedder | None = None,
        translator: Translator | None = None,
        model: ChatModel | None = None,
    ) -> None:
        self.settings = settings or load_settings()
        self._translator = translator
        self._embedder = embedder
        self._model = model

    @cached_property
    def embedder(self) -> Embedder:
        from assistant.embedding import SentenceEncoder

        return self._embedder or SentenceEncoder()

    @cached_property
    def checker(self) -> Checker:
        from assistant.checking.rulebook import load_checker

        # The dictionary is read when the first Arabizi comes: a check of plain text must not wait for it.
        return load_checker(
            self.settings.knowledge_dir,
            lambda text: self._transliterator.to_arabic(text),
            self.settings.severities,
        )

    @cached_property
    def reader(self) -> Reader:
        from assistant.classification.reader import load_reader

        return load_reader(self.settings.knowledge_dir, self._transliterator)

    @cached_property
    def library(self) -> Library:
        from assistant.retrieval.passages import load_library

        return load_library(self.settings.knowledge_dir / "guidelines")

    @cached_property
    def index(self) -> ChromaIndex:
        from assistant.retrieval.chroma import ChromaIndex

        return ChromaIndex.open(
            self.library.texts(),
            embedder=self.embedder,
            folder=self.settings.data_dir / "chroma",
            url=self.settings.chroma_url,
        )

    @cached_property
    def search(self) -> HybridSearch:
        from assistant.retrieval.hybrid import HybridSearch

        return HybridSearch(
            self.library,
            self.index.vectors(list(self.library.texts())),
            self._ranker,
            self.embedder,
            second=self.second_embedder,
            readings=self.readings,
        )

    @cached_property
    def _ranker(self) -> Ranker:
        from assistant.retrieval.ranker import Ranker

        return Ranker.load(self.settings.knowledge_dir / "models" / SEARCH_MODEL)

    @cached_property
    def second_embedder(self) -> Embedder | None:
        """The encoder asked about what the first leaves open; None where it is not installed or not wanted."""
        from assistant.embedding import SecondEncoder

        return SecondEncoder() if self.settings.second_encoder and SecondEncoder.installed() else None

    @cached_property
    def _transliterator(self) -> Transliterator:
        from assistant.text.arabizi import load_transliterator

        return load_transliterator(self.settings.knowledge_dir)

    def readings(self, question: str) -> list[str]:
        """A question as asked and, when it is Arabizi, in Arabic script too."""
        from assistant.models import LanguageCode

        if self.reader.detector.detect(question).code is not LanguageCode.ARABIZI:
            return [question]
        return [question, self._transliterator.to_arabic(question)]

    @cached_property
    def _templates(self) -> Templates:
        from assistant.drafting.templates import load_templates

        return load_templates(self.settings.prompts_dir / "replies")

    @cached_property
    def suggester(self) -> Suggester:
        from assistant.drafting.quoting import load_quoting
        from assistant.policy.texts import load_step_texts
        from assistant.suggest import Suggester

        return Suggester(
            reader=self.reader,
            library=self.library,
            steps=load_step_texts(self.settings.knowledge_dir / "steps.yaml"),
            templates=self._templates,
            checker=self.checker,
            quoting=load_quoting(self.settings.knowledge_dir),
            translator=self._patient_translator,
            personalise=self._personaliser,
            manuals=self._manual_help,
            holidays=frozenset(self.settings.public_holidays),
        )

    @cached_property
    def database(self) -> Database:
        """Where the records are: the demo's file made afresh, the settings' database, or a file of one's own."""
        from assistant.records.database import Database

        if self.settings.demo:
            for left_over in self.settings.data_dir.glob("demo.sqlite3*"):
                left_over.unlink()
        return Database.open(records_place(self.settings))

    @cached_property
    def keys(self) -> KeyRing:
        from assistant.records.keys import KeyRing

        return KeyRing(self.database)

    @cached_property
    def register(self) -> Register:
        from assistant.records.register import Register

        return Register(self.database)

    @cached_property
    def importer(self) -> Importer:
        from assistant.imports.intake import Importer
        from assistant.imports.names import load_names

        return Importer(self.workbench, load_names(self.settings.knowledge_dir / "imports.yaml"))

    @cached_property
    def customers(self) -> CustomerFiles:
        from assistant.records.customers import CustomerFiles

        return CustomerFiles(self.database)

    @cached_property
    def outbox(self) -> Outbox:
        from assistant.records.outbox import Outbox

        return Outbox(self.database)

    @contextmanager
    def deliveries(self) -> Iterator[None]:
        """Deliver to webhooks while the block runs."""
        from assistant.webhooks import Courier, Poster

        stop = threading.Event()
        courier = Courier(self.outbox, Poster(self.settings.webhook_private))
        thread = threading.Thread(target=courier.run, args=(stop,), name="webhooks", daemon=True)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join(timeout=1)

    def require_keys(self) -> None:
        """Raises `InvalidInput` where the service would answer other machines without asking for a key."""
        if not is_loopback(self.settings.host) and not self.keys.any():
            raise InvalidInput(
                "RADD_HOST", "beyond this machine the service needs an API key first: radd keys create NAME"
            )

    @cached_property
    def workbench(self) -> Workbench:
        from assistant.records.store import RecordStore
        from assistant.workbench import Workbench

        workbench = Workbench(
            records=RecordStore(self.database),
            reader=self.reader,
            checker=self.checker,
            holidays=frozenset(self.settings.public_holidays),
        )
        if self.settings.demo:
            from assistant.demo import fill

            file = self.settings.knowledge_dir / "demo" / "returns.yaml"
            fill(workbench, file, LOCAL_SELLER, workbench.now())
        return workbench

    @cached_property
    def adviser(self) -> Adviser:
        from assistant.advice import Adviser
        from assistant.records.suggestions import SuggestionLog
        from assistant.records.translations import TranslationLog

        return Adviser(
            workbench=self.workbench,
            suggestions=SuggestionLog(self.database),
            translations=TranslationLog(self.database),
            suggest_for=self.suggest,
            stream_for=lambda request: self.suggester.stream(request),
            translate_texts=self.translate,
        )

    @property
    def modes(self) -> tuple[str, ...]:
        """How drafts can be made here: `llm` only where a language model is configured."""
        return ("template",) if self._personaliser is None else ("template", "llm")

    @cached_property
    def _personaliser(self) -> Callable[[], Personaliser] | None:
        """What loads the personal drafting at its first use; None while no model is configured."""
        if self._model is None and self.settings.llm_model is None:
            return None
        return lambda: self._loaded_personaliser

    @cached_property
    def _loaded_personaliser(self) -> Personaliser:
        from assistant.drafting.examples import Examples, load_examples
        from assistant.drafting.grounding import load_grounding
        from assistant.drafting.personal import Personaliser
        from assistant.drafting.prompt import load_prompts

        folder = self.settings.prompts_dir / "llm"
        return Personaliser(
            self.chat_model,
            load_prompts(folder),
            load_grounding(self.settings.knowledge_dir),
            Examples(
                load_examples(folder / "examples.jsonl"),
                self.embedder,
                lambda who: self.adviser.accepted(who),
            ),
            local=self.settings.llm_local,
        )

    @cached_property
    def chat_model(self) -> ChatModel:
        """The language model that was given or configured. Raises `MissingDependency`."""
        if self._model is not None:
            return self._model
        from assistant.drafting.limits import Budget, Prices
        from assistant.drafting.llm import OpenAICompatible
        from assistant.records.spending import SpendingLog

        settings = self.settings
        if settings.llm_model is None:
            raise MissingDependency(
                "a language model", "set RADD_LLM_MODEL; docs/language-models.md says how"
            )
        budget = Budget(
            SpendingLog(self.database),
            tokens=settings.llm_daily_tokens,
            cost=settings.llm_daily_cost,
            prices=Prices(settings.llm_price_read, settings.llm_price_written),
        )
        return OpenAICompatible(
            settings.llm_model,
            base_url=settings.llm_base_url,
            api_key=None if settings.llm_api_key is None else settings.llm_api_key.get_secret_value(),
            deadline_s=settings.llm_timeout_s,
            concurrency=settings.llm_concurrency,
            longest_answer=settings.llm_max_tokens,
            temperature=settings.llm_temperature,
            budget=budget,
        )

    @cached_property
    def rewrite_desk(self) -> RewriteDesk:
        from assistant.rewrite import RewriteDesk

        return RewriteDesk(self.reader, self.checker, lambda: self._rewriter)

    @cached_property
    def _rewriter(self) -> Rewriter:
        from assistant.drafting.rewriting import Rewriter

        tools = self._loaded_personaliser
        return Rewriter(tools.model, tools.prompts["rewrite"], tools.grounding, tools.local)

    def rewrite(self, request: RewriteRequest) -> Rewrite:
        """Put a draft in another manner. Raises `MissingDependency` where no model is configured."""
        from assistant.drafting.attempts import last

        return last(self.rewrite_desk.stream(request))

    def suggest(self, request: Request) -> Suggestion:
        return self.suggester.suggest(request)

    def check(
        self, draft: str, context: CheckContext | None = None, language: ReplyLanguage = "en"
    ) -> CheckReport:
        return self.checker.check(draft, context, language)

    def consent(self, offer: str, reply: str) -> Judgement:
        return self.reader.consent_to(offer, reply)

    @cached_property
    def _chat_engine(self) -> ChatEngine:
        """Translation by the language model."""
        from assistant.drafting.prompt import load_prompts
        from assistant.drafting.translating import ChatEngine

        prompt = load_prompts(self.settings.prompts_dir / "llm")["translate"]
        return ChatEngine(lambda: self.chat_model, prompt, self.settings.llm_local)

    @cached_property
    def translator(self) -> Translator | None:
        """The translator that was given or that the settings choose; None where no engine is at hand."""
        from assistant.drafting.replies import renderings
        from assistant.translation.choice import load_translator
        from assistant.translation.memory import aligned

        if self._translator is not None or self.settings.translator == "none":
            return self._translator
        detect = self.reader.detector.detect
        return load_translator(
            self.settings,
            lambda text: detect(text).code,
            self._transliterator.to_arabic,
            self.embedder,
            (pair for name, en, ar in renderings(self._templates) for pair in aligned(en, ar, name)),
            self._chat_engine.translate,
        )

    @cached_property
    def _patient_translator(self) -> Translator | None:
        from assistant.translation.patience import PatientTranslator

        if self.translator is None:
            return None
        return PatientTranslator(self.translator, self.settings.translation_wait_s)

    def translate(
        self, texts: list[str], target: ReplyLanguage, source: str | None = None, *, back: bool = False
    ) -> list[Translation]:
        """Translate texts, and back again if asked. Raises `MissingDependency` where no engine is at hand."""
        if self.translator is None:
            from assistant.translation.local import CURE

            raise MissingDependency(
                "a translation engine", f"{CURE}, with RADD_TRANSLATOR=auto (the default)"
            )
        found = self.translator.translate(texts, target=target, source=source)
        if not back:
            return found
        from assistant.translation.choice import load_back

        there_and_back = load_back(self.settings, self.translator, self.embedder)
        return [there_and_back(text, one) for text, one in zip(texts, found, strict=True)]

    @cached_property
    def _neighbours(self) -> Neighbours:
        from assistant.classification.nearest import load_neighbours

        return load_neighbours(self.settings.knowledge_dir)

    def why(self, text: str, situation: str, k: int = 3) -> tuple[list[str], list[Neighbour]]:
        """The words that spoke most for a situation, and the training examples nearest to the message."""
        nearest = self._neighbours.nearest(self.reader.meaning(text), k)
        return self.reader.why(text, situation), nearest

    def languages(self, texts: list[str]) -> list[Language]:
        return [self.reader.detector.detect(text) for text in texts]

    def answer(
        self,
        question: str,
        language: ReplyLanguage | None = None,
        *,
        conversation: Sequence[str] = (),
        seller: str = LOCAL_SELLER,
    ) -> Answer:
        """Answer from the guidelines and the seller's documents, in the asker's language unless told otherwise.

        conversation: what was asked before, which a follow-up leans on.
        """
        from assistant.retrieval.answers import Question

        return self._answerer(seller).answer(Question(question, language, tuple(conversation)))

    def _answerer(self, seller: str) -> Answerer:
        from assistant.retrieval.answers import Answerer

        return Answerer(
            search=self.search,
            texts=self._answer_texts,
            detect=lambda text: self.reader.detector.detect(text).code,
            documents=self.documents(seller),
            documents_answer_from=self._ranker.chunks_answer_from,
        )

    @cached_property
    def _answer_texts(self) -> Texts:
        from assistant.retrieval.answers import load_answer_texts

        return load_answer_texts(self.settings.knowledge_dir / "answers.yaml")

    def _manual_help(self, request: Request) -> tuple[Evidence, ...]:
        """Pieces of the seller's manuals; without documents nothing is loaded for it."""
        if self.shelf(request.seller).empty:
            return ()
        from assistant.retrieval.manuals import manual_help

        return manual_help(self.documents(request.seller), request)

    def shelf(self, seller: str = LOCAL_SELLER) -> Shelf:
        """A seller's own documents."""
        from assistant.retrieval.documents import Shelf

        return Shelf(self.settings.data_dir / "documents", seller)

    def documents(self, seller: str = LOCAL_SELLER) -> DocumentSearch | None:
        """Search over a seller's documents as they are now; None while there are none."""
        shelf = self.shelf(seller)
        fingerprint = shelf.fingerprint
        held = self._document_searches.get(seller)
        if held is None or held[0] != fingerprint:
            # Built beside the old one: who still searches that is not disturbed.
            held = self._document_searches[seller] = (fingerprint, self._document_search(shelf, seller))
        return held[1]

    @cached_property
    def _document_searches(self) -> dict[str, tuple[str, DocumentSearch | None]]:
        return {}

    def _document_search(self, shelf: Shelf, seller: str) -> DocumentSearch | None:
        from assistant.retrieval.chroma import ChromaIndex
        from assistant.retrieval.chunks import DocumentSearch, background_of, texts_of

        documents = list(shelf)
        if not documents or self._ranker.chunks is None:
            return None
        texts = texts_of(documents)
        index = ChromaIndex.open(
            texts,
            embedder=self.embedder,
            folder=self.settings.data_dir / "chroma",
            url=self.settings.chroma_url,
            kind=f"documents-{sha256(seller.encode()).hexdigest()[:12]}",
        )
        index.drop_others()
        return DocumentSearch(
            documents,
            index.vectors(list(texts)),
            self._ranker.chunks,
            self.embedder,
            background_of(self.library),
            self.readings,
        )

    def passages(self, query: str, k: int, language: ReplyLanguage) -> list[Evidence]:
        return self.search.search(query, k, language)

    def warm_up(self, report: Callable[[str], None] = lambda part: None) -> None:
        """Load every part now; `report` hears which one."""
        for part in ("checker", "reader", "suggester", "search", "workbench", "adviser"):
            report(part)
            getattr(self, part)
        if self._personaliser is not None:
            report("language model")
            with suppress(MissingDependency):  # said with every draft instead
                self._personaliser()
        self.checker.warm_up()
        self.reader.warm_up()
        self.embedder.embed(["ready"])


def rebuild_index(radd: Assistant) -> int:
    """Build the index of today's guidelines, drop the others; returns how many texts it holds."""
    radd.index.drop_others()
    return len(radd.library.texts())
