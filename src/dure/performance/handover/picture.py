"""What a handover shows of a shift: made against planned, rejects, stops, what runs and what comes next."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from dure.performance import selectors
from dure.performance.board.tiles import elements_between
from dure.performance.elements import Elements, total
from dure.performance.handover import waiting
from dure.performance.handover.sections import Line, kept
from dure.performance.handover.shifts import Turn
from dure.performance.losses import Loss
from dure.performance.periods import Period
from dure.performance.scope import Level, Scope
from dure.performance.selectors import PlannedHour
from dure.plant.models import WorkUnit
from dure.plant.selectors import units_of_area
from dure.production.models import HandEntry, UnitOutage, WorkOrder
from dure.production.selectors import andon, pages
from dure.production.selectors.dispatch import Task, dispatch_all
from dure.production.selectors.pages import UnitNow

_HOUR = timedelta(hours=1)


def picture_of(turn: Turn, now: datetime) -> dict[str, Any]:
    """The shift as JSON, up to `now` or its end; what is open is told as of now. The same for a page and a record."""
    units = tuple(units_of_area(turn.area))
    scope = Scope(Level.AREA, turn.area.code, turn.area.name, units)
    until = max(min(now, turn.ends_at), turn.starts_at + timedelta(minutes=1))
    period = Period(turn.starts_at, until, turn.zone)
    parts = elements_between(units, period.start, period.end)
    paced, left_out = selectors.by_pace(scope, period, period.end)
    hours = selectors.plan_and_actual(paced if paced.units else scope, period, period.end) if units else []
    stops = sorted(selectors.losses(scope, period, period.end), key=lambda loss: -loss.seconds)
    sums = total(parts.values())
    open_now = waiting.lines(units, now)
    return {
        "until": until.isoformat(),
        "sums": _sums(sums, hours, stops, has_plan=bool(paced.units)),
        "left_out": [unit.name for unit in left_out] if paced.units else [],
        "hours": kept([_hour(row, turn, until) for row in hours if row.planned_s or row.actual]),
        "machines": kept(_machines(units, parts, now)),
        "rejects": kept(_rejects(units, period, sums)),
        "stops": kept([_stop(loss, period) for loss in stops]),
        "outages": kept(_outages(units)),
        "calls": kept(_calls(units, now)),
    } | {name: kept(rows) for name, rows in open_now.items()}


def _sums(sums: Elements, hours: Sequence[PlannedHour], stops: Sequence[Loss], *, has_plan: bool) -> dict[str, Any]:
    """planned and towards_plan: of the machines whose pace is known; the rest: of all."""
    planned = hours[-1].planned_total if hours and has_plan else None
    return {
        "good": str(sums.good),
        "reject": str(sums.reject),
        "planned": None if planned is None else str(planned.quantize(Decimal(1))),
        "towards_plan": str(sum((row.good for row in hours), Decimal(0))),
        "stopped_s": sum(loss.seconds for loss in stops),
        "unexplained": sum(not loss.reason for loss in stops),
    }


def _hour(row: PlannedHour, turn: Turn, until: datetime) -> Line:
    is_over = row.hour + _HOUR <= until or until >= turn.ends_at
    return Line([
        f"{row.hour.astimezone(turn.zone):%H:%M}", _whole(row.planned), row.actual,
        _whole(row.difference) if is_over else None, row.good, _whole(row.planned_total), row.actual_total,
    ])  # fmt: skip


def _whole(pieces: Decimal | None) -> Decimal | None:
    return None if pieces is None else pieces.quantize(Decimal(1))


def _machines(units: Sequence[WorkUnit], parts: dict[int, Elements], now: datetime) -> list[Line]:
    tasks = dispatch_all(units)
    return [
        Line(
            [
                one.unit.name,
                parts[one.unit.pk].good,
                parts[one.unit.pk].reject,
                one.state.value,
                *_work(one, tasks[one.unit.pk]),
            ],
            ("board:unit", one.unit.code),
        )
        for one in pages.units_now(units, now=now, hours=1)
    ]


def _work(one: UnitNow, tasks: list[Task]) -> tuple[str, str]:
    """What runs on a machine, and what comes next: what is ready before what waits."""
    here, later = [task for task in tasks if task.is_here], [task for task in tasks if not task.is_here]
    running = " / ".join(_told(task) for task in here)
    if one.run is not None and not here:
        running = _order(one.run.work_order)
        later = [task for task in later if task.operation.order_id != one.run.work_order_id]
    return running, _told(later[0]) if later else ""


def _told(task: Task) -> str:
    return f"{_order(task.order)} · {task.operation.name}"


def _order(order: WorkOrder) -> str:
    return f"{order.number} {order.item.name}"


def _rejects(units: Sequence[WorkUnit], period: Period, sums: Elements) -> list[Line]:
    """By reason, most first; what the machines threw out without one comes last."""
    found: dict[str, Decimal] = defaultdict(Decimal)
    rows = HandEntry.objects.filter(
        work_unit__in=units, kind=HandEntry.Kind.REJECT, undone_at=None, starts_at__gte=period.start,
        starts_at__lt=period.end, reason__isnull=False,
    )  # fmt: skip
    for name, pieces in rows.values_list("reason__name", "quantity"):
        found[name] += pieces
    lines = [Line([name, found[name]]) for name in sorted(found, key=lambda name: (-found[name], name))]
    left = sums.reject - sum(found.values(), Decimal(0))
    return [*lines, Line(["", left])] if left > 0 else lines


def _stop(loss: Loss, period: Period) -> Line:
    """The part of it that lies in the shift."""
    begin = max(loss.started_at, period.start)
    return Line([loss.unit_name, begin, loss.seconds, loss.reason_name], ("production:stop", str(loss.stop_id)))


def _outages(units: Sequence[WorkUnit]) -> list[Line]:
    rows = UnitOutage.objects.filter(work_unit__in=units, ended_at=None).order_by("since")
    return [
        Line([unit.name, row.since, row.reason, str(row.taken_out_by or "")], ("board:unit", unit.code))
        for row in rows.select_related("work_unit", "taken_out_by")
        if (unit := row.work_unit)
    ]


def _calls(units: Sequence[WorkUnit], now: datetime) -> list[Line]:
    here = {unit.pk for unit in units}
    rows = [one.call for one in andon.open_calls(now) if one.call.work_unit_id in here]
    return [
        Line([row.work_unit.name, row.kind, row.called_at, row.note, str(row.answered_by or "")], ("production:calls",))
        for row in rows
    ]
