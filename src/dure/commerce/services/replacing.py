"""What is to come for goods that went back: their line is open again, or has a line of its own beside it.

A line that was closed short, alone or with its order, must not be open again by all that was given up. So
what is replaced of it goes on a new line of the order, and the rest of the order stays closed.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.db.models import F, Max

from dure.commerce.models import DeliveryLine, OrderStatus, PurchaseLine, ReceiptLine, SalesLine
from dure.kernel.errors import Conflict
from dure.plant.models import Person
from dure.plant.services import add_row, change_row, remove_row

OrderLine = SalesLine | PurchaseLine
_STEP = Decimal("0.0001")


def replace_goods(
    lines: Mapping[int, OrderLine], back: Mapping[int, Decimal], *, document: str, on: date, by: Person | None
) -> tuple[dict[int, Decimal], dict[int, OrderLine]]:
    """(by how much what has gone of each line changes, line → the line that carries what replaces it).

    lines: locked with their orders, by id. back: id of a line → quantity in the item's own unit.
    """
    if not back:
        return {}, {}
    short = {pk for pk in back if _is_short(lines[pk])}
    _leave_closed(lines, by)
    own = {pk: _line_beside(lines[pk], back[pk], document, on, by) for pk in sorted(short)}
    return {pk: -quantity for pk, quantity in back.items() if pk not in short}, own


def _is_short(line: OrderLine) -> bool:
    return line.is_closed or (line.order.status == OrderStatus.CLOSED and line.moved < line.item_quantity)


def _leave_closed(lines: Mapping[int, OrderLine], by: Person | None) -> None:
    """An order that is open again by a replacement isn't by what was given up when it was closed."""
    closed = {line.order_id for line in lines.values() if line.order.status == OrderStatus.CLOSED}
    for table in {type(line) for line in lines.values()}:
        rows = table.objects.filter(order__in=closed, is_closed=False, moved__lt=F("item_quantity"))
        for row in rows.select_related("order", "item", "unit").order_by("pk"):
            change_row(row, {"is_closed": True}, by=by)


def _line_beside(line: OrderLine, quantity: Decimal, document: str, on: date, by: Person | None) -> OrderLine:
    table = type(line)
    last = table.objects.filter(order=line.order_id).aggregate(last=Max("position"))["last"] or 0
    in_unit = quantity * line.quantity / line.item_quantity
    is_exact = in_unit == in_unit.quantize(_STEP)
    row = table(
        order=line.order,
        position=last + 1,
        item=line.item,
        unit_id=line.unit_id if is_exact else line.item.unit_id,
        quantity=in_unit.quantize(_STEP) if is_exact else quantity,
        item_quantity=quantity,
        price=line.price if is_exact else (line.price * line.quantity / line.item_quantity).quantize(_STEP),
        requested_on=on,
        note=document,
    )
    add_row(row, by=by)
    return row


def by_line(back: Iterable[tuple[int | None, Decimal]]) -> dict[int, Decimal]:
    """Quantities of the same line of an order added up; goods may have come without an order."""
    sums: dict[int, Decimal] = defaultdict(Decimal)
    for pk, quantity in back:
        if pk is not None:
            sums[pk] += quantity
    return sums


def count_back(rows: Sequence[DeliveryLine | ReceiptLine], sign: int, *, by: Person | None) -> dict[int, Decimal]:
    """By how much what has gone of each line of an order changes when a paper with these goods is taken back.

    Lines of their own for what replaces them go. Raises Conflict when the replacement was delivered already.
    """
    changes = by_line((row.order_line_id, sign * row.quantity) for row in rows if row.replacement_id is None)
    _check_not_replaced(rows, {pk: change for pk, change in changes.items() if change > 0})
    for line in {row.replacement for row in rows if row.replacement is not None}:
        _remove(line, by)
    return changes


def _check_not_replaced(rows: Sequence[DeliveryLine | ReceiptLine], changes: Mapping[int, Decimal]) -> None:
    """What went back on an open line may have come again on the same line: then more than ordered would be there."""
    if not changes:
        return
    table, paper = (DeliveryLine, "delivery") if isinstance(rows[0], DeliveryLine) else (ReceiptLine, "receipt")
    later = table.objects.filter(order_line__in=changes, pk__gt=max(row.pk for row in rows))
    later = later.filter(**{f"{paper}__undone_at": None, f"{paper}__is_return": False})
    for row in later.select_related("order_line"):
        if row.order_line.moved + changes[row.order_line_id] > row.order_line.item_quantity:
            raise Conflict("What replaces it has been delivered. Take that back first.")


def _remove(line: OrderLine, by: Person | None) -> None:
    if line.moved:
        raise Conflict("What replaces it has been delivered. Take that back first.")
    goods = DeliveryLine if isinstance(line, SalesLine) else ReceiptLine
    if goods.objects.filter(order_line=line).exists():
        change_row(line, {"is_closed": True}, by=by)
    else:
        remove_row(line, by=by)
