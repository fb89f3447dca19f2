"""The register of places."""

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dure.inventory import selectors, services
from dure.inventory.forms import LocationForm
from dure.inventory.models import KanbanLoop, Location, Lot, MilkRun, MilkRunStop
from dure.inventory.views.asked import watch_changes, word_of
from dure.kernel.errors import Denied
from dure.plant.acting import who
from dure.plant.selectors import changes_told
from dure.plant.services import undo_change
from dure.web import access
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.rows import row_or_404
from dure.web.toast import toast

FORM = "inventory/form.html"
TABLES: dict[str, type[Model]] = {
    "Location": Location,
    "Lot": Lot,
    "KanbanLoop": KanbanLoop,
    "MilkRun": MilkRun,
    "MilkRunStop": MilkRunStop,
}


@require_GET
def locations(request: HttpRequest) -> HttpResponse:
    fields = [
        Field(_("Code"), lambda r: r.code),
        Field(_("Name"), str),
        Field(_("Kind"), lambda r: r.get_kind_display()),
        Field(_("Inside"), lambda r: r.parent.code if r.parent else ""),
        Field(_("Site"), lambda r: str(r.site or "")),
        Field(_("In use"), lambda r: _("yes") if r.is_active else _("no")),
    ]
    rows = selectors.locations_found(word_of(request), with_inactive="all" in request.GET)
    return listing(
        request, "inventory/locations.html", rows, fields, title=_("Locations"), q=word_of(request),
        with_inactive="all" in request.GET,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    parent = selectors.location_with_code(request.GET.get("inside", ""))
    form, undo = LocationForm(request.POST or None, initial={"parent": parent}), watch_changes()
    return take(
        request, form, lambda: services.add_location(by=who(request), **form.cleaned_data), template=FORM,
        then=reverse("inventory:locations"), done=_("Added."), undo=undo, heading=_("Add a location"),
        back=reverse("inventory:locations"),
        lead=_("The code is what stands on the shelf and in its bar code; letters, digits and hyphens are best."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def location(request: HttpRequest, pk: int) -> HttpResponse:
    row, undo = get_object_or_404(Location, pk=pk), watch_changes()
    form = LocationForm(request.POST or None, instance=row)
    fresh = row_or_404(Location, pk=pk)  # the form has set its values on its own row
    return take(
        request, form, lambda: services.change_location(row=fresh, by=who(request), **form.cleaned_data),
        template=FORM, then=reverse("inventory:locations"), done=_("Saved."), undo=undo, heading=str(row),
        back=reverse("inventory:locations"), history=changes_told(fresh), location=fresh,
    )  # fmt: skip


@require_POST
def in_use(request: HttpRequest, pk: int) -> HttpResponse:
    row, undo = get_object_or_404(Location, pk=pk), watch_changes()
    if request.POST.get("in_use") == "1":
        services.change_location(row=row, by=who(request), is_active=True)
    else:
        services.retire_location(row=row, by=who(request))
    text = _("%(name)s is in use again.") if row.is_active else _("%(name)s is out of use.")
    return toast(request, redirect("inventory:locations"), text % {"name": row}, undo=undo(row))


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    again = watch_changes()
    if selectors.judges_a_lot(pk) and not access.allows(access.pass_of(request), "inventory:lot-status"):
        raise Denied("The status of a lot is changed by those who judge lots.")
    record, row = undo_change(record_id=pk, by=who(request), tables=TABLES)
    text = _("%(name)s is as it was before.") % {"name": record.label}
    return toast(request, redirect(_page_of(row)), text, kind="info", undo=again(row))


def _page_of(row: Model) -> str:
    """Where a row is shown that was put back, or its list where it is gone."""
    if isinstance(row, Lot):
        return reverse("inventory:lot", args=[row.pk])
    if isinstance(row, MilkRunStop):
        return reverse("inventory:milk-run", args=[row.run_id])
    lists = {KanbanLoop: "inventory:kanban-loops", MilkRun: "inventory:milk-runs"}
    return reverse(lists.get(type(row), "inventory:locations"))
