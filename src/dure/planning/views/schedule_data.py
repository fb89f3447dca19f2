"""What schedules go by, and what comes of them on paper: rules, set-up times, absences, priorities, loads, lists."""

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_GET, require_POST

from dure.kernel import clock
from dure.kernel.errors import DureError
from dure.planning.models import Absence, SetupTime
from dure.planning.schedule_forms import AbsenceForm, PriorityForm, PromiseForm, SchedulingRulesForm, SetupTimeForm
from dure.planning.selectors import schedule_data as known
from dure.planning.selectors import schedule_page as page
from dure.planning.selectors.loads import loads
from dure.planning.selectors.offers import end_of, offers_for
from dure.planning.selectors.schedule_texts import span
from dure.planning.selectors.shop import scheduling_rules
from dure.planning.services import schedule_data
from dure.planning.views.common import data_page, today, undo_data
from dure.plant.acting import who
from dure.plant.selectors import newest_change
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.problems import back, status_of, text_of
from dure.web.tables import Kind
from dure.web.toast import toast


def rules(request: HttpRequest) -> HttpResponse:
    form, before = SchedulingRulesForm(request.POST or None, instance=scheduling_rules()), newest_change()
    return take(
        request, form, lambda: schedule_data.set_scheduling_rules(by=who(request), **form.cleaned_data),
        template="planning/schedule_rules.html", then=reverse("planning:schedule-rules"), done=_("Saved."),
        undo=lambda _row: undo_data(before),
    )  # fmt: skip


def setups(request: HttpRequest) -> HttpResponse:
    """Set-up times between groups of items; one more by the form."""
    form = SetupTimeForm(request.POST or None)
    fields = (
        Field(_("Work center"), lambda one: one.work_center.name if one.work_center else _("all work centers")),
        Field(_("From the group"), lambda one: _end_of(one, one.before)),
        Field(_("To the group"), lambda one: _end_of(one, one.after)),
        Field(_("Takes (min)"), lambda one: one.minutes, Kind.NUMBER),
    )
    return data_page(
        request, form, lambda: schedule_data.add_setup_time(by=who(request), **form.cleaned_data),
        known.setup_times(), fields, name="planning:setups", template="planning/setups.html",
        title=_("Set-up times"), done=_("Added."),
    )  # fmt: skip


def _end_of(row: SetupTime, group: str) -> str:
    return _("Cleaning of allergens, on top") if row.for_allergens else group or _("any")


def absences(request: HttpRequest) -> HttpResponse:
    """Who is away; one more by the form."""
    form = AbsenceForm(request.POST or None)
    fields = (
        Field(_("Person"), lambda one: str(one.person)),
        Field(_("Begins"), lambda one: one.starts_at, Kind.TIME),
        Field(_("Ends"), lambda one: one.ends_at, Kind.TIME),
        Field(_("Note"), lambda one: one.note),
    )
    return data_page(
        request, form, lambda: schedule_data.add_absence(by=who(request), **form.cleaned_data),
        known.absences(today()), fields, name="planning:absences", template="planning/absences.html",
        title=_("Absences"), done=_("Added."),
    )  # fmt: skip


@require_POST
def remove_setup(request: HttpRequest, pk: int) -> HttpResponse:
    before = newest_change()
    schedule_data.remove_scheduling_row(kind=SetupTime, row_id=pk, by=who(request))
    return toast(request, redirect("planning:setups"), _("Removed."), undo=undo_data(before))


@require_POST
def undo(request: HttpRequest, first: int, last: int) -> HttpResponse:
    """Take back what was changed here."""
    schedule_data.undo_schedule_data(first=first, last=last, by=who(request))
    return toast(request, back(request, reverse("planning:setups")), _("Undone."), kind="info")


@require_POST
def remove_absence(request: HttpRequest, pk: int) -> HttpResponse:
    before = newest_change()
    schedule_data.remove_scheduling_row(kind=Absence, row_id=pk, by=who(request))
    return toast(request, redirect("planning:absences"), _("Removed."), undo=undo_data(before))


def priority(request: HttpRequest, pk: int) -> HttpResponse:
    """How much an order counts against others."""
    order, before = known.order(pk), newest_change()
    form = PriorityForm(request.POST or None, initial={"weight": known.weight_of(order)})
    return take(
        request, form, lambda: schedule_data.set_priority(order=order, by=who(request), **form.cleaned_data),
        template="planning/priority.html", then=reverse("planning:schedule"),
        done=_("Saved. The next plan goes by it."), undo=lambda _row: undo_data(before), order=order,
    )  # fmt: skip


@require_GET
def promise(request: HttpRequest) -> HttpResponse:
    """When an order that nobody has given yet could be ready, and what that does to the others."""
    form = PromiseForm(request.GET if "code" in request.GET else None)
    found, status = None, 200
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            found = offers_for(given["code"], given["quantity"], now=clock.now(), due_at=end_of(given["due_on"]))
        except DureError as error:
            form.add_error(None, text_of(error))
            status = status_of(error)
    elif form.is_bound:
        status = 422
    offers = found.offers if found else ()
    return render(request, "planning/promise.html", {
        "form": form, "found": found, "items": known.items_made(),
        "offers": [
            (WAYS[one.way], one, [(late, span(late.minutes)) for late in one.later], f"{one.overtime_min / 60:.0f}")
            for one in offers
        ],
    }, status=status)  # fmt: skip


WAYS = {
    "held": (_lazy("Nothing else moves"), _lazy("It goes into the gaps of the plan.")),
    "none later": (_lazy("Nobody gets late by it"), _lazy("Other work moves, but keeps its promised time.")),
    "cheapest": (_lazy("As it costs least"), _lazy("Planned among the others by the plant's own rules.")),
    "overtime": (_lazy("With overtime"), _lazy("Days last up to two hours longer; nobody gets late.")),
}


@require_GET
def load(request: HttpRequest, pk: int) -> HttpResponse:
    """How full work units are, day by day."""
    row = page.schedule(pk)
    found = loads(row, today())
    fields = (
        Field(_("Work unit"), lambda one: one[0].name),
        Field(_("Work center"), lambda one: one[0].work_center.name),
        Field(_("Open minutes"), lambda one: one[2].open, Kind.NUMBER),
        Field(_("Minutes of work"), lambda one: one[2].work, Kind.NUMBER),
        Field(_("Minutes of setting up"), lambda one: one[2].setup, Kind.NUMBER),
        Field(_("Full (%)"), lambda one: None if one[2].share is None else round(100 * one[2].share), Kind.NUMBER),
    )
    fullest = found.fullest
    return listing(
        request, "planning/schedule_load.html", found.rows, fields, title=_("Load"), row=row, found=found,
        fullest=fullest, percent=round(100 * (fullest[1].share or 0)) if fullest else 0,
    )  # fmt: skip


@require_GET
def lists(request: HttpRequest, pk: int) -> HttpResponse:
    """What each work unit does on a day, to print and to hang up."""
    row, day = page.schedule(pk), _day(request)
    found = page.lists_of(row, day)
    if (unit := request.GET.get("unit", "")).isdecimal():
        found = [one for one in found if one[0].pk == int(unit)]
    return render(request, "planning/schedule_lists.html", {
        "row": row, "lists": found, "day": day, "before": day - timedelta(days=1),
        "after": day + timedelta(days=1),
    })  # fmt: skip


def _day(request: HttpRequest) -> date:
    try:
        return parse_date(request.GET.get("day", "")) or today()
    except ValueError:
        return today()
