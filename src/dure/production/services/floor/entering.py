"""A report's pieces in the results: entered by hand where no machine counts, taken from counted ones where it does."""

import uuid
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from dure.inventory.models import Item
from dure.production.models import HandEntry, OperationRun, OperationStep, ProductionResult
from dure.production.selectors.entries import Entering, SlotRow, entering, slots_of
from dure.production.selectors.figures import with_corrections
from dure.production.services.entries import enter_in

if TYPE_CHECKING:
    from dure.production.services.floor.reporting import Loss

ZERO = Decimal(0)


def enter_pieces(
    step: OperationStep, run: OperationRun, good: Decimal, losses: "Sequence[Loss]", *, item: Item | None
) -> list[HandEntry]:
    """The entries by hand that a report makes. item: what the pieces are, where it isn't the run's own.

    Losses of pieces that a machine counted are taken from the newest of the run's hours that still have good ones;
    what it hasn't counted stays a difference between the person and the machine. Reports of more than two days
    ago change no results.
    """
    assert step.work_unit is not None
    counted = entering(step.work_unit.pk, step.noted_at)
    here = [row for row in slots_of(step.work_unit, step.noted_at) if row.run is not None and row.run.pk == run.pk]
    past = [row for row in here if row.slot.start <= step.at] or here[-1:]
    if not past:
        return []
    wanted = [(HandEntry.Kind.GOOD.value, good, None), *((one.kind, one.quantity, one.reason) for one in losses)]
    found = []
    for kind, quantity, reason in wanted:
        for row, part in _parts(past, counted, kind, quantity):
            entry = HandEntry(
                client_id=uuid.uuid5(step.client_id, f"entry {len(found)}"),
                work_unit=step.work_unit,
                starts_at=row.slot.start,
                kind=kind,
                quantity=part,
                reason=reason,
                note=step.note,
                made_by=step.person,
            )
            found.append(enter_in(entry, row, counted, step.noted_at, item=item))
    return found


def _parts(
    rows: Sequence[SlotRow], counted: Entering, kind: str, quantity: Decimal
) -> Iterator[tuple[SlotRow, Decimal]]:
    """Where a quantity is entered, in which parts."""
    if quantity <= 0 or not counted.takes(kind):
        return
    if not counted.counts_good:
        yield rows[0], quantity
        return
    left = quantity
    for row in rows:
        part = min(left, _good_in(row))
        if part > 0:
            yield row, part
            left -= part


def _good_in(row: SlotRow) -> Decimal:
    found = ProductionResult.objects.filter(
        run=row.run, hour=row.slot.hour, first_at__lt=row.slot.end, last_at__gte=row.slot.start
    )
    return sum((max(one.held.good, ZERO) for one in with_corrections(found)), ZERO)
