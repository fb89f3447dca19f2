"""What the pages of schedules show: the chart's rows and bars, sentences of what happened and of why, loads."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import permutations
from typing import Any

from django.db.models import Count, Max, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from dure.kernel.errors import NotFound
from dure.performance.periods import midnight
from dure.planning.models import Schedule, ScheduledOrder, ScheduledTask
from dure.planning.selectors.schedule_texts import names_of
from dure.planning.selectors.shop import read_shop, scheduling_rules
from dure.planning.workshop import Shop, Work
from dure.plant.models import Person, Tool, WorkUnit
from dure.plant.selectors import prepare, work_spans

BACK = timedelta(hours=4)
LEAST, MOST = timedelta(days=3), timedelta(days=28)
Status = Schedule.Status


def schedule(pk: int) -> Schedule:
    """Raises NotFound."""
    row = Schedule.objects.select_related("asked_by", "decided_by", "before").filter(pk=pk).first()
    if row is None:
        raise NotFound("This schedule does not exist.")
    return row


def scheduled_order(schedule_id: int, order_id: int) -> ScheduledOrder:
    """An order in a schedule. Raises NotFound."""
    rows = ScheduledOrder.objects.select_related("order__item", "schedule")
    found = rows.filter(schedule=schedule_id, order=order_id).first()
    if found is None:
        raise NotFound("The order is not in this plan.")
    return found


def unit(pk: int) -> WorkUnit:
    """A work unit that is in use. Raises NotFound."""
    found = WorkUnit.objects.filter(pk=pk, is_active=True).first()
    if found is None:
        raise NotFound("This work unit does not exist.")
    return found


def shown_schedule() -> Schedule | None:
    """The one that is followed, else the newest proposal."""
    rows = Schedule.objects.filter(status__in=(Status.LIVE, Status.PROPOSED))
    return rows.order_by("status").first()


def proposed_schedule() -> Schedule | None:
    return Schedule.objects.filter(status=Status.PROPOSED).first()


def going_schedule() -> Schedule | None:
    """The one that is being looked for."""
    return Schedule.objects.filter(status__in=(Status.WAITING, Status.RUNNING)).first()


def failed_schedule() -> Schedule | None:
    """The newest one, where it failed."""
    row = Schedule.objects.exclude(status=Status.COPY).first()
    return row if row is not None and row.status == Status.FAILED and row.problem else None


def copies() -> list[Schedule]:
    return list(Schedule.objects.filter(status=Status.COPY).select_related("asked_by").order_by("-pk"))


def history() -> QuerySet[Schedule]:
    """All that were proposed, with what became of them, the newest first."""
    return Schedule.objects.exclude(status=Status.COPY).select_related("asked_by", "decided_by").order_by("-pk")


def chart(row: Schedule, now: datetime) -> dict[str, Any]:
    """The chart as JSON: work units with their open time, minutes between their work centers, tasks with where else
    they could be, orders. Times are milliseconds since 1970."""
    tasks = list(_tasks(row))
    orders = list(_orders(row))
    end = max((task.ends_at for task in tasks), default=now)
    until = min(max(end + timedelta(hours=12), now + LEAST), now + MOST)
    shop = read_shop(now, scheduling_rules(), follows=row)
    return {
        "id": row.pk,
        "status": row.status,
        "name": row.name,
        "now": _ms(now),
        "from": _ms(now - BACK),
        "to": _ms(until),
        "units": list(_units(shop, now - BACK, until)),
        "ways": list(_legs(shop)),
        "tasks": list(_bars(tasks, shop)),
        "orders": [
            {
                "id": one.order_id, "no": one.order.number, "item": one.order.item.name,
                "due": _ms(one.due_at) if one.due_at else None, "end": _ms(one.ends_at), "late": one.late_minutes,
                "href": reverse("production:order-floor", args=[one.order.number]),
            }
            for one in orders
        ],
    }  # fmt: skip


def _tasks(row: Schedule) -> QuerySet[ScheduledTask]:
    return ScheduledTask.objects.filter(schedule=row).select_related("order__item", "work_unit").order_by("starts_at")


def _orders(row: Schedule) -> QuerySet[ScheduledOrder]:
    return ScheduledOrder.objects.filter(schedule=row).select_related("order__item")


def _units(shop: Shop, since: datetime, until: datetime) -> Iterable[dict[str, Any]]:
    rows = WorkUnit.objects.filter(is_active=True).select_related("work_center")
    units = list(rows.order_by("work_center__sort_order", "work_center__code", "sort_order", "code"))
    prepare([unit.pk for unit in units])
    stands = {one.id: one.stands_until for one in shop.stations}
    shared = {one.id for one in shop.stations if one.room}
    for unit in units:
        spans = work_spans(unit, since, until)
        stop = stands.get(unit.pk)
        yield {
            "id": unit.pk, "name": unit.name, "center": unit.work_center.name, "place": unit.work_center_id,
            "shares": unit.pk in shared,
            "open": [[_ms(one.start), _ms(one.end)] for one in spans], "stop": _ms(stop) if stop else None,
        }  # fmt: skip


def _legs(shop: Shop) -> Iterable[tuple[int, int, int]]:
    """From work center to work center, in minutes, where it takes any."""
    if shop.ways.legs:
        for start, end in permutations(sorted({one.center for one in shop.stations}), 2):
            if minutes := shop.ways.minutes(start, end):
                yield start, end, minutes


def _bars(tasks: Sequence[ScheduledTask], shop: Shop) -> Iterable[dict[str, Any]]:
    works = {(order.id, work.number): work for order in shop.orders for work in order.works}
    feeds = {order.id: order.needs for order in shop.orders}
    last = {order.id: order.works[-1].number for order in shop.orders}
    people = names_of(Person.objects, {one for task in tasks for one in task.people})
    before = _before(tasks)
    for task in tasks:
        after = (
            [f"{task.order_id}-{before[task.order_id, task.number]}"]
            if ((task.order_id, task.number) in before)
            else []
        )
        after += [
            f"{other}-{last[other]}"
            for other, number in feeds.get(task.order_id, ())
            if other in last and (number == task.number or (number == -1 and not after))
        ]
        yield {
            "id": f"{task.order_id}-{task.number}", "order": task.order_id, "no": task.order.number,
            "item": task.order.item.name, "group": task.order.item.group or task.order.item.code,
            "op": task.number, "name": task.name, "unit": task.work_unit_id,
            "start": _ms(task.starts_at), "end": _ms(task.ends_at), "setup": task.setup_minutes,
            "pieces": f"{task.pieces.normalize():,f}", "minutes": task.minutes, "planned": _ms(task.planned_start),
            "locked": task.is_locked, "running": task.is_running,
            "units": _ways(works.get((task.order_id, task.number))), "after": after,
            "people": [people[one] for one in task.people if one in people],
        }  # fmt: skip


def _before(tasks: Sequence[ScheduledTask]) -> dict[tuple[int, int], int]:
    """(order, number) → number of the operation before."""
    numbers: dict[int, list[int]] = defaultdict(list)
    for task in tasks:
        numbers[task.order_id].append(task.number)
    found = {}
    for order, row in numbers.items():
        row.sort()
        found |= {(order, number): row[at] for at, number in enumerate(row[1:])}
    return found


def _ways(work: Work | None) -> list[list[int]]:
    if work is None:
        return []
    return [[unit, work.minutes(unit, step)] for unit, step in work.ways]


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def orders_of(row: Schedule) -> QuerySet[ScheduledOrder]:
    """Its orders, the latest first."""
    return _orders(row).order_by("-late_minutes", "ends_at", "pk")


@dataclass(frozen=True, slots=True)
class Listed:
    """A task on the list of a work unit."""

    task: ScheduledTask
    people: str
    tools: str


def lists_of(row: Schedule, day: date) -> list[tuple[WorkUnit, list[Listed]]]:
    """Work unit → what begins on it on a day, or goes on from before; those that have something."""
    zone = timezone.get_current_timezone()
    begin, end = (midnight(one, zone) for one in (day, day + timedelta(days=1)))
    rows = _tasks(row).filter(starts_at__lt=end, ends_at__gt=begin).exclude(work_unit=None)
    tasks = list(rows)
    people = names_of(Person.objects, {one for task in tasks for one in task.people})
    tools = names_of(Tool.objects, {one for task in tasks for one in task.tools})
    found: dict[WorkUnit, list[Listed]] = defaultdict(list)
    for task in tasks:
        assert task.work_unit is not None
        found[task.work_unit].append(
            Listed(
                task,
                ", ".join(people.get(one, "") for one in task.people),
                ", ".join(tools.get(one, "") for one in task.tools),
            )
        )
    return sorted(found.items(), key=lambda one: (one[0].work_center_id, one[0].sort_order, one[0].code))


def tasks_of(row: Schedule) -> QuerySet[ScheduledTask]:
    """Its tasks in the order in which they begin, for reading in place of the chart."""
    return _tasks(row)


@dataclass(frozen=True, slots=True)
class Moves:
    """Changes of a copy that can be taken back: how many, and the newest, which goes first."""

    count: int
    newest: int


def moves_of(row: Schedule) -> Moves:
    if row.status != Status.COPY:
        return Moves(0, 0)
    found = row.moves.aggregate(count=Count("pk"), newest=Max("pk"))
    return Moves(found["count"], found["newest"] or 0)


def comparable() -> list[Schedule]:
    """Plans that can be looked at side by side."""
    rows = Schedule.objects.filter(status__in=(Status.LIVE, Status.PROPOSED, Status.COPY))
    return list(rows.order_by("status", "-pk"))


def to_compare_with(pk: int, choices: Sequence[Schedule]) -> int:
    """The plan that is followed, of that one itself the newest copy or the proposal; 0 where there is no other."""
    others = [one for one in choices if one.pk != pk]
    return min(others, key=lambda one: one.status != Status.LIVE).pk if others else 0


def told_move(row: Schedule, order: int, number: int, wanted: datetime) -> str:
    """Where an operation begins now, and whether that is when it was wanted."""
    task = _tasks(row).get(order=order, number=number)
    assert task.work_unit is not None
    values = {
        "step": task.name, "unit": task.work_unit.name, "time": f"{timezone.localtime(task.starts_at):%m-%d %H:%M}",
    }  # fmt: skip
    if task.starts_at - wanted > timedelta(minutes=5):
        return _("%(step)s begins on %(unit)s at %(time)s: it can't earlier, for what is in front of it.") % values
    return _("%(step)s begins on %(unit)s at %(time)s.") % values
