from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

import pytest

from assistant.bootstrap import Assistant
from assistant.errors import BrokenAsset, InvalidInput
from assistant.imports.cells import moment
from assistant.imports.intake import Importer, Intake
from assistant.imports.names import Names, load_names
from assistant.imports.reading import Format, read
from assistant.models import Author, Marketplace, ReasonCode
from assistant.records.values import StoredReturn
from tests.conftest import ROOT

EXPORT = """\
Return ID,Order Nr,Country,Item Title,Offer Price,Customer Name,Return Reason,Customer Comments,Return Status,Return Request Date,Extra
R-1,O-1,UAE,"Lamp, white",AED 120.50,Noura,Item is damaged,"The shade is cracked
on one side",Pending Action,2026-11-20 15:10,x
R-2,O-2,KSA,Kettle,79,فهد,Other,ما تشتغل,الاستلام معتمد,20/11/2026 09:00,
"""
LOG = """\
return id;sender;message;sent at
R-1;Customer;Here it is;2026-11-21 10:00
R-1;Seller;Could you send a photo of the shade?;2026-11-20 18:00
"""
PASTED = """\
Return ID: R-9
Order number: O-9
Country: KSA
Item: Air fryer 5 L
Created at: 2026-11-20 15:10
Customer comment: The basket is broken
and the handle too
Seller: Could you send a photo of the basket?
العميل: تفضل الصورة
"""


@pytest.fixture(scope="module")
def names() -> Names:
    return load_names(ROOT / "knowledge" / "imports.yaml")


@pytest.fixture
def importer(radd: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Importer]:
    settings = radd.settings.model_copy(update={"data_dir": tmp_path_factory.mktemp("records")})
    made = Assistant(settings, embedder=radd.embedder)
    yield made.importer
    made.database.close()


def take(importer: Importer, content: str, form: Format) -> Intake:
    return importer.take_in("a", read(content, form, importer.names))


def found(importer: Importer, noon_id: str) -> StoredReturn:
    stored = importer.workbench.records.named("a", noon_id)
    assert stored is not None
    return stored


def test_an_export_is_put_on_record_under_its_own_names(importer: Importer) -> None:
    assert take(importer, EXPORT, "csv") == Intake(added=2)
    lamp, kettle = found(importer, "R-1").request, found(importer, "R-2").request
    assert lamp.item_title == "Lamp, white"
    assert (lamp.price, lamp.currency) == (Decimal("120.50"), "AED")
    assert lamp.customer_comment == "The shade is cracked\non one side"
    assert lamp.reason_code is ReasonCode.DAMAGED
    assert lamp.created_at == datetime.fromisoformat("2026-11-20T15:10:00+04:00")
    assert kettle.marketplace is Marketplace.SA
    assert kettle.status == "pickup_authorized"
    assert kettle.created_at == datetime.fromisoformat("2026-11-20T09:00:00+03:00")


def test_the_same_file_twice_changes_nothing_and_a_newer_one_what_is_new(importer: Importer) -> None:
    take(importer, EXPORT, "csv")
    assert take(importer, EXPORT, "csv") == Intake(unchanged=2)
    assert take(importer, EXPORT.replace("Pending Action", "Completed"), "csv") == Intake(
        changed=1, unchanged=1
    )
    assert found(importer, "R-1").request.status == "completed"
    nameless = "comment,currency\nThe lid is broken,AED\n"
    assert take(importer, nameless, "csv") == Intake(added=1)
    assert take(importer, nameless, "csv") == Intake(unchanged=1)


def test_a_log_of_messages_joins_the_threads_oldest_first_and_once(importer: Importer) -> None:
    take(importer, EXPORT, "csv")
    assert take(importer, LOG, "csv") == Intake(messages=2)
    assert take(importer, LOG, "csv") == Intake(unchanged=1)
    thread = found(importer, "R-1").thread
    assert [(message.author, message.text) for message in thread] == [
        (Author.SELLER, "Could you send a photo of the shade?"),
        (Author.CUSTOMER, "Here it is"),
    ]
    assert thread[0].sent_at == datetime.fromisoformat("2026-11-20T18:00:00+04:00")
    assert importer.workbench.records.audit("a")[0].action == "message.import"
    late = take(importer, "return id,author,message,sent at\nR-1,buyer,Hello,2026-11-19 10:00\n", "csv")
    assert [(refusal.row, refusal.field) for refusal in late.refused] == [(2, "sent_at")]


