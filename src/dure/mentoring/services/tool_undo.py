"""Taking back a change made with a tool, in the message after it."""

from django.db import transaction
from django.db.models import Model

from dure.kernel.errors import Conflict
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
    TimedReading,
    TimeStudy,
    ValueStream,
)
from dure.mentoring.selectors.devices import device_told
from dure.mentoring.services.layouts import rename_in_trips
from dure.plant.models import ChangeRecord, Person
from dure.plant.services.taking_back import Act, take_back

_PART = Act("layout-part", added="layout-part-add", removed="layout-part-remove")
ACTS: dict[type[Model], Act] = {
    AutomationDevice: Act(
        "device-change", added="device-add", removed="device-remove", fields={"in_use_since": "device-use"}
    ),
    DeviceAnswer: Act("device-answer"),
    FloorLayout: Act("layout-change", added="layout-add"),
    LayoutBlock: _PART,
    LayoutStation: _PART,
    LayoutTrip: _PART,
    LayoutZone: _PART,
    StreamStep: Act("stream-step"),
    StudyElement: Act("study-element"),
    TimedReading: Act("study-reading"),
    TimeStudy: Act("study-change", added="study-send"),
    ValueStream: Act("stream-change", added="stream-draw"),
}


@transaction.atomic
def undo(*, record_id: int, by: Person) -> tuple[ChangeRecord, Model]:
    """Put a row back as it was. Raises as `take_back`, and Conflict when a device in use would lose its ground."""
    record, row = take_back("mentoring", record_id=record_id, by=by, acts=ACTS)
    if isinstance(row, DeviceAnswer) and row.device.in_use_since is not None:
        raise Conflict("It is in use. Take it out of use first.")
    if isinstance(row, AutomationDevice) and row.in_use_since is not None:
        _refuse_unsafe(row, record)
    if isinstance(row, LayoutStation) and record.verb == "changed" and "code" in record.before:
        rename_in_trips(row, was=record.after["code"], by=by)
    return record, row


def _refuse_unsafe(row: AutomationDevice, record: ChangeRecord) -> None:
    if "in_use_since" not in record.after and (record.verb != "changed" or "kind" in record.after):
        raise Conflict("It is in use. Take it out of use first.")
    if record.verb == "changed" and "in_use_since" in record.after and device_told(row).open:
        raise Conflict("Answer all safety questions first; none may be answered no.")
