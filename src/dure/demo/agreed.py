"""What the demonstration plant agreed on, asked, counts and plans: loaded once, through the services."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from dure.commerce import services
from dure.commerce.models import BlanketOrder, Partner
from dure.commerce.services import LineWish
from dure.demo.drawing import carton
from dure.demo.register import Hands
from dure.inventory.models import Item, Location
from dure.inventory.services import start_stock_take
from dure.kernel import clock
from dure.planning.services import run_mrp
from dure.product.services import add_document, add_document_revision, approve_document

_A_DAY = {"RN-200": 1200, "SC-SOY": 240}
_ASKED = {"PK-BOX20": 5000, "PK-BTL": 10_000}
_FRAME = {"RN-200": (60_000, "1150"), "SC-SOY": (12_000, "2600")}
"""Item → (quantity, price) of the customer's year."""


def load() -> None:
    """Does nothing when it was loaded before."""
    if BlanketOrder.objects.exists():
        return
    hands, today = Hands.of_plant(), timezone.localdate(clock.now())
    with transaction.atomic():
        items = {item.code: item for item in Item.objects.select_related("unit")}
        partners = {partner.code: partner for partner in Partner.objects.all()}
        _frame(items, partners["DM-C1"], today, hands)
        _inquiry(items, [partners["DM-S3"], partners["DM-S2"]], today, hands)
        _drawing(items["PK-BOX20"], today, hands)
        start_stock_take(locations=[Location.objects.get(code="COLD")], by=hands.checker)
    run_mrp(by=hands.writer)


def _frame(items: Mapping[str, Item], customer: Partner, today: date, hands: Hands) -> None:
    """A year's frame, and the customer's newest list of the next ten days."""
    blanket = services.add_blanket_order(
        partner=customer, valid_from=today.replace(month=1, day=1), valid_to=today.replace(month=12, day=31),
        by=hands.writer,
    )  # fmt: skip
    for code, (quantity, price) in _FRAME.items():
        services.set_blanket_line(
            blanket=blanket, item=items[code], unit=items[code].unit, quantity=Decimal(quantity), price=Decimal(price),
            by=hands.writer,
        )  # fmt: skip
    last = today.replace(month=12, day=31)
    days = [day for ahead in range(3, 13) if (day := today + timedelta(days=ahead)) <= last and day.weekday() < 5]
    rows = [(items[code], day, Decimal(count)) for code, count in _A_DAY.items() for day in days]
    if rows:
        services.take_call_offs(blanket=blanket, rows=rows, by=hands.writer, source="납입지시.xlsx")


def _inquiry(items: Mapping[str, Item], suppliers: list[Partner], today: date, hands: Hands) -> None:
    lines = [LineWish(items[code], Decimal(count), promised_on=today + timedelta(21)) for code, count in _ASKED.items()]
    services.ask_suppliers(
        lines=lines, suppliers=suppliers, answer_by=today + timedelta(days=4), by=hands.writer, note="연말 물량"
    )


def _drawing(item: Item, today: date, hands: Hands) -> None:
    document = add_document(title="골판지 상자 20입 치수도", kind="drawing", by=hands.writer, item=item)
    revision = add_document_revision(
        document=document, revision="A", valid_from=today, file_name="carton.pdf", data=carton(420, 300, 260),
        by=hands.writer,
    )  # fmt: skip
    approve_document(revision=revision, by=hands.approver)
