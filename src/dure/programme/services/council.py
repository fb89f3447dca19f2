"""The council and the goals of the programme. Keyword-only; each verb is one transaction."""

from datetime import date
from typing import Any

from django.db import transaction

from dure.kernel.errors import Conflict, Invalid
from dure.plant.models import Person
from dure.plant.services.records import add_row, change_row
from dure.plant.today import today
from dure.programme.models import CouncilAction, CouncilMeeting, CouncilMember, Goal


@transaction.atomic
def add_member(*, by: Person, **values: Any) -> CouncilMember:
    made = CouncilMember(**values)
    _refuse_days(made.first_on, made.last_on)
    add_row(made, by=by)
    return made


@transaction.atomic
def change_member(*, member: CouncilMember, by: Person, **values: Any) -> CouncilMember:
    row = CouncilMember.objects.select_for_update().get(pk=member.pk)
    _refuse_days(values.get("first_on", row.first_on), values.get("last_on", row.last_on))
    change_row(row, values, by=by)
    return row


@transaction.atomic
def add_council_meeting(*, by: Person, **values: Any) -> CouncilMeeting:
    made = CouncilMeeting(**values)
    add_row(made, by=by)
    return made


@transaction.atomic
def change_council_meeting(*, meeting: CouncilMeeting, by: Person, **values: Any) -> CouncilMeeting:
    row = CouncilMeeting.objects.select_for_update().get(pk=meeting.pk)
    change_row(row, values, by=by)
    return row


@transaction.atomic
def add_action(*, meeting: CouncilMeeting, by: Person, **values: Any) -> CouncilAction:
    """Raises Invalid when it would be due before the meeting."""
    made = CouncilAction(meeting=meeting, **values)
    if made.due_on < meeting.held_on:
        raise Invalid("An action can't be due before its meeting.")
    add_row(made, by=by)
    return made


@transaction.atomic
def close_action(*, action: CouncilAction, result: str, done_on: date, by: Person) -> CouncilAction:
    """Raises Invalid without words or for a day that lies ahead or before the meeting, Conflict when it is closed."""
    row = CouncilAction.objects.select_for_update().select_related("meeting").get(pk=action.pk)
    if row.done_on is not None:
        raise Conflict("This action is closed already.")
    if not result.strip():
        raise Invalid("Say what was done.")
    if not row.meeting.held_on <= done_on <= today():
        raise Invalid("It was done between the meeting and today.")
    change_row(row, {"result": result.strip(), "done_on": done_on}, by=by)
    return row


@transaction.atomic
def add_goal(*, by: Person, **values: Any) -> Goal:
    """Raises Invalid for a goal that is neither measured nor says why not."""
    made = Goal(**values)
    _refuse_neither(made)
    add_row(made, by=by)
    return made


@transaction.atomic
def change_goal(*, goal: Goal, by: Person, **values: Any) -> Goal:
    row = Goal.objects.select_for_update().get(pk=goal.pk)
    wanted = {field: values.get(field, getattr(row, field)) for field in _GOAL}
    _refuse_neither(Goal(**wanted))
    change_row(row, values, by=by)
    return row


_GOAL = ("text", "source", "is_measured", "proxy", "unit", "baseline", "target", "target_on", "why_not")


def _refuse_neither(row: Goal) -> None:
    if row.is_measured and (not row.proxy.strip() or row.target is None or row.why_not.strip()):
        raise Invalid("Say by which figure the goal is measured and what is to be reached, or mark it as not measured.")
    has_figures = any(value is not None for value in (row.baseline, row.target, row.target_on))
    if not row.is_measured and (not row.why_not.strip() or row.proxy.strip() or has_figures):
        raise Invalid("Say why the goal isn't measured, and leave the figures empty.")


def _refuse_days(first_on: date, last_on: date | None) -> None:
    if last_on is not None and last_on < first_on:
        raise Invalid("The last day lies before the first.")
