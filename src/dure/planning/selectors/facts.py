"""What a schedule was made of, for telling later what has happened since."""

from collections.abc import Sequence
from datetime import datetime, time

from django.utils import timezone

from dure.commerce.models import PurchaseLine
from dure.planning.models import Absence
from dure.planning.schedule_words import Facts
from dure.planning.scheduling.plan import Task
from dure.planning.selectors.supply import BOUND
from dure.planning.setting import Setting


def facts_of(of: Setting, tasks: Sequence[Task]) -> Facts:
    """Of a setting and a plan of it. Two queries."""
    used = {item for row in of.works for work in row for item, _ in work.uses}
    return Facts(
        stops={one.id: _minute(one.stands_until) for one in of.stations if one.stands_until is not None},
        dues={one.id: None if one.due is None else _minute(one.due) for one in of.orders},
        weights={one.id: one.weight for one in of.orders if one.weight != 1},
        away=frozenset(
            (person, _minute(begin), _minute(end))
            for person, begin, end in Absence.objects.filter(ends_at__gt=of.now).values_list(
                "person_id", "starts_at", "ends_at"
            )
        ),
        arrivals=_arrivals(used),
        left={
            (order.id, work.number): float(work.left)
            for order, row in zip(of.orders, of.works, strict=True)
            for work in row
        },
        ends={
            of.key(task.place): _minute(of.at(task.end_min))
            for task in tasks
            if of.works[task.job][task.operation].runs_on is not None
        },
        at=_minute(of.now),
    )


def _arrivals(items: set[int]) -> dict[int, tuple[int, int]]:
    lines = PurchaseLine.objects.filter(order__status__in=BOUND, is_closed=False, item__in=items)
    return {
        pk: (item, _minute(timezone.make_aware(datetime.combine(promised or requested, time()))))
        for pk, item, promised, requested in lines.values_list("pk", "item_id", "promised_on", "requested_on")
        if promised or requested
    }


def _minute(moment: datetime) -> int:
    return int(moment.timestamp()) // 60
