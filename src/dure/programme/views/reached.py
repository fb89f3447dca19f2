"""Targets of a programme, and how many came how far."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from dure.plant.acting import who
from dure.plant.today import today
from dure.programme.forms.calls import TargetForm
from dure.programme.models import Cohort, Programme
from dure.programme.selectors import actuals, calls, decisions
from dure.programme.services import decisions as services
from dure.programme.views.asking import asked
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.rows import row_or_404


@require_GET
def reached(request: HttpRequest, pk: int) -> HttpResponse:
    row, known = row_or_404(Programme, pk=pk), asked(request)
    lines = actuals.lines_on(calls.cohorts_of(row), calls.types_of(row), known.at)
    fields = [
        Field(_("year"), lambda one: str(one.cohort.year)),
        Field(_("who it is for"), lambda one: one.label),
        Field(_("target"), lambda one: one.wanted, "number"),
        Field(_("applied"), lambda one: one.applied, "number"),
        Field(_("selected"), lambda one: one.selected, "number"),
        Field(_("agreement signed"), lambda one: one.agreed, "number"),
        Field(_("finished"), lambda one: one.finished, "number"),
        Field(_("finished of the target (%)"), lambda one: one.share, "number"),
        Field(_("rests on"), lambda one: one.target.source if one.target else ""),
    ]
    title = _("Targets and results: %(programme)s") % {"programme": row}
    return listing(
        request, "programme/reached.html", lines, fields, title=title, heading=[known.words], row=row, asked=known
    )


@require_GET
def targets(request: HttpRequest, pk: int) -> HttpResponse:
    """All targets that were ever decided."""
    row, known = row_or_404(Cohort, "programme", pk=pk), asked(request)
    fields = [
        Field(_("decided on"), lambda one: one.decided_on.isoformat()),
        Field(_("who it is for"), decisions.label_of),
        Field(_("firms"), lambda one: one.firms, "number"),
        Field(_("rests on"), lambda one: one.source),
        Field(_("reason"), lambda one: one.reason),
        Field(_("entered at"), lambda one: one.recorded_at, "time"),
        Field(_("entered by"), lambda one: str(one.recorded_by)),
    ]
    title = _("Targets of %(cohort)s") % {"cohort": row}
    return listing(
        request, "programme/targets.html", decisions.target_log(row, known.at), fields, title=title,
        heading=[known.words], dress=decisions.labelled, row=row, asked=known,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def target_decide(request: HttpRequest, pk: int) -> HttpResponse:
    row, back = row_or_404(Cohort, "programme", pk=pk), reverse("programme:targets", args=[pk])
    types = {one.pk: one for one in calls.types_of(row.programme)}
    form = TargetForm(request.POST or None, types=types, initial={"decided_on": today()})
    return take(
        request, form, lambda: services.decide_target(cohort=row, by=who(request), **form.values),
        template="programme/form.html", then=back, done=_("Decided."), heading=_("Set a target"), back=back,
        hint=_("%(cohort)s. It takes the place of the earlier target of the same part.") % {"cohort": row},
    )  # fmt: skip
