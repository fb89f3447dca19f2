"""The pages of time studies: choosing an operation, the stopwatch, what it found, and into the routing."""

import json

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dure.mentoring.forms.studies import StudyElementForm, StudyForm, sent_study
from dure.mentoring.models import StudyElement, TimedReading, TimeStudy
from dure.mentoring.selectors import studies as selectors
from dure.mentoring.services import studies as services
from dure.mentoring.views.tool_undo import undo_address
from dure.plant.acting import who
from dure.plant.selectors import newest_change
from dure.plant.today import today
from dure.product.models import Operation, WorkElement
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.paper import in_asked_language, paper
from dure.web.rows import row_or_404
from dure.web.toast import toast

FORM = "mentoring/form.html"


def _address(study: TimeStudy) -> str:
    return reverse("mentoring:study", args=[study.pk])


@require_GET
def studies(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "")[:80]
    fields = [
        Field(_("number"), lambda row: row.number),
        Field(_("Item"), lambda row: str(row.item)),
        Field(_("Operation"), lambda row: f"{row.operation_number} {row.operation_name}"),
        Field(_("begun at"), lambda row: row.started_at, "time"),
        Field(_("timed by"), lambda row: str(row.observed_by)),
        Field(_("Work elements"), lambda row: row.element_count, "number"),
        Field(_("Cycles"), lambda row: row.cycle_count, "number"),
        Field(_("Standard time (s)"), lambda row: selectors.study_told(row).standard, "number"),
    ]
    rows = selectors.studies(text=text)
    return listing(request, "mentoring/studies.html", rows, fields, title=_("Time studies"), q=text)


@require_GET
def choose(request: HttpRequest) -> HttpResponse:
    """Operations that can be timed."""
    text = request.GET.get("q", "")[:80]
    rows = selectors.operations_to_time(today(), text=text)
    fields = [Field(_("Item"), lambda row: str(row.routing.item)), Field(_("Operation"), str)]
    return listing(request, "mentoring/study_choose.html", rows, fields, title=_("What to time"), q=text)


@require_GET
def watch(request: HttpRequest, pk: int) -> HttpResponse:
    """The stopwatch: works without the plant until the study is sent."""
    operation = row_or_404(Operation, "routing__item", pk=pk)
    elements = [{"name": one.name, "worth": one.worth} for one in operation.elements.all()]
    context = {"operation": operation, "elements": json.dumps(elements), "token": get_token(request)}
    return render(request, "mentoring/study_watch.html", context | {"worths": WorkElement.Worth.choices})


@require_POST
def send(request: HttpRequest, pk: int) -> JsonResponse:
    operation = row_or_404(Operation, "routing__item", pk=pk)
    study = services.add_study(operation=operation, by=who(request), **sent_study(request.POST.get("study", "")))
    return JsonResponse({"address": _address(study), "number": study.number})


def _context(row: TimeStudy) -> dict[str, object]:
    told = selectors.study_told(row)
    return {
        "study": row, "told": told, "allowed": selectors.allowances_of(row).total,
        "table": [(cycle, [_at(one, cycle) for one in told.elements]) for cycle in told.cycles],
    }  # fmt: skip


def _at(timed: selectors.Timed, cycle: int) -> list[tuple[TimedReading, bool]]:
    return [(one, one.pk in timed.doubtful) for one in timed.readings if one.cycle == cycle]


@require_GET
def study(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(TimeStudy, "item", "observed_by", pk=pk)
    if "format" in request.GET:
        return _sheet(request, row)
    return render(request, "mentoring/study.html", _context(row) | {"draft": selectors.draft_of(row)})


def _sheet(request: HttpRequest, row: TimeStudy) -> HttpResponse:
    fields = [
        Field(_("number"), lambda one: one.element.number, "number"),
        Field(_("what to do"), lambda one: one.element.name),
        Field(_("worth"), lambda one: one.element.get_worth_display()),
        Field(_("Readings"), lambda one: one.figures.count, "number"),
        Field(_("Mean (s)"), lambda one: one.figures.mean, "number"),
        Field(_("rating (%)"), lambda one: one.element.rating or row.rating, "number"),
        Field(_("Normal time (s)"), lambda one: one.figures.normal, "number"),
        Field(_("Standard time (s)"), lambda one: one.figures.standard, "number"),
        Field(_("Cycles needed"), lambda one: one.figures.needed or "", "number"),
    ]
    rows = [one for one in selectors.study_told(row).elements if one.figures]
    return listing(request, "mentoring/study.html", rows, fields, title=f"{_('Time study')} {row.number}")


@require_GET
@in_asked_language
def printed(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(TimeStudy, "item", "observed_by", pk=pk)
    return paper(
        request, "mentoring/study_paper.html", title=_("Time study"), number=row.number, **_context(row)
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    row, before = row_or_404(TimeStudy, pk=pk), newest_change()
    form = StudyForm(request.POST or None, instance=row)
    return take(
        request, form, lambda: services.change_study(study=row, by=who(request), **form.cleaned_data), template=FORM,
        then=_address, done=_("Saved."), undo=lambda made: undo_address(before, made), heading=str(row),
        back=_address(row),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def element(request: HttpRequest, pk: int) -> HttpResponse:
    row, before = row_or_404(StudyElement, "study", pk=pk), newest_change()
    form = StudyElementForm(request.POST or None, instance=row)
    return take(
        request, form, lambda: services.change_study_element(element=row, by=who(request), **form.cleaned_data),
        template=FORM, then=_address(row.study), done=_("Saved."), undo=lambda made: undo_address(before, made),
        heading=str(row), back=_address(row.study),
    )  # fmt: skip


@require_POST
def reading(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave a reading out, or count it again (left_out=0)."""
    row, before = row_or_404(TimedReading, "study", pk=pk), newest_change()
    left_out = request.POST.get("left_out") == "1"
    made = services.leave_out(reading=row, is_left_out=left_out, by=who(request))
    said = _("It doesn't count any more.") if left_out else _("Counted again.")
    return toast(request, redirect(_address(row.study)), said, undo=undo_address(before, made))


@require_POST
def take_over(request: HttpRequest, pk: int) -> HttpResponse:
    draft = services.take_into_draft(study=row_or_404(TimeStudy, pk=pk), by=who(request))
    undo = reverse("product:routing_undo", args=[draft.pk])
    said = _("The standard times are in the draft %(draft)s.") % {"draft": draft}
    return toast(request, redirect("product:elements", draft.pk), said, undo=undo)
