"""Requests, orders to suppliers, and what comes from them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F, Sum

from dure.commerce import selectors
from dure.commerce.errors import ApprovalNeeded, TooMuch, WrongStatus
from dure.commerce.models import (
    NEXT,
    IncomingCheck,
    OrderStatus,
    Partner,
    Price,
    PurchaseLine,
    PurchaseOrder,
    PurchaseRequest,
    Receipt,
    ReceiptLine,
    SalesLine,
    UsedPart,
)
from dure.commerce.services.lines import LineWish, values_of
from dure.commerce.services.locking import locked_with
from dure.commerce.services.replacing import by_line, count_back, replace_goods
from dure.commerce.services.requests import locked_open
from dure.inventory.models import Item, Location, Lot
from dure.inventory.selectors import default_location
from dure.inventory.services import Movement, move, take_back
from dure.kernel import clock
from dure.kernel.errors import Conflict, Invalid
from dure.ledger.money import won
from dure.plant.models import Person
from dure.plant.services import add_row, change_row, next_number, record_change


@transaction.atomic
def request_purchase(
    *,
    item: Item,
    quantity: Decimal,
    needed_on: date,
    by: Person | None,
    reason: str = "",
    sales_line: SalesLine | None = None,
) -> PurchaseRequest:
    """Ask for something to be bought. sales_line: what a customer ordered that it is for alone."""
    row = PurchaseRequest(
        item=item,
        quantity=quantity,
        needed_on=needed_on,
        reason=reason,
        sales_line=sales_line,
        made_by=by,
        made_at=clock.now(),
    )
    add_row(row, by=by)
    return row


@transaction.atomic
def draft_purchase_order(
    *,
    partner: Partner,
    lines: Sequence[LineWish],
    by: Person | None,
    ordered_on: date | None = None,
    requests: Sequence[PurchaseRequest] = (),
    **values: Any,
) -> PurchaseOrder:
    """Write an order to a supplier; requests for its items are met by it.

    Raises Invalid, NoPrice, WrongStatus for a request that was ordered or refused meanwhile.
    """
    if not partner.is_supplier:
        raise Invalid("%(partner)s is not a supplier.", partner=partner.name)
    now = clock.now()
    day = ordered_on or selectors.local_day(now)
    fields = values_of(lines, side=Price.Side.PURCHASE, partner=partner, on=day)
    order = PurchaseOrder(
        number=next_number(kind="purchase_order", on=day),
        partner=partner,
        ordered_on=day,
        vat=values.pop("vat", partner.vat),
        made_by=by,
        made_at=now,
        **values,
    )
    add_row(order, by=by)
    made = PurchaseLine.objects.bulk_create(PurchaseLine(order=order, **line) for line in fields)
    by_item = {line.item_id: line for line in made}
    for request in locked_open(requests):
        if request.item_id not in by_item:
            raise Invalid("No line of the order is for the requested %(item)s.", item=request.item.name)
        change_row(
            request,
            {"status": PurchaseRequest.Status.ORDERED, "line": by_item[request.item_id], "decided_by": by},
            by=by,
        )
    return order


@transaction.atomic
def confirm_purchase_order(*, order: PurchaseOrder, by: Person | None) -> PurchaseOrder:
    """Bind ourselves. Raises WrongStatus, ApprovalNeeded above the limit."""
    row = _locked_order(order)
    if OrderStatus.CONFIRMED not in NEXT[OrderStatus(row.status)] or row.status == OrderStatus.CLOSED:
        raise WrongStatus("%(order)s is %(status)s.", order=row.number, status=row.get_status_display())
    limit = selectors.approval_limit("purchase")
    total = selectors.worth(row.lines.values_list("quantity", "price"))
    if limit is not None and total > limit and row.approved_by_id is None:
        raise ApprovalNeeded(
            "Orders above %(limit)s won need a second person's approval; this one is %(sum)s won.",
            limit=f"{limit:,}",
            sum=f"{total:,}",
        )
    change_row(row, {"status": OrderStatus.CONFIRMED, "confirmed_by": by, "confirmed_at": clock.now()}, by=by)
    return row


def _locked_order(order: PurchaseOrder) -> PurchaseOrder:
    return PurchaseOrder.objects.select_for_update().get(pk=order.pk)


@dataclass(frozen=True, slots=True)
class Arrival:
    """Goods for a line of an order, in the item's own unit."""

    line: PurchaseLine
    quantity: Decimal
    lot: Lot | None = None
    location: Location | None = None
    second_quantity: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Back:
    """Goods that go back, in the item's own unit. lot, location: those they were received into when None."""

    line: ReceiptLine
    quantity: Decimal
    lot: Lot | None = None
    location: Location | None = None


