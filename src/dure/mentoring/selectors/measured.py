"""Figures of the plant's own records, each with what it is a share of. A figure without anything to count is unknown.

Every function takes the days from `since` to `until`, both included, and answers (part, whole).
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from django.db.models import Exists, F, Min, OuterRef, Q, Sum
from django.utils import timezone

from dure.commerce.selectors import on_time_in_full
from dure.decisions.models import AlarmRecord, Recommendation
from dure.maintenance.models import Job
from dure.mentoring.measured import MEASURED, Measured
from dure.mentoring.scoring import level_by, percent
from dure.planning.models import Schedule, ScheduledTask
from dure.product.coverage import Register
from dure.product.models import Audit, AuditFinding, AuditScore
from dure.product.selectors import coverage
from dure.production.models import Downtime, OperationRun, ProductionResult
from dure.quality.models import Gauge, Inspection
from dure.safety.models import CorrectiveAction

AN_HOUR = timedelta(hours=1)
Share = tuple[Decimal | int | float, Decimal | int | float]


@dataclass(frozen=True, slots=True)
class Figure:
    """value: percent with one decimal, None where there is nothing to count. since: first day, none: as of `until`."""

    of: Measured
    value: Decimal | None
    part: Decimal
    whole: Decimal
    since: date | None
    until: date

    def level(self, steps: Sequence[Decimal]) -> int | None:
        """The level that it reaches by the steps of a question; None while it is unknown."""
        return None if self.value is None else level_by(self.value, steps)


def figures(keys: Collection[str], today: date) -> dict[str, Figure]:
    """The figures of these names as they stand at the end of yesterday or, of registers, now. Raises KeyError."""
    return {key: figure(key, today) for key in sorted(set(keys))}


def figure(key: str, today: date) -> Figure:
    """Of things that happen, the days before today: a day that isn't over would count its late half as missing."""
    of = MEASURED[key]
    until = today - timedelta(days=1) if of.days else today
    since = until - timedelta(days=of.days - 1) if of.days else today
    part, whole = (Decimal(str(one)) for one in _SHARES[key](since, until))
    return Figure(of, percent(part, whole), part, whole, since if of.days else None, until)


def _moments(since: date, until: date) -> tuple[datetime, datetime]:
    zone = timezone.get_current_timezone()
    begin, end = (datetime.combine(day, time(), zone) for day in (since, until + timedelta(days=1)))
    return begin.astimezone(UTC), end.astimezone(UTC)


def _register(register: Register) -> Callable[[date, date], Share]:
    def share(_since: date, until: date) -> Share:
        count = coverage(until).by_register[register]
        return count.covered, count.needed

    return share


def _counted(since: date, until: date) -> Share:
    begin, end = _moments(since, until)
    source = ProductionResult.Source
    machine = Q(source__in=(source.COUNTER, source.CYCLES))
    sums = ProductionResult.objects.filter(hour__gte=begin, hour__lt=end).aggregate(
        part=Sum("produced", filter=machine), whole=Sum("produced")
    )
    return sums["part"] or 0, sums["whole"] or 0


def _reasons(since: date, until: date) -> Share:
    """Seconds of stops that are over, each with its whole length on the day when it ended."""
    begin, end = _moments(since, until)
    rows = Downtime.objects.filter(replaced_at=None, ended_at__gte=begin, ended_at__lt=end)
    sums = rows.annotate(length=F("ended_at") - F("started_at")).aggregate(
        part=Sum("length", filter=Q(reason__isnull=False)), whole=Sum("length")
    )
    return tuple(round((sums[name] or timedelta()).total_seconds(), 2) for name in ("part", "whole"))  # type: ignore[return-value]


def _schedule(since: date, until: date) -> Share:
    """Begun operations that the schedule followed at that moment wanted begun within an hour of it."""
    begin, end = _moments(since, until)
    runs = OperationRun.objects.filter(operation__isnull=False).order_by()
    first = list(
        runs.values_list("operation__order", "operation__number")
        .annotate(at=Min("started_at"))
        .filter(at__gte=begin, at__lt=end)
    )
    plans = _plans({order for order, _number, _at in first})
    kept = 0
    for order, number, at in first:
        known = [start for decided, start in plans.get((order, number), []) if decided <= at]
        kept += bool(known) and abs(known[-1] - at) <= AN_HOUR
    return kept, len(first)


