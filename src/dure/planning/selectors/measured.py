"""How long work took against what its routing says, and the stops: the plant's own history for replays.

It needs the extra `planning`; whoever asks imports it when it is there.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from django.db.models import F, Q, Sum

from dure.planning.measuring import Hours, Stretch, Unit
from dure.planning.promising.history import Measured, Stopped
from dure.planning.unnamed import first_on
from dure.plant.models import WorkUnit
from dure.plant.selectors import prepare, work_spans
from dure.product.models import Operation, OperationUnit
from dure.product.selectors.routings import step_of
from dure.product.times import Step
from dure.production.models import (
    Downtime,
    DowntimeReason,
    OperationRun,
    OrderOperation,
    ProductionResult,
    ResultCorrection,
)
from dure.production.selectors.changing import set_ups

WINDOW = timedelta(days=90)
LEAST_MIN = 1.0
"""Work that should take less says nothing about times."""
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class History:
    """rows, stops: by ids of work units, in minutes since the window's beginning. now_min: its end."""

    rows: tuple[Measured, ...]
    stops: tuple[Stopped, ...]
    now_min: float

    @property
    def finished(self) -> int:
        return sum(one.is_over for one in self.rows)


def kind_of(item_id: int, number: int) -> str:
    """Operations of one kind: the same step of the same item, whatever the revision of its routing."""
    return f"{item_id}:{number}"


def measured(now: datetime, *, window: timedelta = WINDOW) -> History:
    """Runs that began in the window, by operation of an order and work unit, and the stops in them. A fixed number of
    queries. Batches of several orders, work without a run time and pieces that nobody counted are left out."""
    return _Reading(now, now - window).history()


class _Run(NamedTuple):
    id: int
    unit: int
    order: int
    item: int
    step: int | None
    number: int | None
    operation: int | None
    planned: Decimal | None
    started_at: datetime
    setup_until: datetime | None
    ended_at: datetime | None


class _Work(NamedTuple):
    """An operation of an order on a work unit, and its runs. counts_batches: a machine's count is of batches."""

    unit: int
    kind: str
    step: Step
    planned: Decimal
    counts_batches: bool
    runs: list[_Run]


class _Reading:
    def __init__(self, now: datetime, since: datetime) -> None:
        self.now, self.since = now, since
        self.runs = _runs(since, now)
        self.pieces = _pieces([run.id for run in self.runs])
        self.units = {run.unit for run in self.runs}
        self.downtimes = _downtimes(self.units, since, now)
        self.set_ups = {
            unit: Hours((self._min(begin), self._min(end)) for begin, end in spans)
            for unit, spans in set_ups(self.units, since, now, now).items()
        }

    def history(self) -> History:
        rows, ran = [], defaultdict(list)
        for work in self._works():
            row = self._row(work)
            if row is not None:
                rows.append(row)
                ran[work.unit] += [(self._min(run.started_at), self._min(run.ended_at)) for run in work.runs]
        return History(tuple(rows), tuple(self._stops(ran)), self._min(None))

    def _min(self, moment: datetime | None) -> float:
        """Minutes since the window began; None: now."""
        return ((moment or self.now) - self.since).total_seconds() / 60

    @cached_property
    def _hours(self) -> dict[int, Unit]:
        prepare(self.units)
        stood: dict[int, list[Stretch]] = defaultdict(list)
        for unit, begin, end, *_why in self.downtimes:
            stood[unit].append((self._min(begin), self._min(end)))
        found = {}
        for unit in self.units:
            spans = work_spans(unit, self.since, self.now)
            opens = [(self._min(one.start), self._min(one.end)) for one in spans]
            found[unit] = Unit(opens, [*stood[unit], *self.set_ups[unit].stretches])
        return found

    def _works(self) -> list[_Work]:
        unnamed = [run for run in self.runs if run.step is None]
        others = _steps({run.order for run in unnamed})
        wanted = {run.operation for run in self.runs if run.operation is not None}
        wanted |= {one.operation_id for rows in others.values() for one in rows if one.operation_id}
        operations = Operation.objects.in_bulk(wanted)
        named = {
            (one.operation_id, one.work_unit_id): one for one in OperationUnit.objects.filter(operation__in=wanted)
        }
        able = _able(self.units, named)
        found: dict[tuple[int, int], _Work] = {}
        for run in self.runs:
            step, number, operation, planned = run.step, run.number, run.operation, run.planned
            if step is None and (other := first_on(others[run.order], run.unit, able)) is not None:
                step, number, operation, planned = other.pk, other.number, other.operation_id, other.planned
            if step is None or number is None or operation is None:
                continue
            key = (step, run.unit)
            if key not in found:
                times = step_of(operations[operation], named.get((operation, run.unit)))
                found[key] = _Work(
                    run.unit, kind_of(run.item, number), times, planned or ZERO, run.step is None, []
                )  # fmt: skip
            found[key].runs.append(run)
        return list(found.values())

    def _row(self, work: _Work) -> Measured | None:
        """None where there is nothing to compare."""
        is_over = all(run.ended_at is not None for run in work.runs)
        pieces = sum((self.pieces.get(run.id, ZERO) for run in work.runs), ZERO)
        if work.counts_batches:
            pieces *= work.step.batch or 1
        if not is_over:
            pieces = max(pieces, work.planned)
        planned_s = work.step.working_s(pieces)
        hours = self._hours[work.unit]
        if not self._tells_set_up(work):
            # Nobody has said when setting up was over, so it is in the measured time too.
            planned_s += work.step.setup_s
        actual = sum(
            hours.worked_min(self._min(run.setup_until or run.started_at), self._min(run.ended_at)) for run in work.runs
        )
        if pieces <= 0 or not work.step.run_s or planned_s < LEAST_MIN * 60 or actual <= 0:
            return None
        moment = self._min(None) if not is_over else max(self._min(run.ended_at) for run in work.runs)
        return Measured(work.unit, work.kind, float(planned_s) / 60, actual, moment, is_over)

    def _tells_set_up(self, work: _Work) -> bool:
        told = self.set_ups[work.unit]
        return any(
            run.setup_until or told.between(self._min(run.started_at), self._min(run.ended_at)) for run in work.runs
        )

    def _stops(self, ran: Mapping[int, Sequence[Stretch]]) -> Iterator[Stopped]:
        """What stood while one of the measured runs was on, and not by plan or for others."""
        hours = {unit: Unit(rows, ()) for unit, rows in ran.items()}
        for unit, begin, end, kind, waits_for in self.downtimes:
            is_own = kind in (None, DowntimeReason.Kind.UNPLANNED) and not waits_for
            if is_own and unit in hours and hours[unit].open.holds(self._min(begin)):
                minutes = self._hours[unit].open_min(self._min(begin), self._min(end))
                if minutes > 0:
                    yield Stopped(unit, minutes, self._min(end), end is not None)


