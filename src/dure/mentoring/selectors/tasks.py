"""Questions about improvement tasks: lists, the board, the funnel, and what one of them has."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from math import hypot

from django.db.models import BooleanField, Case, Count, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils import timezone

from dure.kernel.errors import NotFound
from dure.mentoring.effects import EVERYWHERE, Claim, overlaps
from dure.mentoring.loss import TaskState
from dure.mentoring.models import ImprovementTask, TaskCheck
from dure.mentoring.progress import AFTER_DAYS, CLOSED, MEASURED, WAY, Held, Need, Result, has_held
from dure.mentoring.where import Kind, where_of
from dure.plant.models import ChangeRecord, Person
from dure.plant.selectors import active_areas

OPEN, LATE, RAISED = "open", "late", "raised"
_DUE = (TaskState.FOUND, TaskState.ANALYSED, TaskState.PLANNED)


def tasks(
    *, today: date, state: str = "", loss: str = "", area: int | None = None, owner: int | None = None, words: str = ""
) -> QuerySet[ImprovementTask]:
    """Those whose gain was lost on top, then the newest. state: one of the states, or open, late, raised; "": all.

    Each row has `is_raised` and, of the attempt that it is at, `saving_won` as it was verified.
    """
    rows = with_looks(ImprovementTask.objects.select_related("area", "work_unit", "owner", "found_by"))
    chosen = {OPEN: ~Q(state__in=CLOSED), LATE: Q(state__in=_DUE, due_on__lt=today), RAISED: Q(is_raised=True)}
    if state:
        rows = rows.filter(chosen.get(state, Q(state=state)))
    for name, value in (("loss", loss), ("area_id", area), ("owner_id", owner)):
        rows = rows.filter(**{name: value}) if value else rows
    if words:
        asked = ("number", "title", "problem", "root_cause", "measure")
        rows = rows.filter(Q(*[(f"{name}__icontains", words) for name in asked], _connector=Q.OR))
    return rows.order_by("-is_raised", "-found_at", "-pk")


def made_of(page: str, key: str) -> QuerySet[ImprovementTask]:
    """Tasks that come from the page, the newest first."""
    return ImprovementTask.objects.filter(origin_page=page, origin_key=key)


def with_looks(rows: QuerySet[ImprovementTask]) -> QuerySet[ImprovementTask]:
    """Rows with what the looks at their figures found."""
    looks = TaskCheck.objects.filter(task=OuterRef("pk"), attempt=OuterRef("attempt"))
    told = looks.filter(age__gt=0).exclude(verdict=Held.UNKNOWN).order_by("-age").values("verdict")[:1]
    saved = looks.filter(age=0).values("saving_won")[:1]
    lost = When(state__in=MEASURED, newest_look=Held.LOST, then=Value(value=True))
    return rows.annotate(newest_look=Subquery(told), saving_won=Subquery(saved)).annotate(
        is_raised=Case(lost, default=Value(value=False), output_field=BooleanField())
    )


def board(rows: QuerySet[ImprovementTask]) -> list[tuple[str, str, list[ImprovementTask]]]:
    """(state, its name, tasks) along the way, in one query."""
    names, found = dict(ImprovementTask._meta.get_field("state").choices or ()), list(rows)  # noqa: SLF001 - Django's documented name
    return [(one.value, str(names[one.value]), [row for row in found if row.state == one]) for one in WAY]


@dataclass(frozen=True, slots=True)
class Together:
    """A solved task whose saving isn't counted, the one that is, what both are measured by, and the days of both."""

    left_out: ImprovementTask
    counted: ImprovementTask
    kpi: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Funnel:
    """found: all that were told. solved: of them, those whose figures say that it works. share: solved of found.

    at: state → how many are there now. without_effect, worse: verified, and not solved. saving_won: verified savings a
    year of those that work, from low to high; the intervals of tasks that know nothing of each other are joined by the
    root of their squares. unpriced: solved ones without a value in won. together: those that aren't in the sum because
    another one's figure holds the same effect.
    """

    found: int
    solved: int
    declined: int
    without_effect: int
    worse: int
    at: dict[str, int]
    saving_won: float
    saving_low_won: float
    saving_high_won: float
    unpriced: int
    together: "list[Together]" = field(default_factory=list)

    @property
    def share(self) -> float | None:
        return self.solved / self.found if self.found else None


