"""The tablet: what waits to be inspected, one value after the other with its verdict at once, and the verdict."""

import uuid
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dure.kernel import clock
from dure.kernel.errors import DureError, NotFound
from dure.plant.acting import who
from dure.production.models import WorkOrder
from dure.quality import services
from dure.quality.forms.work import BeginForm, ReadingForm, VerdictForm
from dure.quality.models import Inspection, InspectionLine, Measurement
from dure.quality.selectors import inspections as selectors
from dure.quality.selectors.charts import unanswered
from dure.quality.selectors.inspections import LineResult, Waiting, stock_of
from dure.quality.selectors.reading import newest_of
from dure.quality.services import Reading, Subject
from dure.web.forms import take
from dure.web.problems import status_of, text_of
from dure.web.rows import row_or_404, row_or_none
from dure.web.toast import toast


@require_GET
def inspect(request: HttpRequest) -> HttpResponse:
    """What waits, what is being done, and the charts that have something to say."""
    context = {
        "waiting": selectors.waiting(clock.now()),
        "rows": selectors.open_inspections()[:50],
        "signals": unanswered()[:10],
        "client_id": uuid.uuid4(),
    }
    return render(request, "quality/inspect.html", context)


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Begin one of those that wait, named by its key; the same tap twice begins once."""
    wanted, client_id = request.POST.get("key", ""), uuid_of(request.POST.get("client_id", ""))
    made = selectors.begun_as(client_id)
    if made is None:
        one = next((row for row in selectors.waiting(clock.now()) if row.key == wanted), None)
        if one is None:
            raise NotFound("Somebody has begun this inspection already.")
        made = services.begin_inspection(
            plan=one.plan, subject=subject_of(one), client_id=client_id, by=who(request), occasion=one.occasion
        )
    return redirect("quality:inspect_work", made.pk)


def uuid_of(text: str) -> uuid.UUID:
    """A new one for what is none."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.uuid4()


def subject_of(one: Waiting) -> Subject:
    line, run = one.receipt_line, one.run
    return Subject(
        lot=one.lot, order=run.work_order if run else None, receipt_line=line,
        supplier=line.receipt.partner if line else None, work_unit=run.work_unit if run else None, run=run,
        made=one.quantity if run else None, lot_size=one.quantity if line else _size_of(one),
    )  # fmt: skip


def _size_of(one: Waiting) -> Decimal | None:
    """What lies there of the lot, or what the order is for."""
    if one.run is not None:
        return one.run.work_order.quantity
    return stock_of(one.lot) if one.lot is not None else None


def new(request: HttpRequest) -> HttpResponse:
    """Begin an inspection by hand: choose the plan, scan the lot."""
    form = BeginForm(
        request.POST or None, initial={"plan": request.GET.get("plan", ""), "lot": request.GET.get("lot", "")}
    )

    def do() -> Inspection:
        given = form.cleaned_data
        order: WorkOrder | None = given["order"]
        lot = given["lot"] or (order.lot if order else None)
        size = given["lot_size"] or (stock_of(lot) if lot else None) or (order.quantity if order else None)
        subject = Subject(lot=lot, order=order, lot_size=size)
        return services.begin_inspection(
            plan=given["plan"], subject=subject, client_id=given["client_id"], by=who(request)
        )

    return take(
        request, form, do, template="quality/inspect_new.html", done=_("Begun."),
        then=lambda row: reverse("quality:inspect_work", args=[row.pk]), heading=_("Begin an inspection"),
    )  # fmt: skip


@require_GET
def work(request: HttpRequest, pk: int) -> HttpResponse:
    """The pad. `line` and `piece` choose another place than the next one."""
    return _page(request, row_or_404(Inspection, "item", "lot", "order", "supplier", "work_unit", pk=pk))


def _page(
    request: HttpRequest, row: Inspection, *, error: str = "", status: int = 200, last: Measurement | None = None
) -> HttpResponse:
    results = selectors.line_results(row)
    line, piece = _place(request, results)
    last = last or row_or_none(Measurement, request.GET.get("last"), line__inspection=row, undone_at=None)
    context = {
        "row": row, "results": results, "line": line, "piece": piece, "error": error, "last": last,
        "standing": services.standing(row), "client_id": uuid.uuid4(),
        "newest": newest_of(line.characteristic, clock.now()) if line else None,
        "today": timezone.localdate(clock.now()),
        "can_undo": last is not None and row.verdict == Inspection.Verdict.OPEN,
    }  # fmt: skip
    return render(request, "quality/inspect_work.html", context, status=status)


def _place(request: HttpRequest, results: list[LineResult]) -> tuple[InspectionLine | None, int]:
    by_pk = {str(one.line.pk): one for one in results}
    asked, piece = by_pk.get(request.GET.get("line", "")), request.GET.get("piece", "")
    if asked is not None and piece.isdecimal() and 1 <= int(piece) <= len(asked.values):
        return asked.line, int(piece)
    found = selectors.next_place(results)
    return (by_pk[str(found[0])].line, found[1]) if found else (None, 0)


@require_POST
def measure(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep one value and say at once whether it holds."""
    row, form = row_or_404(Inspection, "item", pk=pk), ReadingForm(request.POST)
    if not form.is_valid():
        return _page(request, row, error=next(iter(form.errors.values()))[0], status=422)
    given = form.cleaned_data
    reading = Reading(
        row_or_404(InspectionLine, "characteristic__gauge", pk=given["line"], inspection=row), given["piece"],
        given["value"], given["client_id"], given["source"],
    )  # fmt: skip
    try:
        (made,) = services.measure(readings=[reading], by=who(request))
    except DureError as refused:
        return _page(request, row, error=text_of(refused), status=status_of(refused))
    return redirect(f"{reverse('quality:inspect_work', args=[pk])}?last={made.pk}")


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(Measurement, "line", pk=pk)
    services.undo_measurement(row=row, by=who(request))
    address = reverse("quality:inspect_work", args=[row.line.inspection_id])
    return toast(
        request, redirect(f"{address}?line={row.line_id}&piece={row.piece}"), _("Taken back. Measure it again.")
    )


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    row, form = row_or_404(Inspection, "item", pk=pk), VerdictForm(request.POST)
    if not form.is_valid():
        return _page(request, row, error=_("Choose a verdict."), status=422)
    try:
        made = services.decide(inspection=row, by=who(request), **form.cleaned_data)
    except DureError as refused:
        return _page(request, row, error=text_of(refused), status=status_of(refused))
    undo = reverse("quality:verdict_undo", args=[pk])
    text = _("%(number)s: %(verdict)s") % {"number": made.number, "verdict": made.get_verdict_display()}
    return toast(request, redirect("quality:inspect"), text, undo=undo)


@require_POST
def undo_verdict(request: HttpRequest, pk: int) -> HttpResponse:
    services.undo_verdict(inspection=row_or_404(Inspection, pk=pk), by=who(request))
    return toast(request, redirect("quality:inspect_work", pk), _("The verdict is taken back."))
