"""Models of the plant's own time: the list, one of them, and who lets it speak."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dure.decisions import services
from dure.decisions.forms import ReasonForm
from dure.decisions.models import FittedModel, PredictionModel
from dure.decisions.selectors import energy_models, signal_models
from dure.decisions.selectors import models as selectors
from dure.kernel.errors import Invalid
from dure.plant.acting import watch_changes, who
from dure.web.listing import Field, listing
from dure.web.problems import said
from dure.web.rows import row_or_404
from dure.web.tables import Kind
from dure.web.toast import toast

UNDO = "decisions:model-undo"
Shown = tuple[str, dict[str, Any]]


@require_GET
def models(request: HttpRequest) -> HttpResponse:
    fields = [
        Field(_("work unit"), lambda one: str(one.row.work_unit)),
        Field(_("what it watches"), lambda one: one.row.get_kind_display()),
        Field(_("verdict"), lambda one: one.newest.get_ground_display() if one.newest else _("Too little data")),
        Field(_("what came of the last learning"), lambda one: one.said),
        Field(_("until a change is seen (h)"), lambda one: one.pace and one.pace.ours, Kind.FINE),
        Field(_("by a plain limit (h)"), lambda one: one.pace and one.pace.theirs, Kind.FINE),
        Field(_("hours of running"), lambda one: one.pace and one.pace.hours, Kind.NUMBER),
        Field(_("version in use"), lambda one: one.row.in_use and one.row.in_use.version, Kind.NUMBER),
        Field(_("off in a day (kWh)"), lambda one: one.energy and one.energy.ours, Kind.FINE),
        Field(_("as much as before (kWh)"), lambda one: one.energy and one.energy.theirs, Kind.FINE),
        Field(_("measured days"), lambda one: one.energy and one.energy.hours, Kind.NUMBER),
        Field(_("moved now"), lambda one: one.row.level, Kind.FINE),
        Field(_("learnt last"), lambda one: one.row.tried_at, Kind.TIME),
        Field(_("signal"), lambda one: one.row.signal and one.row.signal.name),
    ]
    return listing(request, "decisions/models.html", selectors.models(), fields, title=_("Models"))


@require_GET
def model(request: HttpRequest, pk: int) -> HttpResponse:
    """One model; ?version= shows one of its versions, else the one in use or the newest."""
    row = row_or_404(PredictionModel, "work_unit", "signal", "in_use", "decided_by", pk=pk)
    versions = selectors.versions_of(row)
    asked = request.GET.get("version", "")
    chosen = next((one for one in versions if str(one.version) == asked), row.in_use or next(iter(versions), None))
    context = {
        "row": row, "versions": versions, "said": said(row.tried), "reason": ReasonForm(auto_id=False),
        "decided": selectors.decisions_of(row, versions),
    }  # fmt: skip
    template, more = PAGES[row.kind](row, chosen)
    return render(request, template, context | more)


def _pace(row: PredictionModel, chosen: FittedModel | None) -> Shown:
    shown = selectors.version_of(chosen) if chosen else None
    return "decisions/model.html", {"shown": shown, "alarms": selectors.alarms_of(row)}


def _energy(row: PredictionModel, chosen: FittedModel | None) -> Shown:
    shown = energy_models.version_of(chosen) if chosen else None
    return "decisions/energy_model.html", {"shown": shown, "followed": energy_models.followed_days(row)}


def _signal(row: PredictionModel, chosen: FittedModel | None) -> Shown:
    shown = signal_models.version_of(chosen) if chosen else None
    return "decisions/signal_model.html", {"shown": shown, "followed": signal_models.followed_signal(row)}


PAGES = {PredictionModel.Kind.PACE: _pace, PredictionModel.Kind.ENERGY: _energy, PredictionModel.Kind.SIGNAL: _signal}


@require_POST
def learn(request: HttpRequest) -> HttpResponse:
    services.ask_to_learn()
    return toast(request, redirect("decisions:models"), _("The models are learnt now; look again in a minute."))


@require_POST
def use(request: HttpRequest, pk: int, version: int) -> HttpResponse:
    fitted = row_or_404(FittedModel, "model", model=pk, version=version)
    undo_of = watch_changes(UNDO)
    row = services.put_in_use(fitted=fitted, reason=request.POST.get("reason", ""), by=who(request))
    return toast(request, redirect("decisions:model", pk), _("In use from now on."), undo=undo_of(row))


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    form = ReasonForm(request.POST)
    if not form.is_valid():
        raise Invalid("Say why in a few words.")
    undo_of = watch_changes(UNDO)
    row = services.withdraw(model=row_or_404(PredictionModel, pk=pk), by=who(request), **form.cleaned_data)
    return toast(
        request, redirect("decisions:model", pk), _("Taken out of use; it says nothing any more."), undo=undo_of(row)
    )


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    row = services.undo_use(record_id=pk, by=who(request))
    return toast(request, redirect("decisions:model", row.pk), _("As it was before."), kind="info")