@transaction.atomic
def receive(
    *,
    arrivals: Sequence[Arrival],
    by: Person | None,
    received_at: datetime | None = None,
    partner_reference: str = "",
    over_percent: Decimal = Decimal(0),
) -> Receipt:
    """Take goods of one supplier in at the order's price, into stock or another location (quarantine for a check).

    over_percent: how much more than ordered is taken. Raises Invalid, WrongStatus, TooMuch, and what moving raises.
    """
    lines = _locked_lines({arrival.line.pk for arrival in arrivals})
    partners = {line.order.partner for line in lines.values()}
    if len(partners) != 1:
        raise Invalid("One paper is for one partner.")
    _check_open(arrivals, lines, over_percent)
    moment = received_at or clock.now()
    number = next_number(kind="receipt", on=selectors.local_day(moment))
    stock, supplier = default_location(Location.Kind.STOCK), default_location(Location.Kind.SUPPLIER)
    prices = {pk: unit_price(line) for pk, line in lines.items()}
    moves = move(
        [
            Movement(
                lines[a.line.pk].item,
                a.quantity,
                supplier,
                a.location or stock,
                a.lot,
                won(prices[a.line.pk] * a.quantity),
                second_quantity=a.second_quantity,
            )
            for a in arrivals
        ],
        by=by,
        document=number,
        moved_at=moment,
    )
    receipt = Receipt.objects.create(
        number=number,
        partner=partners.pop(),
        received_at=moment,
        partner_reference=partner_reference,
        made_by=by,
    )
    ReceiptLine.objects.bulk_create(
        ReceiptLine(
            receipt=receipt,
            order_line=lines[arrival.line.pk],
            item=lines[arrival.line.pk].item,
            lot=arrival.lot,
            quantity=arrival.quantity,
            price=prices[arrival.line.pk],
            move=made,
        )
        for arrival, made in zip(arrivals, moves, strict=True)
    )
    changes: dict[int, Decimal] = defaultdict(Decimal)
    for arrival in arrivals:
        changes[arrival.line.pk] += arrival.quantity
    count_received(lines, changes, by=by)
    record_change(receipt, verb="added", by=by)
    return receipt


def unit_price(line: PurchaseLine) -> Decimal:
    """Won for one of the item's own unit, to eight decimals."""
    return (line.price * line.quantity / line.item_quantity).quantize(Decimal("1e-8"))


def _locked_lines(ids: set[int]) -> dict[int, PurchaseLine]:
    if not ids:
        raise Invalid("Choose what came.")
    rows = PurchaseLine.objects.filter(pk__in=ids).select_related("order__partner", "item")
    return {row.pk: row for row in locked_with("order", rows)}


def _check_open(arrivals: Sequence[Arrival], lines: dict[int, PurchaseLine], over_percent: Decimal) -> None:
    sums: dict[int, Decimal] = defaultdict(Decimal)
    for arrival in arrivals:
        sums[arrival.line.pk] += arrival.quantity
    for pk, quantity in sums.items():
        line = lines[pk]
        if line.order.status != OrderStatus.CONFIRMED:
            raise WrongStatus(
                "%(order)s is %(status)s.", order=line.order.number, status=line.order.get_status_display()
            )
        if line.moved + quantity > line.item_quantity * (100 + over_percent) / 100:
            raise TooMuch(
                "%(order)s line %(line)s: only %(open)s are open.",
                order=line.order.number,
                line=line.position,
                open=f"{(line.item_quantity - line.moved).normalize():f}",
            )


def count_received(lines: dict[int, PurchaseLine], changes: dict[int, Decimal], *, by: Person | None) -> None:
    """Add to what has come of each locked line; close orders that are complete, open those that no longer are."""
    for pk, change in changes.items():
        lines[pk].moved += change
    PurchaseLine.objects.bulk_update([lines[pk] for pk in changes], ["moved"])
    orders = {line.order_id: line.order for line in lines.values()}
    missing = PurchaseLine.objects.filter(order__in=orders, is_closed=False, moved__lt=F("item_quantity"))
    still_open = set(missing.order_by().values_list("order_id", flat=True))
    for pk, order in orders.items():
        status = OrderStatus.CONFIRMED if pk in still_open else OrderStatus.CLOSED
        if order.status != status:
            change_row(order, {"status": status}, by=by)


