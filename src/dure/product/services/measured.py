"""Times that were measured at an operation, into the draft of its routing."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from dure.kernel.errors import Invalid
from dure.plant.models import Person
from dure.plant.services.records import add_row, change_row
from dure.product.models import ElementOrder, Operation, WorkElement
from dure.product.services.drafts import editing
from dure.product.services.elements import take_out


@dataclass(frozen=True, slots=True)
class MeasuredTime:
    """worth: one of `WorkElement.Worth`; seconds for one piece."""

    name: str
    seconds: Decimal
    worth: str


@transaction.atomic
def take_times(*, operation: Operation, times: Sequence[MeasuredTime], by: Person | None) -> Operation:
    """The operation's work elements become those measured, and its run time their sum. One step of undo.

    An element of the same name keeps its place, station and order; others go; new ones wait for the one before them.
    A run time for batches is the sum times their size. Raises NotADraft, Invalid.
    """
    if not times or len({one.name for one in times}) < len(times):
        raise Invalid("Give each element a name of its own.")
    with editing(operation.routing, what="times", by=by):
        kept = {one.name: one for one in operation.elements.order_by("-number")}
        for one in list(operation.elements.all()):
            if kept[one.name].pk != one.pk or one.name not in {time.name for time in times}:
                take_out(one, by=by)
        _write(operation, times, kept, by)
        change_row(operation, {"run_seconds": _run_time(operation, times)}, by=by)
    return operation


def _run_time(operation: Operation, times: Sequence[MeasuredTime]) -> Decimal:
    whole = sum((one.seconds for one in times), Decimal(0))
    return whole * operation.batch_size if operation.run_basis == Operation.Basis.BATCH else whole


def _write(
    operation: Operation, times: Sequence[MeasuredTime], kept: dict[str, WorkElement], by: Person | None
) -> None:
    last = _last_before(operation)
    number = max((one.number for one in operation.elements.all()), default=0)
    for time in times:
        values = {"seconds": time.seconds, "worth": time.worth}
        if row := kept.get(time.name):
            change_row(row, values, by=by)
        else:
            number += 1
            row = WorkElement(operation=operation, number=number, name=time.name, **values)
            add_row(row, by=by)
            if last is not None:
                add_row(ElementOrder(first=last, then=row), by=by)
        last = row


def _last_before(operation: Operation) -> WorkElement | None:
    rows = WorkElement.objects.filter(operation__routing=operation.routing, operation__number__lt=operation.number)
    return rows.order_by("operation__number", "number").last()
