"""What audits found: tasks with a day, a picture before and one after."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dure.kernel.errors import DureError
from dure.plant.acting import who
from dure.plant.selectors import newest_change
from dure.product import selectors, services
from dure.product.forms import CloseForm, FindingChangeForm
from dure.product.media import MOST_PICTURE_MB
from dure.product.models import AuditFinding
from dure.product.views.audits import today
from dure.product.views.undo import undo_address
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.problems import status_of, text_of
from dure.web.rows import row_or_404
from dure.web.toast import toast
from dure.web.uploads import takes_files

UNDO = "product:audit_undo"


@require_GET
def findings(request: HttpRequest) -> HttpResponse:
    state, area = request.GET.get("state", "open"), request.GET.get("area", "")
    mine = "mine" in request.GET
    rows = selectors.findings(
        today=today(), state=state, area=int(area) if area.isdecimal() else None, owner=who(request) if mine else None
    )
    fields = [
        Field(_("what was found"), lambda row: row.text),
        Field(_("Area"), lambda row: str(row.audit.area)),
        Field(_("audit"), lambda row: row.audit.number),
        Field(_("who puts it right"), lambda row: str(row.owner or "")),
        Field(_("put right by"), lambda row: row.due_on.isoformat() if row.due_on else ""),
        Field(_("what was done"), lambda row: row.action),
        Field(_("Put right"), lambda row: row.closed_at, "time"),
    ]
    return listing(
        request, "product/findings.html", rows, fields, title=_("Findings to put right"), state=state, area=area,
        mine=mine, today=today(), areas=selectors.area_names().items(),
    )  # fmt: skip


@require_GET
def finding(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _row(pk), CloseForm(), 200)


def _row(pk: int) -> AuditFinding:
    return row_or_404(AuditFinding, "audit__area", "owner", "score", "closed_by", pk=pk)


def _page(request: HttpRequest, row: AuditFinding, form: CloseForm, status: int) -> HttpResponse:
    context = {"finding": row, "form": form, "today": today()}
    return render(request, "product/finding.html", context, status=status)


def change(request: HttpRequest, pk: int) -> HttpResponse:
    row, before = _row(pk), newest_change()
    form = FindingChangeForm(request.POST or None, instance=row)

    back = reverse("product:finding", args=[pk])

    def do() -> AuditFinding:
        values = form.values()
        return services.change_finding(finding=row, by=who(request), **values)

    return take(
        request, form, do, template="product/audit_form.html", then=lambda made: back,
        done=_("Saved."), undo=lambda made: undo_address(before, made, UNDO), heading=str(row),
        back=back, has_list=True,
    )  # fmt: skip


@require_POST
@takes_files(MOST_PICTURE_MB)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """It is put right: what was done, with a picture of how it looks now."""
    row, before, form = _row(pk), newest_change(), CloseForm(request.POST, request.FILES)
    status = 422
    if form.is_valid():
        picture = form.cleaned_data["picture"]
        try:
            made = services.close_finding(
                finding=row, action=form.cleaned_data["action"], by=who(request),
                picture=picture.read() if picture else None,
            )  # fmt: skip
        except DureError as error:
            form.add_error(None, text_of(error))
            status = status_of(error)
        else:
            undo = undo_address(before, made, UNDO)
            return toast(request, redirect("product:finding", pk), _("Put right."), undo=undo)
    return _page(request, row, form, status)
