"""Taking back a change of an improvement task, in the message after it."""

from django.db import transaction
from django.db.models import Model

from dure.kernel.errors import Denied
from dure.mentoring.models import ImprovementTask, TaskCause, TaskComment, TaskFile
from dure.mentoring.who import LEADERS
from dure.plant.models import ChangeRecord, Person
from dure.plant.services import undo_change

TABLES: dict[str, type[Model]] = {one.__name__: one for one in (ImprovementTask, TaskCause, TaskComment, TaskFile)}


@transaction.atomic
def undo(*, record_id: int, by: Person) -> tuple[ChangeRecord, Model]:
    """Put a row back as it was: one's own change, or a leader anybody's. Raises as `undo_change`, and Denied."""
    record = ChangeRecord.objects.filter(pk=record_id).first()
    if record is not None and record.by_id != by.pk and LEADERS.isdisjoint(by.roles):
        raise Denied("Only a supervisor or the owner takes back what somebody else did.")
    return undo_change(record_id=record_id, by=by, tables=TABLES)