def _plans(orders: set[int]) -> dict[tuple[int, int], list[tuple[datetime, datetime]]]:
    """(order, number of its operation) → when each accepted schedule was accepted and wanted it begun, oldest first."""
    status, found = Schedule.Status, {}  # type: ignore[var-annotated]
    tasks = ScheduledTask.objects.filter(
        order__in=orders, schedule__status__in=(status.LIVE, status.REPLACED), schedule__decided_at__isnull=False
    ).order_by("schedule__decided_at")
    for order, number, decided, start in tasks.values_list("order", "number", "schedule__decided_at", "planned_start"):
        found.setdefault((order, number), []).append((decided, start))
    return found


def _deliveries(since: date, until: date) -> Share:
    kept = on_time_in_full(since, until, today=until + timedelta(days=1))
    return sum(one.is_on_time_in_full for one in kept), len(kept)


def _inspections(since: date, until: date) -> Share:
    begin, end = _moments(since, until)
    rows = Inspection.objects.filter(begun_at__gte=begin, begun_at__lt=end)
    return rows.exclude(verdict=Inspection.Verdict.OPEN).count(), rows.count()


def _gauges(_since: date, until: date) -> Share:
    rows = Gauge.objects.exclude(status=Gauge.Status.RETIRED)
    return rows.filter(status=Gauge.Status.IN_USE, due_on__gte=until).count(), rows.count()


def _services(since: date, until: date) -> Share:
    rows = Job.objects.filter(kind=Job.Kind.SERVICE, due_on__range=(since, until)).exclude(status=Job.Status.CANCELLED)
    done = rows.filter(status=Job.Status.DONE, ended_at__date__lte=F("due_on"))
    return done.count(), rows.count()


def _alarms(since: date, until: date) -> Share:
    begin, end = _moments(since, until)
    raised = AlarmRecord.objects.filter(happening="raised", rings=True, at__gte=begin, at__lt=end)
    answered = AlarmRecord.objects.filter(
        rule=OuterRef("rule"), happening="acknowledged", at__gte=OuterRef("at"), at__lte=OuterRef("at") + AN_HOUR
    )
    return raised.filter(Exists(answered)).count(), raised.count()


def _decisions(since: date, until: date) -> Share:
    """Recommendations that came to an end, by a person or because nobody decided in time."""
    begin, end = _moments(since, until)
    rows = Recommendation.objects.filter(made_at__gte=begin, made_at__lt=end)
    decided = rows.filter(status__in=("accepted", "declined")).count()
    return decided, decided + rows.filter(status="expired").count()


def _audits(since: date, until: date) -> Share:
    rows = AuditScore.objects.filter(
        audit__status=Audit.Status.CLOSED, audit__audited_on__range=(since, until), points__isnull=False
    )
    sums = rows.aggregate(part=Sum("points"), whole=Sum("most"))
    return sums["part"] or 0, sums["whole"] or 0


def _findings(since: date, until: date) -> Share:
    rows = AuditFinding.objects.filter(due_on__range=(since, until))
    return rows.filter(closed_at__date__lte=F("due_on")).count(), rows.count()


def _actions(since: date, until: date) -> Share:
    rows = CorrectiveAction.objects.filter(due_on__range=(since, until))
    return rows.filter(closed_at__date__lte=F("due_on")).count(), rows.count()


_SHARES: dict[str, Callable[[date, date], Share]] = {
    "bom_share": _register(Register.BOM),
    "routing_share": _register(Register.ROUTING),
    "standard_share": _register(Register.STANDARD),
    "equipment_share": _register(Register.EQUIPMENT),
    "counted_share": _counted,
    "reason_share": _reasons,
    "schedule_share": _schedule,
    "on_time_share": _deliveries,
    "inspection_share": _inspections,
    "gauge_share": _gauges,
    "service_share": _services,
    "alarm_share": _alarms,
    "decision_share": _decisions,
    "audit_score": _audits,
    "finding_share": _findings,
    "action_share": _actions,
}
