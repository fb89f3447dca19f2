"""A workshop whose items, recipes, stock and orders a test writes down in a few words. Days are counted from today."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from dure.commerce.models import (
    OrderStatus,
    Partner,
    PurchaseLine,
    PurchaseOrder,
    PurchaseRequest,
    SalesLine,
    SalesOrder,
)
from dure.inventory.models import Item, Location, Lot
from dure.inventory.services import Movement, move
from dure.kernel import clock
from dure.planning.models import Advice, Peg, Proposal
from dure.product.models import Bom, BomLine
from dure.production.models import WorkOrder


def today() -> date:
    return timezone.localdate(clock.now())


def day(number: int) -> date:
    return today() + timedelta(days=number)


def number(found: date) -> int:
    return (found - today()).days


def item(code: str, *, lead: int = 0, buy: bool = False, unit: str = "EA", **values: Any) -> Item:
    supply = "buy" if buy else "make"
    given = {"name": code.lower(), "unit_id": unit, "supply": supply, "lead_time_days": lead} | values
    return Item.objects.create(code=code, **given)


def recipe(parent: Item, parts: dict[Item, Any], *, first: int = -300, last: int | None = None, **values: Any) -> Bom:
    """In force from a day to another. A part's quantity, or its quantity and values of the line."""
    end = None if last is None else day(last)
    bom = Bom.objects.create(item=parent, revision=f"R{first}", valid_from=day(first), valid_to=end, **values)
    for position, (part, much) in enumerate(parts.items()):
        quantity, more = much if isinstance(much, tuple) else (much, {})
        BomLine.objects.create(
            bom=bom, position=position, component=part, quantity=Decimal(str(quantity)), unit=part.unit, **more
        )
    Bom.objects.filter(pk=bom.pk).update(status="approved", approved_at=clock.now())
    return bom


def stock(
    of: Item, quantity: Any, *, expires: int | None = None, status: str = "available", place: str = "STOCK"
) -> None:
    lot = None
    if expires is not None or status != "available":
        last = None if expires is None else day(expires)
        lot = Lot.objects.create(item=of, number=f"L{Lot.objects.count()}", status="available", expires_on=last)
    places = {row.code: row for row in Location.objects.all()}
    move([Movement(of, Decimal(str(quantity)), places["PRODUCTION"], places["STOCK"], lot, value=Decimal(0))], by=None)
    if lot is not None and status != "available":
        Lot.objects.filter(pk=lot.pk).update(status=status)


def customer() -> Partner:
    return Partner.objects.get_or_create(code="C", defaults={"name": "고객상사", "is_customer": True})[0]


def supplier() -> Partner:
    return Partner.objects.get_or_create(
        code="S", defaults={"name": "정미소", "is_customer": False, "is_supplier": True}
    )[0]


def _line(of: Item, quantity: Any, on: int) -> dict[str, Any]:
    much = Decimal(str(quantity))
    return {
        "item": of, "unit": of.unit, "quantity": much, "item_quantity": much, "price": Decimal(1000),
        "promised_on": day(on), "position": 1,
    }  # fmt: skip


def sold(of: Item, quantity: Any, on: int, *, status: str = OrderStatus.CONFIRMED, moved: Any = 0) -> SalesLine:
    order = SalesOrder.objects.create(
        number=f"SO{SalesOrder.objects.count() + 1}", partner=customer(), ordered_on=today(), status=status,
        made_at=clock.now(),
    )  # fmt: skip
    return SalesLine.objects.create(order=order, moved=Decimal(str(moved)), **_line(of, quantity, on))


def bought(of: Item, quantity: Any, on: int, *, status: str = OrderStatus.CONFIRMED) -> PurchaseLine:
    order = PurchaseOrder.objects.create(
        number=f"PO{PurchaseOrder.objects.count() + 1}", partner=supplier(), ordered_on=today(), status=status,
        made_at=clock.now(),
    )  # fmt: skip
    return PurchaseLine.objects.create(order=order, **_line(of, quantity, on))


def requested(of: Item, quantity: Any, on: int) -> PurchaseRequest:
    return PurchaseRequest.objects.create(
        item=of, quantity=Decimal(str(quantity)), needed_on=day(on), made_at=clock.now()
    )


def made(of: Item, quantity: Any, on: int, *, start: int, status: str = "planned", received: Any = 0) -> WorkOrder:
    due = timezone.make_aware(datetime.combine(day(on), time(17)))
    return WorkOrder.objects.create(
        number=f"WO{WorkOrder.objects.count() + 1}", item=of, quantity=Decimal(str(quantity)), due_at=due,
        start_on=day(start), status=status, received=Decimal(str(received)),
    )  # fmt: skip


def weeks(items: Iterable[Item]) -> dict[str, list[tuple[int, int, int]]]:
    """Code → (day released, day needed, pieces) of the proposals of the newest plan."""
    found: dict[str, list[tuple[int, int, int]]] = {one.code: [] for one in items}
    for row in Proposal.objects.filter(status="open", item__in=items).select_related("item"):
        found[row.item.code].append((number(row.release_on), number(row.needed_on), int(row.quantity)))
    return {code: _together(rows) for code, rows in found.items()}


def _together(rows: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    sums: dict[tuple[int, int], int] = {}
    for start, end, pieces in rows:
        sums[start, end] = sums.get((start, end), 0) + pieces
    return sorted((start, end, pieces) for (start, end), pieces in sums.items())


def whole_plan() -> dict[str, set[tuple[Any, ...]]]:
    """Everything that the plan says, without the numbers of rows."""
    proposals = Proposal.objects.filter(status="open").values_list(
        "item", "number", "kind", "quantity", "wanted", "release_on", "due_on", "needed_on", "key"
    )
    pegs = Peg.objects.values_list("item", "supply", "need", "need_item", "quantity", "day", "number")
    advice = Advice.objects.values_list("item", "act", "source", "day", "to_day", "quantity", "because", "key")
    return {"proposals": set(proposals), "pegs": set(pegs), "advice": set(advice)}