def _runs(since: datetime, now: datetime) -> list[_Run]:
    rows = OperationRun.objects.filter(started_at__gte=since, started_at__lt=now, members=None)
    rows = rows.filter(Q(ended_at=None) | Q(ended_at__gt=F("started_at"), ended_at__lte=now))
    fields = (
        "id", "work_unit", "work_order", "work_order__item", "operation", "operation__number", "operation__operation",
        "operation__planned", "started_at", "setup_until", "ended_at",
    )  # fmt: skip
    return [_Run(*row) for row in rows.order_by("started_at", "id").values_list(*fields)]


def _pieces(runs: Collection[int]) -> dict[int, Decimal]:
    """Run → pieces that came out, counted or told, with all corrections."""
    found: dict[int, Decimal] = defaultdict(lambda: ZERO)
    made = ProductionResult.objects.filter(run__in=runs).order_by().values_list("run")
    for run, pieces in made.annotate(Sum("produced")):
        found[run] += pieces
    corrected = ResultCorrection.objects.filter(result__run__in=runs, undone_at=None).order_by()
    for run, pieces in corrected.values_list("result__run").annotate(Sum("produced")):
        found[run] += pieces
    return found


def _downtimes(
    units: Collection[int], since: datetime, now: datetime
) -> list[tuple[int, datetime, datetime | None, str | None, str | None]]:
    rows = Downtime.objects.filter(work_unit__in=units, started_at__gte=since, started_at__lt=now, replaced_at=None)
    rows = rows.filter(Q(ended_at=None) | Q(ended_at__lte=now)).order_by("started_at")
    return list(rows.values_list("work_unit", "started_at", "ended_at", "reason__kind", "reason__waits_for"))


def _steps(orders: Collection[int]) -> dict[int, list[OrderOperation]]:
    found: dict[int, list[OrderOperation]] = defaultdict(list)
    for row in OrderOperation.objects.filter(order__in=orders).order_by("order_id", "number", "pk"):
        found[row.order_id].append(row)
    return found


def _able(
    units: Collection[int], named: Mapping[tuple[int, int], OperationUnit]
) -> Callable[[OrderOperation], set[int]]:
    """Which of some work units can do a step of an order: those that its operation names, else those of its work
    center. One without an operation says nothing about times."""
    by_operation: dict[int | None, set[int]] = defaultdict(set)
    for operation, unit in named:
        by_operation[operation].add(unit)
    by_center: dict[int | None, set[int]] = defaultdict(set)
    for unit, center in WorkUnit.objects.filter(pk__in=units).values_list("pk", "work_center"):
        by_center[center].add(unit)

    def able(row: OrderOperation) -> set[int]:
        if row.operation_id is None:
            return set()
        return by_operation.get(row.operation_id) or by_center.get(row.work_center_id, set())

    return able
