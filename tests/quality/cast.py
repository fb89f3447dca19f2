"""A small plant that buys rice, makes noodles and measures both."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from dure.commerce.models import ReceiptLine
from dure.commerce.services import Incoming, LineWish, confirm_purchase_order, draft_purchase_order, take_in
from dure.inventory.models import Item, Lot
from dure.inventory.services import NewLot, add_lots
from dure.plant.models import Person
from dure.quality import services
from dure.quality.models import Characteristic, Inspection, InspectionPlan
from dure.quality.services import Reading, Subject
from tests.commerce.cast import Firm, make_firm

START = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)
Kind = InspectionPlan.Kind


@dataclass
class Lab:
    firm: Firm
    judge: Person
    width: Characteristic
    """Of noodles: 10 ± 1 mm."""


def make_lab() -> Lab:
    firm = make_firm()
    Item.objects.filter(pk__in=[firm.rice.pk, firm.noodles.pk]).update(tracking="lot")
    firm.rice.refresh_from_db()
    firm.noodles.refresh_from_db()
    judge = Person.objects.create(username="judge")
    width = services.add_characteristic(
        item=firm.noodles, name="폭", unit="mm", lower=Decimal(9), target=Decimal(10), upper=Decimal(11), by=judge
    )
    return Lab(firm, judge, width)


def lot_of(item: Item, **facts: Any) -> Lot:
    (lot,) = add_lots([NewLot(item, **facts)])
    return lot


def rice_came(lab: Lab, quantity: int = 1000) -> ReceiptLine:
    """Rice from the mill that waits for its check."""
    wish = LineWish(lab.firm.rice, Decimal(quantity))
    order = draft_purchase_order(partner=lab.firm.mill, lines=[wish], by=lab.firm.clerk)
    confirm_purchase_order(order=order, by=lab.firm.clerk)
    receipt = take_in(goods=[Incoming(order.lines.get(), Decimal(quantity))], by=lab.firm.clerk)
    return receipt.lines.select_related("item", "lot").get()


def begun(plan: InspectionPlan, hours: float = 0, **subject: Any) -> Inspection:
    return services.begin_inspection(
        plan=plan, subject=Subject(**subject), client_id=uuid4(), by=None, begun_at=START + timedelta(hours=hours)
    )


def measured(inspection: Inspection, *values: float | str, id_of: UUID | None = None) -> Inspection:
    """Values of the first characteristic, of pieces 1, 2, 3 …"""
    line = inspection.lines.first()
    assert line is not None
    services.measure(
        readings=[
            Reading(line, piece, Decimal(str(value)), id_of or uuid4(), measured_at=inspection.begun_at)
            for piece, value in enumerate(values, start=1)
        ],
        by=None,
    )
    return inspection


def decided(inspection: Inspection, verdict: str = "accepted", reason: str = "") -> Inspection:
    return services.decide(inspection=inspection, verdict=verdict, by=None, reason=reason)
