"""Goods to customers, and back."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import F, Sum

from dure.commerce import selectors
from dure.commerce.errors import TooMuch, WrongStatus
from dure.commerce.models import Address, Delivery, DeliveryLine, OrderStatus, Partner, SalesLine
from dure.commerce.services.locking import locked_with
from dure.commerce.services.replacing import by_line, count_back, replace_goods
from dure.inventory.models import Location, Lot
from dure.inventory.selectors import default_location
from dure.inventory.services import Movement, move, take_back
from dure.kernel import clock
from dure.kernel.errors import Conflict, Invalid
from dure.ledger.money import won
from dure.plant.models import Person
from dure.plant.services import change_row, next_number, record_change


@dataclass(frozen=True, slots=True)
class Pick:
    """Goods for a line of an order, in the item's own unit. location: the default place of stock when None."""

    line: SalesLine
    quantity: Decimal
    lot: Lot | None = None
    location: Location | None = None


@transaction.atomic
def deliver(
    *,
    picks: Sequence[Pick],
    by: Person | None,
    delivered_at: datetime | None = None,
    ship_to: Address | None = None,
    carrier: str = "",
) -> Delivery:
    """Send goods to one customer, for one order or several; an order whose lines are all served closes.

    Raises Invalid (nothing, or more than one customer), WrongStatus, TooMuch, and what moving raises.
    """
    lines = _locked({pick.line.pk for pick in picks})
    partner = _one_partner([line.order.partner for line in lines.values()])
    _check_open(picks, lines)
    moment = delivered_at or clock.now()
    number = next_number(kind="delivery", on=selectors.local_day(moment))
    stock, customer = default_location(Location.Kind.STOCK), default_location(Location.Kind.CUSTOMER)
    moves = move(
        [Movement(lines[p.line.pk].item, p.quantity, p.location or stock, customer, p.lot) for p in picks],
        by=by,
        document=number,
        moved_at=moment,
    )
    delivery = Delivery.objects.create(
        number=number,
        partner=partner,
        ship_to=ship_to or next((line.order.ship_to for line in lines.values() if line.order.ship_to), None),
        delivered_at=moment,
        carrier=carrier,
        made_by=by,
    )
    DeliveryLine.objects.bulk_create(
        DeliveryLine(
            delivery=delivery,
            order_line=lines[pick.line.pk],
            item=lines[pick.line.pk].item,
            lot=pick.lot,
            quantity=pick.quantity,
            price=price_of(lines[pick.line.pk]),
            move=made,
        )
        for pick, made in zip(picks, moves, strict=True)
    )
    count_moved(lines, picks_by_line(picks), by=by)
    record_change(delivery, verb="added", by=by)
    return delivery


def price_of(line: SalesLine) -> Decimal:
    """Won for one of the item's own unit, to eight decimals."""
    return (line.price * line.quantity / line.item_quantity).quantize(Decimal("1e-8"))


def picks_by_line(picks: Sequence[Pick]) -> dict[int, Decimal]:
    sums: dict[int, Decimal] = defaultdict(Decimal)
    for pick in picks:
        sums[pick.line.pk] += pick.quantity
    return sums


def _locked(ids: set[int]) -> dict[int, SalesLine]:
    if not ids:
        raise Invalid("Choose what to deliver.")
    rows = SalesLine.objects.filter(pk__in=ids).select_related("order__partner", "order__ship_to", "item")
    return {row.pk: row for row in locked_with("order", rows)}


def _one_partner(partners: Sequence[Partner]) -> Partner:
    if len(set(partners)) != 1:
        raise Invalid("One paper is for one partner.")
    return partners[0]


def _check_open(picks: Sequence[Pick], lines: dict[int, SalesLine]) -> None:
    for pk, quantity in picks_by_line(picks).items():
        line = lines[pk]
        if line.order.status != OrderStatus.CONFIRMED:
            raise WrongStatus(
                "%(order)s is %(status)s.", order=line.order.number, status=line.order.get_status_display()
            )
        if line.moved + quantity > line.item_quantity:
            raise TooMuch(
                "%(order)s line %(line)s: only %(open)s are open.",
                order=line.order.number,
                line=line.position,
                open=f"{(line.item_quantity - line.moved).normalize():f}",
            )


def count_moved(lines: dict[int, SalesLine], changes: dict[int, Decimal], *, by: Person | None) -> None:
    """Add to what has gone of each locked line; close orders that are served, open those that no longer are."""
    for pk, change in changes.items():
        lines[pk].moved += change
    SalesLine.objects.bulk_update([lines[pk] for pk in changes], ["moved"])
    orders = {line.order_id: line.order for line in lines.values()}
    unserved = SalesLine.objects.filter(order__in=orders, is_closed=False, moved__lt=F("item_quantity"))
    still_open = set(unserved.order_by().values_list("order_id", flat=True))
    for pk, order in orders.items():
        status = OrderStatus.CONFIRMED if pk in still_open else OrderStatus.CLOSED
        if order.status != status:
            change_row(order, {"status": status}, by=by)


