"""The floor without scripts: what there is to do at a work unit, the acts, reports, taking back."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dure.inventory.selectors import packs_of
from dure.kernel import clock
from dure.kernel.errors import DureError
from dure.plant.acting import who
from dure.production.floor_forms import ActForm, ReportForm, ReworkForm
from dure.production.models import OperationStep
from dure.production.operating import Act
from dure.production.selectors import floor as selectors
from dure.production.selectors import pages
from dure.production.selectors.counted import proposal
from dure.production.selectors.dispatch import dispatch
from dure.production.selectors.flowing import operation as find_operation
from dure.production.services.floor import reworking, starting, stopping
from dure.production.services.floor.reporting import report as report_pieces
from dure.production.services.floor.undoing import correct_report, undo_step
from dure.web.access import pass_of
from dure.web.forms import take
from dure.web.problems import text_of
from dure.web.toast import toast

_DO = {
    Act.START: starting.start,
    Act.RESUME: starting.resume,
    Act.CHANGE_OVER: starting.change_over,
    Act.PAUSE: stopping.pause,
    Act.FINISH: stopping.finish,
}
_FIRST = 8
"""Tasks that a work unit's page shows; the others come at a touch."""


@require_GET
def floor(request: HttpRequest) -> HttpResponse:
    """Which work unit? With what runs there."""
    units = pages.units_now(pages.work_units(), now=clock.now(), hours=1)
    return render(request, "production/floor.html", {"units": units, "rework": selectors.waiting_rework()})


@require_GET
def unit(request: HttpRequest, code: str) -> HttpResponse:
    """What there is to do at a work unit, and what was done."""
    row = pages.work_unit(code)
    tasks = dispatch(row)
    shown = tasks if request.GET.get("all") else tasks[:_FIRST]
    context = {
        "unit": row,
        "tasks": [(task, uuid.uuid4()) for task in shown],
        "later": len(tasks) - len(shown),
        "steps": selectors.steps_of(row)[:30],
        "last": selectors.last_step_at(row),
        "outage": selectors.outage(row),
        "may_allow": not starting.CHIEFS.isdisjoint(pass_of(request).roles),
    }
    return render(request, "production/floor_unit.html", context)


@require_POST
def act(request: HttpRequest, code: str, operation_id: int) -> HttpResponse:
    form, back = ActForm(request.POST), redirect("production:floor-unit", code)
    if not form.is_valid():
        return toast(request, back, _("This can't be done."), kind="error")
    verb, values = Act(form.cleaned_data["act"]), {}
    if form.cleaned_data["allow"] and verb in {Act.START, Act.RESUME, Act.CHANGE_OVER}:
        values = {"allowed_by": who(request)}
    try:
        step = _DO[verb](
            client_id=form.cleaned_data["client_id"], operation=find_operation(operation_id),
            work_unit=pages.work_unit(code), person=who(request), **values,
        )  # fmt: skip
    except DureError as error:
        return toast(request, back, text_of(error), kind="error")
    kind, text = ("warning" if step.warnings else "success"), " ".join([_said(step), *step.warnings])
    return toast(request, back, text, kind=kind, undo=reverse("production:step-undo", args=[step.pk]))


@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, code: str, operation_id: int) -> HttpResponse:
    """Good and no good in one form, with what the machine has counted."""
    row, place = find_operation(operation_id), pages.work_unit(code)
    counted = proposal(row, place, clock.now())
    first = {"good": counted.good, "counter_from": counted.reading}
    form = ReportForm(packs_of([row.order.item_id]).get(row.order.item_id, []), request.POST or None, initial=first)

    def do() -> OperationStep:
        key = form.cleaned_data["client_id"]
        return report_pieces(client_id=key, operation=row, work_unit=place, person=who(request), said=form.said())

    return take(
        request, form, do, template="production/floor_report.html",
        then=reverse("production:floor-unit", args=[code]), done=_("Reported."), undo=_undo, unit=place, row=row,
        counted=counted,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, step_id: int) -> HttpResponse:
    """The right figures instead of a wrong report."""
    step = selectors.step(step_id)
    found = selectors.report(step.pk)
    item = step.operation.order.item_id
    form = ReportForm(packs_of([item]).get(item, []), request.POST or None, initial={"good": found.good})
    code = step.work_unit.code if step.work_unit else ""

    def do() -> OperationStep:
        key = form.cleaned_data["client_id"]
        return correct_report(client_id=key, step=step, person=who(request), said=form.said())

    return take(
        request, form, do, template="production/floor_report.html", then=_unit_address(code), done=_("Corrected."),
        undo=_undo, unit=step.work_unit, row=step.operation, counted=None, wrong=found,
    )  # fmt: skip


@require_POST
def undo(request: HttpRequest, step_id: int) -> HttpResponse:
    step = selectors.step(step_id)
    back = redirect(_unit_address(step.work_unit.code if step.work_unit else ""))
    try:
        undo_step(step=step, person=who(request))
    except DureError as error:
        return toast(request, back, text_of(error), kind="error")
    return toast(request, back, _("Taken back."), kind="info")


@require_http_methods(["GET", "POST"])
def rework(request: HttpRequest, operation_id: int) -> HttpResponse:
    """Where the pieces go that are to be worked on again."""
    row = find_operation(operation_id)
    form = ReworkForm(request.POST or None, initial={"quantity": row.rework - row.routed})

    def do() -> OperationStep:
        given = form.cleaned_data
        new = reworking.NewOperation(given["name"])
        to = find_operation(given["target"]) if given["target"] else new
        return reworking.send_to_rework(
            client_id=given["client_id"], operation=row, quantity=given["quantity"], to=to, person=who(request)
        )

    context: dict[str, Any] = {"row": row, "targets": selectors.rework_targets(row)}
    return take(
        request, form, do, template="production/floor_rework.html", then="production:floor", done=_("Sent to rework."),
        undo=_undo, **context,
    )  # fmt: skip


def _undo(step: OperationStep) -> str:
    return reverse("production:step-undo", args=[step.pk])


def _unit_address(code: str) -> str:
    return reverse("production:floor-unit", args=[code]) if code else reverse("production:floor")


def _said(step: OperationStep) -> str:
    return f"{step.operation.order.number} · {step.operation}: {step.get_act_display()}"
