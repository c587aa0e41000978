from __future__ import annotations

from decimal import Decimal

import pytest

from assistant.bootstrap import Assistant
from assistant.drafting.formats import money, short_title
from assistant.drafting.replies import Order, choose_template, write_reply
from assistant.drafting.templates import load_templates
from assistant.errors import BrokenAsset
from assistant.models import CheckContext, Consent, NextAction, Situation, Tone
from tests.conftest import ROOT
from tests.factories import a_case

TEMPLATES = load_templates(ROOT / "prompts" / "replies")
OFFER = ("seller", "We can refund AED 50 and you keep it, is that fine?")


def an_order(**fields: object) -> Order:
    defaults: dict[str, object] = {
        "case": a_case(),
        "situation": Situation.DAMAGED_ITEM,
        "tone": Tone.CALM,
        "consent": None,
        "next_action": NextAction.CONTACT_CUSTOMER,
    }
    return Order(**(defaults | fields))  # type: ignore[arg-type]


@pytest.mark.parametrize("template_id", TEMPLATES.ids)
@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("tone", list(Tone))
@pytest.mark.parametrize("filled", [True, False])
def test_every_template_passes_the_checker(
    radd: Assistant, template_id: str, language: str, tone: Tone, filled: bool
) -> None:
    known = {
        "customer_name": "Noura",
        "item_title": "Air fryer 5.5 L",
        "return_id": "R-4471920386",
        "currency": "AED",
        "photos": 2,
    }
    case = a_case(OFFER, ("customer", "ok"), **(known if filled else {}))
    help_text = "Hold the button for five seconds." if language == "en" else "اضغط الزر خمس ثوانٍ."
    draft = write_reply(
        TEMPLATES,
        template_id,
        an_order(case=case, tone=tone, refund_amount=Decimal(50), technical_help=help_text),
        language,  # type: ignore[arg-type]
    )
    report = radd.check(draft.text, CheckContext(case.request, case.thread, Consent.GRANTED))
    assert report.findings == ()
    assert "  " not in draft.text
    assert "\n\n\n" not in draft.text


def test_a_missing_required_slot_is_null_and_stays_visible(radd: Assistant) -> None:
    draft = write_reply(TEMPLATES, "damaged_item", an_order(), "en")
    amount = next(slot for slot in draft.slots if slot.name == "refund_amount")
    assert amount.value is None
    assert amount.required
    assert "{refund amount}" in draft.text
    assert [f.rule for f in radd.check(draft.text).findings] == ["unfilled_placeholder"]


@pytest.mark.parametrize(
    ("consent", "template_id"),
    [
        (Consent.GRANTED, "offer_accepted"),
        (Consent.REFUSED, "offer_refused"),
        (Consent.CONDITIONAL, "offer_bargained"),
        (Consent.UNCLEAR, "offer_unclear"),
    ],
)
def test_an_answer_to_an_offer_gets_its_own_reply(consent: Consent, template_id: str) -> None:
    case = a_case(OFFER, ("customer", "…"))
    assert choose_template(an_order(case=case, consent=consent, offered=True)) == template_id


def test_no_draft_is_made_while_the_customer_has_not_answered() -> None:
    assert choose_template(an_order(case=a_case(OFFER), next_action=NextAction.AWAIT_CUSTOMER)) is None


@pytest.mark.parametrize(
    ("amount", "currency", "language", "expected"),
    [
        ("1249.5", "AED", "en", "AED 1,249.50"),
        ("120", "SAR", "ar", "120 ريال سعودي"),
        ("40", None, "en", "40"),
    ],
)
def test_money_reads_as_people_write_it(
    amount: str, currency: str | None, language: str, expected: str
) -> None:
    assert money(Decimal(amount), currency, language) == expected  # type: ignore[arg-type]


def test_a_keyword_title_is_cut_at_a_natural_break() -> None:
    title = "Digital Air Fryer 5.5L, 1700W, 8 Presets, Touch Screen, Dishwasher Safe Basket, Black"
    assert short_title(title) == "Digital Air Fryer 5.5L"


def test_a_template_that_uses_an_undeclared_variable_names_itself(tmp_path) -> None:  # type: ignore[no-untyped-def]
    head = "---\nname: x\nversion: 1\nlanguage: en\ncategory: none\npurpose: p\nvariables: {}\n---\n"
    (tmp_path / "x.en.md").write_text(head + "Hello {{ nobody }}", encoding="utf-8")
    with pytest.raises(BrokenAsset, match="x.en.md.*nobody"):
        load_templates(tmp_path)
