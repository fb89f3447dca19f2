"""Taking back a change of mentors, factories and plans, in the message after it."""

from django.db import transaction
from django.db.models import Model

from dure.kernel.errors import Conflict
from dure.mentoring.models import (
    Factory,
    FactoryNeed,
    Mentor,
    MentorAbsence,
    MentorConflict,
    MentorSkill,
    ResidencyWeek,
    StayHandover,
)
from dure.mentoring.services.mentor_access import relinked
from dure.plant.models import ChangeRecord, Person
from dure.plant.services.taking_back import Act, take_back

_PART = Act("mentor-part-add", removed="mentor-part-remove")
ACTS: dict[type[Model], Act] = {
    Factory: Act("factory-change", added="factory-add"),
    FactoryNeed: Act("factory-need-add"),
    Mentor: Act("mentor-change", added="mentor-add"),
    MentorAbsence: _PART,
    MentorConflict: _PART,
    MentorSkill: _PART,
    ResidencyWeek: Act("residency-week"),
    StayHandover: Act("handover-add", fields={"taken_at": "handover-take", "taken_by": "handover-take"}),
}


@transaction.atomic
def undo_residency_change(*, record_id: int, by: Person) -> tuple[ChangeRecord, Model]:
    """Put a row back as it was. Raises as `take_back`, and Conflict for parts of a residency that has ended."""
    record, row = take_back("mentoring", record_id=record_id, by=by, acts=ACTS)
    if isinstance(row, Mentor) and record.verb == "changed" and "person" in record.after:
        relinked(row, record.after["person"], by)
    if isinstance(row, StayHandover | ResidencyWeek) and row.residency.ended_at is not None:
        raise Conflict("This residency has ended.")
    return record, row
