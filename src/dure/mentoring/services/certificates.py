"""Certificates of courses, and what they do to the skill matrix. Keyword-only; each verb is one transaction."""

from django.db import transaction

from dure.kernel.errors import Conflict, Invalid
from dure.mentoring.models import Attendance, Certificate
from dure.mentoring.selectors.training import lacks_of
from dure.mentoring.training import ends_on, new_code, skill_after
from dure.plant.models import Person
from dure.plant.selectors import skills_of
from dure.plant.services import next_number, set_skill
from dure.plant.services.records import add_row, change_row
from dure.plant.today import today


@transaction.atomic
def certify(*, attendance: Attendance, by: Person) -> Certificate:
    """Give the certificate and the skill of the course. Raises Conflict when something is missing, or it was given."""
    row = Attendance.objects.select_for_update().get(pk=attendance.pk)
    if Certificate.objects.filter(attendance=row).exists():
        raise Conflict("The certificate was given already.")
    if lacks_of(row):
        raise Conflict("Something is missing for the certificate.")
    course, day = row.session.course, today()
    until = ends_on(row.session.held_on, course.valid_months)
    made = Certificate(
        number=next_number("certificate", day, pattern="CT{yy}-{n:04}"), attendance=row, code=new_code(),
        issued_on=day, issued_by=by, valid_to=until, course_name=course.name, minutes=row.minutes or 0,
    )  # fmt: skip
    if course.skill is not None:
        held = skills_of([row.person]).get((row.person_id, course.skill_id or 0))
        before = (held.level, held.valid_to) if held else None
        level, last = skill_after(before, (course.level, until))
        made.level_before, made.ended_before = before or (None, None)
        set_skill(person=row.person, skill=course.skill, level=level, valid_to=last, by=by)
    add_row(made, by=by)
    return made


@transaction.atomic
def revoke(*, certificate: Certificate, why: str, by: Person) -> Certificate:
    """It was given wrongly: the open page says so, and the skill is as it was unless somebody changed it since."""
    row = Certificate.objects.select_for_update().get(pk=certificate.pk)
    if row.revoked_on is not None:
        raise Conflict("It is revoked already.")
    if not why.strip():
        raise Invalid("Say why it is revoked.")
    _put_skill_back(row, by)
    change_row(row, {"revoked_on": today(), "revoked_why": why.strip()}, by=by)
    return row


def _put_skill_back(row: Certificate, by: Person) -> None:
    person, course = row.attendance.person, row.attendance.session.course
    if course.skill is None:
        return
    before = None if row.level_before is None else (row.level_before, row.ended_before)
    held = skills_of([person]).get((person.pk, course.skill.pk))
    if held is None or (held.level, held.valid_to) != skill_after(before, (course.level, row.valid_to)):
        return
    level, last = before or (0, None)
    set_skill(person=person, skill=course.skill, level=level, valid_to=last, by=by)
