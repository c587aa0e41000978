"""The form in which the offline model is asked; what trains it and what runs it must agree."""

from __future__ import annotations

from assistant.models import ReplyLanguage

PROMPTS: dict[ReplyLanguage, str] = {"en": "Arabic: {}\nEnglish:", "ar": "English: {}\nArabic:"}
