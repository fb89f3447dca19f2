"""HACCP plans: hazards, critical control points, versions with four eyes, on A4."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from dure.plant.acting import who
from dure.product.approval import FOUR_EYES, NEEDS_COMMENT, State, Step, steps_from
from dure.quality import services
from dure.quality.access import JUDGES
from dure.quality.forms.haccp import HaccpForm, HazardForm, PointForm
from dure.quality.models import ControlPoint, HaccpPlan, HaccpVersion, Hazard
from dure.quality.selectors import haccp as selectors
from dure.web import access
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.paper import in_asked_language, paper
from dure.web.rows import row_or_404
from dure.web.toast import toast

LABELS = {
    Step.SUBMIT: gettext_lazy("Send to review"), Step.ENDORSE: gettext_lazy("Reviewed: it is right"),
    Step.APPROVE: gettext_lazy("Approve"), Step.SEND_BACK: gettext_lazy("Send back"),
    Step.PUT_IN_FORCE: gettext_lazy("Put in force"), Step.RETIRE: gettext_lazy("Take out of force"),
}  # fmt: skip
_JUDGED = FOUR_EYES | {Step.PUT_IN_FORCE, Step.RETIRE, Step.SEND_BACK}


def _version(pk: int) -> HaccpVersion:
    return row_or_404(HaccpVersion, "plan", "written_by", "reviewed_by", "approved_by", pk=pk)


def _at(version: HaccpVersion) -> str:
    return reverse("quality:haccp_version", args=[version.pk])


@require_GET
def plans(request: HttpRequest) -> HttpResponse:
    rows = selectors.versions()
    fields = [
        Field(_("number"), lambda row: row.plan.number),
        Field(_("name"), lambda row: row.plan.name),
        Field(_("version"), lambda row: row.number, "number"),
        Field(_("status"), lambda row: row.get_status_display()),
        Field(_("in force from"), lambda row: row.in_force_from, "time"),
    ]
    return listing(request, "quality/haccp.html", rows, fields, title=_("HACCP plans"))


def add(request: HttpRequest) -> HttpResponse:
    form, back = HaccpForm(request.POST or None), reverse("quality:haccp")
    return take(
        request, form, lambda: services.add_haccp_plan(by=who(request), **form.cleaned_data),
        template="quality/form.html", then=_at, done=_("Added."), back=back, heading=_("Write a HACCP plan"),
    )  # fmt: skip


@require_GET
def version(request: HttpRequest, pk: int) -> HttpResponse:
    row = _version(pk)
    is_draft = row.status == State.DRAFT
    context = {
        "row": row, "hazards": row.hazards.all(), "points": row.points.select_related("hazard", "work_unit", "signal"),
        "is_draft": is_draft and access.allows(access.pass_of(request), "quality:hazard_add"),
        "steps": _steps(request, row), "versions": row.plan.versions.order_by("-number"), "comments": NEEDS_COMMENT,
    }  # fmt: skip
    return render(request, "quality/haccp_version.html", context)


def _steps(request: HttpRequest, row: HaccpVersion) -> list[tuple[Step, str]]:
    """What this person may do next."""
    if not access.allows(access.pass_of(request), "quality:haccp_step"):
        return []
    me = who(request)
    is_judge = not JUDGES.isdisjoint(me.roles)
    is_own = me.pk == row.written_by_id or row.editors.filter(pk=me.pk).exists()
    found = [one for one in steps_from(State(row.status)) if is_judge or one not in _JUDGED]
    return [(one, str(LABELS[one])) for one in found if not (is_own and one in FOUR_EYES)]


@require_POST
def step(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    row, wanted = _version(pk), Step(verb)
    if wanted in _JUDGED and JUDGES.isdisjoint(who(request).roles):
        raise PermissionDenied
    services.move_haccp(version=row, step=wanted, by=who(request), text=request.POST.get("text", ""))
    return toast(request, redirect(_at(row)), _("Done."))


@require_POST
def new(request: HttpRequest, pk: int) -> HttpResponse:
    plan = row_or_404(HaccpPlan, pk=pk)
    note = request.POST.get("change_note", "")
    made = services.new_haccp_version(plan=plan, change_note=note[:200], by=who(request))
    return toast(request, redirect(_at(made)), _("Added."))


def change(request: HttpRequest, pk: int) -> HttpResponse:
    row = _version(pk)
    form = HaccpForm(request.POST or None, instance=row.plan)
    return take(
        request, form, lambda: services.change_haccp_plan(version=row, by=who(request), **form.cleaned_data),
        template="quality/form.html", then=_at(row), done=_("Saved."), back=_at(row), heading=str(row),
    )  # fmt: skip


def hazard_add(request: HttpRequest, pk: int) -> HttpResponse:
    row = _version(pk)
    form = HazardForm(request.POST or None, initial={"position": 10 * (row.hazards.count() + 1)})
    return take(
        request, form,
        lambda: services.add_haccp_part(version=row, part=Hazard, by=who(request), **form.cleaned_data),
        template="quality/form.html", then=_at(row), done=_("Added."), back=_at(row), heading=_("Add a hazard"),
    )  # fmt: skip


def hazard(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(Hazard, "version", pk=pk)
    form = HazardForm(request.POST or None, instance=row)
    return take(
        request, form, lambda: services.change_haccp_part(row=row, by=who(request), **form.cleaned_data),
        template="quality/form.html", then=_at(row.version), done=_("Saved."), back=_at(row.version), heading=str(row),
    )  # fmt: skip


def point_add(request: HttpRequest, pk: int) -> HttpResponse:
    row = _version(pk)
    form = PointForm(request.POST or None, version=row, initial={"hazard": request.GET.get("hazard")})
    return take(
        request, form,
        lambda: services.add_haccp_part(version=row, part=ControlPoint, by=who(request), **form.cleaned_data),
        template="quality/form.html", then=_at(row), done=_("Added."), back=_at(row),
        heading=_("Add a critical control point"),
    )  # fmt: skip


def point(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(ControlPoint, "version", pk=pk)
    form = PointForm(request.POST or None, version=row.version, instance=row)
    return take(
        request, form, lambda: services.change_haccp_part(row=row, by=who(request), **form.cleaned_data),
        template="quality/form.html", then=_at(row.version), done=_("Saved."), back=_at(row.version), heading=str(row),
    )  # fmt: skip


@require_POST
def remove(request: HttpRequest, pk: int, part: str) -> HttpResponse:
    row = row_or_404(Hazard if part == "hazards" else ControlPoint, "version", pk=pk)
    services.remove_haccp_part(row=row, by=who(request))
    return toast(request, redirect(_at(row.version)), _("Removed."))


@require_GET
@in_asked_language
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """HACCP 관리계획표, with the analysis of hazards before it."""
    row = _version(pk)
    return paper(
        request, "quality/haccp_paper.html", title=_("HACCP control plan"), number=f"{row.plan.number} v{row.number}",
        landscape=True, row=row, hazards=row.hazards.all(), points=row.points.select_related("hazard", "work_unit"),
    )  # fmt: skip
