"""What is due, how far it is, and why."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Max, Sum
from django.utils import timezone

from dure.kernel import clock
from dure.maintenance.due import Basis, Due, State, by_amount, by_calendar, by_condition
from dure.maintenance.models import Condition, Job, MaintenancePlan
from dure.plant.models import Tool
from dure.production.models import ProductionResult
from dure.production.selectors.performance import states
from dure.production.selectors.tools import mounts_now, shots_of
from dure.production.unit import UnitState

PACE_DAYS = 28
"""What a day adds is told by so many days before today."""
_ORDER = {State.DUE: 0, State.SOON: 1, State.LATER: 2}
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class PlanDue:
    """last: when it was done last, None for never. place: where a tool is mounted now. job: the one that is open."""

    plan: MaintenancePlan
    due: Due
    last: datetime | None
    place: str
    job: Job | None
    condition: Condition | None

    @property
    def state(self) -> str:
        return self.due.state.value

    @property
    def percent(self) -> int:
        """How much of the interval is used up, at most 100."""
        every = self.plan.every
        if not every:
            return 100 if self.due.state is State.DUE else 0
        return int(max(ZERO, min(Decimal(100), 100 - self.due.left * 100 / every)))

    @property
    def over(self) -> Decimal:
        return -self.due.left


def due_list(*, plans: Sequence[MaintenancePlan] | None = None, now: datetime | None = None) -> list[PlanDue]:
    """All plans in use with how far they are: what is due first, then what is due soonest."""
    moment = now or clock.now()
    if plans is None:
        plans = list(_plans().filter(is_active=True))
    done = _last_done(plans)
    open_jobs = {
        job.plan_id: job
        for job in Job.objects.filter(plan__in=plans, status__in=[Job.Status.PLANNED, Job.Status.RUNNING])
    }
    conditions = Condition.objects.in_bulk([plan.pk for plan in plans])
    used, pace = _used(plans, done, moment)
    places = mounts_now([plan.tool_id for plan in plans if plan.tool_id])
    rows = []
    for plan in plans:
        found = _due(plan, done.get(plan.pk), used.get(plan.pk, ZERO), pace.get(plan.pk, ZERO),
                     conditions.get(plan.pk), moment)  # fmt: skip
        mount = places.get(plan.tool_id) if plan.tool_id else None
        place = str(mount.work_unit) if mount else ""
        rows.append(PlanDue(plan, found, done.get(plan.pk), place, open_jobs.get(plan.pk), conditions.get(plan.pk)))
    return sorted(rows, key=lambda one: (_ORDER[one.due.state], str(one.due.on or "9999"), str(one.plan)))


def _plans():  # type: ignore[no-untyped-def] # a queryset with its relations
    return MaintenancePlan.objects.select_related("work_unit", "tool", "signal")


def used_of(plan: MaintenancePlan, *, now: datetime | None = None) -> Decimal:
    """Days, hours or counts since it was done last."""
    moment = now or clock.now()
    done = _last_done([plan])
    if plan.basis == Basis.CALENDAR:
        last = done.get(plan.pk, plan.counted_from)
        return Decimal((timezone.localdate(moment) - timezone.localdate(last)).days)
    return _used([plan], done, moment)[0].get(plan.pk, ZERO)


def _last_done(plans: Iterable[MaintenancePlan]) -> dict[int, datetime]:
    rows = Job.objects.filter(plan__in=[plan.pk for plan in plans], status=Job.Status.DONE).order_by()
    return dict(rows.values_list("plan_id").annotate(Max("ended_at")))


def _due(  # noqa: PLR0917 - what was found out about one plan
    plan: MaintenancePlan, last: datetime | None, used: Decimal, pace: Decimal, condition: Condition | None,
    moment: datetime,
) -> Due:  # fmt: skip
    today = timezone.localdate(moment)
    if plan.basis == Basis.CONDITION:
        return by_condition(
            since=condition.over_since if condition else None, due_at=condition.due_at if condition else None,
            today=today,
        )  # fmt: skip
    every = plan.every or Decimal(1)
    if plan.basis == Basis.CALENDAR:
        first = timezone.localdate(plan.counted_from)
        return by_calendar(
            last=timezone.localdate(last) if last else first, today=today, every=int(every), warn=int(plan.warn),
            rhythm_from=first if plan.keeps_rhythm else None,
        )  # fmt: skip
    return by_amount(used=used, every=every, warn=plan.warn, per_day=pace, today=today)


def _used(
    plans: Iterable[MaintenancePlan], done: Mapping[int, datetime], moment: datetime
) -> tuple[dict[int, Decimal], dict[int, Decimal]]:
    """By plan: what was used since the last service, and what a day of late uses."""
    used: dict[int, Decimal] = {}
    by_hours, by_shots, by_count = [], [], []
    for plan in plans:
        since = done.get(plan.pk, plan.counted_from)
        if plan.basis == Basis.HOURS and plan.work_unit_id:
            used[plan.pk] = run_hours(plan.work_unit_id, since, moment)
            by_hours.append(plan)
        elif plan.basis == Basis.COUNT and plan.tool is not None:
            used[plan.pk] = shots_since(plan.tool, since)
            by_shots.append(plan)
        elif plan.basis == Basis.COUNT and plan.work_unit_id:
            used[plan.pk] = counts_of(plan.work_unit_id, since)
            by_count.append(plan)
    return used, _pace(by_hours, by_shots, by_count, moment)


def _pace(
    by_hours: Sequence[MaintenancePlan], by_shots: Sequence[MaintenancePlan], by_count: Sequence[MaintenancePlan],
    moment: datetime,
) -> dict[int, Decimal]:  # fmt: skip
    """What a day of late uses, by plan: one question for each kind of meter."""
    since = moment - timedelta(days=PACE_DAYS)
    seconds = run_seconds([plan.work_unit_id for plan in by_hours], since, moment) if by_hours else {}
    shots = shots_of([plan.tool for plan in by_shots], since=since) if by_shots else {}
    counts = counts_by_unit([plan.work_unit_id for plan in by_count], since) if by_count else {}
    found = {plan.pk: Decimal(seconds[plan.work_unit_id]) / 3600 for plan in by_hours}
    found |= {plan.pk: Decimal(shots[plan.tool_id]) for plan in by_shots}
    found |= {plan.pk: counts[plan.work_unit_id] for plan in by_count}
    return {pk: amount / PACE_DAYS for pk, amount in found.items()}


def run_hours(unit: int, since: datetime, until: datetime) -> Decimal:
    """Hours for which a work unit was producing, from its states; two decimals."""
    return (Decimal(run_seconds([unit], since, until)[unit]) / 3600).quantize(Decimal("0.01"))


def run_seconds(units: Sequence[int], since: datetime, until: datetime) -> dict[int, float]:
    """Work unit → seconds for which it was producing within the span."""
    found: dict[int, float] = defaultdict(float, dict.fromkeys(units, 0.0))
    for one in states(units, since, until):
        if one.state == UnitState.PRODUCING:
            span = min(one.ended_at or until, until) - max(one.started_at, since)
            found[one.work_unit_id] += max(0.0, span.total_seconds())
    return found


def shots_since(tool: Tool, since: datetime) -> Decimal:
    return Decimal(shots_of([tool], since=since)[tool.pk])


def counts_of(unit: int, since: datetime) -> Decimal:
    """Of one work unit; see `counts_by_unit`."""
    return counts_by_unit([unit], since)[unit]


def counts_by_unit(units: Iterable[int], since: datetime) -> dict[int, Decimal]:
    """Cycles of each work unit since a moment, or pieces where no cycles are counted; of the hours begun since then."""
    wanted = set(units)
    rows = ProductionResult.objects.filter(work_unit__in=wanted, first_at__gte=since).order_by().values("work_unit")
    found = dict.fromkeys(wanted, ZERO)
    for row in rows.annotate(all_cycles=Sum("cycles"), all_pieces=Sum("produced")):
        found[row["work_unit"]] = Decimal(row["all_cycles"] or row["all_pieces"] or 0)
    return found
