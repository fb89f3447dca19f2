"""From the tables to the problem of who goes where, and back to days."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Prefetch, QuerySet

from dure.mentoring import assigning
from dure.mentoring.assigning import Problem, Stay, Weights
from dure.mentoring.models import (
    AssignedStay,
    Assignment,
    Factory,
    Mentor,
    MentorAbsence,
    Residency,
    ResidencyMentor,
)
from dure.mentoring.region import ROAD_FACTOR
from dure.mentoring.stay import LONGEST_WEEKS, weeks_between

MOST_WEEKS = 104
AWAY_DAYS = 2
"""A week with more working days of leave than this is no week at a factory."""
_DAY = timedelta(days=1)


def monday_of(day: date) -> date:
    return day - day.weekday() * _DAY


def week_of(first: date, day: date) -> int:
    """Number of the week that holds the day, 0 for the one that begins on the Monday `first`."""
    return (day - first).days // 7


def mentors() -> QuerySet[Mentor]:
    """All mentors with what they know, when they are away and where they aren't sent; those in service first."""
    rows = Mentor.objects.select_related("person").prefetch_related("skills", "absences", "conflicts__factory")
    return rows.order_by("-is_active", "name")


def factories() -> QuerySet[Factory]:
    return Factory.objects.prefetch_related("needs").order_by("-is_active", "name")


def waiting(first: date) -> list[Factory]:
    """Factories that ask for mentors in the weeks from a Monday on and have no stay between their days yet."""
    planned = Residency.objects.filter(ends_on__gte=first).values_list("factory_id", "starts_on", "ends_on")
    rows = factories().filter(is_active=True, last_on__gte=first, first_on__lt=first + MOST_WEEKS * 7 * _DAY)
    return [
        row
        for row in rows
        if not any(key == row.pk and begins <= row.last_on and ends >= row.first_on for key, begins, ends in planned)
    ]


def problem_of(first: date, weights: Weights, locked: Iterable[Stay] = (), road_factor: float = ROAD_FACTOR) -> Problem:
    """The problem of the weeks from a Monday on. Raises Invalid when what is locked contradicts it."""
    asked = tuple(_factory(row, first) for row in waiting(first))
    keys = {one.key for one in asked}
    people = tuple(_mentors(first))
    known = {one.key for one in people}
    kept = tuple(one for one in locked if one.factory in keys and known.issuperset(one.team))
    return Problem(people, asked, weights, kept, road_factor)


def _factory(row: Factory, first: date) -> assigning.Factory:
    """Only whole weeks from Monday to Friday between both days count."""
    begins = max(0, -((first - row.first_on).days // 7) if row.first_on > first else 0)
    ends = week_of(first, row.last_on + 3 * _DAY) - 1
    return assigning.Factory(
        row.pk, {one.field: one.level for one in row.needs.all()}, min(row.weeks, LONGEST_WEEKS), row.team,
        begins, min(ends, MOST_WEEKS - 1), row.place, row.days_a_week,
    )  # fmt: skip


def _mentors(first: date) -> Iterable[assigning.Mentor]:
    stays: dict[int, list[tuple[date, date]]] = {}
    for one in ResidencyMentor.objects.select_related("residency"):
        stays.setdefault(one.mentor_id, []).append((one.residency.starts_on, one.residency.ends_on))
    for row in mentors().filter(is_active=True):
        mine = stays.get(row.pk, [])
        yield assigning.Mentor(
            row.pk, {one.field: one.level for one in row.skills.all()}, row.place, row.days_a_week,
            frozenset(_busy(mine, first) | _away(row.absences.all(), first)),
            sum(weeks_between(*days) for days in mine if days[0].year == first.year), row.weeks_a_year,
            frozenset(one.factory_id for one in row.conflicts.all()),
        )  # fmt: skip


def _busy(stays: Collection[tuple[date, date]], first: date) -> set[int]:
    """Weeks that another stay touches."""
    return {
        week
        for begins, ends in stays
        for week in range(max(0, week_of(first, begins)), min(MOST_WEEKS, week_of(first, ends) + 1))
    }


def _away(absences: Iterable[MentorAbsence], first: date) -> set[int]:
    days: dict[int, int] = {}
    for row in absences:
        for n in range((row.last_on - row.first_on).days + 1):
            day = row.first_on + n * _DAY
            if day >= first and day.weekday() < 5:
                days[week_of(first, day)] = days.get(week_of(first, day), 0) + 1
    return {week for week, count in days.items() if count > AWAY_DAYS}


def assignments() -> QuerySet[Assignment]:
    return Assignment.objects.select_related("made_by").prefetch_related("stays")


def proposed(assignment: Assignment) -> list[AssignedStay]:
    """Stays in the order of their days; those without a team at the end."""
    needs = Prefetch("factory__needs")
    rows = assignment.stays.select_related("factory", "residency").prefetch_related(needs)
    return sorted(rows, key=lambda one: (one.starts_on is None, one.starts_on or date.min, str(one.factory)))


def locks_of(assignment: Assignment | None, first: date) -> list[Stay]:
    """What a person has set in a proposal and nobody has accepted yet."""
    if assignment is None:
        return []
    rows = assignment.stays.filter(is_locked=True, residency=None).exclude(starts_on=None)
    return [Stay(row.factory_id, week_of(first, row.starts_on), tuple(row.team)) for row in rows if row.starts_on]


def names_of(keys: Iterable[int]) -> dict[int, str]:
    """Names of mentors."""
    return dict(Mentor.objects.filter(pk__in=set(keys)).values_list("pk", "name"))


def factory_names(keys: Iterable[int]) -> dict[int, str]:
    return dict(Factory.objects.filter(pk__in=set(keys)).values_list("pk", "name"))


def weights_of(row: Assignment | Any) -> Weights:
    return Weights(row.unserved, row.km, row.over, row.wait)
