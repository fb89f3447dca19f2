"""Entering quantities by hand: choose a machine, type, good or reject; each entry can be corrected or taken back."""

import uuid
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dure.kernel import clock
from dure.kernel.errors import DureError
from dure.plant.models import WorkUnit
from dure.production import services
from dure.production.entry_forms import EntryCorrectionForm, EntryForm, WhyForm
from dure.production.models import HandEntry
from dure.production.selectors import entries as selectors
from dure.production.selectors import pages
from dure.production.selectors.entries import SlotRow
from dure.production.templatetags.production import hm, qty
from dure.web.problems import text_of
from dure.web.toast import toast

SHOWN = timedelta(hours=24)
"""How far back the list of entries goes."""
NEAR = 12
"""Earlier spans offered as buttons; the others stand in a list."""


@require_GET
def entries(request: HttpRequest) -> HttpResponse:
    """Which work unit? Those without a counting machine first."""
    units = list(pages.work_units())
    counted = selectors.counted_units([unit.pk for unit in units], clock.now())
    context = {
        "by_hand": [unit for unit in units if unit.pk not in counted],
        "counted": [unit for unit in units if unit.pk in counted],
        "rows": selectors.entries_since(clock.now() - SHOWN)[:100],
    }
    return render(request, "production/entries.html", context)


@require_GET
def entry(request: HttpRequest, code: str) -> HttpResponse:
    """The pad of one work unit, for the running hour or an earlier one (`at`, microseconds)."""
    return _pad(request, code, EntryForm(request.GET))


@require_GET
def entry_list(request: HttpRequest, code: str) -> HttpResponse:
    return render(request, "production/parts/entry_list.html", _listed(pages.work_unit(code)))


@require_GET
def why(request: HttpRequest, code: str) -> HttpResponse:
    """Big buttons with the reasons for what was typed on the pad."""
    form = WhyForm(request.GET)
    if not form.is_valid():
        return _pad(request, code, form)
    unit = pages.work_unit(code)
    context = {"unit": unit, "form": form, "given": form.cleaned_data, "reasons": selectors.reject_reasons(unit.pk)}
    return render(request, "production/entry_why.html", context)


@require_POST
def add(request: HttpRequest, code: str) -> HttpResponse:
    form = EntryForm(request.POST)
    if not form.is_valid():
        return _pad(request, code, form, status=422)
    unit, back = pages.work_unit(code), redirect(_address(code, form.cleaned_data["at"]))
    try:
        made = services.enter_quantity(work_unit=unit, person=request.user, **form.entry())  # type: ignore[arg-type]
    except DureError as error:
        return toast(request, back, text_of(error), kind="error")
    return toast(request, back, _said(made), undo=reverse("production:entry-undo", args=[made.pk]))


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, entry_id: int) -> HttpResponse:
    """The dialog that replaces an entry by the right one."""
    row = selectors.entry(entry_id)
    form = EntryCorrectionForm(row, request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = services.correct_entry(entry_id=row.pk, person=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        answer = HttpResponse(headers={"HX-Trigger": '{"dure:done": null, "dure:all": null}'})
        return toast(request, answer, _said(made), undo=reverse("production:entry-restore", args=[row.pk]))
    return render(request, "production/parts/correct_entry.html", {"row": row, "form": form})


@require_POST
def undo(request: HttpRequest, entry_id: int) -> HttpResponse:
    row = services.take_entry_back(entry_id=selectors.entry(entry_id).pk, person=request.user)  # type: ignore[arg-type]
    answer = redirect(_address(row.work_unit.code, clock.to_us(row.starts_at)))
    return toast(
        request, answer, _("Taken back."), kind="info", undo=reverse("production:entry-restore", args=[row.pk])
    )


@require_POST
def restore(request: HttpRequest, entry_id: int) -> HttpResponse:
    row = services.restore_entry(entry_id=selectors.entry(entry_id).pk, person=request.user)  # type: ignore[arg-type]
    answer = redirect(_address(row.work_unit.code, clock.to_us(row.starts_at)))
    return toast(request, answer, _said(row), undo=reverse("production:entry-undo", args=[row.pk]))


def _pad(request: HttpRequest, code: str, form: EntryForm, status: int = 200) -> HttpResponse:
    now = clock.now()
    unit = pages.work_unit(code)
    slots = selectors.slots_of(unit, now)
    chosen = _chosen(slots, form["at"].value())
    context = {
        **_listed(unit),
        "slots": slots,
        "near": slots[:NEAR],
        "chosen": chosen,
        "is_running": chosen == slots[0],
        "entering": selectors.entering(unit.pk, now),
        "quantity": form["quantity"].value() or "",
        "errors": form.errors if form["quantity"].value() is not None or request.method == "POST" else {},
        "client_id": uuid.uuid4(),
    }
    return render(request, "production/entry.html", context, status=status)


def _chosen(slots: list[SlotRow], given: str | None) -> SlotRow:
    """The slot asked for, else the running one."""
    return next((row for row in slots if str(clock.to_us(row.slot.start)) == given), slots[0])


def _listed(unit: WorkUnit) -> dict[str, Any]:
    return {"unit": unit, "rows": selectors.entries_since(clock.now() - SHOWN, unit.pk)}


def _address(code: str, at_us: int) -> str:
    return f"{reverse('production:entry', args=[code])}?at={at_us}"


def _said(entry: HandEntry) -> str:
    return _("%(unit)s, from %(time)s: %(kind)s %(quantity)s") % {
        "unit": entry.work_unit.name,
        "time": hm(entry.starts_at),
        "kind": entry.get_kind_display(),
        "quantity": qty(entry.quantity),
    }
