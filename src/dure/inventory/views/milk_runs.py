"""Rounds: when they begin, where they come by, and the sheet of what to bring where."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dure.inventory import services
from dure.inventory.forms.kanban import RunForm, StopForm
from dure.inventory.models import MilkRun, MilkRunStop
from dure.inventory.selectors import milk_runs as asked
from dure.inventory.views.asked import watch_changes, word_of
from dure.plant.acting import who
from dure.plant.selectors import changes_told
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.paper import paper
from dure.web.rows import row_or_404
from dure.web.tables import Kind
from dure.web.toast import toast


@require_GET
def runs(request: HttpRequest) -> HttpResponse:
    fields = [
        Field(_("Name"), lambda r: r.name),
        Field(_("Begins at"), lambda r: " ".join(f"{one:%H:%M}" for one in r.starts)),
        Field(_("Stops"), lambda r: r.stop_count, Kind.NUMBER),
        Field(_("Kanban loops"), lambda r: r.loop_count, Kind.NUMBER),
        Field(_("In use"), lambda r: _("yes") if r.is_active else _("no")),
    ]
    with_inactive = "all" in request.GET
    rows = asked.milk_runs(word_of(request), with_inactive=with_inactive)
    return listing(
        request, "inventory/milk_runs.html", rows, fields, title=_("Milk runs"), q=word_of(request),
        with_inactive=with_inactive, tab="runs",
    )  # fmt: skip


def _address(row: MilkRun) -> str:
    return reverse("inventory:milk-run", args=[row.pk])


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    form, undo = RunForm(request.POST or None), watch_changes()
    return take(
        request, form, lambda: services.add_milk_run(by=who(request), **form.cleaned_data),
        template="inventory/form.html", then=_address, done=_("Added."), undo=undo, heading=_("New milk run"),
        back=reverse("inventory:milk-runs"),
        lead=_("A round that comes by the same places at the same times. Its stops are added next."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """Name and times of a round, with its stops."""
    row, undo = row_or_404(MilkRun, pk=pk), watch_changes()
    form = RunForm(request.POST or None, initial={"name": row.name, "starts": row.starts})
    return take(
        request, form, lambda: services.change_milk_run(row=row, by=who(request), **form.cleaned_data),
        template="inventory/milk_run.html", then=_address, done=_("Saved."), undo=undo, row=row,
        stops=row.stops.select_related("place"), stop_form=StopForm(), history=changes_told(row),
    )  # fmt: skip


@require_POST
def in_use(request: HttpRequest, pk: int) -> HttpResponse:
    row, undo = row_or_404(MilkRun, pk=pk), watch_changes()
    services.change_milk_run(row=row, by=who(request), is_active=request.POST.get("in_use") == "1")
    text = _("%(name)s is in use again.") if row.is_active else _("%(name)s is out of use.")
    return toast(request, redirect(_address(row)), text % {"name": row}, undo=undo(row))


@require_POST
def stop_add(request: HttpRequest, pk: int) -> HttpResponse:
    row, undo, form = row_or_404(MilkRun, pk=pk), watch_changes(), StopForm(request.POST)
    return take(
        request, form, lambda: services.add_stop(run=row, by=who(request), **form.cleaned_data),
        template="inventory/milk_run.html", then=_address(row), done=_("Added."), undo=undo, row=row,
        stops=row.stops.select_related("place"), stop_form=form, history=changes_told(row),
    )  # fmt: skip


@require_POST
def stop_remove(request: HttpRequest, pk: int) -> HttpResponse:
    row, undo = row_or_404(MilkRunStop, "run", "place", pk=pk), watch_changes()
    services.remove_stop(row=row, by=who(request))
    text = _("%(name)s is removed.") % {"name": row.place}
    return toast(request, redirect(_address(row.run)), text, undo=undo(row))


@require_GET
def round_(request: HttpRequest, pk: int) -> HttpResponse:
    """The next round on a phone or tablet, with a button for each container."""
    found = asked.next_round(row_or_404(MilkRun, pk=pk))
    errands = [one for stop in found.stops for one in (*stop.load, *stop.unload)]
    context = {"round": found, "short": any(one.missing for one in errands), "client_id": uuid.uuid4()}
    return render(request, "inventory/milk_run_round.html", context)


@require_GET
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The same on A4."""
    found = asked.next_round(row_or_404(MilkRun, pk=pk))
    return paper(request, "inventory/milk_run_sheet.html", title=_("Round sheet"), number=found.run.name, round=found)
