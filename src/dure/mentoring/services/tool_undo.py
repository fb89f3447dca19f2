"""Taking back a change made with a tool, in the message after it."""

from django.db import transaction
from django.db.models import Model

from dure.mentoring.models import (
    AutomationDevice,
    DeviceAnswer,
    FloorLayout,
    LayoutBlock,
    LayoutStation,
    LayoutTrip,
    LayoutZone,
    StreamStep,
    StudyElement,
    StudyReading,
    TimeStudy,
    ValueStream,
)
from dure.plant.models import ChangeRecord, Person
from dure.plant.services import undo_change

_UNDONE = (
    AutomationDevice, DeviceAnswer, FloorLayout, LayoutBlock, LayoutStation, LayoutTrip, LayoutZone, StreamStep,
    StudyElement, StudyReading, TimeStudy, ValueStream,
)  # fmt: skip
TABLES = {model.__name__: model for model in _UNDONE}


@transaction.atomic
def undo(*, record_id: int, by: Person) -> tuple[ChangeRecord, Model]:
    """Put a row back as it was. Raises as `undo_change`."""
    return undo_change(record_id=record_id, by=by, tables=TABLES)
