"""Counted quantities with the corrections that hold."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, Sum

from dure.production.models import OrderOperation, ProductionResult, ResultCorrection, RunMember

ZERO = Decimal(0)
FIGURES = ("produced", "good", "reject", "rework")


@dataclass(frozen=True, slots=True)
class Figures:
    """Quantities in pieces (or the item's unit); cycles are finished program cycles."""

    produced: Decimal = ZERO
    good: Decimal = ZERO
    reject: Decimal = ZERO
    rework: Decimal = ZERO
    cycles: Decimal = ZERO

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(*(getattr(self, name) + getattr(other, name) for name in (*FIGURES, "cycles")))


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One row of results as counted, and what holds after corrections."""

    result: ProductionResult
    held: Figures
    corrections: tuple[ResultCorrection, ...] = field(default=())

    @property
    def is_corrected(self) -> bool:
        return any(correction.undone_at is None for correction in self.corrections)


def sums(results: QuerySet[ProductionResult], *by: str) -> dict[Any, Figures]:
    """Figures with corrections for each value of a field of the results; of several fields, for each tuple."""
    found: dict[Any, Figures] = defaultdict(Figures)
    wanted = results.order_by()
    for row in wanted.values(*by).annotate(**{f"s_{n}": Sum(n) for n in (*FIGURES, "cycles")}):
        found[_key(row, by)] += _of(row, (*FIGURES, "cycles"))
    corrected = ResultCorrection.objects.filter(result__in=wanted.values("pk"), undone_at=None).order_by()
    theirs = tuple(f"result__{name}" for name in by)
    for row in corrected.values(*theirs).annotate(**{f"s_{n}": Sum(n) for n in FIGURES}):
        found[_key(row, theirs)] += _of(row, FIGURES)
    return dict(found)


def by_hour(work_unit_id: int, start: datetime, end: datetime) -> dict[datetime, Figures]:
    """Figures of each clock hour that begins in [start, end)."""
    rows = ProductionResult.objects.filter(work_unit_id=work_unit_id, hour__gte=start, hour__lt=end)
    return sums(rows, "hour")


def by_run(run_ids: Collection[int]) -> dict[int, Figures]:
    """Figures of each run."""
    return sums(ProductionResult.objects.filter(run__in=run_ids), "run")


def by_order(order_ids: Collection[int]) -> dict[int, Figures]:
    """What each work order has made.

    Machines of a line work on the same pieces one after the other, so an order of a line has made
    what left the last machine that worked on it. Machines of an order without a line work side
    by side, and their pieces add up. What people reported of the last operation of an order that
    ran in one batch with others is what it has made: the machine can't tell their pieces apart.
    """
    rows = ProductionResult.objects.filter(run__work_order__in=order_ids)
    found: dict[int, Figures] = {}
    by_unit = sums(rows, "run__work_order", "run__work_order__work_center", "work_unit__sort_order", "work_unit")
    for (order, center, _place, _unit), made in sorted(by_unit.items(), key=lambda pair: pair[0][2:]):
        found[order] = made if center is not None else found.get(order, Figures()) + made
    return found | _of_batches(order_ids)


def _of_batches(order_ids: Collection[int]) -> dict[int, Figures]:
    batched = RunMember.objects.filter(operation__order__in=order_ids).values("operation__order")
    found: dict[int, Figures] = {}
    for row in OrderOperation.objects.filter(order__in=batched, rework_of=None).order_by("order", "number"):
        lost = found.get(row.order_id, Figures()).reject + row.rejected
        found[row.order_id] = Figures(row.good + lost + row.rework, row.good, lost, row.rework)
    return found


def with_corrections(results: Iterable[ProductionResult]) -> list[ResultRow]:
    """Rows with their history of corrections, newest first."""
    rows = list(results)
    history: dict[int, list[ResultCorrection]] = defaultdict(list)
    wanted = ResultCorrection.objects.filter(result__in=[row.pk for row in rows])
    for correction in wanted.select_related("made_by", "undone_by"):
        history[correction.result_id].append(correction)
    return [ResultRow(row, _held(row, history[row.pk]), tuple(history[row.pk])) for row in rows]


def _held(row: ProductionResult, corrections: Iterable[ResultCorrection]) -> Figures:
    figures = Figures(row.produced, row.good, row.reject, row.rework, row.cycles)
    for correction in corrections:
        if correction.undone_at is None:
            figures += Figures(correction.produced, correction.good, correction.reject, correction.rework)
    return figures


def _key(row: dict[str, Any], names: tuple[str, ...]) -> Any:
    return row[names[0]] if len(names) == 1 else tuple(row[name] for name in names)


def _of(row: dict[str, Any], names: Iterable[str]) -> Figures:
    return Figures(**{name: row[f"s_{name}"] or ZERO for name in names})