@transaction.atomic
def send_back(*, returned: Sequence[Back], by: Person | None, reason: str, is_replaced: bool = False) -> Receipt:
    """Give goods back to the supplier at what they were received for.

    is_replaced: the supplier sends new ones, so that the order is open again by that much, whatever else
    of it was given up.
    Raises Invalid, TooMuch, NotEnough.
    """
    lines = ReceiptLine.objects.filter(pk__in=[back.line.pk for back in returned])
    lines = lines.select_related("receipt__partner", "item", "lot", "move__to_location", "order_line")
    rows = {row.pk: row for row in locked_with("receipt", lines)}
    partners = {row.receipt.partner for row in rows.values()}
    if len(partners) != 1:
        raise Invalid("One paper is for one partner.")
    _check_sendable(returned, rows)
    ordered = _ordered(rows.values())
    now = clock.now()
    number = next_number(kind="receipt_return", on=selectors.local_day(now))
    moves = move(_movements_back(returned, rows, reason), by=by, document=number)
    back = Receipt.objects.create(
        number=number,
        partner=partners.pop(),
        received_at=now,
        is_return=True,
        reason=reason,
        reopens=is_replaced,
        made_by=by,
    )
    back_by_line = by_line((rows[one.line.pk].order_line_id, one.quantity) for one in returned) if is_replaced else {}
    day = selectors.local_day(now)
    changes, own = replace_goods(ordered, back_by_line, document=number, on=day, by=by)
    ReceiptLine.objects.bulk_create(
        ReceiptLine(
            receipt=back,
            order_line=rows[one.line.pk].order_line,
            item=rows[one.line.pk].item,
            lot=one.lot or rows[one.line.pk].lot,
            quantity=one.quantity,
            price=rows[one.line.pk].price,
            move=made,
            returns=rows[one.line.pk],
            replacement=own.get(rows[one.line.pk].order_line_id),
        )
        for one, made in zip(returned, moves, strict=True)
    )
    if is_replaced and ordered:
        count_received(ordered, changes, by=by)
    record_change(back, verb="added", by=by)
    return back


def _movements_back(returned: Sequence[Back], rows: dict[int, ReceiptLine], reason: str) -> list[Movement]:
    supplier = default_location(Location.Kind.SUPPLIER)
    found = []
    for one in returned:
        row = rows[one.line.pk]
        place, value = one.location or row.move.to_location, won(row.price * one.quantity)
        found.append(Movement(row.item, one.quantity, place, supplier, one.lot or row.lot, value, reason))
    return found


def _ordered(rows: Iterable[ReceiptLine]) -> dict[int, PurchaseLine]:
    """The lines of orders that goods came for, locked; goods may have come without an order."""
    ids = {row.order_line_id for row in rows if row.order_line_id is not None}
    return _locked_lines(ids) if ids else {}


def _check_sendable(returned: Sequence[Back], rows: dict[int, ReceiptLine]) -> None:
    sums = ReceiptLine.objects.filter(returns__in=rows, receipt__undone_at=None).order_by().values_list("returns")
    back = defaultdict(Decimal, sums.annotate(sum=Sum("quantity")))
    for one in returned:
        row = rows[one.line.pk]
        if row.receipt.is_return or row.receipt.undone_at is not None:
            raise Invalid("%(receipt)s is no receipt that goods can go back from.", receipt=row.receipt.number)
        back[row.pk] += one.quantity
        if back[row.pk] > row.quantity:
            raise TooMuch(
                "Of %(item)s in %(receipt)s only %(quantity)s came.",
                item=row.item.name,
                receipt=row.receipt.number,
                quantity=f"{row.quantity.normalize():f}",
            )


@transaction.atomic
def undo_receipt(*, receipt: Receipt, by: Person | None, reason: str) -> Receipt:
    """Take a receipt back as if it had not been. Raises Conflict once it is invoiced, returned or undone, NotEnough."""
    row = Receipt.objects.select_for_update().get(pk=receipt.pk)
    found = list(row.lines.select_for_update(of=("self",)).select_related("move", "replacement").order_by("pk"))
    if row.undone_at is not None:
        raise Conflict("%(receipt)s is already taken back.", receipt=row.number)
    if any(line.invoiced for line in found):
        raise Conflict("%(receipt)s is invoiced. Cancel the invoice first.", receipt=row.number)
    if ReceiptLine.objects.filter(returns__in=found, receipt__undone_at=None).exists():
        raise Conflict("Goods of %(receipt)s have gone back.", receipt=row.number)
    if IncomingCheck.objects.filter(line__in=found, undone_at=None).exists():
        raise Conflict("Goods of %(receipt)s are checked. Take the check back first.", receipt=row.number)
    ordered = _ordered(found)
    _take_back_goods(found, by=by, reason=reason)
    if not row.is_return or row.reopens:
        sign = 1 if row.is_return else -1
        changes = count_back(found, sign, by=by)
        if ordered:
            count_received(ordered, changes, by=by)
    change_row(row, {"undone_by": by, "undone_at": clock.now(), "reason": reason}, by=by)
    return row


def _take_back_goods(lines: Sequence[ReceiptLine], *, by: Person | None, reason: str) -> None:
    """The moves of a receipt and of the parts that went into it, and what was posted for their work."""
    parts = UsedPart.objects.filter(receipt_line__in=lines).select_related("move")
    take_back([*(line.move for line in lines), *(part.move for part in parts)], by=by, reason=reason)
