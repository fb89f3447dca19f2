"""Verbs of performance: bring the roll-up up to date, set a target."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from procrastinate.exceptions import AlreadyEnqueued

from dure.kernel.errors import Invalid
from dure.performance import periods, rollup
from dure.performance.elements import Elements
from dure.performance.kpis import BY_CODE, Unit
from dure.performance.models import KpiTarget, RolledDay, RolledShift
from dure.performance.scope import Level, Scope, everything
from dure.plant.models import Area, Person, Site, WorkCenter, WorkUnit
from dure.production.selectors import changes

Key = tuple[int, date]
CHUNK_DAYS = 7


def refresh_rollup(*, now: datetime, days: int, units: Sequence[WorkUnit] | None = None) -> int:
    """Sum up again each finished day of the last `days` whose sources changed; how many were. Idempotent."""
    zone = ZoneInfo(timezone.get_default_timezone_name())
    every = list(everything().units if units is None else units)
    today = now.astimezone(zone).date()
    first = today - timedelta(days=days)
    done = 0
    # Chunks keep the memory and each transaction small.
    while every and first <= today:
        last = min(first + timedelta(days=CHUNK_DAYS - 1), today)
        done += _refresh(every, periods.days(first, last, zone), now)
        first = last + timedelta(days=1)
    return done


def ask_refresh() -> None:
    """Have a job do that for all days, at once; one that waits already is enough."""
    from dure.performance.tasks import refresh_changed

    try:
        # A savepoint, because the queue's refusal would end the caller's transaction.
        with transaction.atomic():
            refresh_changed.defer()
    except AlreadyEnqueued:
        return


@transaction.atomic
def _refresh(units: Sequence[WorkUnit], period: periods.Period, now: datetime) -> int:
    first, last = period.first_day, period.last_day
    ids = [unit.pk for unit in units]
    # Marks before figures: what changes in between makes the mark stale, never the figure.
    data = changes.change_marks(ids, first, last, str(period.zone), with_states=False)
    rules, over = rollup.rule_marks(units, first, last, period)
    known = {
        (row.work_unit_id, row.day): (row.data_mark, row.rule_mark)
        for row in RolledDay.objects.select_for_update().filter(work_unit_id__in=ids, day__range=(first, last))
    }
    stale = [key for key in rules if over[key] <= now and known.get(key) != (data.get(key, ""), rules[key])]
    if not stale:
        return 0
    wanted = [(unit, [day for unit_id, day in stale if unit_id == unit.pk]) for unit in units]
    figures = list(rollup.compute([row for row in wanted if row[1]], period, now))
    _write(stale, {key: (data.get(key, ""), rules[key]) for key in stale}, figures, now)
    return len(stale)


def _write(
    stale: Sequence[Key],
    marks: dict[Key, tuple[str, str]],
    figures: Sequence[tuple[int, date, str, Elements]],
    now: datetime,
) -> None:
    rows = RolledDay.objects.bulk_create(
        [
            RolledDay(work_unit_id=u, day=d, data_mark=marks[u, d][0], rule_mark=marks[u, d][1], computed_at=now)
            for u, d in stale
        ],
        update_conflicts=True,
        unique_fields=["day", "work_unit"],
        update_fields=["data_mark", "rule_mark", "computed_at"],
    )
    ids = {(row.work_unit_id, row.day): row.pk for row in rows}
    RolledShift.objects.filter(rolled_day_id__in=ids.values()).delete()
    RolledShift.objects.bulk_create(
        RolledShift(rolled_day_id=ids[u, d], shift=shift, **{name: getattr(e, name) for name in rollup.STORED})
        for u, d, shift, e in figures
    )


_NODES = {Level.SITE: Site, Level.AREA: Area, Level.WORK_CENTER: WorkCenter, Level.WORK_UNIT: WorkUnit}


def set_target(*, kpi: str, scope: Scope, valid_from: date, value: float, person: Person | None) -> KpiTarget:
    """Set what a KPI should reach in a scope from a day on. Raises Invalid for an unknown KPI or a wrong value."""
    if kpi not in BY_CODE:
        raise Invalid("There is no KPI %(code)s", code=kpi)
    is_ratio = BY_CODE[kpi].unit is Unit.RATIO
    if not 0 <= value <= (2 if is_ratio else 1e9):
        raise Invalid("A target of %(value)s is not possible", value=value)
    node = _NODES[scope.level].objects.get(code=scope.code) if scope.level in _NODES else None
    where = {level.value: node if level is scope.level else None for level in _NODES}
    row, _created = KpiTarget.objects.update_or_create(
        kpi=kpi, valid_from=valid_from, **where, defaults={"value": value, "set_by": person}
    )
    return row


def remove_target(*, target_id: int) -> None:
    """Take a target back; the one before it holds again."""
    KpiTarget.objects.filter(pk=target_id).delete()
