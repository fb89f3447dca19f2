"""What JS3 asks: whether changes and alarms are decided with the system and how fast, and whether work goes by it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.db.models import QuerySet

from dure.decisions.models import AlarmRecord, PredictionModel, Recommendation
from dure.decisions.selectors.recommendations import pace_between
from dure.mentoring.level import NO_DATA, Figure, share_of
from dure.mentoring.selectors.level_figures import Window
from dure.planning.models import Replay, Schedule, ScheduledOrder, ScheduledTask
from dure.production.models import Completion, OperationRun, WorkOrder

NEAR = timedelta(hours=4)
"""An operation follows the schedule when it begins on its work unit at most so far from the planned time."""
SCHEDULE = "schedule"
ANSWERS = ("acknowledged", "shelved", "taken_out")
"""What a person does about an alarm."""
FOLLOWED = (Schedule.Status.LIVE.value, Schedule.Status.REPLACED.value)


def deciding(span: Window) -> dict[str, Figure]:
    """Figures by criterion."""
    plans = pace_between(span.start, span.end, only=SCHEDULE)
    others = pace_between(span.start, span.end, but=SCHEDULE)
    rings, waits = answers(span)
    orders = released(span)
    planned = orders_planned(orders)
    begun = begun_operations(span)
    finished = list(finished_orders(span).values_list("due_at", flat=True))
    return {
        "schedules": share_of(plans.decided, plans.asked),
        "schedule-pace": NO_DATA if plans.median is None else Figure(plans.median.total_seconds(), None, plans.decided),
        "alarms": share_of(len(waits), rings),
        "alarm-pace": Figure(median(waits), None, len(waits)) if waits else NO_DATA,
        "advice": share_of(others.decided, others.asked),
        "scheduled": share_of(len(planned), len(orders)),
        "followed": share_of(sum(one.follows for one in begun), len(begun)),
        "due": share_of(sum(due is not None for due in finished), len(finished)),
        "predictions": _predictions(span),
    }


def answers(span: Window) -> tuple[int, list[float]]:
    """How often alarms rang, and seconds until a person answered, of the rings that were answered before the alarm rang
    again."""
    rang = _rings(span)
    return len(rang), [wait for _record, wait in rang if wait is not None]


def unanswered(span: Window) -> list[int]:
    """Numbers of the records of rings that no person answered, the oldest first."""
    return sorted(record for record, wait in _rings(span) if wait is None)


def _rings(span: Window) -> list[tuple[int, float | None]]:
    """(record of a ring, seconds until a person answered it). One query."""
    rows = AlarmRecord.objects.filter(at__gte=span.start, at__lt=span.end).order_by("rule_id", "at", "pk")
    found: dict[int, float | None] = {}
    ringing: dict[int, tuple[int, datetime]] = {}
    for record, rule, at, is_ring, happening, by in rows.values_list("pk", "rule_id", "at", "rings", "happening", "by"):
        if is_ring:
            ringing[rule] = record, at
            found[record] = None
        elif happening in ANSWERS and by is not None and rule in ringing:
            first, since = ringing.pop(rule)
            found[first] = (at - since).total_seconds()
    return list(found.items())


def released(span: Window) -> list[WorkOrder]:
    """Orders that were released in the window and still hold."""
    rows = WorkOrder.objects.filter(released_at__gte=span.start, released_at__lt=span.end, merged_into=None)
    return list(rows.exclude(status=WorkOrder.Status.CANCELLED).order_by("number"))


def orders_planned(orders: Sequence[WorkOrder]) -> set[int]:
    """Those of the orders that stand in a schedule which is or was followed."""
    rows = ScheduledOrder.objects.filter(
        order__in=orders, schedule__status__in=FOLLOWED, schedule__decided_at__isnull=False
    )
    return set(rows.order_by().values_list("order", flat=True))


@dataclass(frozen=True, slots=True)
class Begun:
    """An operation of an order that was begun. planned: (work unit, moment) by the schedule followed then."""

    order_id: int
    order: str
    number: int
    work_unit: int
    at: datetime
    planned: tuple[int | None, datetime] | None

    @property
    def follows(self) -> bool:
        return self.planned is not None and self.planned[0] == self.work_unit and abs(self.planned[1] - self.at) <= NEAR


def begun_operations(span: Window) -> list[Begun]:
    """Operations whose first run began in the window. Two queries."""
    runs = OperationRun.objects.filter(operation__runs__started_at__gte=span.start).order_by(
        "operation_id", "started_at", "pk"
    )
    first = runs.distinct("operation_id").values_list(
        "operation__order", "operation__order__number", "operation__number", "work_unit", "started_at"
    )
    rows = [row for row in first if span.start <= row[4] < span.end]
    plans = _plans({row[0] for row in rows})
    return [Begun(*row, _plan_at(plans[row[0], row[2]], row[4])) for row in rows]


_Plan = tuple[datetime, int | None, datetime]


def _plans(orders: Iterable[int]) -> dict[tuple[int, int], list[_Plan]]:
    """(order, number) → (since when it was followed, work unit, start), the latest last."""
    tasks = ScheduledTask.objects.filter(
        order__in=list(orders), schedule__status__in=FOLLOWED, schedule__decided_at__isnull=False
    ).order_by("schedule__decided_at", "schedule")
    found: dict[tuple[int, int], list[_Plan]] = defaultdict(list)
    for order, number, unit, start, since in tasks.values_list(
        "order", "number", "work_unit", "planned_start", "schedule__decided_at"
    ):
        found[order, number].append((since, unit, start))
    return found


def _plan_at(plans: Sequence[_Plan], at: datetime) -> tuple[int | None, datetime] | None:
    known = [(unit, start) for since, unit, start in plans if since <= at]
    return known[-1] if known else None


def finished_orders(span: Window) -> QuerySet[WorkOrder]:
    done = Completion.objects.filter(is_final=True, undone_at=None, made_at__gte=span.start, made_at__lt=span.end)
    return WorkOrder.objects.filter(pk__in=done.values("order")).order_by("number")


def _predictions(span: Window) -> Figure:
    """Models that a person put to use, and schedules replayed with chances told. No data where nothing was tried."""
    models = list(PredictionModel.objects.values_list("in_use", "rings_too_often"))
    replays = Replay.objects.filter(replayed_at__gte=span.start, replayed_at__lt=span.end)
    told = list(replays.values_list("silence", flat=True))
    if not models and not told:
        return NO_DATA
    in_use = sum(version is not None and not is_loud for version, is_loud in models)
    return Figure(float(in_use + any(not silence for silence in told)), None, float(len(models) + bool(told)))


def waiting(span: Window) -> QuerySet[Recommendation]:
    """Advice of the window that nobody has decided."""
    rows = Recommendation.objects.filter(made_at__gte=span.start, made_at__lt=span.end)
    return rows.filter(status__in=["open", "later", "expired"]).order_by("-made_at")
