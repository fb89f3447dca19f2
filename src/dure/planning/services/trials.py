"""Trying out: copies of a plan in which a person moves and holds operations; nothing on the floor changes by it."""

from datetime import datetime

from django.core import serializers
from django.db import transaction
from django.utils.translation import gettext as _

from dure.kernel import clock
from dure.kernel.errors import Invalid
from dure.planning.drafting import as_followed
from dure.planning.errors import Outdated
from dure.planning.models import Schedule, ScheduledOrder, ScheduledTask, TrialMove
from dure.planning.selectors.shop import read_shop, scheduling_rules, weights_of
from dure.planning.services.schedule_writing import write_draft
from dure.planning.services.schedules import Status, locked_schedule
from dure.planning.workshop import Key
from dure.plant.models import Person, WorkUnit
from dure.production.models import WorkOrder

_SEEN = (Status.LIVE, Status.PROPOSED, Status.COPY)
KEPT = 20
"""So many changes of a copy can be taken back."""
_FIGURES = (
    "planned_at", "ready_at", "late_orders", "late_minutes", "setup_minutes", "moved", "before_late_orders",
    "before_late_minutes", "before_setup_minutes", "notes", "facts", "cost", "bound", "engine", "is_optimal",
)  # fmt: skip


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
    if row.status == Status.LIVE:
        copy.before_late_orders, copy.before_late_minutes = row.late_orders, row.late_minutes
        copy.before_setup_minutes, copy.moved = row.setup_minutes, 0
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
    _note(row, by)
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
    if row.status == Status.COPY:
        _note(row, by)
    task.is_locked = is_locked
    task.save(update_fields=["is_locked"])
    return row


def _note(row: Schedule, by: Person | None) -> None:
    """Keep what a copy is before it is changed."""
    before = serializers.serialize("json", [row, *row.tasks.all(), *row.orders.all()])
    TrialMove.objects.create(schedule=row, at=clock.now(), by=by, before=before)
    old = row.moves.order_by("-pk").values_list("pk", flat=True)[KEPT:]
    row.moves.filter(pk__in=list(old)).delete()


@transaction.atomic
def undo_move(*, schedule_id: int, move_id: int) -> Schedule:
    """Make a copy what it was before its newest change. Raises Outdated when it isn't the newest or was taken back."""
    row = locked_schedule(schedule_id)
    newest = row.moves.order_by("-pk").first()
    if row.status != Status.COPY or newest is None or newest.pk < move_id:
        raise Outdated("This was taken back already.")
    if newest.pk != move_id:
        raise Outdated("Take back the changes after this one first.")
    _restore(row, newest.before)
    newest.delete()
    return row


def _restore(row: Schedule, before: str) -> None:
    """Orders that were removed meanwhile stay away."""
    found = [one.object for one in serializers.deserialize("json", before)]
    tasks = [one for one in found if isinstance(one, ScheduledTask)]
    orders = [one for one in found if isinstance(one, ScheduledOrder)]
    known = set(WorkOrder.objects.filter(pk__in={one.order_id for one in orders}).values_list("pk", flat=True))
    row.tasks.all().delete()
    row.orders.all().delete()
    ScheduledTask.objects.bulk_create([one for one in tasks if one.order_id in known], batch_size=2000)
    ScheduledOrder.objects.bulk_create([one for one in orders if one.order_id in known], batch_size=2000)
    was = next(one for one in found if isinstance(one, Schedule))
    for name in _FIGURES:
        setattr(row, name, getattr(was, name))
    row.save(update_fields=_FIGURES)


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
