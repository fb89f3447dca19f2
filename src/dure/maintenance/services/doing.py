"""What is done within a job: checks, parts, times, stops. Keyword-only; each verb is one transaction."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from dure.inventory.errors import NotEnough
from dure.inventory.models import Balance, Item, Location, StockMove
from dure.inventory.selectors import Need, default_location, proposed_picks
from dure.inventory.services import Movement, move, take_back
from dure.kernel import clock
from dure.kernel.errors import Conflict, Invalid
from dure.maintenance.models import CheckKind, Job, JobCheck, JobStop, JobTime
from dure.maintenance.selectors.jobs import unit_of
from dure.maintenance.services.files import attach
from dure.maintenance.services.jobs import open_job
from dure.maintenance.services.plans import add_spare
from dure.plant.models import Person
from dure.plant.services.records import add_row, remove_row
from dure.production.models import Downtime


@transaction.atomic
def answer_check(
    *, check: JobCheck, by: Person, is_ok: bool | None = None, value: Decimal | None = None, note: str = "",
    picture: bytes | None = None,
) -> JobCheck:  # fmt: skip
    """What was found. A measured value is in order within its limits; a later answer takes the place of an earlier.

    Raises Invalid for a value or picture that is missing, Conflict unless the job is at work.
    """
    _running(check.job)
    row = JobCheck.objects.select_for_update().get(pk=check.pk)
    attach(row, "picture", picture)
    if row.kind == CheckKind.MEASURE:
        if value is None:
            raise Invalid("Enter the measured value.")
        is_ok = (row.low is None or value >= row.low) and (row.high is None or value <= row.high)
    if row.kind == CheckKind.PICTURE and not row.picture:
        raise Invalid("Take a picture.")
    row.value, row.note = value, note.strip()[:200]
    row.is_ok = True if is_ok is None else is_ok
    row.checked_at, row.checked_by = clock.now(), by
    row.save()
    return row


def _running(job: Job) -> Job:
    row = open_job(job)
    if row.status != Job.Status.RUNNING:
        raise Conflict("Begin the job first.")
    return row


@transaction.atomic
def take_part(*, job: Job, item: Item, quantity: Decimal, by: Person) -> list[StockMove]:
    """Take a part out of stock for a job; its value is booked as repair cost under the job's number.

    Lots are chosen as stock would choose them. Raises NotEnough, Invalid, Conflict unless the job is at work.
    """
    row = _running(job)
    if quantity <= 0:
        raise Invalid("Enter how many.")
    found = proposed_picks([Need(0, item.pk, quantity)])
    if found.missing:
        raise NotEnough("There is not enough of %(item)s.", item=item.name)
    target = default_location(Location.Kind.MAINTENANCE)
    piles = Balance.objects.select_related("item", "location", "lot").in_bulk([one.balance for one in found.picks])
    movements = [
        Movement(item, one.quantity, piles[one.balance].location, target, piles[one.balance].lot, reason=row.title)
        for one in found.picks
    ]
    add_spare(item=item, by=by)
    return move(movements, by=by, document=row.number)


@transaction.atomic
def give_part_back(*, job: Job, taken: StockMove, by: Person) -> StockMove:
    """Put back what was taken and not used, at the value it left with. Raises Conflict when it is back already."""
    row = open_job(job)
    if taken.document != row.number:
        raise Conflict("This was not taken for this job.")
    return take_back([taken], by=by, reason=row.title)[0]


@transaction.atomic
def add_time(*, job: Job, person: Person, minutes: int, by: Person, day: date | None = None) -> JobTime:
    """Minutes that somebody worked on it. Raises Invalid, Conflict before it has begun."""
    row = _running(job)
    made = JobTime(job=row, person=person, minutes=minutes, day=day or timezone.localdate(clock.now()))
    add_row(made, by=by)
    return made


@transaction.atomic
def remove_time(*, time: JobTime, by: Person) -> None:
    """Take wrong minutes away while the job is open."""
    open_job(time.job)
    remove_row(time, by=by)


@transaction.atomic
def set_stops(*, job: Job, stops: Collection[Downtime], by: Person) -> Job:
    """Which stops of the work unit this job put right; those that were are no more. Also of a job that is done.

    Raises Invalid for a stop of another work unit, Conflict for one that another job put right.
    """
    row = Job.objects.select_for_update(of=("self",)).select_related("work_unit", "tool").get(pk=job.pk)
    unit = unit_of(row)
    if row.tool_id is None and any(one.work_unit_id != row.work_unit_id for one in stops):
        raise Invalid("This stop is of another work unit.")
    if unit is None and not stops:
        return row
    taken = JobStop.objects.filter(downtime__in=[one.pk for one in stops]).exclude(job=row).select_related("job")
    for one in taken:
        raise Conflict("%(job)s put this stop right.", job=one.job.number)
    row.stops.exclude(downtime__in=[one.pk for one in stops]).delete()
    known = set(row.stops.values_list("downtime", flat=True))
    for stop in stops:
        if stop.pk not in known:
            add_row(JobStop(job=row, downtime=stop), by=by)
    return row
