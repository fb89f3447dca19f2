"""The load of work on the body, before and after."""

from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from dure.plant.acting import who
from dure.plant.models import Area
from dure.plant.placing import place_key
from dure.plant.selectors import newest_change
from dure.product.media import MOST_PICTURE_MB
from dure.safety import selectors, services
from dure.safety.forms import LiftingForm, PostureForm, TaskForm, today
from dure.safety.models import ErgonomicTask, Lifting, Posture, Stage
from dure.safety.views.reports import FORM
from dure.safety.views.undo import undo_address
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.rows import row_or_404, row_or_none
from dure.web.uploads import data_of, takes_files


def _index(row: selectors.Change, stage: str) -> float | None:
    found = row.lifted.get(stage)
    return round(found.limit.index, 2) if found and found.limit.index is not None else None


def _score(row: selectors.Change, stage: str) -> int | None:
    found = row.held.get(stage)
    return found.result.score if found else None


@require_GET
def tasks(request: HttpRequest) -> HttpResponse:
    chosen, words = row_or_none(Area, request.GET.get("area", "")), request.GET.get("q", "")
    rows = selectors.tasks(area=chosen.pk if chosen else None, words=words)
    fields = [
        Field(_("number"), lambda row: row.task.number),
        Field(_("task"), lambda row: row.task.task),
        Field(_("place"), lambda row: row.task.place),
        Field(_("effort before (kg)"), lambda row: row.task.effort_before, "number"),
        Field(_("effort after (kg)"), lambda row: row.task.effort_after, "number"),
        Field(_("less effort"), lambda row: row.reduction, "number"),
        Field(_("lifting index before"), lambda row: _index(row, "before"), "number"),
        Field(_("lifting index after"), lambda row: _index(row, "after"), "number"),
        Field(_("REBA before"), lambda row: _score(row, "before"), "number"),
        Field(_("REBA after"), lambda row: _score(row, "after"), "number"),
        Field(_("measure"), lambda row: row.task.measure),
    ]
    return listing(
        request, "safety/tasks.html", rows, fields, title=_("Load on the body"), chosen=chosen, words=words,
        areas=selectors.areas_in_use(), dress=lambda found: [selectors.change_of(row) for row in found],
    )  # fmt: skip


def address_of(row: ErgonomicTask) -> str:
    return reverse("safety:task", args=[row.pk])


def _pictures(form: TaskForm) -> dict[str, bytes | None]:
    return {name: data_of(form, name) for name in ("picture", "picture_after")}


@takes_files(2 * MOST_PICTURE_MB)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    form = TaskForm(request.POST or None, request.FILES or None, initial={"recorded_on": today()})

    def do() -> ErgonomicTask:
        made = services.add_task(by=who(request), picture=data_of(form), **form.values())
        after = data_of(form, "picture_after")
        return services.change_task(record=made, by=who(request), picture_after=after) if after else made

    return take(
        request, form, do, template=FORM, then=address_of, done=_("Added."), back=reverse("safety:tasks"),
        heading=_("A task that is hard on the body"),
    )  # fmt: skip


def _row(pk: int) -> ErgonomicTask:
    return row_or_404(ErgonomicTask, "area", "work_unit", pk=pk)


@require_GET
def task(request: HttpRequest, pk: int) -> HttpResponse:
    row = _row(pk)
    found = selectors.change_of(row)
    stages = [(stage, stage.label, found.lifted.get(stage), found.held.get(stage)) for stage in selectors.STAGES]
    context = {"task": row, "found": found, "stages": stages, "levels": _levels()}
    return render(request, "safety/task.html", context | {"actions": row.actions.select_related("owner")})


def _levels() -> list[str]:
    """What REBA's action levels 0 to 4 ask for."""
    return [
        _("nothing needed"), _("may need a change"), _("needs a change"), _("needs a change soon"),
        _("needs a change now"),
    ]  # fmt: skip


@takes_files(2 * MOST_PICTURE_MB)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    row, before = _row(pk), newest_change()
    names = ("task", "text", "recorded_on", "effort_before", "measure", "effort_after")
    first: dict[str, Any] = {name: getattr(row, name) for name in names}
    first["place"] = place_key(row.area, row.work_unit)
    form = TaskForm(request.POST or None, request.FILES or None, initial=first)
    return take(
        request, form,
        lambda: services.change_task(record=row, by=who(request), **_pictures(form), **form.values()), template=FORM,
        then=address_of, done=_("Saved."), undo=lambda made: undo_address(before, made), heading=str(row),
        back=address_of(row),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def lifting(request: HttpRequest, pk: int, stage: str) -> HttpResponse:
    return _stage(request, _row(pk), stage, _LIFTING)


@require_http_methods(["GET", "POST"])
def posture(request: HttpRequest, pk: int, stage: str) -> HttpResponse:
    return _stage(request, _row(pk), stage, _POSTURE)


class _Method(NamedTuple):
    form: Any
    table: Any
    keep: Any
    heading: Any


_LIFTING = _Method(LiftingForm, Lifting, services.set_lifting, gettext_lazy("Lifting (NIOSH 1991)"))
_POSTURE = _Method(PostureForm, Posture, services.set_posture, gettext_lazy("Posture (REBA)"))


def _stage(request: HttpRequest, row: ErgonomicTask, stage: str, method: _Method) -> HttpResponse:
    """What is measured before or after; the form of after begins with what was before."""
    if stage not in Stage.values:
        raise Http404
    before = newest_change()
    form = method.form(request.POST or None, instance=selectors.measured(method.table, row, stage))
    return take(
        request, form, lambda: method.keep(task=row, stage=stage, by=who(request), **form.cleaned_data), template=FORM,
        then=address_of(row), done=_("Saved."), undo=lambda made: undo_address(before, made),
        heading=f"{method.heading} · {Stage(stage).label}", back=address_of(row),
    )  # fmt: skip
