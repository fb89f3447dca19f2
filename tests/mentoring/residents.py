"""Mentors, a factory and people for tests of residencies."""

from datetime import date, timedelta

from django.utils import timezone

from dure.kernel import clock
from dure.mentoring.models import Factory, Mentor, Residency
from dure.mentoring.services.mentors import add_factory, add_mentor, set_mentor_skill, set_need
from dure.mentoring.services.residency import add_residency
from dure.plant.models import Person
from dure.plant.roles import Role
from tests.plant.plants import person

DAY = timedelta(days=1)


def today() -> date:
    return timezone.localdate(clock.now())


def a_mentor(name: str, by: Person, *, city: str = "jeonju", login: bool = False, **skills: int) -> Mentor:
    """skills: field → level."""
    known = person(Role.MENTOR, name=f"login-{name}") if login else None
    made = add_mentor(name=name, city=city, by=by, person=known)
    for field, level in skills.items():
        set_mentor_skill(mentor=made, field=field, level=level, years=20, evidence="공장 세 곳", by=by)
    return made


def a_factory(name: str, by: Person, *, city: str = "jeonju", first_on: date | None = None, weeks: int = 4,
              team: int = 1, span: int = 16, **needs: int) -> Factory:  # fmt: skip
    """needs: field → level. span: weeks between the first and the last day."""
    begins = first_on or today()
    made = add_factory(
        name=name, city=city, first_on=begins, last_on=begins + span * 7 * DAY, weeks=weeks, team=team, by=by
    )
    for field, level in needs.items():
        set_need(factory=made, field=field, level=level, by=by)
    return made


def a_stay(factory: Factory, mentors: list[Mentor], by: Person, *, starts_on: date | None = None, weeks: int = 4,
           **more: str) -> Residency:  # fmt: skip
    """Begun a week ago when no day is told."""
    begins = starts_on or today() - 7 * DAY
    return add_residency(factory=factory, mentors=mentors, starts_on=begins, weeks=weeks, by=by, **more)
