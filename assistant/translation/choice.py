"""Which engines translate, in which order, and all that stands around them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from assistant.assets import read_yaml
from assistant.errors import BrokenAsset, InvalidInput
from assistant.models import LanguageCode, ReplyLanguage, Translation
from assistant.ports import Translator
from assistant.settings import Settings
from assistant.translation import argos, firefox, local
from assistant.translation.back import with_back
from assistant.translation.engine import Engine, FunctionEngine
from assistant.translation.glossary import load_glossary
from assistant.translation.guards import load_guards
from assistant.translation.libretranslate import LibreTranslateEngine
from assistant.translation.meaning import Embeds, Meaning
from assistant.translation.memory import Entry, Memory, read_memory
from assistant.translation.roles import load_roles
from assistant.translation.shelf import Shelf
from assistant.translation.translator import GuardedTranslator

# The one taught and measured on customers' own Arabic comes first. Sellers write plainly, in English: there
# Firefox's model goes first, which is far ahead on plain text.
FIRST: dict[ReplyLanguage, str] = {"ar": "firefox"}
WHY = {
    "local": "taught on return messages: chrF 59 into English, 50 into Arabic; on news far behind all others",
    "firefox": "asked first into Arabic: the best published offline figures on news (BLEU 38.9, 29.5 into Arabic)",
    "argos": "published on news: BLEU 29.5 into English, 16.5 into Arabic",
    "libretranslate": "a server, so what customers write leaves this machine; the models are Argos'",
}
ACCEPTED = "memory.tsv"
Chat = Callable[[str, ReplyLanguage], str]


def shelf_of(settings: Settings) -> Shelf:
    """Where the models are kept."""
    return Shelf(settings.models_dir or settings.data_dir / "models")


def at_hand(settings: Settings) -> dict[str, bool]:
    """Every engine, best first, and whether its library and its model are here. Imports none of them."""
    folder = shelf_of(settings).folder
    return {
        "local": local.installed(),
        "firefox": firefox.installed(folder / "firefox"),
        "argos": argos.installed(folder / "argos"),
        "libretranslate": settings.libretranslate_url is not None,
    }


def engines(settings: Settings, chat: Chat | None = None) -> list[Engine]:
    """The engines to ask, in order: all at hand, or the one that the settings name, whether it is there or not.

    `chat` translates by a language model; it is asked only where the settings name it.
    """
    chosen = settings.translator
    if chosen == "none":
        return []
    if chosen == "openai":
        return [] if chat is None else [FunctionEngine("openai", chat)]
    if chosen != "auto":
        return [_engine(chosen, settings)]
    return [_engine(name, settings) for name, here in at_hand(settings).items() if here]


def _engine(name: str, settings: Settings) -> Engine:
    folder = shelf_of(settings).folder
    if name == "local":
        adapter = settings.knowledge_dir / "models" / "translator.lora.gguf"
        return local.LocalEngine(adapter, folder)
    if name == "firefox":
        return firefox.FirefoxEngine(folder / "firefox")
    if name == "argos":
        return argos.ArgosEngine(folder / "argos")
    if settings.libretranslate_url is None:
        raise InvalidInput("RADD_LIBRETRANSLATE_URL", "must name the server that RADD_TRANSLATOR asks for")
    key = settings.libretranslate_key
    return LibreTranslateEngine(settings.libretranslate_url, key.get_secret_value() if key else None)


def load_translator(
    settings: Settings,
    detect: Callable[[str], LanguageCode],
    read: Callable[[str], str],
    embedder: Embeds,
    templates: Iterable[Entry],
    chat: Chat | None = None,
) -> GuardedTranslator | None:
    """Put it all together; None without an engine. Raises `BrokenAsset` for a malformed file."""
    asked = engines(settings, chat)
    if not asked:
        return None
    knowledge = settings.knowledge_dir
    thresholds = _thresholds(knowledge / "translation.yaml")
    return GuardedTranslator(
        engines=asked,
        guards=load_guards(knowledge),
        detect=detect,
        read=read,
        memory=load_memory(settings, templates),
        glossary=load_glossary(knowledge / "glossary.tsv"),
        meaning=Meaning(embedder, thresholds["meaning"]),
        roles=load_roles(knowledge),
        unsure_below=thresholds["sureness"],
        first=FIRST,
    )


def load_back(
    settings: Settings, translator: Translator, embedder: Embeds
) -> Callable[[str, Translation], Translation]:
    """What adds to a translation its own translation back, and how the two differ."""
    knowledge = settings.knowledge_dir
    meaning = Meaning(embedder, _thresholds(knowledge / "translation.yaml")["back"])
    guards = load_guards(knowledge)
    return lambda text, translation: with_back(text, translation, translator, guards, meaning)


def load_memory(settings: Settings, templates: Iterable[Entry]) -> Memory:
    """What people translated: accepted here first, then the templates, then the shipped pairs."""
    folder = settings.knowledge_dir / "memory"
    accepted = settings.data_dir / ACCEPTED
    return Memory(
        [
            *(read_memory(accepted, "accepted here") if accepted.is_file() else ()),
            *templates,
            *read_memory(folder / "seller.tsv", "replies on record"),
            *read_memory(folder / "customer.tsv", "customers' messages on record", "en"),
        ]
    )


def _thresholds(path: Path) -> dict[str, float]:
    try:
        found = read_yaml(path)["thresholds"]
        return {name: float(found[name]) for name in ("sureness", "meaning", "back")}
    except (KeyError, TypeError, ValueError) as error:
        raise BrokenAsset(path, "must hold sureness, meaning and back under 'thresholds'") from error
