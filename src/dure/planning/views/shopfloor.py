"""What schedules know of the shop floor: ways between places, work units that take several orders at once."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dure.planning.models import SharedUnit, Way
from dure.planning.schedule_forms import SharedUnitForm, WayForm
from dure.planning.selectors import ways as known
from dure.planning.selectors.shared import shared_units as shared_rows
from dure.planning.services import schedule_data
from dure.planning.services.shared import set_shared_unit
from dure.planning.services.ways import set_way
from dure.planning.views.common import data_page, undo_data
from dure.plant.acting import who
from dure.plant.selectors import newest_change
from dure.web.listing import Field
from dure.web.tables import Kind
from dure.web.toast import toast


def ways(request: HttpRequest) -> HttpResponse:
    """Minutes between places; one more, or another figure for one that is there, by the form."""
    form = WayForm(request.POST or None)
    fields = (
        Field(_("From the place"), lambda one: one.start.name),
        Field(_("To the place"), lambda one: one.end.name),
        Field(_("Takes (min)"), lambda one: one.minutes, Kind.NUMBER),
    )
    return data_page(
        request, form, lambda: set_way(by=who(request), **form.cleaned_data), known.way_rows(), fields,
        name="planning:ways", template="planning/ways.html", title=_("Ways between places"),
        done=_("Saved. The next plan goes by it."),
    )  # fmt: skip


@require_POST
def remove_way(request: HttpRequest, pk: int) -> HttpResponse:
    before = newest_change()
    schedule_data.remove_scheduling_row(kind=Way, row_id=pk, by=who(request))
    return toast(request, redirect("planning:ways"), _("Removed."), undo=undo_data(before))


def shared_units(request: HttpRequest) -> HttpResponse:
    """Ovens, kettles and the like; one more, or other figures for one that is there, by the form."""
    form = SharedUnitForm(request.POST or None)
    fields = (
        Field(_("Work unit"), lambda one: one.work_unit.name),
        Field(_("Work center"), lambda one: one.work_unit.work_center.name),
        Field(_("Room inside"), lambda one: one.capacity, Kind.NUMBER),
        Field(_("Counted in"), lambda one: one.get_measure_display()),
        Field(_("May go in together"), lambda one: one.get_together_display()),
    )
    return data_page(
        request, form, lambda: set_shared_unit(by=who(request), **form.cleaned_data),
        shared_rows(), fields, name="planning:shared-units", template="planning/shared_units.html",
        title=_("Ovens and kettles"), done=_("Saved. The next plan goes by it."),
    )  # fmt: skip


@require_POST
def remove_shared(request: HttpRequest, pk: int) -> HttpResponse:
    before = newest_change()
    schedule_data.remove_scheduling_row(kind=SharedUnit, row_id=pk, by=who(request))
    return toast(request, redirect("planning:shared-units"), _("Removed."), undo=undo_data(before))