@transaction.atomic
def take_returns(
    *,
    returned: Sequence[tuple[DeliveryLine, Decimal]],
    by: Person | None,
    reason: str,
    is_replaced: bool = True,
    location: Location | None = None,
    received_at: datetime | None = None,
) -> Delivery:
    """Take goods of one customer back, into quarantine unless a location is given, at what they were worth.

    is_replaced: the order is open again by that much, whatever else of it was given up; else its lines stay
    served. Raises Invalid, TooMuch.
    """
    rows = _locked_delivered({line.pk for line, _ in returned})
    partner = _one_partner([row.delivery.partner for row in rows.values()])
    _check_returnable(returned, rows)
    lines = _locked({row.order_line_id for row in rows.values()})
    moment = received_at or clock.now()
    # Its own letters: a receipt begins with R as well, and stock tells documents by their number.
    number = next_number(kind="return", on=selectors.local_day(moment), pattern="CR{yy}{mm}-{n:04}")
    target, customer = location or default_location(Location.Kind.QUARANTINE), default_location(Location.Kind.CUSTOMER)
    moves = move(
        [
            Movement(
                row.item, quantity, customer, target, row.lot, won(row.move.value * quantity / row.quantity), reason
            )
            for row, quantity in ((rows[line.pk], quantity) for line, quantity in returned)
        ],
        by=by,
        document=number,
        moved_at=moment,
    )
    back = Delivery.objects.create(
        number=number,
        partner=partner,
        delivered_at=moment,
        is_return=True,
        reason=reason,
        reopens=is_replaced,
        made_by=by,
    )
    back_by_line = (
        by_line((rows[line.pk].order_line_id, quantity) for line, quantity in returned) if is_replaced else {}
    )
    day = selectors.local_day(moment)
    changes, own = replace_goods(lines, back_by_line, document=number, on=day, by=by)
    DeliveryLine.objects.bulk_create(
        DeliveryLine(
            delivery=back,
            order_line=rows[line.pk].order_line,
            item=rows[line.pk].item,
            lot=rows[line.pk].lot,
            quantity=quantity,
            price=rows[line.pk].price,
            move=made,
            returns=rows[line.pk],
            replacement=own.get(rows[line.pk].order_line_id),
        )
        for (line, quantity), made in zip(returned, moves, strict=True)
    )
    if is_replaced:
        count_moved(lines, changes, by=by)
    record_change(back, verb="added", by=by)
    return back


def _locked_delivered(ids: set[int]) -> dict[int, DeliveryLine]:
    if not ids:
        raise Invalid("Choose what comes back.")
    rows = DeliveryLine.objects.filter(pk__in=ids).select_related("delivery__partner", "item", "lot", "move")
    return {row.pk: row for row in locked_with("delivery", rows)}


def _check_returnable(returned: Sequence[tuple[DeliveryLine, Decimal]], rows: dict[int, DeliveryLine]) -> None:
    sums = DeliveryLine.objects.filter(returns__in=rows, delivery__undone_at=None).order_by().values_list("returns")
    back = defaultdict(Decimal, sums.annotate(sum=Sum("quantity")))
    for line, quantity in returned:
        row = rows[line.pk]
        if row.delivery.is_return or row.delivery.undone_at is not None:
            raise Invalid("%(delivery)s is no delivery that goods can come back from.", delivery=row.delivery.number)
        back[line.pk] += quantity
        if back[line.pk] > row.quantity:
            raise TooMuch(
                "Of %(item)s in %(delivery)s only %(quantity)s went out.",
                item=row.item.name,
                delivery=row.delivery.number,
                quantity=f"{row.quantity.normalize():f}",
            )


@transaction.atomic
def undo_delivery(*, delivery: Delivery, by: Person | None, reason: str) -> Delivery:
    """Take a delivery or a return back as if it had not been.

    Raises Conflict once invoiced, returned, replaced or undone.
    """
    row = Delivery.objects.select_for_update().get(pk=delivery.pk)
    found = list(row.lines.select_for_update(of=("self",)).select_related("move", "replacement").order_by("pk"))
    if row.undone_at is not None:
        raise Conflict("%(delivery)s is already taken back.", delivery=row.number)
    if any(line.invoiced for line in found):
        raise Conflict("%(delivery)s is invoiced. Cancel the invoice first.", delivery=row.number)
    if DeliveryLine.objects.filter(returns__in=found, delivery__undone_at=None).exists():
        raise Conflict("Goods of %(delivery)s have come back.", delivery=row.number)
    lines = _locked({line.order_line_id for line in found})
    take_back([line.move for line in found], by=by, reason=reason)
    if not row.is_return or row.reopens:
        sign = 1 if row.is_return else -1
        count_moved(lines, count_back(found, sign, by=by), by=by)
    change_row(row, {"undone_by": by, "undone_at": clock.now(), "reason": reason}, by=by)
    return row