def test_json_comes_flat_or_in_the_services_own_form(importer: Importer) -> None:
    flat = {"Return Number": "R-5", "Comments": "لا يعمل", "noon_extra": 3, "Price": 80, "Currency": "EGP"}
    own = {
        "return_request": {"customer_comment": "Broken", "return_id": "R-6"},
        "thread": [{"author": "seller", "text": "Which part is broken?", "sent_at": "2026-11-20T15:10:00Z"}],
    }
    assert take(importer, json.dumps([flat]), "json") == Intake(added=1)
    assert take(importer, json.dumps({"returns": [own]}), "json") == Intake(added=1, messages=1)
    assert found(importer, "R-5").request.price == 80
    assert len(found(importer, "R-6").messages) == 1


def test_a_copied_page_becomes_a_return_with_its_thread(importer: Importer) -> None:
    assert take(importer, PASTED, "text") == Intake(added=1, messages=2)
    stored = found(importer, "R-9")
    assert stored.request.customer_comment == "The basket is broken\nand the handle too"
    assert stored.request.marketplace is Marketplace.SA
    assert [message.text for message in stored.thread] == [
        "Could you send a photo of the basket?",
        "تفضل الصورة",
    ]


def test_bare_words_are_the_customers(names: Names) -> None:
    (entry,) = read("  وصلني المنتج مكسور: شاشته\nوالكرتون مفعوص  ", "text", names)
    assert entry.fields == {"customer_comment": "وصلني المنتج مكسور: شاشته\nوالكرتون مفعوص"}
    (entry,) = read("Buyer: it is broken", "text", names)
    assert entry.fields == {"customer_comment": "it is broken"}


def test_an_entry_that_cannot_be_read_stops_no_other(importer: Importer) -> None:
    rows = (
        "return id,country,price,created at,comment\n"
        "R-1,Mars,5,,broken\nR-2,UAE,dear,,broken\nR-3,UAE,5,20 Nov,broken\n"
        "R-4,UAE,5,2026-11-20,broken\nR-5,,5,2026-11-20 10:00,broken\nR-6,UAE,5,,\nR-7,UAE,5,,broken\n"
    )
    done = take(importer, rows, "csv")
    assert done.added == 1
    assert [(refusal.row, refusal.field) for refusal in done.refused] == [
        (2, "marketplace"),
        (3, "price"),
        (4, "created_at"),
        (5, "created_at"),
        (6, "created_at"),
        (7, "customer_comment"),
    ]


@pytest.mark.parametrize(
    ("content", "form"),
    [
        ("", "csv"),
        ("a,b\n1,2\n", "csv"),
        ("Return ID,RMA\n1,2\n", "csv"),
        ('Return ID,Comment\n"R-1,x\n', "csv"),
        ("[1]", "json"),
        ("{", "json"),
        ('{"returns": 3}', "json"),
        ('[{"comment": "x", "thread": 3}]', "json"),
        ("[" * 100_000, "json"),
        ("  \n ", "text"),
    ],
)
def test_a_file_that_is_not_of_its_form_is_refused(names: Names, content: str, form: Format) -> None:
    with pytest.raises(InvalidInput, match="content"):
        read(content, form, names)


@pytest.mark.parametrize(
    ("cell", "iso"),
    [
        ("2026-11-20T15:10:00+02:00", "2026-11-20T15:10:00+02:00"),
        ("2026-11-20 15:10", "2026-11-20T15:10:00+04:00"),
        ("٢٠/١١/٢٠٢٦ ١٥:١٠", "2026-11-20T15:10:00+04:00"),
        ("03/02/2026 15:10", "2026-02-03T15:10:00+04:00"),
        ("20 Nov 2026, 15:10", "2026-11-20T15:10:00+04:00"),
        ("Nov 20, 2026 3:10 PM", "2026-11-20T15:10:00+04:00"),
    ],
)
def test_clock_times_are_the_marketplaces_own(cell: str, iso: str) -> None:
    assert moment("created_at", cell, Marketplace.AE) == datetime.fromisoformat(iso)


def test_a_name_that_stands_for_two_things_is_a_broken_asset(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    file = tmp_path_factory.mktemp("names") / "imports.yaml"
    file.write_text("fields: {price: [Amount], refunded: [amount]}\nvalues: {}\n")
    with pytest.raises(BrokenAsset, match="price"):
        load_names(file)