def funnel(*, first: date | None = None, last: date | None = None, area: int | None = None) -> Funnel:
    """Counts of tasks found from one day to another, made from the rows each time (two queries, and a few for the
    places of tasks that are measured by the same figure)."""
    rows = ImprovementTask.objects.order_by()
    for name, value in (("found_at__date__gte", first), ("found_at__date__lte", last), ("area_id", area)):
        rows = rows.filter(**{name: value}) if value else rows
    at = {one.value: 0 for one in TaskState}
    results = dict.fromkeys(Result, 0)
    for state, result, count in rows.values_list("state", "result").annotate(count=Count("pk")):
        at[state] += count
        if result and state in MEASURED:
            results[Result(result)] += count
    looks = _verified(rows)
    priced = [one for one in looks if one.saving_won is not None]
    unpriced, together = results[Result.WORKED] - len(priced), _together(priced)
    gone = {one.left_out.pk for one in together}
    priced = [one for one in priced if one.task_id not in gone]
    total = sum(one.saving_won or 0 for one in priced)
    down = _joined([(one.saving_won or 0) - (one.saving_low_won or 0) for one in priced])
    up = _joined([(one.saving_high_won or 0) - (one.saving_won or 0) for one in priced])
    return Funnel(
        sum(at.values()), results[Result.WORKED], at[TaskState.DECLINED], results[Result.NONE], results[Result.WORSE],
        at, total, total - down, total + up, unpriced, together,
    )  # fmt: skip


def _together(looks: Sequence[TaskCheck]) -> list[Together]:
    """Savings that are left out of the sum because a larger one is of the same figure, place and days."""
    figures = Counter(one.kpi for one in looks)
    shared = [one for one in looks if figures[one.kpi] > 1]
    places = {key: _places_of(key) for key in {one.scope for one in shared}}
    tasks_by_id = {one.task_id: one.task for one in shared}
    return [
        Together(
            tasks_by_id[one.left_out.key], tasks_by_id[one.counted.key], one.counted.figure,
            date.fromordinal(one.first), date.fromordinal(one.last),
        )
        for one in overlaps(_claim(look, places[look.scope]) for look in shared)
    ]  # fmt: skip


def _places_of(scope: str) -> frozenset[str]:
    """Empty where the place is gone."""
    try:
        where = where_of(scope)
    except NotFound:
        return frozenset()
    if where.kind is Kind.PLANT:
        return frozenset({EVERYWHERE})
    return frozenset(map(str, where.unit_ids) if where.kind is Kind.PART else [where.key])


def _claim(look: TaskCheck, places: frozenset[str]) -> Claim:
    first = look.changed_on.toordinal() + look.settle_days
    seen = timezone.localdate(look.made_at).toordinal() - 1
    return Claim(look.task_id, look.kpi, places, first, min(first + AFTER_DAYS, seen), float(look.saving_won or 0))


def _verified(rows: QuerySet[ImprovementTask]) -> list[TaskCheck]:
    """The verification of each solved task, at the attempt that it is at."""
    solved = dict(rows.filter(state__in=MEASURED, result=Result.WORKED).values_list("pk", "attempt"))
    looks = TaskCheck.objects.filter(task__in=solved, age=0).select_related("task")
    return [one for one in looks if one.attempt == solved[one.task_id]]


def _joined(parts: Sequence[float]) -> float:
    return hypot(*parts) if parts else 0.0


def has_of(task: ImprovementTask) -> set[Need]:
    """What a task has of all that steps ask for, but its figures."""
    verdicts = dict(task.checks.filter(attempt=task.attempt, age__gt=0).values_list("age", "verdict"))
    holds = {
        Need.WHY: task.causes.exists(),
        Need.ROOT_CAUSE: bool(task.root_cause),
        Need.MEASURE: bool(task.measure),
        Need.COST: task.cost_won is not None,
        Need.OWNER: task.owner_id is not None,
        Need.DUE: task.due_on is not None,
        Need.KPI: bool(task.kpi),
        Need.WANTED: task.wanted is not None,
        Need.CHANGED: task.changed_on is not None,
        Need.WORKED: task.result == Result.WORKED,
        Need.HELD: has_held(verdicts),
    }
    return {need for need, is_there in holds.items() if is_there}


def history(task: ImprovementTask) -> QuerySet[ChangeRecord]:
    """What was done with the task itself, the newest first."""
    rows = ChangeRecord.objects.filter(table="ImprovementTask", row_id=task.pk)
    return rows.select_related("by").order_by("-pk")


def areas_in_use() -> list[tuple[int, str]]:
    """(id, name) of areas, to choose from."""
    return [(area.pk, str(area)) for area in active_areas()]


def owners() -> list[tuple[int, str]]:
    """(id, name) of people who have tasks."""
    keys = ImprovementTask.objects.exclude(owner=None).values("owner")
    return [(one.pk, str(one)) for one in Person.objects.filter(pk__in=keys).order_by("display_name", "username")]
