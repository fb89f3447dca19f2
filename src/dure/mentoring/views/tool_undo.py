"""Undo in the message after a change with a tool."""

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

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
from dure.mentoring.services.tool_undo import undo as take_back
from dure.plant.taking_back import Undo
from dure.web.rows import row_or_none


def _page_of(row: Model) -> str:
    match row:
        case TimeStudy():
            return reverse("mentoring:study", args=[row.pk])
        case StudyElement() | TimedReading():
            return reverse("mentoring:study", args=[row.study_id])
        case FloorLayout():
            return reverse("mentoring:layout", args=[row.pk])
        case LayoutBlock() | LayoutStation() | LayoutTrip() | LayoutZone():
            return reverse("mentoring:layout", args=[row.layout_id])
        case ValueStream():
            return reverse("mentoring:stream", args=[row.pk])
        case StreamStep():
            return reverse("mentoring:stream", args=[row.stream_id])
        case AutomationDevice() if row.pk and row_or_none(AutomationDevice, row.pk):
            return reverse("mentoring:device", args=[row.pk])
        case DeviceAnswer():
            return reverse("mentoring:device", args=[row.device_id])
    return reverse("mentoring:devices")


UNDO = Undo("mentoring:tool-undo", take_back, _page_of)
undo_address = UNDO.address


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    return UNDO.answer(request, pk)
