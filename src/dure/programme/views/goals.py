"""Goals of the programme: each with a figure that stands for it, or marked as not measured."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from dure.plant.acting import watch_changes, who
from dure.programme.forms.council import GoalForm
from dure.programme.models import Goal
from dure.programme.selectors import council as selectors
from dure.programme.services import council as services
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.rows import row_or_404

_FORM, _UNDO = "programme/form.html", "programme:undo"


@require_GET
def goals(request: HttpRequest) -> HttpResponse:
    fields = [
        Field(_("goal"), lambda row: row.text),
        Field(_("who said it, where and when"), lambda row: row.source),
        Field(_("measured by"), lambda row: row.proxy if row.is_measured else _("not measured")),
        Field(_("unit"), lambda row: row.unit),
        Field(_("at the beginning"), lambda row: row.baseline, "number"),
        Field(_("to be reached"), lambda row: row.target, "number"),
        Field(_("to be reached by"), lambda row: row.target_on.isoformat() if row.target_on else ""),
        Field(_("why it isn't measured"), lambda row: row.why_not),
    ]
    return listing(request, "programme/goals.html", selectors.goals(), fields, title=_("Goals of the programme"))


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    form, back, undo_of = GoalForm(request.POST or None), reverse("programme:goals"), watch_changes(_UNDO)
    return take(
        request, form, lambda: services.add_goal(by=who(request), **form.cleaned_data), template=_FORM, then=back,
        done=_("Added."), undo=undo_of, heading=_("Add a goal"), back=back,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    row, back, undo_of = row_or_404(Goal, pk=pk), reverse("programme:goals"), watch_changes(_UNDO)
    form = GoalForm(request.POST or None, instance=row_or_404(Goal, pk=pk))
    return take(
        request, form, lambda: services.change_goal(goal=row, by=who(request), **form.cleaned_data), template=_FORM,
        then=back, done=_("Saved."), undo=undo_of, heading=str(row), back=back,
    )  # fmt: skip
