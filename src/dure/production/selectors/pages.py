"""What the live pages show of work units."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from dure.events.statements import Slot, fixed
from dure.kernel import clock
from dure.kernel.errors import NotFound
from dure.plant.models import Area, WorkUnit
from dure.production.models import (
    Downtime,
    HeldCount,
    OperationRun,
    ProductionResult,
    StateInterval,
    UnitRecord,
    UnitRule,
)
from dure.production.models.rules import HELD
from dure.production.ribbon import Span
from dure.production.selectors import figures
from dure.production.selectors.figures import Figures
from dure.production.unit import CountedFrom, UnitState
from dure.telemetry.models import Meaning, Signal

COUNTERS = (Meaning.TOTAL, Meaning.GOOD, Meaning.REJECT, Meaning.REWORK)


@dataclass(frozen=True, slots=True)
class UnitNow:
    """One work unit as it is now.

    since: when its state began. seen: time of its last observation, None when it never said anything.
    run and made: the open run and what this work unit made of its order so far.
    this_hour: figures of the running clock hour. hours: the last hours, oldest first.
    stop: the open stop, if one is open. waiting: held counts that ask for a decision.
    """

    unit: WorkUnit
    state: UnitState
    word: str
    since: datetime | None
    seen: datetime | None
    last_count: datetime | None
    program: str
    alarm: str
    run: OperationRun | None
    made: Figures
    today: Figures
    hours: tuple[tuple[datetime, Figures], ...]
    stop: Downtime | None
    waiting: int

    @property
    def progress(self) -> Decimal | None:
        """Good pieces as a ratio of the order's quantity, None without an order."""
        return self.made.good / self.run.work_order.quantity if self.run else None

    @property
    def left(self) -> Decimal | None:
        return max(self.run.work_order.quantity - self.made.good, Decimal(0)) if self.run else None


def work_unit(code: str) -> WorkUnit:
    """The work unit with a code. Raises NotFound."""
    found = WorkUnit.objects.select_related("work_center__area__site").filter(code=code).first()
    if found is None:
        raise NotFound("There is no work unit %(code)s.", code=code)
    return found


def area(code: str) -> Area:
    """The area with a code. Raises NotFound."""
    found = Area.objects.filter(code=code).first()
    if found is None:
        raise NotFound("There is no area %(code)s.", code=code)
    return found


def areas() -> QuerySet[Area]:
    """Areas in use that have work units in use."""
    return Area.objects.filter(is_active=True, work_centers__work_units__is_active=True).distinct()


def work_units(in_area: Area | None = None) -> QuerySet[WorkUnit]:
    """Work units in use, in the plant's order."""
    rows = WorkUnit.objects.filter(is_active=True).select_related("work_center__area__site")
    if in_area is not None:
        rows = rows.filter(work_center__area=in_area)
    return rows.order_by(
        "work_center__area__sort_order", "work_center__sort_order", "work_center__code", "sort_order", "code"
    )


def units_now(units: Iterable[WorkUnit], *, now: datetime, hours: int = 8) -> list[UnitNow]:
    """All work units as they are now, in a fixed number of queries."""
    rows = list(units)
    ids = [unit.pk for unit in rows]
    records = UnitRecord.objects.in_bulk(ids)
    runs = {run.work_unit_id: run for run in _open_runs(ids)}
    made = _made(runs)
    stops = {stop.work_unit_id: stop for stop in _open_stops(ids)}
    waiting = _waiting(ids)
    hourly = _hourly(ids, now, hours)
    today = _today(ids, now)
    blank = UnitRecord(state=UnitState.UNKNOWN)
    return [
        _unit_now(
            unit=unit,
            record=records.get(unit.pk, blank),
            run=runs.get(unit.pk),
            made=made,
            today=today.get(unit.pk, Figures()),
            hours=hourly[unit.pk],
            stop=stops.get(unit.pk),
            waiting=waiting.get(unit.pk, 0),
        )
        for unit in rows
    ]


def intervals(work_unit_id: int, start: datetime, end: datetime) -> list[Span]:
    """States of a work unit between two moments; the open one reaches to `end`."""
    rows = StateInterval.objects.filter(
        Q(ended_at=None) | Q(ended_at__gt=start), work_unit_id=work_unit_id, started_at__lt=end
    ).order_by("started_at")
    return [
        Span(row[0], row[1] or end, row[2], row[3])
        for row in rows.values_list("started_at", "ended_at", "state", "word")
    ]


def signals_of(work_unit_id: int) -> QuerySet[Signal]:
    """Signals of a work unit with their last values; those that mean something first."""
    rows = Signal.objects.filter(work_unit_id=work_unit_id).select_related("connection", "current")
    return rows.annotate(unused=Count("pk", filter=Q(meaning=Meaning.OTHER))).order_by("unused", "name")


