"""What orders of customers and orders to suppliers have in common on their way in from a sheet."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.utils import timezone

from dure.commerce.models import OrderStatus, Partner, Price, PurchaseLine, PurchaseOrder, SalesLine, SalesOrder
from dure.commerce.selectors import prices_of
from dure.commerce.services import LineWish
from dure.exchange.imports.fields import Text
from dure.exchange.imports.lines import Act, Line, Outcome, Piece
from dure.exchange.imports.lookups import Units, items, partners
from dure.exchange.imports.registers.prices import item_of, unit_of
from dure.inventory.models import Item, Unit
from dure.inventory.selectors import Conversions
from dure.kernel import clock
from dure.kernel.errors import Conflict, Invalid
from dure.plant.models import Person

Order = SalesOrder | PurchaseOrder
Wish = tuple[Line, Item, Unit]


@dataclass(frozen=True, slots=True)
class Trade:
    """A side of the counter. is_one: the flag of its partners; no_one: the message about a partner without it."""

    side: Price.Side
    orders: type[Order]
    lines: type[SalesLine] | type[PurchaseLine]
    label: Text
    is_one: str
    no_one: str
    draft: Callable[..., Order]
    cancel: Callable[..., Order]


class _Book:
    """What orders are read against, once."""

    def __init__(self, trade: Trade) -> None:
        self.trade = trade
        self.items, self.partners, self.units = items(), partners(), Units()
        self.conversions = Conversions(self.items.by_code.values())
        self.today = timezone.localdate(clock.now())
        by_pk = {item.pk: item for item in self.items.by_code.values()}
        own = Price.objects.exclude(partner_code="").values_list("partner", "partner_code", "item")
        self.own_codes = {(firm, code.casefold()): by_pk[item] for firm, code, item in own}
        rows = trade.orders._default_manager.exclude(partner_reference="").exclude(status=OrderStatus.CANCELLED)  # noqa: SLF001
        self.orders = {(order.partner_id, order.partner_reference): order for order in rows}

    def item(self, line: Line, firm: Partner | None) -> Item | None:
        """By our code, or by the partner's own where a price tells it."""
        own = self.own_codes.get((firm.pk, (line["item"] or "").casefold())) if firm else None
        return own or item_of(line, self.items)


def judge(trade: Trade, lines: Sequence[Line]) -> list[Piece]:
    book = _Book(trade)
    groups: dict[tuple[str, str, Any], list[Line]] = {}
    for line in lines:
        groups.setdefault((line["partner"] or "", line["reference"] or "", line["ordered_on"]), []).append(line)
    return [_piece(group, book) for group in groups.values()]


def _piece(lines: list[Line], book: _Book) -> Piece:
    trade, firm = book.trade, None
    wishes: list[Wish] = []
    for line in lines:
        firm = book.partners.take(line, "partner", trade.label)
        item = book.item(line, firm)
        line.label = item.name if item else line["item"] or line["item_name"] or ""
        unit = unit_of(line, item, book.units, book.conversions)
        if line["quantity"] is not None and line["quantity"] <= 0:
            # Lists of what is open have rows of what has come already.
            act = Act.LEAVE if line["quantity"] == 0 else Act.CELL
            line.refuse("quantity", Invalid("The quantity must be more than zero."), act=act)
        if item is not None and unit is not None and not line.is_wrong:
            wishes.append((line, item, unit))
    piece = Piece(lines, lambda _by: None)
    if firm is None or piece.is_wrong:
        return piece
    if not getattr(firm, trade.is_one):
        lines[0].refuse("partner", Invalid(trade.no_one, partner=firm.name))
    _check_prices(wishes, firm, book)
    _compare(lines, wishes, book.orders.get((firm.pk, lines[0]["reference"] or "")))
    piece.write = partial(_write, trade, firm, wishes)
    return piece


def _check_prices(wishes: Sequence[Wish], firm: Partner, book: _Book) -> None:
    """Where no price is written, one must have been agreed for the day of the order."""
    if not wishes:
        return
    day = wishes[0][0]["ordered_on"] or book.today
    agreed = prices_of(book.trade.side, firm, {item.pk for _, item, _ in wishes}, day)
    for line, item, unit in wishes:
        if line["price"] is None and agreed.price(item.pk, unit.pk, line["quantity"]) is None:
            line.refuse("price", Invalid("No price is agreed for %(item)s. Enter one.", item=item.name))


def _compare(lines: Sequence[Line], wishes: Sequence[Wish], order: Order | None) -> None:
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


def _write(trade: Trade, firm: Partner, wishes: Sequence[Wish], by: Person) -> Order:
    first = wishes[0][0]
    return trade.draft(
        partner=firm,
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


def undo(trade: Trade, made: Sequence[Mapping[str, Any]], by: Person) -> None:
    """Cancel the orders: their numbers stay. Raises Conflict for one that is more than a draft by now."""
    for one in made:
        order = trade.orders._default_manager.select_for_update().get(pk=one["pk"])  # noqa: SLF001
        if order.status != OrderStatus.DRAFT:
            raise Conflict("%(order)s is no longer a draft.", order=order.number)
        trade.cancel(order=order, status=OrderStatus.CANCELLED, by=by)


def export(trade: Trade) -> Iterable[Mapping[str, Any]]:
    rows = trade.lines._default_manager.exclude(order__status=OrderStatus.CANCELLED)  # noqa: SLF001
    for line in rows.select_related("order__partner", "item").order_by("order__number", "position"):
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
