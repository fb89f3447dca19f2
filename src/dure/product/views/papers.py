"""Standards, bills of materials and routings on A4."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from dure.product import selectors
from dure.product.models import Bom, Routing, StandardVersion
from dure.product.sheet import layout
from dure.web.paper import in_asked_language, paper
from dure.web.rows import row_or_404


@require_GET
@in_asked_language
def standard(request: HttpRequest, pk: int) -> HttpResponse:
    """One page: what is worn, what is dangerous, the steps with pictures, conditions, checks, who approved it."""
    version = get_object_or_404(selectors.versions(), pk=pk)
    rows = selectors.version_rows(version)
    steps, names = rows["step"], dict(StandardVersion.Gear.choices)
    texts = ["\n".join(filter(None, [step.text, step.key_point, step.reason])) for step in steps]
    tables = [len(rows[kind]) + 1 for kind in ("limit", "check", "hazard") if rows[kind]]
    place = layout(texts, has_pictures=any(step.picture for step in steps), other_rows=sum(tables))
    numbered = list(enumerate(steps, start=1))
    return paper(
        request, "product/standard_paper.html", title=_("Work standard"), number=version.standard.number,
        version=version, standard=version.standard, rows=rows, gear=[str(names[one]) for one in version.gear],
        layout=place, versions=_before(version),
        step_rows=[numbered[at : at + place.columns] for at in range(0, len(numbered), place.columns)],
    )  # fmt: skip


def _before(version: StandardVersion) -> list[StandardVersion]:
    """The last versions, for the table of revisions on the sheet."""
    rows = selectors.versions().filter(standard=version.standard_id, number__lte=version.number)
    return list(rows.order_by("-number")[:3])


@require_GET
@in_asked_language
def bom(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(Bom, "item", "written_by", "approved_by", pk=pk)
    title = _("Bill of materials")
    return paper(
        request, "product/bom_paper.html", title=title, number=f"{row.item.code}-{row.revision}", bom=row,
        lines=selectors.lines_of(row),
    )  # fmt: skip


@require_GET
@in_asked_language
def routing(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(Routing, "item", "written_by", "approved_by", pk=pk)
    return paper(
        request, "product/routing_paper.html", title=_("Routing"), number=f"{row.item.code}-{row.revision}",
        routing=row, operations=selectors.operations_of(row),
    )  # fmt: skip
