"""Jobs: made, begun, done, taken back. Keyword-only; each verb is one transaction.

A job that begins takes its work unit out of service through production, and what it took out it puts back.
"""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from dure.kernel import clock
from dure.kernel.errors import Conflict, Invalid
from dure.maintenance.models import Condition, Job, JobCheck, MaintenancePlan, WorkRequest
from dure.maintenance.selectors.due import used_of
from dure.maintenance.selectors.jobs import parts_taken, unit_of
from dure.maintenance.services.requests import set_status
from dure.plant.models import CalendarEntry, Person
from dure.plant.services import add_entry, next_number, remove_entry
from dure.plant.services.records import add_row, change_row
from dure.production.models import UnitOutage
from dure.production.services.floor.holding import put_back_in_service, take_out_of_service

_PATTERN = "MJ{yy}{mm}-{n:03}"
_S = Job.Status


@transaction.atomic
def add_job(*, title: str, by: Person | None, **values: Any) -> Job:
    """Something to do at a work unit or a tool. Raises Invalid."""
    now = clock.now()
    number = next_number("maintenance_job", timezone.localdate(now), pattern=_PATTERN)
    row = Job(number=number, title=title.strip(), made_at=now, **values)
    add_row(row, by=by)
    return row


@transaction.atomic
def job_of_plan(*, plan: MaintenancePlan, by: Person | None, due_on: date | None = None) -> Job:
    """The job of a plan with its checks; the one that is open where there is one already."""
    row = MaintenancePlan.objects.select_for_update().get(pk=plan.pk)
    standing = row.jobs.filter(status__in=[_S.PLANNED, _S.RUNNING]).first()
    if standing is not None:
        return standing
    job = add_job(
        title=row.name, by=by, kind=Job.Kind.SERVICE, plan=row, work_unit=row.work_unit, tool=row.tool,
        instruction=row.instruction, minutes=row.minutes, stops_unit=row.stops_unit,
        due_on=due_on or timezone.localdate(clock.now()),
    )  # fmt: skip
    copied = ("number", "text", "kind", "unit", "low", "high")
    JobCheck.objects.bulk_create(
        JobCheck(job=job, **{name: getattr(check, name) for name in copied}) for check in row.checks.all()
    )
    return job


@transaction.atomic
def job_of_request(*, request: WorkRequest, by: Person | None, **values: Any) -> Job:
    """The job that answers a request; once is as twice. Raises Conflict for one that was declined."""
    row = WorkRequest.objects.select_for_update().get(pk=request.pk)
    standing = Job.objects.filter(request=row).first()
    if standing is not None:
        return standing
    if row.status == WorkRequest.Status.DECLINED:
        raise Conflict("This was declined.")
    title = (row.text or str(row.get_urgency_display()))[:200]
    job = add_job(title=title, by=by, request=row, work_unit=row.work_unit, tool=row.tool, **values)
    set_status(row, WorkRequest.Status.TAKEN, by=by)
    return job


@transaction.atomic
def change_job(*, job: Job, by: Person | None, **values: Any) -> Job:
    """Its words, who, by when. Raises Conflict once it is over."""
    row = open_job(job)
    change_row(row, values, by=by)
    return row


@transaction.atomic
def plan_time(*, job: Job, starts_at: datetime, minutes: int, by: Person | None) -> Job:
    """Give a job its time in the calendar of its work unit: nothing else is planned there then. Raises Invalid."""
    row, unit = open_job(job), unit_of(job)
    if unit is None:
        raise Invalid("The tool is on no work unit now; nothing needs to stand still for it.")
    _leave_slot(row, by)
    entry = add_entry(
        site=unit.work_center.area.site, work_center=unit.work_center, work_unit=unit, by=by, note=row.number,
        kind=CalendarEntry.Kind.MAINTENANCE, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=minutes),
    )  # fmt: skip
    change_row(row, {"slot": entry, "minutes": minutes, "due_on": timezone.localdate(starts_at)}, by=by)
    return row


