"""Trying out: copies of a plan in which a person moves and holds operations; nothing on the floor changes by it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from dure.kernel import clock
from dure.kernel.errors import Invalid
from dure.planning.drafting import as_followed
from dure.planning.errors import Outdated
from dure.planning.models import Schedule, ScheduledTask
from dure.planning.selectors.shop import read_shop, scheduling_rules, weights_of
from dure.planning.services.schedule_writing import write_draft
from dure.planning.services.schedules import Status, locked_schedule
from dure.planning.workshop import Key
from dure.plant.models import Person, WorkUnit

_SEEN = (Status.LIVE, Status.PROPOSED, Status.COPY)


@transaction.atomic
def copy_schedule(*, schedule_id: int, by: Person | None, name: str = "") -> Schedule:
    """A copy to try things out. Raises Outdated for a plan that isn't looked at any more."""
    row = locked_schedule(schedule_id)
    if row.status not in _SEEN:
        raise Outdated("This plan is over. Copy the one that is followed.")
    count = Schedule.objects.filter(status=Status.COPY).count()
    copy = Schedule.objects.get(pk=row.pk)
    copy.pk, copy.status, copy.purpose, copy.asked_by = None, Status.COPY, Schedule.Purpose.TRIAL, by
    copy.before, copy.asked_at, copy.decided_at, copy.decided_by = row, clock.now(), None, None
    copy.name = name.strip()[:80] or _("Copy %(number)s") % {"number": count + 1}
    copy.save()
    for kind in (row.tasks, row.orders):
        found = list(kind.all())  # type: ignore[attr-defined]
        for one in found:
            one.pk, one.schedule = None, copy
        kind.model.objects.bulk_create(found, batch_size=2000)
    return copy


@transaction.atomic
def remove_copy(*, schedule_id: int) -> None:
    """Raises Outdated for anything but a copy."""
    row = locked_schedule(schedule_id)
    if row.status != Status.COPY:
        raise Outdated("Only copies can be removed.")
    row.delete()


@transaction.atomic
def move_task(
    *, schedule_id: int, order_id: int, number: int, work_unit: WorkUnit, at: datetime, by: Person | None
) -> Schedule:
    """Put an operation elsewhere, held there, and let the others follow in their order; in a copy, made for it where
    the plan is none yet. Raises Invalid where it can't be."""
    row = _own_copy(schedule_id, by)
    task = _task(row, order_id, number)
    if task.is_running:
        raise Invalid("It runs already. Pause it on the floor first.")
    start, length = max(at, clock.now()), task.ends_at - task.starts_at
    task.work_unit, task.starts_at, task.ends_at, task.is_locked = work_unit, start, start + length, True
    task.save(update_fields=["work_unit", "starts_at", "ends_at", "is_locked"])
    return _planned(row, (order_id, number), work_unit)


@transaction.atomic
def lock_task(*, schedule_id: int, order_id: int, number: int, is_locked: bool, by: Person | None) -> Schedule:
    """Hold an operation where it is, or let it go again. In a live plan it counts at once."""
    row = locked_schedule(schedule_id)
    if row.status != Status.LIVE:
        row = _own_copy(schedule_id, by)
    task = _task(row, order_id, number)
    task.is_locked = is_locked
    task.save(update_fields=["is_locked"])
    return row


def _own_copy(schedule_id: int, by: Person | None) -> Schedule:
    row = locked_schedule(schedule_id)
    return row if row.status == Status.COPY else copy_schedule(schedule_id=schedule_id, by=by)


def _task(row: Schedule, order_id: int, number: int) -> ScheduledTask:
    found = ScheduledTask.objects.select_for_update().filter(schedule=row, order=order_id, number=number).first()
    if found is None:
        raise Outdated("The operation is over, or not in this plan. Look at it again.")
    return found


def _planned(row: Schedule, key: Key, unit: WorkUnit) -> Schedule:
    """The copy with all that follows from a move: it begins no earlier than it was put, and what the plan has in front
    of it goes first."""
    rules = scheduling_rules()
    shop = read_shop(clock.now(), rules, follows=row)
    draft = as_followed(shop, weights_of(rules), keeps_locks=False)
    place = draft.setting.places.get(key)
    if place is None:
        raise Outdated("The operation is over, or not in this plan. Look at it again.")
    work = draft.setting.works[place[0]][place[1]]
    if all(one != unit.pk for one, _ in work.ways):
        raise Invalid("%(operation)s can't be done on %(unit)s.", operation=work.name, unit=unit.name)
    write_draft(row, draft)
    row.ready_at = clock.now()
    row.save()
    return row
