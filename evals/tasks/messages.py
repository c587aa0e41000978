"""Customers' messages: what they are written in, what happened, how they sound, and what Radd would answer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import regex

from assistant.models import Situation
from assistant.text.arabic import fold
from evals.rows import LanguageRow, MessageRow
from evals.scorers import exact
from evals.subject import Subject
from evals.task import Answer, Task
from evals.tasks.drafts import NOW, drafted, may_be_sent

_ARABIC = regex.compile(r"\p{Script=Arabic}")
_LATIN = regex.compile(r"\p{Script=Latin}")
_DIALECT_WORDS = {
    "egy": "مش ده دي عايز بتاع اوي ليه كده",
    "lev": "هيك شو بدي كتير مو منيح هاد",
    "gulf": "ابي وش مب زين الحين ليش مره",
}
_SITUATION_WORDS = {
    "wrong_item": "wrong different غلط غير طلبت ghalat",
    "damaged_item": "broken damaged cracked leak مكسور مخدوش تالف maksoor",
    "missing_parts": "missing only ناقص na2es",
    "not_working": "work turn on charge يشتغل شغال shaghal",
    "usage_confusion": "how كيف ازاي ezay keef",
    "not_as_described": "fake picture description تقليد الصورة الوصف",
    "changed_mind": "mind need غيرت ما ابي",
    "not_received": "arrive where وصل وين فين",
    "cancel_order": "cancel الغاء الغي",
    "refund_status": "refund money courier فلوس المبلغ المندوب",
    "public_complaint": "review twitter post complaint تقييم تويتر شكوى",
    "abusive_or_suspicious": "thief scam idiot حرامي نصاب",
}
_TONE_WORDS = {
    "abusive": "idiot thief liar scum حرامي نصاب كلب غبي",
    "angry": "!! unacceptable ridiculous worst terrible مهزلة اسوا وقاحة",
    "upset": "disappointed sad upset sorry زعلت للاسف محبط",
}


def language_tasks(data: Path, suffix: str) -> list[Task[Any]]:
    """Language of every text, variety of the Arabic ones."""
    language = Task(
        name=f"language{suffix}",
        about="Which language is this text written in?",
        kind="label",
        data=data,
        row=LanguageRow,
        given=lambda row: row.text,
        expected=lambda row: row.language,
        solve=_language,
        score=exact,
        baselines={"script": lambda row: by_script(row.text)},
    )
    return [
        language,
        replace(
            language,
            name=f"variety{suffix}",
            about="Which variety of Arabic is it?",
            expected=lambda row: row.variety,
            solve=_variety,
            keep=lambda row: row.variety is not None,
            baselines={"keywords": lambda row: by_words(row.text, _DIALECT_WORDS, "msa")},
        ),
    ]


def message_tasks(data: Path, suffix: str) -> list[Task[Any]]:
    """Situation, category, tone and the draft of every message."""
    situation = Task(
        name=f"situation{suffix}",
        about="What happened, out of thirteen situations?",
        kind="label",
        data=data,
        row=MessageRow,
        given=lambda row: row.text,
        expected=lambda row: row.situation,
        solve=lambda subject, row: _judged(subject, row, "situation"),
        score=exact,
        baselines={"keywords": lambda row: by_words(row.text, _SITUATION_WORDS, "unclear_reason")},
    )
    return [
        situation,
        replace(
            situation,
            name=f"category{suffix}",
            about="What should the seller write about, if anything?",
            expected=lambda row: Situation(row.situation).category.value,
            solve=lambda subject, row: _judged(subject, row, "category"),
            baselines={
                "keywords": lambda row: (
                    Situation(by_words(row.text, _SITUATION_WORDS, "unclear_reason")).category.value
                )
            },
        ),
        replace(
            situation,
            name=f"tone{suffix}",
            about="How does the customer sound?",
            expected=lambda row: row.tone,
            solve=_tone,
            baselines={"keywords": lambda row: by_words(row.text, _TONE_WORDS, "calm")},
        ),
        Task(
            name=f"drafts{suffix}",
            about="May the drafted reply be sent: language, slots, the facts it must carry, the rules, no invention?",
            kind="marks",
            data=data,
            row=MessageRow,
            given=lambda row: row.text,
            expected=lambda row: reply_language(row.language),
            gold=lambda row: {"situation": row.situation},
            solve=lambda subject, row: drafted(subject, _request(row), reply_language(row.language)),
            score=may_be_sent,
            slices=lambda row: [*row.slices, f"situation:{row.situation}"],
        ),
    ]


def reply_language(language: str) -> str:
    """English is answered in English, Arabic in any script and mixtures in Arabic."""
    return "en" if language == "en" else "ar"


def by_words(text: str, words: dict[str, str], otherwise: str) -> str:
    """The label that a short list of words gives: what a model must beat."""
    folded = fold(text)
    for label, listed in words.items():
        if any(fold(word) in folded for word in listed.split()):
            return label
    return otherwise


def by_script(text: str) -> str:
    """The language that counting letters gives."""
    arabic, latin = len(_ARABIC.findall(text)), len(_LATIN.findall(text))
    if not arabic + latin:
        return "other"
    return "ar" if arabic > latin else "en"


def _language(subject: Subject, row: LanguageRow) -> Answer:
    found = subject.call("languages", {"texts": [row.text]})["languages"][0]
    return Answer(found["code"], found["confidence"], found)


def _variety(subject: Subject, row: LanguageRow) -> Answer:
    found = subject.call("languages", {"texts": [row.text]})["languages"][0]
    return Answer(found["variety"] or "none", None, found)


def _request(row: MessageRow) -> dict[str, Any]:
    """A message as a return request; what only the platform knows is the same for all."""
    return {
        "customer_comment": row.text,
        "marketplace": "ae",
        "price": 120,
        "currency": "AED",
        "status": "pending_action",
        "created_at": NOW,
        "photos": row.photos,
    }


def _heard(subject: Subject, row: MessageRow) -> dict[str, Any]:
    return subject.call(
        "suggestions",
        {
            "return_request": {"customer_comment": row.text},
            "now": NOW,
            "seller_language": reply_language(row.language),
            "translate": False,
        },
    )


def _judged(subject: Subject, row: MessageRow, what: str) -> Answer:
    found = _heard(subject, row)[what]
    return Answer(
        found["label"],
        found["confidence"],
        {"sure": found["sure"], "alternatives": found["alternatives"]},
    )


def _tone(subject: Subject, row: MessageRow) -> Answer:
    return Answer(_heard(subject, row)["tone"])
