"""The plant played through: asked for, watched, read, compared with former ones."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from dure.kernel.errors import Invalid
from dure.planning.models import Simulation
from dure.planning.selectors import simulation_texts as texts
from dure.planning.selectors import simulations as known
from dure.planning.services import simulations
from dure.planning.simulation_forms import SimulationForm
from dure.plant.acting import who
from dure.web.forms import take
from dure.web.listing import ON_A_PAGE, Field, listing
from dure.web.problems import said, text_of
from dure.web.tables import Kind
from dure.web.toast import toast

Way = Simulation.Way
HOLDS = {True: gettext_lazy("It holds"), False: gettext_lazy("It doesn't hold"), None: ""}


@require_GET
def simulation(request: HttpRequest) -> HttpResponse:
    """What was played so far, and the form for a new one."""
    fields = (
        Field(_("Asked at"), lambda row: row.asked_at, Kind.TIME),
        Field(_("Asked by"), lambda row: str(row.asked_by or "")),
        Field(_("Compared with"), lambda row: row.get_before_display()),
        Field(_("Tried out"), lambda row: row.get_after_display()),
        Field(_("Days of the past"), lambda row: row.days, Kind.NUMBER),
        Field(_("Runs of each"), lambda row: row.seeds, Kind.NUMBER),
        Field(_("Status"), lambda row: row.get_status_display()),
        Field(_("Does it hold?"), lambda row: str(HOLDS[row.holds])),
        Field(_("Ready at"), lambda row: row.ended_at, Kind.TIME),
    )
    return listing(
        request, "planning/simulation.html", known.former_simulations(), fields, title=_("What if"),
        form=SimulationForm(), **_around(),
    )  # fmt: skip


def _around() -> dict[str, Any]:
    return {"going": known.going_simulation(), "missing": simulations.missing()}


@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Play the plant through."""
    form = SimulationForm(request.POST)
    return take(
        request, form, lambda: simulations.ask_simulation(by=who(request), **form.cleaned_data),
        template="planning/simulation.html", then=lambda row: reverse("planning:simulation-one", args=[row.pk]),
        done=_("The plant is being played through."),
        page=Paginator(known.former_simulations(), ON_A_PAGE).get_page(1), **_around(),
    )  # fmt: skip


@require_GET
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """What goes on, or what came of it."""
    row = known.simulation(pk)
    try:
        answer, problem = known.answer_of(row), said(row.problem)
    except Invalid as error:
        answer, problem = None, text_of(error)
    told = _told(row, answer) if answer is not None else {"figures": [], "lead": ""}
    fields = (
        Field(_("Figure"), lambda line: line.name),
        Field(_("compared with"), lambda line: line.before),
        Field(_("tried out"), lambda line: line.after),
        Field(_("change"), lambda line: line.change),
        Field(_("95 %% interval") % {}, lambda line: line.interval),
        Field(_("Verdict"), lambda line: line.told),
    )
    return listing(
        request, "planning/simulation_one.html", told["figures"], fields, title=str(row),
        heading=[f"{row.get_before_display()} → {row.get_after_display()}", str(told["lead"])], row=row, answer=answer,
        problem=problem, going=row if row.status in simulations.OPEN else None, **told,
    )  # fmt: skip


def _told(row: Simulation, answer: Any) -> dict[str, Any]:
    rows = texts.rows_of(answer)
    return {
        "figures": rows, "sentences": texts.sentences(rows, is_today=row.before == Way.MEASURED),
        "picture": texts.picture(rows), "held": texts.held_of(answer), "noted": texts.noted_of(answer),
        "habits": texts.habits_of(answer), "stops": texts.stops_of(answer),
        "policy": texts.way_of(answer, answer.policy), "not_recorded": texts.names_of(answer.missing),
        "off": sum(not line.agrees for line in answer.checks),
        "lead": _("It holds for the measured days.") if answer.holds else texts.WARNING,
    }  # fmt: skip


@require_GET
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is; the page asks again until it is over, then loads itself anew."""
    row = known.simulation(pk)
    going = row if row.status in simulations.OPEN else None
    answer = render(request, "planning/parts/playing.html", {"going": going})
    if going is None and request.headers.get("HX-Request") == "true":
        answer["HX-Refresh"] = "true"
    return answer


@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    simulations.stop_simulation(simulation_id=pk)
    return toast(request, redirect("planning:simulation-one", pk), _("The simulation is stopped."), kind="info")


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    row = simulations.remove_simulation(simulation_id=pk, by=who(request))
    undo = reverse("planning:simulation-restore", args=[row.pk])
    return toast(request, redirect("planning:simulation"), _("The simulation is thrown away."), undo=undo)


@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    simulations.restore_simulation(simulation_id=pk, by=who(request))
    return toast(request, redirect("planning:simulation"), _("The simulation is back."), kind="info")


@require_GET
def compare(request: HttpRequest) -> HttpResponse:
    """Two former ones side by side."""
    asked = {name: request.GET.get(name, "") for name in ("a", "b")}
    chosen = {name: int(text) if text.isdecimal() else 0 for name, text in asked.items()}
    found = [(row, known.answer_of(row)) for pk in chosen.values() if pk for row in [known.simulation(pk)]]
    both = [(row, answer) for row, answer in found if answer is not None]
    sides = [{line.figure: line for line in texts.rows_of(answer)} for _row, answer in both]
    lines = [
        (str(texts.FIGURES[name][0]), [side.get(name) for side in sides])
        for name in texts.FIGURES if any(name in side for side in sides)
    ] if len(both) == 2 else []  # fmt: skip
    return render(request, "planning/simulation_compare.html", {
        "both": both, "lines": lines, "choices": known.comparable_simulations(), "chosen": chosen.items(),
    })  # fmt: skip
