"""Looking at the figures of improvement tasks: the verification, and again after 30, 90 and 180 days."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from dure.kernel import clock
from dure.kernel.errors import Invalid
from dure.mentoring.effects import Sustained
from dure.mentoring.loss import TaskState
from dure.mentoring.models import ImprovementTask, TaskCheck
from dure.mentoring.progress import AGES, Held, Need, Result, check_day, due_ages, missing
from dure.mentoring.selectors.task_effects import came_of, cautions_kept, held_of, look_of
from dure.mentoring.services.tasks import allowed_step
from dure.mentoring.who import LACKS
from dure.plant.models import Person
from dure.plant.services.records import add_row, change_row

_VERDICTS = {"held": Held.HELD, "shrunk": Held.SHRUNK, "lost": Held.LOST, "worse": Held.LOST}


@transaction.atomic
def verify_task(*, task: ImprovementTask, by: Person) -> ImprovementTask:
    """Let the figures judge, and keep them as they are today. That it doesn't work is a result like any other.

    Looks at an age that is over already are made at once.

    Raises Invalid while there are too few days, Conflict when it isn't done, Denied for who doesn't lead.
    """
    row = ImprovementTask.objects.select_for_update().get(pk=task.pk)
    taken, now = allowed_step(row, TaskState.VERIFIED, by=by), clock.now()
    came = came_of(row, now)
    if came is None or came.result is None or missing(taken, {Need.FIGURES} if came.is_known else set()):
        raise Invalid(LACKS[Need.FIGURES])
    _keep(row, 0, now, by, look_of(came))
    change_row(row, {"state": TaskState.VERIFIED, "state_at": now, "result": came.result, "reason": ""}, by=by)
    _look(row.pk, now)
    return row


def look_again(*, now: datetime) -> int:
    """Look at all gains whose 30, 90 or 180 days are over, and keep what is found. Returns how many looks."""
    rows = ImprovementTask.objects.filter(
        state__in=(TaskState.VERIFIED, TaskState.SUSTAINED), result=Result.WORKED
    ).order_by("pk")
    return sum(_look(row.pk, now) for row in rows)


@transaction.atomic
def _look(key: int, now: datetime) -> int:
    """A gain that is still there at the last age is kept up, and so is the task."""
    row = ImprovementTask.objects.select_for_update().get(pk=key)
    if row.result != Result.WORKED or row.counts_from is None:
        return 0
    looked = row.checks.filter(attempt=row.attempt).values_list("age", flat=True)
    ages = due_ages(row.counts_from, timezone.localdate(now), looked)
    for age in ages:
        held = held_of(row, age, now)
        verdict = _VERDICTS.get(held.verdict, Held.UNKNOWN) if isinstance(held, Sustained) else Held.UNKNOWN
        _keep(row, age, now, None, {"verdict": verdict.value, **_gain(held)})
        if age == AGES[-1] and verdict == Held.HELD and row.state == TaskState.VERIFIED:
            change_row(row, {"state": TaskState.SUSTAINED, "state_at": now}, by=None)
    return len(ages)


def _keep(row: ImprovementTask, age: int, now: datetime, by: Person | None, figures: dict[str, Any]) -> TaskCheck:
    """The look at an age, in place of an earlier one. Each stands with all that it was computed from."""
    assert row.counts_from is not None
    values = {
        "due_on": check_day(row.counts_from, age), "made_at": now, "measure": row.measure,
        "kpi": row.kpi, "scope": row.scope, "control": row.control, "changed_on": row.changed_on,
        "settle_days": row.settle_days, "unit_value_won": row.unit_value_won, **figures,
    }  # fmt: skip
    kept = TaskCheck.objects.filter(task=row, attempt=row.attempt, age=age).first()
    if kept is not None:
        change_row(kept, values, by=by)
        return kept
    made = TaskCheck(task=row, attempt=row.attempt, age=age, **values)
    add_row(made, by=by)
    return made


def _gain(held: object) -> dict[str, Any]:
    if not isinstance(held, Sustained):
        return {}
    gain = held.gain
    return {
        "effect": gain.effect, "low": gain.low, "high": gain.high, "n_before": held.n_before,
        "n_after": held.n_around, "told": cautions_kept(held.warnings),
    }  # fmt: skip
