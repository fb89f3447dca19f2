"""What a supervisor looks at: differences between people and machines, what blocks a start."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dure.kernel import clock
from dure.kernel.errors import DureError
from dure.plant.acting import who
from dure.production.floor_forms import StartRulesForm
from dure.production.selectors import counted, pages
from dure.production.selectors import floor as selectors
from dure.production.services.floor import holding
from dure.web.listing import Field, listing
from dure.web.problems import text_of
from dure.web.tables import Kind
from dure.web.toast import toast

SHOWN = timedelta(days=7)


@require_GET
def differences(request: HttpRequest) -> HttpResponse:
    """Reports that differ from the machine's count, and pieces that were counted while no order ran."""
    since, is_all = clock.now() - SHOWN, request.GET.get("all") == "1"
    rows = counted.differences(since=since, only_open=not is_all)
    fields = [
        Field(_("When"), lambda row: row.step.at, Kind.TIME),
        Field(_("Work unit"), lambda row: row.step.work_unit.name),
        Field(_("Order"), lambda row: row.step.operation.order.number),
        Field(_("Operation"), lambda row: str(row.step.operation)),
        Field(_("Counted"), lambda row: row.counted, Kind.NUMBER),
        Field(_("Reported"), lambda row: row.total, Kind.NUMBER),
        Field(_("Difference"), lambda row: row.difference, Kind.NUMBER),
        Field(_("Explanation"), lambda row: row.settled_note),
    ]
    return listing(
        request, "production/differences.html", rows, fields, title=_("Differences of counts"),
        unassigned=counted.unassigned(since=since), is_all=is_all,
    )  # fmt: skip


@require_POST
def settle(request: HttpRequest, report_id: int) -> HttpResponse:
    answer = redirect("production:differences")
    try:
        holding.settle_difference(
            report=selectors.report(report_id), by=who(request), note=request.POST.get("note", "")
        )
    except DureError as error:
        return toast(request, answer, text_of(error), kind="error")
    return toast(request, answer, _("Explained."))


@require_http_methods(["GET", "POST"])
def start_rules(request: HttpRequest) -> HttpResponse:
    """How much each check matters when work is begun."""
    levels = selectors.start_rules()
    form = StartRulesForm(levels, request.POST or None)
    if request.method == "POST" and form.is_valid():
        for check, level in form.cleaned_data.items():
            if level != levels[check]:
                holding.set_start_rule(check=check, level=level, by=who(request))
        return toast(request, redirect("production:start-rules"), _("Saved."))
    return render(request, "production/start_rules.html", {"form": form})


@require_POST
def outage(request: HttpRequest, code: str) -> HttpResponse:
    """Take a work unit out of service, or put it back."""
    unit, answer = pages.work_unit(code), redirect("production:floor-unit", code)
    try:
        if request.POST.get("back") == "1":
            holding.put_back_in_service(work_unit=unit, by=who(request))
            return toast(request, answer, _("In service again."))
        holding.take_out_of_service(work_unit=unit, reason=request.POST.get("reason", ""), by=who(request))
    except DureError as error:
        return toast(request, answer, text_of(error), kind="error")
    return toast(request, answer, _("Taken out of service."), kind="info")
