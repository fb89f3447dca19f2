"""Taking a completion back as if it had not been, as long as its goods are still there."""

from collections import defaultdict
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from dure.events import append
from dure.inventory.models import Lot, LotLink
from dure.inventory.services import set_lot_status, take_back, undo_links
from dure.kernel import clock
from dure.ledger.services import reverse
from dure.plant.models import Person
from dure.production.errors import AlreadyChanged
from dure.production.events import CompletionTakenBack
from dure.production.making import ZERO
from dure.production.models import Completion, OrderComponent, OrderMove, OrderOutput, OrderTime, WorkOrder
from dure.production.services.making.batch import check
from dure.production.services.making.keeping import keep_again, keep_rest
from dure.production.services.making.lotting import because_of
from dure.production.services.making.planning import lock_goods, locked_orders


@transaction.atomic
def undo_completion(completion: Completion, *, by: Person | None, reason: str) -> Completion:
    """Take the last completion of an order back: goods, what was taken off, time, genealogy, books.

    Raises AlreadyChanged when a later one stands or it is taken back already, NotEnough when its
    goods have left the stock, WorkOrderIsClosed after closing.
    """
    (order,) = locked_orders([completion.order])
    check(order)
    row = Completion.objects.select_for_update(of=("self",)).get(pk=completion.pk)
    if row.undone_at is not None or Completion.objects.filter(order=order, undone_at=None, pk__gt=row.pk).exists():
        raise AlreadyChanged("Only the last completion of %(order)s can be taken back.", order=order.number)
    lock_goods([order])
    moves = list(OrderMove.objects.filter(completion=row).select_related("component", "move__item").order_by("-pk"))
    if moves:
        take_back([one.move for one in moves], by=by, reason=reason)
    _unlink(order, row)
    _free_lots(order, moves, by)
    if row.entry_id:
        reverse([row.entry], on=timezone.localdate(clock.now()), by=by)
    _restore(order, row, moves)
    OrderMove.objects.filter(completion=row).update(is_undone=True)
    keep_again(order, [one for one in moves if one.kind == OrderMove.Kind.ISSUE])
    if row.is_final:
        keep_rest(order)
    row.undone_at, row.undone_by = clock.now(), by
    row.save(update_fields=["undone_at", "undone_by"])
    append(CompletionTakenBack(work_order_id=order.pk, completion_id=row.pk))
    return row


def _unlink(order: WorkOrder, row: Completion) -> None:
    """Links of the completion are undone, and what they had used of earlier issues is free to be linked again."""
    used: dict[int, Decimal] = defaultdict(Decimal)
    for link in undo_links(document=order.number, linked_at=row.noted_at):
        used[link.source_id] += link.quantity
    issues = OrderMove.objects.filter(order=order, kind=OrderMove.Kind.ISSUE, is_undone=False, lot__in=used)
    changed = []
    for one in issues.exclude(completion=row).order_by("-pk"):
        part = min(one.linked, used[one.lot_id] - _own(row, one.lot_id))
        if part > 0:
            one.linked -= part
            used[one.lot_id] -= part
            changed.append(one)
    OrderMove.objects.bulk_update(changed, ["linked"])


def _free_lots(order: WorkOrder, moves: list[OrderMove], by: Person | None) -> None:
    """Lots that were held for an ingredient of this order are free again once none that is blocked is in them."""
    made = {one.lot_id for one in moves if one.kind != OrderMove.Kind.ISSUE and one.lot_id}
    held = Lot.objects.filter(pk__in=made, status=Lot.Status.HOLD, status_reason__startswith=because_of(order))
    blocked = LotLink.objects.filter(is_undone=False, product__in=made).exclude(source__status=Lot.Status.AVAILABLE)
    lots = list(held.exclude(pk__in=blocked.values("product")).select_related("item"))
    if lots:
        set_lot_status(lots, Lot.Status.AVAILABLE, reason=f"{order.number} ↺", by=by)


def _own(row: Completion, lot: int) -> Decimal:
    """What the completion itself issued of a lot."""
    found = OrderMove.objects.filter(completion=row, kind=OrderMove.Kind.ISSUE, lot=lot).values_list(
        "linked", flat=True
    )
    return sum(found, ZERO)


def _restore(order: WorkOrder, row: Completion, moves: list[OrderMove]) -> None:
    components: dict[int, OrderComponent] = {}
    cost = ZERO
    for one in moves:
        if one.kind == OrderMove.Kind.ISSUE:
            one.component = component = components.setdefault(one.component_id, one.component)
            component.issued -= one.counts_as
            cost += one.value
    OrderComponent.objects.bulk_update(components.values(), ["issued"])
    outputs = {one.item_id: one for one in OrderOutput.objects.filter(order=order)}
    for one in moves:
        if one.kind == OrderMove.Kind.OUTPUT:
            outputs[one.move.item_id].received -= one.quantity
    if outputs:
        OrderOutput.objects.bulk_update(outputs.values(), ["received"])
    for time in OrderTime.objects.filter(completion=row):
        cost += time.labour + time.machine + time.overhead
    order.received -= row.good
    order.rejected -= row.rejected
    order.wip += row.value - cost
    order.status = row.status_before
    order.save(update_fields=["received", "rejected", "wip", "status"])
