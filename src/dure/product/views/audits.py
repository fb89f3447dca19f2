"""The pages of 3정5S audits: list and trend, and going through one on a phone."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dure.kernel import clock
from dure.kernel.errors import Invalid
from dure.plant.acting import who
from dure.plant.models import Area
from dure.product import selectors, services
from dure.product.forms import AuditForm, FindingForm
from dure.product.media import MOST_PICTURE_MB
from dure.product.models import Audit, AuditFinding, AuditScore, Pillar
from dure.product.trend import drawn
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.paper import in_asked_language, paper
from dure.web.rows import row_or_404, row_or_none
from dure.web.toast import toast
from dure.web.uploads import read, takes_files

TREND_DAYS = 366


def today() -> Any:
    return timezone.localdate(clock.now())


def address_of(audit: Audit) -> str:
    return reverse("product:audit", args=[audit.pk])


@require_GET
def audits(request: HttpRequest) -> HttpResponse:
    """Every audit with its score; of one area with its trend by S."""
    area, state = request.GET.get("area", ""), request.GET.get("state", "")
    chosen = row_or_none(Area, area)
    rows = selectors.audit_rows(area=chosen.pk if chosen else None, state=state)
    fields = [
        Field(_("number"), lambda row: row.audit.number),
        Field(_("day"), lambda row: row.audit.audited_on.isoformat()),
        Field(_("Area"), lambda row: str(row.audit.area)),
        Field(_("check list"), lambda row: str(row.audit.audit_list)),
        Field(_("auditor"), lambda row: str(row.audit.auditor or "")),
        Field(_("Score (%)"), lambda row: row.percent, "number"),
        Field(_("Findings"), lambda row: row.findings, "number"),
        Field(_("Still open"), lambda row: row.left, "number"),
        Field(_("status"), lambda row: row.audit.get_status_display()),
    ]
    late = [row for row in selectors.planned() if row.is_late(today())]
    return listing(
        request, "product/audits.html", rows, fields, title=_("3 rights and 5S audits"), chosen=chosen, state=state,
        areas=selectors.area_names().items(), late=late, states=Audit.Status.choices, **_trend(chosen),
    )  # fmt: skip


def _trend(area: Area | None) -> dict[str, Any]:
    """The last year of an area: the line of the total and a table by S."""
    if area is None:
        return {}
    points = selectors.trend(area, today() - timedelta(days=TREND_DAYS), today())
    if not points:
        return {"trend": []}
    table = [
        (label, [point.by_pillar.get(value) for point in points[-6:]])
        for value, label in Pillar.choices
        if any(value in point.by_pillar for point in points)
    ]
    line = drawn([(point.audited_on, point.total) for point in points])
    return {"trend": points[-6:], "line": line, "by_pillar": table}


def add(request: HttpRequest) -> HttpResponse:
    """Begin an audit; a plan names its list and area in the address."""
    lists = selectors.lists_in_use()
    first: dict[str, Any] = {"audited_on": today(), "area": request.GET.get("area", "")}
    first["audit_list"] = request.GET.get("list", "") or (lists.first().pk if lists.count() == 1 else "")  # type: ignore[union-attr]
    form = AuditForm(request.POST or None, initial=first)
    return take(
        request, form, lambda: services.start_audit(by=who(request), **form.cleaned_data),
        template="product/audit_form.html", then=address_of, done=_("Begun."), heading=_("Begin an audit"),
        back=reverse("product:audits"), has_list=lists.exists(),
    )  # fmt: skip


@require_GET
def audit(request: HttpRequest, pk: int) -> HttpResponse:
    return page(request, row_or_404(Audit, "area", "audit_list", "auditor", pk=pk))


def page(request: HttpRequest, row: Audit, *, bound: Any = None, score: int = 0, status: int = 200) -> HttpResponse:
    """Questions with points, pictures and findings. bound: a finding that was refused, at its question."""
    found: dict[int | None, list[AuditFinding]] = {}
    for finding in row.findings.select_related("owner", "audit"):
        found.setdefault(finding.score_id, []).append(finding)
    questions = [
        question(request, one, found.get(one.pk, []), bound if one.pk == score else None) for one in row.scores.all()
    ]
    context = {
        "audit": row,
        "result": selectors.result_of(row),
        "pillars": Pillar.choices,
        "questions": questions,
        "loose": found.get(None, []),
    }
    return render(request, "product/audit.html", context, status=status)


def question(request: HttpRequest, row: AuditScore, findings: list[AuditFinding], bound: Any = None) -> dict[str, Any]:
    form = bound or FindingForm(auto_id=f"id_s{row.pk}_%s", today=today())
    return {"row": row, "choices": range(row.most + 1), "findings": findings, "form": form, "is_open": bool(bound)}


@require_POST
@takes_files(MOST_PICTURE_MB)
def points(request: HttpRequest, pk: int) -> HttpResponse:
    """Points, note or picture of one question; the part of the page comes back."""
    row = row_or_404(AuditScore, "audit", pk=pk)
    given, picture = request.POST.get("points", ""), request.FILES.get("picture")
    if given and not given.isdecimal():
        raise Invalid("Points are a whole number.")
    services.give_points(
        score=row, points=int(given) if given else None, by=who(request),
        note=request.POST.get("note", row.note).strip()[:200],
        picture=read(picture, MOST_PICTURE_MB) if picture else None,
    )  # fmt: skip
    if request.headers.get("HX-Request") != "true":
        return redirect(f"{address_of(row.audit)}#q{pk}")
    found = list(row.findings.select_related("owner", "audit"))
    context = {"audit": row.audit, "one": question(request, row, found), "result": selectors.result_of(row.audit)}
    return render(request, "product/parts/question_saved.html", context | {"pillars": Pillar.choices})


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    row = services.close_audit(audit=get_object_or_404(Audit, pk=pk), by=who(request))
    return toast(request, redirect(address_of(row)), _("The audit is done."))


@require_POST
@takes_files(MOST_PICTURE_MB)
def finding_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Something to put right, found at a question (`score`)."""
    row = row_or_404(Audit, "area", "audit_list", "auditor", pk=pk)
    wanted = request.POST.get("score", "")
    score = row.scores.filter(pk=int(wanted)).first() if wanted.isdecimal() else None
    form = FindingForm(request.POST, request.FILES, auto_id=f"id_s{score.pk if score else 0}_%s")
    if not form.is_valid():
        return page(request, row, bound=form, score=score.pk if score else 0, status=422)
    services.add_finding(audit=row, score=score, by=who(request), **form.values())
    return toast(request, redirect(f"{address_of(row)}#q{wanted}"), _("Noted."))


@require_GET
@in_asked_language
def audit_print(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(Audit, "area", "audit_list", "auditor", pk=pk)
    findings = row.findings.select_related("owner", "closed_by")
    result = selectors.result_of(row)
    by_pillar = [(label, result.by_pillar[value]) for value, label in Pillar.choices if value in result.by_pillar]
    return paper(
        request, "product/audit_paper.html", title=_("3 rights and 5S audit"), number=row.number, audit=row,
        result=result, by_pillar=by_pillar, scores=row.scores.all(), findings=findings,
    )  # fmt: skip