def unit_rule(work_unit_id: int, at: datetime) -> UnitRule:
    """The rule that holds at a moment; the defaults (unsaved) when nobody set one."""
    return next(iter(_rules(work_unit_id, at)), None) or UnitRule(work_unit_id=work_unit_id)


@fixed
def _rules(work_unit: Slot, at: Slot) -> QuerySet[UnitRule]:
    rows = UnitRule.objects.filter(HELD, work_unit=work_unit, valid_from__lte=at)
    return rows.order_by("-valid_from", "-pk")[:1]


def counts_by(work_unit_id: int, at: datetime) -> str:
    """How parts of a work unit are counted at a moment: counter, cycles, or nothing (no signal for it)."""
    rule = unit_rule(work_unit_id, at)
    means = set(Signal.objects.filter(work_unit_id=work_unit_id).values_list("meaning", flat=True))
    if rule.counted_from == CountedFrom.CYCLES:
        return "cycles" if Meaning.STATE in means else "nothing"
    return "counter" if means.intersection(COUNTERS) else "nothing"


def _open_runs(ids: Collection[int]) -> QuerySet[OperationRun]:
    return OperationRun.objects.filter(work_unit__in=ids, ended_at=None).select_related(
        "work_order__item", "started_by"
    )


def _open_stops(ids: Collection[int]) -> QuerySet[Downtime]:
    rows = Downtime.objects.filter(work_unit__in=ids, ended_at=None, replaced_at=None)
    return rows.select_related("reason").order_by("started_at")


def _made(runs: dict[int, OperationRun]) -> dict[int, Figures]:
    """Work unit → what it made of its order over all of its runs."""
    orders = {run.work_order_id for run in runs.values()}
    rows = ProductionResult.objects.filter(run__work_order__in=orders, work_unit__in=runs)
    sums = figures.sums(rows, "work_unit", "run__work_order")
    return {unit: sums.get((unit, run.work_order_id), Figures()) for unit, run in runs.items()}


def _waiting(ids: Collection[int]) -> dict[int, int]:
    rows = HeldCount.objects.filter(work_unit__in=ids, decision=HeldCount.Decision.OPEN).order_by()
    return dict(rows.values_list("work_unit").annotate(n=Count("pk")))


def _today(ids: Collection[int], now: datetime) -> dict[int, Figures]:
    """Figures since midnight of the plant's own day."""
    return figures.sums(
        ProductionResult.objects.filter(work_unit__in=ids, hour__gte=day_start(now), hour__lte=now), "work_unit"
    )


def _hourly(ids: Collection[int], now: datetime, hours: int) -> dict[int, tuple[tuple[datetime, Figures], ...]]:
    this_hour = now.replace(minute=0, second=0, microsecond=0)
    moments = [this_hour - timedelta(hours=back) for back in range(hours - 1, -1, -1)]
    rows = ProductionResult.objects.filter(work_unit__in=ids, hour__gte=moments[0], hour__lte=now)
    sums = figures.sums(rows, "work_unit", "hour")
    return {unit: tuple((at, sums.get((unit, at), Figures())) for at in moments) for unit in ids}


def day_start(moment: datetime) -> datetime:
    """Midnight of the day that `moment` lies in, in the plant's time zone."""
    return timezone.localtime(moment).replace(hour=0, minute=0, second=0, microsecond=0)


def _unit_now(
    *,
    unit: WorkUnit,
    record: UnitRecord,
    run: OperationRun | None,
    made: dict[int, Figures],
    today: Figures,
    hours: tuple[tuple[datetime, Figures], ...],
    stop: Downtime | None,
    waiting: int,
) -> UnitNow:
    return UnitNow(
        unit=unit,
        state=UnitState(record.state),
        word=record.word,
        since=record.state_since,
        seen=record.last_time,
        last_count=record.last_count_at,
        program=record.program,
        alarm=record.alarm,
        run=run,
        made=made.get(unit.pk, Figures()),
        today=today,
        hours=hours,
        stop=stop,
        waiting=waiting,
    )


def interval_at(work_unit_id: int, moment: datetime) -> Span | None:
    """The interval that a moment lies in; the open one reaches to the last observation."""
    rows = StateInterval.objects.filter(work_unit_id=work_unit_id, started_at__lte=moment)
    row = rows.order_by("-started_at").first()
    if row is None or (row.ended_at is not None and row.ended_at <= moment):
        return None
    return Span(row.started_at, row.ended_at or max(clock.now(), moment), row.state, row.word)
