"""Orders of customers, one draft for each order number of the customer's."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dure.commerce.models import OrderStatus, Partner, Price, SalesLine, SalesOrder
from dure.commerce.selectors import prices_of
from dure.commerce.services import LineWish, draft_sales_order, set_sales_status
from dure.exchange.imports.fields import Field, Kind, Register
from dure.exchange.imports.lines import Line, Outcome, Piece
from dure.exchange.imports.lookups import Units, items, partners
from dure.exchange.imports.registers.prices import item_of
from dure.exchange.imports.registers.words import (
    ITEM_NAMES,
    ITEM_TITLES,
    PARTNER_TITLES,
    QUANTITY_TITLES,
    SELLERS,
    item_field,
    item_name_field,
    note_field,
    unit_field,
)  # fmt: skip
from dure.inventory.errors import NoConversion
from dure.inventory.models import Item, Unit
from dure.inventory.selectors import Conversions
from dure.kernel import clock
from dure.kernel.errors import Conflict, Invalid
from dure.plant.models import Person

FIELDS = (
    Field("partner", _("Customer"), PARTNER_TITLES, Kind.NAME, is_required=True, falls=True, example="한울상회"),
    Field("reference", _("Customer's order number"), ("발주번호", "주문번호", "오더번호", "PO번호", "P/O", "고객발주번호", "order no", "PO No"), Kind.CODE, longest=60, falls=True,
          example="PO-2026-118"),
    Field("ordered_on", _("Ordered on"), ("발주일", "주문일", "수주일", "발주일자", "주문일자", "수주일자", "order date"), Kind.DAY, falls=True),
    item_field(titles=("고객품번", *ITEM_TITLES)),
    item_name_field("item_name", ITEM_NAMES),
    Field("quantity", _("Quantity"), ("주문수량", "발주수량", "수주수량", "발주량", *QUANTITY_TITLES), Kind.AMOUNT, is_required=True, example="300"),
    unit_field(),
    Field("price", _("Price"), ("단가", "판매단가", "납품단가", "공급단가", "price"), Kind.NUMBER, help=_("Empty: the agreed one.")),
    Field("requested_on", _("Wanted by"), ("납기", "납기일", "납기일자", "납품일", "요청납기", "납품요청일", "입고요청일", "due date", "delivery date"), Kind.DAY, example="2026-12-03"),
    note_field(),
)  # fmt: skip
REFERENCED = {"partner": "partner_id", "reference": "partner_reference"}


class _Book:
    """What orders are read against, once."""

    def __init__(self) -> None:
        self.items, self.partners, self.units = items(), partners(), Units()
        self.conversions = Conversions(self.items.by_code.values())
        by_pk = {item.pk: item for item in self.items.by_code.values()}
        self.own_codes = {
            (partner, code.casefold()): by_pk[item]
            for partner, code, item in Price.objects.exclude(partner_code="").values_list(
                "partner", "partner_code", "item"
            )
        }
        rows = SalesOrder.objects.exclude(partner_reference="").exclude(status=OrderStatus.CANCELLED)
        self.orders = {(order.partner_id, order.partner_reference): order for order in rows}

    def item(self, line: Line, partner: Partner | None) -> Item | None:
        """By our code, or by the customer's own where a price tells it."""
        own = self.own_codes.get((partner.pk, (line["item"] or "").casefold())) if partner else None
        return own or item_of(line, self.items)


def judge(lines: Sequence[Line]) -> list[Piece]:
    book = _Book()
    groups: dict[tuple[str, str, Any], list[Line]] = {}
    for line in lines:
        groups.setdefault((line["partner"] or "", line["reference"] or "", line["ordered_on"]), []).append(line)
    return [_piece(group, book) for group in groups.values()]


