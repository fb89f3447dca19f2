"""The budget of a cohort, entry by entry."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from dure.plant.acting import who
from dure.plant.today import today
from dure.programme.forms.calls import BudgetForm, BudgetSearch
from dure.programme.models import Cohort
from dure.programme.selectors import calls, decisions
from dure.programme.services import decisions as services
from dure.programme.views.asking import asked, data_of
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.rows import row_or_404


@require_GET
def budget(request: HttpRequest, pk: int) -> HttpResponse:
    """Entries that a figure of the budget is made of."""
    row = row_or_404(Cohort, "programme", pk=pk)
    search = BudgetSearch(data_of(request), types=calls.types_of(row.programme))
    known = asked(request, search)
    wanted = {name: search.cleaned_data.get(name, "") for name in ("paid_by", "type", "city")}
    rows = decisions.budget_entries(row, known.at, **wanted)
    fields = [
        Field(_("decided on"), lambda one: one.decided_on.isoformat()),
        Field(_("paid by"), lambda one: one.get_paid_by_display()),
        Field(_("type of support"), lambda one: one.type.code if one.type else ""),
        Field(_("city or county"), lambda one: one.get_city_display()),
        Field(_("won"), lambda one: one.won, "number"),
        Field(_("rests on"), lambda one: one.source),
        Field(_("reason"), lambda one: one.reason),
        Field(_("entered at"), lambda one: one.recorded_at, "time"),
        Field(_("entered by"), lambda one: str(one.recorded_by)),
    ]
    title = _("Budget of %(cohort)s") % {"cohort": row}
    return listing(
        request, "programme/budget.html", rows, fields, title=title, heading=[known.words], row=row, asked=known,
        total=decisions.sum_of(rows),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def budget_decide(request: HttpRequest, pk: int) -> HttpResponse:
    row, back = row_or_404(Cohort, "programme", pk=pk), reverse("programme:cohort", args=[pk])
    types = {one.pk: one for one in calls.types_of(row.programme)}
    form = BudgetForm(request.POST or None, types=types, initial={"decided_on": today()})
    return take(
        request, form, lambda: services.decide_budget(cohort=row, by=who(request), **form.values),
        template="programme/form.html", then=back, done=_("Decided."), heading=_("Enter money of the budget"),
        back=back,
        hint=_("%(cohort)s. What is entered stays; a correction is a further entry.") % {"cohort": row},
    )  # fmt: skip
