"""Translating back: what the reader of an outgoing text will understand, shown to the one who sends it."""

from __future__ import annotations

from dataclasses import replace

from assistant.models import ReplyLanguage, Translation
from assistant.ports import Translator
from assistant.translation.guards import Guards
from assistant.translation.meaning import Meaning


def with_back(
    text: str, translation: Translation, translator: Translator, guards: Guards, meaning: Meaning | None
) -> Translation:
    """The translation with its own translation back into the text's language, and how the two differ, in words."""
    if translation.engine == "none":
        return translation
    home: ReplyLanguage = "en" if translation.target == "ar" else "ar"
    back = translator.translate([translation.text], target=home, source=translation.target)[0].text
    told = []
    lost, new = guards.lost_and_new(text, back)
    told += [f"Translated back, {token} is missing." for token in lost]
    told += [f"Translated back, it says {token}; the original does not." for token in new]
    if guards.denies(text) != guards.denies(back):
        told.append("Translated back, it denies what the original does not, or the reverse.")
    if meaning is not None and meaning.faults(text, back):
        told.append("Translated back, it does not mean what the original says.")
    return replace(translation, back=back, warnings=(*translation.warnings, *told))
