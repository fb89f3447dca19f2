"""What a machine counted of an operation, beside what people have reported of it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet, Sum
from django.db.models.expressions import Combinable

from dure.events.statements import Slot, fixed
from dure.plant.models import WorkUnit
from dure.production.models import (
    OperationReport,
    OperationStep,
    OrderOperation,
    ProductionResult,
    ResultCorrection,
)
from dure.production.selectors.entries import counted_units

ZERO = Decimal(0)
Place = tuple[int, int]
"""An operation of an order and a work unit."""
_Sum = tuple[int, int, Decimal | None, Decimal | None]
"""Of a place: pieces, and those of them that are lost."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a report may begin with. counted: pieces since the last report, None where no machine counts.

    good: of them those that the machine didn't reject. reading: the counter's last reading that somebody typed in.
    """

    counted: Decimal | None
    good: Decimal | None
    rejected: Decimal
    reading: Decimal | None


def proposal(operation: OrderOperation, work_unit: WorkUnit, at: datetime) -> Proposal:
    """Pieces of the operation on the work unit since the last report. A batch's pieces can't be told apart: None."""
    return proposals([(operation.pk, work_unit.pk)], at)[operation.pk, work_unit.pk]


def proposals(places: Collection[Place], at: datetime) -> dict[Place, Proposal]:
    """What `proposal` says of each operation on its work unit. A fixed number of queries."""
    units = [unit for _, unit in places]
    readings, counting = _last_readings(units), counted_units(units, at)
    since = _since_reports([one for one in places if one[1] in counting])
    found = {}
    for place in places:
        if (counted := since.get(place)) is None:
            found[place] = Proposal(None, None, ZERO, readings.get(place[1]))
        else:
            produced, rejected = counted
            found[place] = Proposal(produced, max(produced - rejected, ZERO), rejected, readings.get(place[1]))
    return found


def counted_since_report(
    operation: OrderOperation, work_unit: WorkUnit, at: datetime
) -> tuple[Decimal, Decimal] | None:
    """(pieces counted by the machine, those of them that it rejected) that no report has taken up yet."""
    if work_unit.pk not in counted_units([work_unit.pk], at):
        return None
    place = (operation.pk, work_unit.pk)
    return _since_reports([place])[place]


def _since_reports(places: Collection[Place]) -> dict[Place, tuple[Decimal, Decimal]]:
    operations, units = list({one for one, _ in places}), list({unit for _, unit in places})
    sums = [_by_place(ask(operations, units)) for ask in (_counted_of, _corrected_of, _reported_of)]
    nothing = (ZERO, ZERO)
    return {place: _added(one.get(place, nothing) for one in sums) for place in places}


@fixed
def _counted_of(operations: Slot, units: Slot) -> QuerySet[ProductionResult, _Sum]:
    rows = ProductionResult.objects.exclude(source=ProductionResult.Source.HAND)
    rows = rows.filter(work_unit=units.any, run__operation=operations.any, run__members=None)
    return _summed(rows, "run__operation", "work_unit", F("produced"), F("reject") + F("rework"))


@fixed
def _corrected_of(operations: Slot, units: Slot) -> QuerySet[ResultCorrection, _Sum]:
    """What entries by hand took from the counted pieces is a person's word, not the machine's: without those."""
    rows = ResultCorrection.objects.exclude(result__source=ProductionResult.Source.HAND)
    rows = rows.filter(
        result__work_unit=units.any, result__run__operation=operations.any, result__run__members=None,
        undone_at=None, entries=None,
    )  # fmt: skip
    return _summed(rows, "result__run__operation", "result__work_unit", F("produced"), F("reject") + F("rework"))


@fixed
def _reported_of(operations: Slot, units: Slot) -> QuerySet[OperationReport, _Sum]:
    rows = OperationReport.objects.exclude(counted=None)
    rows = rows.filter(step__operation=operations.any, step__work_unit=units.any, step__undone_at=None)
    return _summed(rows, "step__operation", "step__work_unit", -F("counted"), -F("counted_rejects"))


def _summed(
    rows: QuerySet[Any], operation: str, unit: str, pieces: Combinable, lost: Combinable
) -> QuerySet[Any, _Sum]:
    return rows.order_by().values_list(operation, unit).annotate(pieces=Sum(pieces), lost=Sum(lost))


def _by_place(rows: Iterable[_Sum]) -> dict[Place, tuple[Decimal, Decimal]]:
    return {(one, at): (pieces or ZERO, lost or ZERO) for one, at, pieces, lost in rows}


def _added(parts: Iterable[tuple[Decimal, Decimal]]) -> tuple[Decimal, Decimal]:
    pieces, lost = zip(*parts, strict=True)
    return sum(pieces, ZERO), sum(lost, ZERO)


def _last_readings(units: Collection[int]) -> dict[int, Decimal]:
    """Work unit → what a counter without a wire read when somebody last typed it in."""
    return dict(_readings(list(units)))


@fixed
def _readings(units: Slot) -> QuerySet[OperationReport, tuple[int, Decimal]]:
    rows = OperationReport.objects.filter(step__work_unit=units.any, step__undone_at=None).exclude(counter_to=None)
    rows = rows.order_by("step__work_unit_id", "-step__at", "-pk").distinct("step__work_unit_id")
    return rows.values_list("step__work_unit_id", "counter_to")


def last_reading(work_unit: WorkUnit) -> Decimal | None:
    """What a counter without a wire read when somebody last typed it in."""
    return _last_readings([work_unit.pk]).get(work_unit.pk)


def reports_between(start: datetime, end: datetime) -> QuerySet[OperationReport]:
    """Reports that hold of a time, with what they are of, oldest first."""
    rows = OperationReport.objects.filter(step__at__gte=start, step__at__lt=end, step__undone_at=None)
    return rows.select_related("step__operation__order__item", "step__work_unit", "step__person").order_by("step__at")


def differences(*, since: datetime, only_open: bool = True) -> QuerySet[OperationReport]:
    """Reports whose pieces differ from what the machine counted, the newest first."""
    rows = OperationReport.objects.filter(step__at__gte=since, step__undone_at=None).exclude(counted=None)
    rows = rows.annotate(difference=F("good") + F("rework") + F("rejected") - F("counted")).exclude(difference=0)
    if only_open:
        rows = rows.filter(settled_at=None)
    rows = rows.select_related("step__operation__order__item", "step__work_unit", "step__person", "settled_by")
    return rows.order_by("-step__at")


def unassigned(*, since: datetime) -> list[dict[str, Any]]:
    """Pieces that machines counted while no order ran: by work unit, from when to when, how many."""
    rows = ProductionResult.objects.filter(run=None, hour__gte=since, produced__gt=0)
    rows = rows.exclude(source=ProductionResult.Source.HAND).select_related("work_unit").order_by("work_unit", "hour")
    return [
        {"work_unit": row.work_unit, "first_at": row.first_at, "last_at": row.last_at, "produced": row.produced}
        for row in rows
    ]


def last_step(operation: OrderOperation, work_unit: WorkUnit | None) -> OperationStep | None:
    """What was done last at an operation on a work unit and holds: what is taken back first."""
    rows = OperationStep.objects.filter(operation=operation, work_unit=work_unit, undone_at=None)
    return rows.select_related("person", "work_unit").order_by("-pk").first()
