"""Putting a plan of hours into the tables."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from dure.planning.drafting import Draft
from dure.planning.models import Schedule, ScheduledOrder, ScheduledTask
from dure.planning.scheduling.plan import job_ends
from dure.planning.scheduling.why import Cause, Stretch
from dure.planning.selectors.facts import facts_of
from dure.planning.setting import Setting
from dure.planning.workshop import Key

Accepted = Mapping[Key, tuple[datetime, datetime]]
"""Operation → its times as they were accepted; its own where it isn't there."""
_SHOWN = (
    "name", "work_unit_id", "pieces", "minutes", "setup_minutes", "starts_at", "ends_at", "people", "tools",
    "is_locked", "is_running",
)  # fmt: skip


def bring_up(row: Schedule, draft: Draft) -> bool:
    """Put on a schedule what has become of its plan; whether anything has. Most minutes nothing has, and nothing is
    written. The row isn't saved."""
    known = {(task.order_id, task.number): task for task in row.tasks.all()}
    accepted = {key: (task.planned_start, task.planned_end) for key, task in known.items()}
    tasks = list(_tasks(row, draft, accepted))
    late, of = draft.late(), draft.setting
    orders = {(order.id, order.due, late[job], order.weight) for job, order in enumerate(of.orders)}
    were = set(row.orders.values_list("order_id", "due_at", "late_minutes", "weight"))
    is_same = len(known) == len(tasks) and all(_is_same(known.get((one.order_id, one.number)), one) for one in tasks)
    if is_same and orders == were:
        return False
    _tell(row, draft)
    _put(row, draft, tasks)
    return True


def _is_same(old: ScheduledTask | None, new: ScheduledTask) -> bool:
    return old is not None and all(getattr(old, name) == getattr(new, name) for name in _SHOWN)


def write_draft(row: Schedule, draft: Draft) -> None:
    """Put a plan's tasks, facts and figures on a schedule, in place of what was there. The row isn't saved."""
    _tell(row, draft)
    row.facts = facts_of(draft.setting, draft.tasks).as_row()
    _put(row, draft, list(_tasks(row, draft, {})))


def _tell(row: Schedule, draft: Draft) -> None:
    """Its figures."""
    of, found = draft.setting, draft.terms
    change, before = draft.difference, draft.terms_before
    row.planned_at = of.now
    row.late_orders, row.late_minutes, row.setup_minutes = found.late_jobs, found.tardiness_min, found.setup_min
    if before is not None and change is not None:
        row.moved, row.before_late_orders = len(change.moved), before.late_jobs
        row.before_late_minutes, row.before_setup_minutes = before.tardiness_min, before.setup_min
    row.notes = [{"note": one.note.value, "about": one.about, "values": dict(one.values)} for one in of.notes]
    if draft.result is not None:
        row.cost, row.bound, row.engine = draft.result.cost, draft.result.bound, draft.result.engine
        row.is_optimal = draft.result.status.value == "optimal"


def _put(row: Schedule, draft: Draft, tasks: Sequence[ScheduledTask]) -> None:
    row.tasks.all().delete()
    row.orders.all().delete()
    ScheduledTask.objects.bulk_create(tasks, batch_size=2000)
    ScheduledOrder.objects.bulk_create(_orders(row, draft), batch_size=2000)


def _tasks(row: Schedule, draft: Draft, accepted: Accepted) -> Iterator[ScheduledTask]:
    of, setups, work_min = draft.setting, draft.setups(), draft.work_min()
    for task in draft.tasks:
        work, key = of.works[task.job][task.operation], of.key(task.place)
        start, end = of.at(task.start_min), of.at(task.end_min)
        hands = [of.hands[helper] for helper in task.helpers]
        planned = accepted.get(key, (start, end))
        yield ScheduledTask(
            schedule=row, order_id=key[0], number=work.number, name=work.name,
            work_unit_id=of.stations[task.unit].id if task.unit < len(of.stations) else None, pieces=work.left,
            minutes=work_min[task.place], setup_minutes=setups.get(task.place, 0),
            starts_at=start, ends_at=end, planned_start=planned[0], planned_end=planned[1],
            people=[hand.id for hand in hands if hand.kind == "person"],
            tools=[hand.id for hand in hands if hand.kind == "tool"],
            is_locked=work.is_locked, is_running=work.runs_on is not None,
        )  # fmt: skip


def _orders(row: Schedule, draft: Draft) -> Iterator[ScheduledOrder]:
    of, late, before, why = draft.setting, draft.late(), draft.late_before(), draft.why()
    ends = job_ends(of.problem, draft.tasks)
    for job, order in enumerate(of.orders):
        yield ScheduledOrder(
            schedule=row, order_id=order.id, ends_at=of.at(ends[job]), due_at=order.due, late_minutes=late[job],
            late_before=before.get(job), weight=order.weight,
            why=[_reason(of, one) for one in why.get(job, ())],
        )  # fmt: skip


def _reason(of: Setting, one: Stretch) -> list[object]:
    """[cause, begin, end in minutes of the plan, order, number, what it is about]."""
    order, number = of.key(one.place)
    what = of.stations[one.resource].name if 0 <= one.resource < len(of.stations) else ""
    if one.cause == Cause.HELPER:
        what = of.hands[one.resource].name
    if one.cause == Cause.MATERIAL:
        what = of.problem.materials[one.resource].name
    return [one.cause.value, one.begin_min, one.end_min, order, number, what]
