"""Until when mentors may log in: with the last of their stays, and at once with a log-in that is no mentor's any more.

Each is part of the transaction of what it follows from.
"""

from datetime import timedelta

from django.utils import timezone

from dure.kernel import clock
from dure.mentoring.models import Mentor, ResidencyMentor
from dure.plant.models import Person
from dure.plant.roles import Role
from dure.plant.services.people import set_last_day


def follow_stays(mentor: Mentor, by: Person) -> None:
    """A mentor's log-in ends with the last of all stays; with no stay at all today."""
    if mentor.person is None:
        return
    days = ResidencyMentor.objects.filter(mentor=mentor).values_list("residency__ends_on", flat=True)
    set_last_day(person=mentor.person, last_day=max(days, default=timezone.localdate(clock.now())), by=by)


def let_go(person_id: int | None, by: Person) -> None:
    """End a log-in that was a mentor's and is tied to nobody now: its sessions too. Who is more than a mentor stays."""
    row = Person.objects.filter(pk=person_id, roles=[Role.MENTOR.value]).first()
    if row is None or Mentor.objects.filter(person=row).exists():
        return
    yesterday = timezone.localdate(clock.now()) - timedelta(days=1)
    set_last_day(person=row, last_day=min(row.ends_on or yesterday, yesterday), by=by)


def relinked(mentor: Mentor, before: int | None, by: Person) -> None:
    """A mentor may log in as somebody else now. before: the key of whom it was."""
    if mentor.person_id != before:
        let_go(before, by)
    if ResidencyMentor.objects.filter(mentor=mentor).exists():
        follow_stays(mentor, by)
