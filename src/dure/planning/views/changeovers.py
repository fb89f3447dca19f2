"""Changeovers: what they consist of, what could be saved, and measured times for plans."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dure.kernel import clock
from dure.planning.models import SetupElement
from dure.planning.schedule_forms import PairForm, SetupElementForm
from dure.planning.selectors import changeovers as known
from dure.planning.selectors.changeovers import Pair
from dure.planning.selectors.schedule_data import items_made
from dure.planning.services import setups
from dure.planning.views.common import undo_data
from dure.plant.acting import who
from dure.plant.selectors import newest_change
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.rows import row_or_404
from dure.web.tables import Kind
from dure.web.toast import toast


def _address(row: SetupElement | Pair) -> str:
    if isinstance(row, Pair):
        return reverse("planning:changeover", args=[row.unit.pk, row.before.pk, row.after.pk])
    return reverse("planning:changeover", args=[row.work_unit_id, row.before_id, row.after_id])


@require_GET
def changeovers(request: HttpRequest) -> HttpResponse:
    """By what could be saved in a week. With ?unit=&before=&after= straight to one of them."""
    form = PairForm(request.GET if "before" in request.GET else None)
    if form.is_bound and form.is_valid():
        return redirect(_address(Pair(**form.cleaned_data)))
    fields = (
        Field(_("Work unit"), lambda one: one.unit.name),
        Field(_("Item before"), lambda one: one.before.name),
        Field(_("Item after"), lambda one: one.after.name),
        Field(_("changeovers in 8 weeks"), lambda one: one.times, Kind.NUMBER),
        Field(_("measured set-up (median)"), lambda one: one.median_s, Kind.SECONDS),
        Field(_("set-up of the routing"), lambda one: one.planned_s, Kind.SECONDS),
        Field(_("while the machine stands"), lambda one: one.parts.internal_s or None, Kind.SECONDS),
        Field(_("of it could be done before or after"), lambda one: one.parts.could_s or None, Kind.SECONDS),
        Field(_("while the machine runs"), lambda one: one.parts.external_s or None, Kind.SECONDS),
        Field(_("saved in a week"), lambda one: one.saving.week_s or None, Kind.SECONDS),
    )
    return listing(
        request, "planning/changeovers.html", known.pairs(clock.now()), fields, title=_("Shorten changeovers"),
        form=form, items=items_made(),
    )  # fmt: skip


@require_GET
def changeover(request: HttpRequest, unit: int, before: int, after: int) -> HttpResponse:
    """One of them with its elements."""
    found = known.changeover(unit, before, after, clock.now())
    form = SetupElementForm(initial={"number": found.next_number})
    return render(request, "planning/changeover.html", {"found": found, "pair": found.pair, "form": form})


@require_POST
def add(request: HttpRequest, unit: int, before: int, after: int) -> HttpResponse:
    """One element more."""
    found, record = known.changeover(unit, before, after, clock.now()), newest_change()
    form = SetupElementForm(request.POST)
    return take(
        request, form,
        lambda: setups.add_setup_element(
            work_unit=found.pair.unit, before=found.pair.before, after=found.pair.after, by=who(request),
            **form.cleaned_data,
        ),
        template="planning/changeover.html", then=_address(found.pair), done=_("Added."),
        undo=lambda _row: undo_data(record), found=found, pair=found.pair,
    )  # fmt: skip


def element(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(SetupElement, "work_unit", "before", "after", pk=pk)
    form, record = SetupElementForm(request.POST or None, instance=row), newest_change()
    return take(
        request, form, lambda: setups.change_setup_element(row_id=pk, by=who(request), **form.cleaned_data),
        template="planning/setup_element.html", then=_address(row), done=_("Saved."),
        undo=lambda _row: undo_data(record), row=row, back=_address(row),
    )  # fmt: skip


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    record = newest_change()
    row = setups.remove_setup_element(row_id=pk, by=who(request))
    return toast(request, redirect(_address(row)), _("Removed."), undo=undo_data(record))


@require_POST
def take_over(request: HttpRequest, unit: int, before: int, after: int) -> HttpResponse:
    """Let plans count with what was measured."""
    pair, record = known.changeover(unit, before, after, clock.now()).pair, newest_change()
    row = setups.take_over_setup(
        work_unit=pair.unit, before=pair.before, after=pair.after, now=clock.now(), by=who(request)
    )
    done = _("Plans now count with %(minutes)s minutes.") % {"minutes": row.minutes}
    return toast(request, redirect(_address(pair)), done, undo=undo_data(record))
