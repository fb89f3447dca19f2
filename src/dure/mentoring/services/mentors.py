"""Mentors and factories: who they are and what they ask for. Keyword-only; each verb is one transaction."""

from datetime import date
from typing import Any

from django.db import transaction

from dure.kernel.errors import Invalid
from dure.mentoring.models import (
    Factory,
    FactoryNeed,
    Mentor,
    MentorAbsence,
    MentorConflict,
    MentorSkill,
)
from dure.mentoring.services.mentor_access import relinked
from dure.plant.models import Person
from dure.plant.roles import Role
from dure.plant.services.records import add_row, change_row, remove_row


@transaction.atomic
def add_mentor(*, name: str, city: str, by: Person, **values: Any) -> Mentor:
    """Values as the table's. Raises Invalid for a log-in that is more than a mentor's."""
    _refuse_other_roles(values.get("person"))
    made = Mentor(name=name.strip(), city=city, **values)
    add_row(made, by=by)
    return made


@transaction.atomic
def change_mentor(*, mentor: Mentor, by: Person, **values: Any) -> Mentor:
    """As `add_mentor`. A log-in tied to stays ends with the last of them; the one before it ends at once."""
    _refuse_other_roles(values.get("person"))
    row = Mentor.objects.select_for_update().get(pk=mentor.pk)
    before = row.person_id
    change_row(row, values, by=by)
    relinked(row, before, by)
    return row


@transaction.atomic
def set_mentor_skill(
    *, mentor: Mentor, field: str, level: int, years: int, evidence: str, by: Person
) -> MentorSkill:  # fmt: skip
    """What a mentor knows; said again, it takes the place of what was said before. Raises Invalid without evidence."""
    if not evidence.strip():
        raise Invalid("Say what shows it: a plant, a project, a certificate.")
    values = {"level": level, "years": years, "evidence": evidence.strip()}
    known = MentorSkill.objects.select_for_update().filter(mentor=mentor, field=field).first()
    if known is None:
        known = MentorSkill(mentor=mentor, field=field, **values)
        add_row(known, by=by)
    else:
        change_row(known, values, by=by)
    return known


@transaction.atomic
def add_absence(*, mentor: Mentor, first_on: date, last_on: date, by: Person, reason: str = "") -> MentorAbsence:
    """Days on which the mentor isn't there. Raises Invalid when the last lies before the first."""
    if last_on < first_on:
        raise Invalid("The last day lies before the first.")
    made = MentorAbsence(mentor=mentor, first_on=first_on, last_on=last_on, reason=reason.strip())
    add_row(made, by=by)
    return made


@transaction.atomic
def add_conflict(*, mentor: Mentor, factory: Factory, reason: str, by: Person) -> MentorConflict:
    """A firm to which the mentor isn't sent. Raises Invalid without a reason, or when it is known already."""
    if not reason.strip():
        raise Invalid("Say why: worked there, family, a competitor, shares.")
    made = MentorConflict(mentor=mentor, factory=factory, reason=reason.strip())
    add_row(made, by=by)
    return made


@transaction.atomic
def remove_part(*, part: MentorSkill | MentorAbsence | MentorConflict | FactoryNeed, by: Person) -> None:
    """Take a field, an absence, a conflict or a need away."""
    remove_row(part, by=by)


@transaction.atomic
def add_factory(*, name: str, city: str, first_on: date, last_on: date, by: Person, **values: Any) -> Factory:
    """Values as the table's. Raises Invalid when the last day lies before the first."""
    _refuse_backwards(first_on, last_on)
    made = Factory(name=name.strip(), city=city, first_on=first_on, last_on=last_on, **values)
    add_row(made, by=by)
    return made


@transaction.atomic
def change_factory(*, factory: Factory, by: Person, **values: Any) -> Factory:
    row = Factory.objects.select_for_update().get(pk=factory.pk)
    _refuse_backwards(values.get("first_on", row.first_on), values.get("last_on", row.last_on))
    change_row(row, values, by=by)
    return row


@transaction.atomic
def set_need(*, factory: Factory, field: str, level: int, by: Person) -> FactoryNeed:
    """What one of the team must know at least so well; said again, it takes the place of what was said before."""
    known = FactoryNeed.objects.select_for_update().filter(factory=factory, field=field).first()
    if known is None:
        known = FactoryNeed(factory=factory, field=field, level=level)
        add_row(known, by=by)
    else:
        change_row(known, {"level": level}, by=by)
    return known


def _refuse_backwards(first_on: date, last_on: date) -> None:
    if last_on < first_on:
        raise Invalid("The last day lies before the first.")


def _refuse_other_roles(person: Person | None) -> None:
    if person is not None and set(person.roles) != {Role.MENTOR}:
        raise Invalid("%(person)s is more than a mentor here. A mentor logs in as a mentor only.", person=str(person))
