"""Taking back what was just done to partners, prices and papers that are still drafts."""

from django.db import models, transaction

from dure.commerce.models import (
    Address,
    BlanketLine,
    BlanketOrder,
    Contact,
    OrderStatus,
    Partner,
    Price,
    PurchaseLine,
    PurchaseOrder,
    SalesLine,
    SalesOrder,
)
from dure.commerce.services.approval import unapprove
from dure.kernel.errors import Conflict, NotFound
from dure.plant.models import ChangeRecord, Person
from dure.plant.services import undo_change

TABLES: dict[str, type[models.Model]] = {
    model.__name__: model
    for model in (
        Partner, Address, Contact, Price, SalesOrder, SalesLine, PurchaseOrder, PurchaseLine, BlanketOrder, BlanketLine,
    )
}  # fmt: skip
_PAPERS = {"SalesOrder": SalesOrder, "PurchaseOrder": PurchaseOrder}
_MOST = 400


@transaction.atomic
def undo_changes(*, first: int, last: int, by: Person) -> list[models.Model]:
    """Take back what a person changed in one act: the records of a range, newest first. Returns the rows.

    An order that is written otherwise by it must be approved anew.
    Raises NotFound when the range holds nothing of this person, Conflict when a row was changed again
    since, or when it is of an order that is no longer a draft.
    """
    records = ChangeRecord.objects.filter(pk__range=(first, last), by=by, table__in=TABLES).order_by("-pk")
    found = list(records[:_MOST])
    if not found:
        raise NotFound("There is nothing to take back.")
    _refuse_settled(found)
    touched = _orders(found)
    rows = [undo_change(record_id=record.pk, by=by, tables=TABLES)[1] for record in found]
    for table, ids in touched.items():
        for order in _PAPERS[table].objects.filter(pk__in=ids).order_by("pk"):
            unapprove(order, by)
    return rows


def _refuse_settled(records: list[ChangeRecord]) -> None:
    for record in records:
        if "status" in record.before or ("status" in record.after and record.verb == "changed"):
            raise Conflict("Take the step back on the order's page.")
    for table, ids in _orders(records).items():
        for order in _PAPERS[table].objects.select_for_update().filter(pk__in=ids).order_by("pk"):
            if order.status not in (OrderStatus.DRAFT, OrderStatus.SENT):
                raise Conflict("%(order)s is no longer a draft.", order=order.number)


def _orders(records: list[ChangeRecord]) -> dict[str, set[int]]:
    """Ids of the orders that the records are of, by table."""
    found: dict[str, set[int]] = {name: set() for name in _PAPERS}
    for record in records:
        if record.table in _PAPERS:
            found[record.table].add(record.row_id)
        parent = record.table.replace("Line", "Order")
        if record.table.endswith("Line") and parent in _PAPERS:
            kept = record.before.get("order") or record.after.get("order")
            line = TABLES[record.table]._default_manager.filter(pk=record.row_id)  # noqa: SLF001 - Django's name
            found[parent] |= {kept} if kept else set(line.values_list("order_id", flat=True))
    return found
