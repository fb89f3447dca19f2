"""Addresses of energy: figures, the running quarter hour, and what the plant enters."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dure.kernel import clock
from dure.kernel.errors import NotFound
from dure.performance.energy import forms, services
from dure.performance.energy.models import EnergyMeter, PowerContract, TariffDay, TariffSeason
from dure.performance.energy.pages import demand, explain, overview, setup
from dure.performance.pages.page import answer
from dure.performance.pages.question import read
from dure.plant.acting import watch_changes, who
from dure.web.forms import take
from dure.web.rows import row_or_404
from dure.web.toast import toast

KINDS: dict[str, tuple[type[services.Row], Any, Any]] = {
    "meter": (EnergyMeter, forms.MeterForm, gettext_lazy("Energy meter")),
    "contract": (PowerContract, forms.ContractForm, gettext_lazy("Power contract")),
    "season": (TariffSeason, forms.SeasonForm, gettext_lazy("Season of the price list")),
    "day": (TariffDay, forms.DayForm, gettext_lazy("Special day of the price list")),
}


@require_GET
def energy(request: HttpRequest) -> HttpResponse:
    return answer(request, overview.build(read(request.GET)), "performance/energy/overview.html")


@require_GET
def figure(request: HttpRequest, code: str) -> HttpResponse:
    return answer(request, explain.build(read(request.GET), code), "performance/energy/explain.html")


@require_GET
def running(request: HttpRequest) -> HttpResponse:
    """The demand of now; the part that fetches itself has its own address."""
    return render(request, "performance/energy/demand.html", demand.build(request.GET.get("site", ""), clock.now()))


@require_GET
def running_part(request: HttpRequest) -> HttpResponse:
    context = demand.build(request.GET.get("site", ""), clock.now())
    return render(request, "performance/energy/demand_live.html", context)


@require_GET
def set_up(request: HttpRequest) -> HttpResponse:
    return render(request, "performance/energy/setup.html", setup.build())


def _kind(kind: str) -> tuple[type[services.Row], Any, Any]:
    if kind not in KINDS:
        raise NotFound("There is no kind %(kind)s", kind=kind)
    return KINDS[kind]


def _watched() -> Callable[[Any], str]:
    return watch_changes("performance:energy-undo")


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, kind: str) -> HttpResponse:
    table, form_of, name = _kind(kind)
    form, undo_of, back = form_of(request.POST or None), _watched(), reverse("performance:energy-setup")
    return take(
        request, form, lambda: services.add(table=table, by=who(request), **form.cleaned_data),
        template="performance/energy/form.html", then=back, done=_("Added."),
        undo=undo_of, heading=name, back=back,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    table, form_of, name = _kind(kind)
    row = row_or_404(table, pk=pk)
    form, undo_of, back = (
        form_of(request.POST or None, instance=row),
        _watched(),
        reverse("performance:energy-setup"),
    )
    return take(
        request, form, lambda: services.change(row=row, by=who(request), **form.cleaned_data),
        template="performance/energy/form.html", then=back, done=_("Saved."),
        undo=undo_of, heading=name, back=back,
    )  # fmt: skip


@require_POST
def remove(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    row, undo_of = row_or_404(_kind(kind)[0], pk=pk), _watched()
    services.remove(row=row, by=who(request))
    return toast(request, redirect("performance:energy-setup"), _("Removed."), undo=undo_of(row))


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    record, _row = services.undo(record_id=pk, by=who(request))
    words = _("%(name)s is as it was before.") % {"name": record.label}
    return toast(request, redirect("performance:energy-setup"), words, kind="info")
