"""Questions about jobs, requests and plans."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import F, Q, QuerySet, Sum
from django.utils import timezone

from dure.inventory.models import Location, StockMove
from dure.kernel import clock
from dure.maintenance.models import Job, MaintenancePlan, WorkRequest
from dure.plant.models import Person, Tool, WorkUnit
from dure.production.models import Call, CallKind, Downtime, UnitOutage
from dure.production.selectors import stops as stop_selectors
from dure.production.selectors.tools import mounts_now

AROUND = timedelta(days=3)
"""Stops so long before a job began are offered as its own."""


def jobs(
    *, state: str = "open", kind: str = "", words: str = "", owner: Person | None = None,
    work_unit: WorkUnit | None = None, tool: Tool | None = None,
) -> QuerySet[Job]:  # fmt: skip
    """state: open, late, done, cancelled or all; what is open by its due day, what is over the newest first."""
    rows = Job.objects.select_related("work_unit", "tool", "plan", "request", "owner", "ended_by", "slot")
    if state in {"open", "late"}:
        rows = rows.filter(status__in=[Job.Status.PLANNED, Job.Status.RUNNING])
        rows = rows.order_by(F("due_on").asc(nulls_last=True), "pk")
    if state == "late":
        rows = rows.filter(due_on__lt=timezone.localdate(clock.now()))
    if state in {"done", "cancelled"}:
        rows = rows.filter(status=state).order_by("-ended_at", "-pk")
    rows = rows.filter(kind=kind) if kind in Job.Kind.values else rows
    rows = rows.filter(Q(title__icontains=words) | Q(number__icontains=words)) if words else rows
    rows = rows.filter(owner=owner) if owner else rows
    rows = rows.filter(work_unit=work_unit) if work_unit else rows
    return rows.filter(tool=tool) if tool else rows


def requests(*, state: str = "new", words: str = "") -> QuerySet[WorkRequest]:
    """state: new, taken, declined, or empty for all; machines that stand still first, then the newest."""
    rows = WorkRequest.objects.select_related("work_unit", "tool", "reported_by", "job")
    rows = rows.filter(status=state) if state in WorkRequest.Status.values else rows
    rows = rows.filter(Q(text__icontains=words) | Q(number__icontains=words)) if words else rows
    if state == WorkRequest.Status.NEW:
        urgency = WorkRequest.Urgency
        rows = rows.annotate(is_stopped=Q(urgency=urgency.STOPPED), is_later=Q(urgency=urgency.LATER))
        return rows.order_by("-is_stopped", "is_later", "-reported_at")
    return rows


def calls_to_take_up(now: datetime) -> QuerySet[Call]:
    """Calls about a machine of the last week of which no request was made."""
    rows = Call.objects.filter(kind=CallKind.MACHINE, undone_at=None, called_at__gte=now - timedelta(days=7))
    rows = rows.exclude(pk__in=WorkRequest.objects.filter(call__isnull=False).values("call"))
    return rows.select_related("work_unit", "called_by")


def unit_of(job: Job) -> WorkUnit | None:
    """The work unit that a job is at: for a tool the one that it is mounted on now."""
    if job.tool_id is None:
        return job.work_unit
    mount = mounts_now([job.tool_id]).get(job.tool_id)
    return mount.work_unit if mount else None


def outage_now(job: Job) -> UnitOutage | None:
    unit = unit_of(job)
    return UnitOutage.objects.filter(work_unit=unit, ended_at=None).first() if unit else None


def parts_moved(job: Job) -> QuerySet[StockMove]:
    """All parts that went to the job or came back, in their order."""
    rows = StockMove.objects.filter(document=job.number)
    rows = rows.filter(
        Q(to_location__kind=Location.Kind.MAINTENANCE) | Q(from_location__kind=Location.Kind.MAINTENANCE)
    )
    return rows.select_related("item", "lot", "from_location", "made_by", "reversed_by").order_by("pk")


def parts_taken(job: Job) -> list[StockMove]:
    """Parts that the job has used: taken and not given back."""
    return list(parts_moved(job).filter(reverses=None, reversed_by=None))


def cost_of(job: Job) -> Decimal:
    """Won of the parts that the job has used."""
    return sum((one.value for one in parts_taken(job)), Decimal(0))


def stops_of(job: Job) -> list[Downtime]:
    """Stops that the job put right; of one that was split its parts."""
    linked = job.stops.values("downtime")
    rows = Downtime.objects.filter(Q(pk__in=linked) | Q(origin__in=linked), replaced_at=None)
    return list(rows.select_related("work_unit", "reason").order_by("started_at"))


def stops_near(job: Job) -> list[Downtime]:
    """Stops that may be the job's: of its work unit, from shortly before it was asked until it was over."""
    unit = unit_of(job)
    if unit is None:
        return stops_of(job)
    asked = job.request.reported_at if job.request else job.made_at
    start, end = min(asked, job.started_at or asked) - AROUND, job.ended_at or clock.now()
    found = {row.pk: row for row in stop_selectors.overlapping(unit.pk, start, end)}
    found |= {row.pk: row for row in stops_of(job)}
    return sorted(found.values(), key=lambda row: row.started_at, reverse=True)


def minutes_of(job: Job) -> int:
    return job.times.aggregate(sum=Sum("minutes"))["sum"] or 0


def plans(*, words: str = "", with_inactive: bool = False) -> QuerySet[MaintenancePlan]:
    rows = MaintenancePlan.objects.select_related("work_unit", "tool", "signal")
    rows = rows if with_inactive else rows.filter(is_active=True)
    return rows.filter(name__icontains=words) if words else rows


def of_month(first: date, last: date) -> list[tuple[date, Job]]:
    """Jobs by the day on which they were done or are due."""
    rows = Job.objects.exclude(status=Job.Status.CANCELLED).select_related("work_unit", "tool", "slot")
    rows = rows.filter(Q(ended_at__date__range=(first, last)) | Q(ended_at=None, due_on__range=(first, last)))
    return [(timezone.localdate(row.ended_at) if row.ended_at else row.due_on, row) for row in rows.order_by("pk")]


def history(*, work_unit: WorkUnit | None = None, tool: Tool | None = None) -> QuerySet[Job]:
    """All jobs of a machine or tool that are done, the newest first."""
    rows = Job.objects.filter(work_unit=work_unit, tool=tool, status=Job.Status.DONE)
    return rows.select_related("ended_by", "plan", "request").order_by("-ended_at")


def stops_named(keys: Collection[str]) -> list[Downtime]:
    """The stops that a form names."""
    return list(Downtime.objects.filter(pk__in=[int(key) for key in keys if key.isdecimal() and len(key) < 19]))