@transaction.atomic
def start_job(*, job: Job, by: Person) -> Job:
    """Begin; the work unit is out of service from now on where the job says so. Raises Conflict."""
    row = open_job(job)
    if row.status == _S.RUNNING:
        return row
    if row.stops_unit:
        _take_out(row, by)
    change_row(row, {"status": _S.RUNNING, "started_at": clock.now(), "owner": row.owner or by}, by=by)
    return row


def _take_out(row: Job, by: Person) -> None:
    unit = unit_of(row)
    if unit is None or UnitOutage.objects.filter(work_unit=unit, ended_at=None).exists():
        # Whoever took it out before puts it back.
        return
    row.outage = take_out_of_service(work_unit=unit, reason=str(row)[:200], by=by)


@transaction.atomic
def set_out_of_service(*, job: Job, is_out: bool, by: Person) -> Job:
    """Take the work unit out of service in the middle of a job, or let it run for a trial."""
    row = open_job(job)
    if row.status != _S.RUNNING:
        raise Conflict("Begin the job first.")
    if is_out:
        _take_out(row, by)
    else:
        _put_back(row, by)
    row.save(update_fields=["outage"])
    return row


def _put_back(row: Job, by: Person) -> None:
    outage = row.outage
    if outage is not None and UnitOutage.objects.filter(pk=outage.pk, ended_at=None).exists():
        put_back_in_service(work_unit=outage.work_unit, by=by)
    row.outage = None


@transaction.atomic
def finish_job(*, job: Job, done: str, by: Person, cause: str = "") -> Job:
    """It is done, and the work unit is back in service.

    Raises Invalid without words, with a check nobody answered, or a repair without its cause; Conflict.
    """
    row = open_job(job)
    if row.status != _S.RUNNING:
        raise Conflict("Begin the job first.")
    if not done.strip():
        raise Invalid("Say what was done.")
    if row.kind == Job.Kind.REPAIR and not cause.strip():
        raise Invalid("Say what the cause was.")
    left = row.checks.filter(is_ok=None).count()
    if left:
        raise Invalid("%(count)s checks are not answered yet.", count=left)
    _put_back(row, by)
    values = {"status": _S.DONE, "ended_at": clock.now(), "ended_by": by, "done": done.strip(), "cause": cause.strip()}
    if row.plan is not None:
        values["used"] = used_of(row.plan)
        Condition.objects.filter(plan=row.plan).update(over_since=None, due_at=None, watched_until=clock.now())
    change_row(row, values, by=by)
    return row


@transaction.atomic
def reopen_job(*, job: Job, by: Person) -> Job:
    """It was not done after all: its plan is due again, its work unit out of service as before.

    Raises Conflict when the plan has another open job.
    """
    row = Job.objects.select_for_update().get(pk=job.pk)
    if row.status != _S.DONE:
        raise Conflict("This job is not done.")
    if row.plan_id and Job.objects.filter(plan=row.plan_id, made_at__gt=row.made_at).exists():
        raise Conflict("There is a later job of its plan.")
    if row.stops_unit:
        _take_out(row, by)
    change_row(row, {"status": _S.RUNNING, "ended_at": None, "ended_by": None, "used": None}, by=by)
    return row


@transaction.atomic
def cancel_job(*, job: Job, by: Person) -> Job:
    """Nothing is done. Raises Conflict while parts are taken for it."""
    row = open_job(job)
    if parts_taken(row):
        raise Conflict("Give the parts back first.")
    _put_back(row, by)
    _leave_slot(row, by)
    if row.request is not None:
        set_status(row.request, WorkRequest.Status.NEW, by=by)
    change_row(row, {"status": _S.CANCELLED, "request": None, "slot": None}, by=by)
    return row


def _leave_slot(row: Job, by: Person | None) -> None:
    slot = row.slot
    if slot is not None:
        row.slot = None
        row.save(update_fields=["slot"])
        remove_entry(entry=slot, by=by)


def open_job(job: Job) -> Job:
    """The row, locked. Raises Conflict when the job is over."""
    row = Job.objects.select_for_update(of=("self",)).select_related(
        "work_unit__work_center__area__site", "tool", "plan", "request", "outage__work_unit", "slot", "owner"
    ).get(pk=job.pk)  # fmt: skip
    if not row.is_open:
        raise Conflict("This job is over.")
    return row
