"""What schedules know of the shop floor: ways between places."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dure.planning.models import Way
from dure.planning.schedule_forms import WayForm
from dure.planning.selectors import ways as known
from dure.planning.services import schedule_data
from dure.planning.services.ways import set_way
from dure.planning.views.common import undo_data
from dure.plant.acting import who
from dure.plant.selectors import newest_change
from dure.web.forms import take
from dure.web.toast import toast


def ways(request: HttpRequest) -> HttpResponse:
    """Minutes between places; one more, or another figure for one that is there, by the form."""
    form, before = WayForm(request.POST or None), newest_change()
    return take(
        request, form, lambda: set_way(by=who(request), **form.cleaned_data),
        template="planning/ways.html", then=reverse("planning:ways"), done=_("Saved. The next plan goes by it."),
        undo=lambda _row: undo_data(before), rows=known.way_rows(),
    )  # fmt: skip


@require_POST
def remove_way(request: HttpRequest, pk: int) -> HttpResponse:
    before = newest_change()
    schedule_data.remove_scheduling_row(kind=Way, row_id=pk, by=who(request))
    return toast(request, redirect("planning:ways"), _("Removed."), undo=undo_data(before))
