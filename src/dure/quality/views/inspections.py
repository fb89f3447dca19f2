"""The office's view of inspections: list, one of them, its report on A4."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from dure.inventory.models import Lot
from dure.quality import services
from dure.quality.models import Inspection, InspectionPlan
from dure.quality.selectors import inspections as selectors
from dure.quality.selectors.holds import holders_of
from dure.web.listing import Field, listing
from dure.web.paper import in_asked_language, paper
from dure.web.rows import row_or_404

_WITH = ("item", "lot", "order", "supplier", "work_unit", "begun_by", "decided_by", "table", "receipt_line__receipt")


@require_GET
def inspections(request: HttpRequest) -> HttpResponse:
    kind, verdict, text = (request.GET.get(name, "") for name in ("kind", "verdict", "q"))
    fields = [
        Field(_("number"), lambda row: row.number),
        Field(_("kind"), lambda row: row.get_kind_display()),
        Field(_("item"), lambda row: row.item.name),
        Field(_("lot"), lambda row: row.lot.number if row.lot else ""),
        Field(_("work order"), lambda row: row.order.number if row.order else ""),
        Field(_("supplier"), lambda row: row.supplier.name if row.supplier else ""),
        Field(_("pieces"), lambda row: row.pieces, "number"),
        Field(_("bad pieces"), lambda row: row.bad_pieces, "number"),
        Field(_("verdict"), lambda row: row.get_verdict_display()),
        Field(_("begun"), lambda row: row.begun_at, "time"),
        Field(_("decided"), lambda row: row.decided_at, "time"),
    ]
    rows = selectors.inspections(kind=kind, verdict=verdict, text=text.strip())
    return listing(
        request, "quality/inspections.html", rows, fields, title=_("Inspections"), kind=kind, verdict=verdict, q=text,
        kinds=InspectionPlan.Kind.choices, verdicts=Inspection.Verdict.choices,
    )  # fmt: skip


@require_GET
def inspection(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(Inspection, *_WITH, pk=pk)
    context = {
        "row": row,
        "results": selectors.line_results(row),
        "standing": services.standing(row),
        "signals": row.signals.select_related("chart__characteristic"),
        "cases": row.nonconformances.all(),
        "holders": holders_of(row.lot) if row.lot and row.lot.status == Lot.Status.HOLD else [],
        "pieces": range(1, min(row.pieces, 20) + 1),
    }
    return render(request, "quality/inspection.html", context)


@require_GET
@in_asked_language
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """검사성적서: every characteristic with its limits and values."""
    row = row_or_404(Inspection, *_WITH, pk=pk)
    results = selectors.line_results(row)
    return paper(
        request, "quality/inspection_paper.html", title=_("Inspection report"), number=row.number, row=row,
        results=results, standing=services.standing(row),
    )  # fmt: skip