def _piece(lines: list[Line], book: _Book) -> Piece:
    partner = None
    wishes: list[tuple[Line, Item, Unit]] = []
    for line in lines:
        partner = book.partners.take(line, "partner", _("Customer"))
        item = book.item(line, partner)
        line.label = item.name if item else line["item"] or line["item_name"] or ""
        unit = wanted_unit(line, item, book.units, book.conversions)
        if line["quantity"] is not None and line["quantity"] <= 0:
            line.refuse("quantity", Invalid("The quantity must be more than zero."))
        if item is not None and unit is not None and not line.is_wrong:
            wishes.append((line, item, unit))
    piece = Piece(lines, lambda _by: None)
    if partner is None or piece.is_wrong:
        return piece
    if not partner.is_customer:
        lines[0].refuse("partner", Invalid("%(partner)s is not a customer.", partner=partner.name))
    _check_prices(wishes, partner)
    _compare(lines, wishes, book.orders.get((partner.pk, lines[0]["reference"] or "")))
    piece.write = partial(_write, partner, wishes)
    return piece


def wanted_unit(line: Line, item: Item | None, units: Units, conversions: Conversions) -> Unit | None:
    """The unit of a quantity, which the item must know; its own where none is written."""
    if line["unit"] is None and line["quantity_unit"]:
        line.values["unit"] = line["quantity_unit"]
    unit = units.take(line, "unit")
    if item is None or (unit is None and line["unit"] is not None):
        return None
    if unit is None:
        return units.by_code[item.unit_id]
    try:
        conversions.ratio(item, unit.code)
    except NoConversion as error:
        line.refuse("unit", error, item.unit_id)
    return unit


def _check_prices(wishes: Sequence[tuple[Line, Item, Unit]], partner: Partner) -> None:
    today = timezone.localdate(clock.now())
    agreed = prices_of(Price.Side.SALE, partner, {item.pk for _, item, _ in wishes}, today)
    for line, item, unit in wishes:
        if line["price"] is None and agreed.price(item.pk, unit.pk, line["quantity"]) is None:
            line.refuse("price", Invalid("No price is agreed for %(item)s. Enter one.", item=item.name))


def _compare(lines: Sequence[Line], wishes: Sequence[tuple[Line, Item, Unit]], order: SalesOrder | None) -> None:
    """An order that came before under the same number: the same again, or refused, for orders change on their page."""
    if order is None:
        return
    standing = sorted(order.lines.values_list("item", "quantity", "unit"))
    if standing == sorted((item.pk, line["quantity"], unit.pk) for line, item, unit in wishes):
        for line in lines:
            line.outcome = Outcome.SAME
        return
    error = Conflict("Order %(order)s has this number already, with other lines.", order=order.number)
    for line in lines:
        line.refuse("reference", error)


def _write(partner: Partner, wishes: Sequence[tuple[Line, Item, Unit]], by: Person) -> SalesOrder:
    first = wishes[0][0]
    return draft_sales_order(
        partner=partner,
        by=by,
        ordered_on=first["ordered_on"],
        partner_reference=first["reference"] or "",
        lines=[
            LineWish(
                item, line["quantity"], unit, line["price"], requested_on=line["requested_on"], note=line["note"] or ""
            )
            for line, item, unit in wishes
        ],
    )


def undo(made: Sequence[Mapping[str, Any]], by: Person) -> None:
    """Cancel the orders: their numbers stay. Raises Conflict for one that is more than a draft by now."""
    for one in made:
        order = SalesOrder.objects.select_for_update().get(pk=one["pk"])
        if order.status != OrderStatus.DRAFT:
            raise Conflict("%(order)s is no longer a draft.", order=order.number)
        set_sales_status(order=order, status=OrderStatus.CANCELLED, by=by)


def export() -> Iterable[Mapping[str, Any]]:
    rows = SalesLine.objects.exclude(order__status=OrderStatus.CANCELLED).select_related("order__partner", "item")
    for line in rows.order_by("order__number", "position"):
        yield {
            "partner": line.order.partner.code,
            "reference": line.order.partner_reference,
            "ordered_on": line.order.ordered_on,
            "item": line.item.code,
            "item_name": line.item.name,
            "quantity": line.quantity,
            "unit": line.unit_id,
            "price": line.price,
            "requested_on": line.requested_on,
            "note": line.note,
        }


ORDERS = Register(
    "orders", _("Sales orders"), _("Orders of customers from their Excel. Each becomes a draft to be confirmed."), "order", SELLERS,
    FIELDS, judge, export, {}, undo, needs=(("partner",), ("item", "item_name"), ("quantity",)), address="commerce:order",
)  # fmt: skip
