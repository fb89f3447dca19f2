"""Improvement tasks: told, described, brought a step on or back. Keyword-only; each verb is one transaction."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from dure.kernel import clock
from dure.kernel.errors import Conflict, Denied, Invalid
from dure.mentoring.loss import TaskState
from dure.mentoring.models import ImprovementTask, TaskFile
from dure.mentoring.progress import MEASURED, Need, Step, is_next_attempt, missing, step
from dure.mentoring.selectors.tasks import has_of
from dure.mentoring.services.task_rows import add_file
from dure.mentoring.where import KIND_NAMES, Kind, where_of
from dure.mentoring.who import LACKS, may_take
from dure.mentoring.yardsticks import BY_NAME
from dure.plant.models import Area, Person, WorkUnit
from dure.plant.services import next_number
from dure.plant.services.records import add_row, change_row
from dure.plant.today import today

_PATTERN = "IM{yy}{mm}-{n:03}"


@transaction.atomic
def find_task(
    *, problem: str, loss: str, area: Area, by: Person, work_unit: WorkUnit | None = None, title: str = "",
    picture: bytes | None = None, **origin: str,
) -> ImprovementTask:  # fmt: skip
    """Somebody tells what is wrong: title is the first line of it when none is given. picture: how it looks now.

    origin: origin_text, origin_page and origin_key of what it comes from, kpi and scope as proposed.

    Raises Invalid, WrongFile.
    """
    now = clock.now()
    made = ImprovementTask(
        number=next_number("improvement_task", timezone.localdate(now), pattern=_PATTERN),
        title=title.strip() or _first_line(problem), problem=problem.strip(), loss=loss, area=area,
        work_unit=work_unit, found_by=by, found_at=now, state_at=now, **origin,
    )  # fmt: skip
    add_row(made, by=by)
    if picture is not None:
        add_file(task=made, side=TaskFile.Side.BEFORE, data=picture, by=by)
    return made


@transaction.atomic
def describe_task(*, task: ImprovementTask, by: Person, **values: Any) -> ImprovementTask:
    """What is wrong, where and of which kind. Raises Conflict when it is over."""
    row = locked(task)
    change_row(row, values, by=by)
    return row


@transaction.atomic
def name_cause(*, task: ImprovementTask, root_cause: str, by: Person) -> ImprovementTask:
    """The cause that is to be taken away. Raises Conflict once the figures were looked at."""
    row = locked(task, planning=True)
    change_row(row, {"root_cause": root_cause.strip()}, by=by)
    return row


@transaction.atomic
def plan_task(*, task: ImprovementTask, by: Person, **values: Any) -> ImprovementTask:
    """What is done, by whom and when, what it costs, and how it is judged.

    Raises Invalid for an unknown yardstick or place, Conflict once the figures were looked at.
    """
    row = locked(task, planning=True)
    _check_figures(values.get("kpi", row.kpi), values.get("scope", row.scope), values.get("control", row.control))
    if values.get("layout") is not None and values["layout"].before_id is None:
        raise Invalid("Choose a layout that replaces another one.")
    if "unit_value_won" in values and values["unit_value_won"] != row.unit_value_won:
        values["unit_value_by"] = by if values["unit_value_won"] is not None else None
    change_row(row, values, by=by)
    return row


def _check_figures(kpi: str, scope: str, control: str) -> None:
    if kpi and kpi not in BY_NAME:
        raise Invalid("This figure isn't known.")
    where, beside = where_of(scope), where_of(control) if control else None
    kinds = BY_NAME[kpi].kinds if kpi else tuple(Kind)
    if where.kind not in kinds or (beside is not None and beside.kind not in kinds):
        names = ", ".join(str(KIND_NAMES[kind]) for kind in kinds)
        raise Invalid("This figure isn't known of such a place. It can be asked for: %(places)s.", places=names)
    if beside is not None and where.meets(beside):
        raise Invalid("What it is compared with must not hold anything that is changed.")


@transaction.atomic
def move_task(*, task: ImprovementTask, to: str, by: Person, reason: str = "", **values: Any) -> ImprovementTask:
    """A step on or back. values: changed_on when it is done.

    Raises Conflict for a way that isn't there, Denied for who may not, Invalid with all that is missing. Verifying has
    a verb of its own, for it looks at the figures.
    """
    row = ImprovementTask.objects.select_for_update().get(pk=task.pk)
    taken = allowed_step(row, to, by=by)
    if to == TaskState.VERIFIED:
        raise Conflict("Look at the figures first.")
    if taken.is_back:
        return _back(row, taken, reason.strip(), by)
    if "changed_on" in values:
        _check_changed(values["changed_on"])
    check_needs(row, taken, {Need.CHANGED} if values.get("changed_on") else set())
    change_row(row, {**values, "state": to, "state_at": clock.now(), "reason": ""}, by=by)
    return row


def _check_changed(day: date | None) -> None:
    if day is None:
        raise Invalid("Say on which day it was changed.")
    if day > today():
        raise Invalid("This day has not come yet.")


def allowed_step(row: ImprovementTask, to: str, *, by: Person) -> Step:
    """The step from where the task is. Raises Conflict when there is none, Denied when it is for others."""
    found = step(row.state, to)
    if found is None:
        raise Conflict("It is “%(state)s” and can't go there at once.", state=row.get_state_display())
    if not may_take(found, by.roles):
        raise Denied("Only a supervisor or the owner does this.")
    return found


def check_needs(row: ImprovementTask, taken: Step, also: Collection[Need]) -> None:
    """Raises Invalid with the first thing that the step needs and the task has not. also: what comes with the step."""
    lacking = missing(taken, has_of(row).union(also))
    if lacking:
        raise Invalid(LACKS[lacking[0]])


def _back(row: ImprovementTask, taken: Step, reason: str, by: Person) -> ImprovementTask:
    if not reason:
        raise Invalid("Say why.")
    values: dict[str, Any] = {"state": taken.target, "state_at": clock.now(), "reason": reason}
    if row.state in MEASURED:
        values["result"] = ""
    if is_next_attempt(taken):
        values |= {"attempt": row.attempt + 1, "changed_on": None, "due_on": None, "measure": ""}
    change_row(row, values, by=by)
    return row


def locked(task: ImprovementTask, *, planning: bool = False) -> ImprovementTask:
    """The task as it is now. Raises Conflict when it is over, or planning when its figures have been looked at."""
    row = ImprovementTask.objects.select_for_update().get(pk=task.pk)
    if row.state == TaskState.DECLINED:
        raise Conflict("It was declined. Open it again first.")
    if planning and row.state in MEASURED:
        raise Conflict("Its figures have been looked at. Send it back first to try something else.")
    return row


def _first_line(text: str) -> str:
    line = next((one.strip() for one in text.splitlines() if one.strip()), "")
    return line if len(line) <= 120 else f"{line[:119]}…"
