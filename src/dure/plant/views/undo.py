"""Undo in the message after a change of master data."""

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dure.plant import services
from dure.plant.acting import watch_changes, who
from dure.plant.models import CalendarEntry, PersonSkill, Skill
from dure.web.toast import toast


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    undo_of = watch_changes()
    record, row = services.undo_change(record_id=pk, by=who(request))
    text = _("%(name)s is as it was before.") % {"name": record.label}
    return toast(request, redirect(_page_of(row)), text, kind="info", undo=undo_of(row))


def _page_of(row: Model) -> str:
    if isinstance(row, CalendarEntry):
        return f"{reverse('plant:calendar')}?month={timezone.localtime(row.starts_at):%Y-%m}"
    return reverse("plant:skills" if isinstance(row, Skill | PersonSkill) else "plant:tree")
