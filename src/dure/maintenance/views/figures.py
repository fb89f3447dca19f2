"""MTBF, MTTR and availability, each with its formula and the rows behind it."""

from datetime import date, datetime, time, timedelta

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from dure.kernel import clock
from dure.maintenance import selectors, services
from dure.maintenance.forms import ReasonsForm, today
from dure.plant.acting import who
from dure.plant.models import WorkUnit
from dure.plant.selectors import active_units
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.rows import row_or_404

DAYS = 90


def _period(request: HttpRequest) -> tuple[date, date, datetime, datetime]:
    """First and last day as asked, and the moments; the end is never in the future."""
    last = min(_day(request.GET.get("to", "")) or today(), today())
    first = min(_day(request.GET.get("from", "")) or last - timedelta(days=DAYS - 1), last)
    zone = timezone.get_current_timezone()
    start, end = (datetime.combine(day, time(), zone) for day in (first, last + timedelta(days=1)))
    return first, last, start, min(end, clock.now())


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    first, last, start, end = _period(request)
    rows = selectors.figures_of(active_units(), start, end)
    fields = [
        Field(_("work unit"), lambda row: str(row.unit)),
        Field(_("failures"), lambda row: row.figures.failures, "number"),
        Field(_("operating time (h)"), lambda row: row.operating_h, "number"),
        Field(_("time to restoration (h)"), lambda row: row.restoration_h, "number"),
        Field(_("MTBF (h)"), lambda row: row.mtbf_h, "number"),
        Field(_("MTTR (h)"), lambda row: row.mttr_h, "number"),
        Field(_("availability"), lambda row: row.figures.availability, "number"),
        Field(_("stops nobody explained"), lambda row: row.unexplained, "number"),
    ]
    return listing(
        request, "maintenance/figures.html", rows, fields, title=_("MTBF and MTTR"), heading=[f"{first} ~ {last}"],
        first=first, last=last, reasons=selectors.failure_reasons(),
    )  # fmt: skip


@require_GET
def failures(request: HttpRequest, pk: int) -> HttpResponse:
    """The failures of one machine behind its figures."""
    unit = row_or_404(WorkUnit, pk=pk)
    first, last, start, end = _period(request)
    (one,) = selectors.figures_of([unit], start, end)
    fields = [
        Field(_("from"), lambda row: row.stop.started_at, "time"),
        Field(_("to"), lambda row: row.stop.ended_at, "time"),
        Field(_("time to restoration (h)"), lambda row: row.hours, "number"),
        Field(_("reason"), lambda row: ", ".join(str(stop.reason) for stop in row.rows if stop.reason)),
        Field(_("job"), lambda row: ", ".join(job.number for job in row.jobs)),
    ]
    return listing(
        request, "maintenance/failures.html", selectors.failures_of(unit, start, end), fields,
        title=_("Failures of %(name)s") % {"name": unit}, heading=[f"{first} ~ {last}"], unit=unit, one=one,
        first=first, last=last,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def reasons(request: HttpRequest) -> HttpResponse:
    known = [row.pk for row in selectors.failure_reasons()]
    form, back = ReasonsForm(request.POST or None, initial={"reasons": known}), reverse("maintenance:figures")

    def do() -> None:
        services.set_failure_reasons(by=who(request), reasons=list(form.cleaned_data["reasons"]))

    return take(
        request, form, do,
        template="maintenance/form.html", then=back, done=_("Saved."), heading=_("What counts as a failure"), back=back,
        hint=_("A stop that a repair put right always counts, one of a planned service never."),
    )  # fmt: skip
