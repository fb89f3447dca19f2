"""Undo in the message after a change with a tool."""

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
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
    StudyReading,
    TimeStudy,
    ValueStream,
)
from dure.mentoring.services.tool_undo import undo as take_back
from dure.plant.acting import who
from dure.plant.selectors import change_after, newest_change
from dure.web.rows import row_or_none
from dure.web.toast import toast


def undo_address(before: int, row: Model) -> str:
    """The address that takes back the change of a row made since; "" when nothing was changed."""
    record = change_after(before, row)
    return reverse("mentoring:tool-undo", args=[record.pk]) if record else ""


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a change back and go to the page of what it changed."""
    before = newest_change()
    record, row = take_back(record_id=pk, by=who(request))
    text = _("%(name)s is as it was before.") % {"name": record.label}
    return toast(request, redirect(_page_of(row)), text, kind="info", undo=undo_address(before, row))


def _page_of(row: Model) -> str:
    match row:
        case TimeStudy():
            return reverse("mentoring:study", args=[row.pk])
        case StudyElement() | StudyReading():
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
