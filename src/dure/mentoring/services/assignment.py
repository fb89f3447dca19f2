"""Proposals of who goes where, and what a person makes of them. Keyword-only; each verb is one transaction."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from dure.kernel import clock
from dure.kernel.errors import Conflict, Invalid
from dure.mentoring.assigning import Stay, Weights, Why, explain, solve
from dure.mentoring.assigning.problem import faults
from dure.mentoring.models import AssignedStay, Assignment, Mentor, Residency
from dure.mentoring.region import ROAD_FACTOR
from dure.mentoring.selectors.assignment import locks_of, monday_of, problem_of, week_of, weights_of
from dure.mentoring.services.residency import add_residency
from dure.plant.models import Person
from dure.plant.services.records import add_row, change_row

_WEEK = timedelta(days=7)


@transaction.atomic
def propose(
    *, first_on: date, by: Person, weights: Weights | None = None, road_factor: float = ROAD_FACTOR,
    base: Assignment | None = None,
) -> Assignment:  # fmt: skip
    """Look for the best plan from the week of a day on. base: an earlier proposal, of which is kept what a person set.

    Raises Invalid when nobody can be sent or nobody asks, or when what is set contradicts itself.
    """
    first, points = monday_of(first_on), weights or Weights()
    problem = problem_of(first, points, locks_of(base, first), road_factor)
    if not problem.mentors:
        raise Invalid("There is no mentor in service.")
    if not problem.factories:
        raise Invalid("No factory asks for mentors in these weeks.")
    plan = solve(problem)
    made = Assignment(
        first_on=first, unserved=points.unserved, km=points.km, over=points.over, wait=points.wait,
        road_factor=road_factor, cost=plan.cost, bound=plan.bound, is_proven=plan.is_proven,
        fair_weeks=problem.fair, made_by=by, made_at=clock.now(),
    )  # fmt: skip
    add_row(made, by=by)
    for key, why in explain(problem, plan).items():
        weeks = problem.factory[key].weeks
        add_row(AssignedStay(assignment=made, factory_id=key, weeks=weeks, **_kept(why, first)), by=by)
    if base is not None and base.closed_at is None:
        close_assignment(assignment=base, by=by)
    return made


@transaction.atomic
def set_stay(*, stay: AssignedStay, starts_on: date, team: Collection[Mentor], by: Person) -> AssignedStay:
    """A person says who goes where and when; the next run keeps it.

    Raises Invalid for a day that is no Monday of these weeks, Conflict with what speaks against it.
    """
    row = _open(stay)
    first = row.assignment.first_on
    if starts_on.weekday() != 0:
        raise Invalid("A stay begins on a Monday.")
    wanted = Stay(row.factory_id, week_of(first, starts_on), tuple(sorted(one.pk for one in team)))
    others = [one for one in locks_of(row.assignment, first) if one.factory != row.factory_id]
    _refuse_faults(row, [*others, wanted])
    change_row(row, {"starts_on": starts_on, "team": list(wanted.team), "is_locked": True}, by=by)
    return row


@transaction.atomic
def release_stay(*, stay: AssignedStay, by: Person) -> AssignedStay:
    """Leave it to the next run again."""
    row = _open(stay)
    change_row(row, {"is_locked": False}, by=by)
    return row


@transaction.atomic
def accept_stay(*, stay: AssignedStay, by: Person) -> Residency:
    """Make a residency of what is proposed. Raises Conflict when it is one already or nobody is proposed, and as
    `add_residency` when something has come between since."""
    row = _open(stay)
    if row.starts_on is None or not row.team:
        raise Conflict("Nobody is proposed for this factory.")
    mentors = list(Mentor.objects.filter(pk__in=row.team))
    made = add_residency(factory=row.factory, mentors=mentors, starts_on=row.starts_on, weeks=row.weeks, by=by)
    change_row(row, {"residency": made}, by=by)
    return made


@transaction.atomic
def close_assignment(*, assignment: Assignment, by: Person) -> Assignment:
    """Lay a proposal aside; the residencies made of it stay."""
    row = Assignment.objects.select_for_update().get(pk=assignment.pk)
    change_row(row, {"closed_at": clock.now()}, by=by)
    return row


def _kept(why: Why, first: date) -> dict[str, Any]:
    """A stay as the table keeps it, with its reasons as codes and figures."""
    reasons: dict[str, Any] = {
        "knows": {what: list(keys) for what, keys in why.knows.items()},
        "km": {str(key): round(km, 1) for key, km in why.km.items()},
        "waits": why.waits, "over": why.over, "lack": why.lack.value if why.lack else "", "what": why.what,
        "by": list(why.by),
    }  # fmt: skip
    if why.next_best is not None:
        reasons |= {
            "next_team": list(why.next_best.team),
            "next_on": (first + why.next_best.start * _WEEK).isoformat(),
            "dearer": round(why.dearer, 1),
        }
    if why.stay is None:
        return {"why": reasons}
    starts_on = first + why.stay.start * _WEEK
    return {"starts_on": starts_on, "team": list(why.stay.team), "is_locked": why.is_locked, "why": reasons}


def _refuse_faults(row: AssignedStay, stays: list[Stay]) -> None:
    problem = problem_of(row.assignment.first_on, weights_of(row.assignment))
    found = faults(problem, stays)
    if found:
        raise _refusal(found[0].split()[0])


def _refusal(code: str) -> Conflict:
    match code:
        case "window":
            return Conflict("The stay doesn't fit between the days that the factory asked for.")
        case "team":
            return Conflict("The team has another size than the factory asked for.")
        case "unknown":
            return Conflict("One of the mentors isn't in service.")
        case "not":
            return Conflict(
                "One of the mentors can't go there: a conflict of interest, too few days a week, or no weeks left."
            )
        case "skills":
            return Conflict("The team doesn't know all that the factory asks for.")
        case "busy":
            return Conflict("One of the mentors is away or elsewhere in these weeks.")
        case "load":
            return Conflict("One of the mentors has no weeks left this year.")
    return Conflict("The factory has a residency already or doesn't ask any more.")


def _open(stay: AssignedStay) -> AssignedStay:
    row = AssignedStay.objects.select_for_update(of=("self",)).select_related("assignment", "factory").get(pk=stay.pk)
    if row.residency_id is not None:
        raise Conflict("This is a residency already.")
    if row.assignment.closed_at is not None:
        raise Conflict("This proposal was laid aside.")
    return row
