"""What plants of firms tell the region by contract."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from dure.kernel import clock
from dure.plant.acting import watch_changes, who
from dure.programme.forms.reports import EnrolForm, PlantForm
from dure.programme.link import invitations
from dure.programme.models import EnrolledPlant, Firm, ReportContract
from dure.programme.selectors import reports as selectors
from dure.programme.services import reports as services
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.rows import row_or_404

_FORM, _UNDO = "programme/form.html", "programme:undo"


@require_GET
def reports(request: HttpRequest) -> HttpResponse:
    fields = [
        Field(_("firm"), lambda row: row.firm.name),
        Field(pgettext("data contract", "plant"), lambda row: row.plant.name),
        Field(_("what for"), lambda row: row.purpose),
        Field(_("first day"), lambda row: row.first_on, "date"),
        Field(_("last day"), lambda row: row.last_on, "date"),
        Field(_("told until"), lambda row: row.told_until, "date"),
        Field(pgettext("data contract", "revoked"), lambda row: row.revoked_at, "moment"),
    ]
    return listing(request, "programme/reports.html", selectors.contracts(), fields, title=_("Reports of plants"))


@require_GET
def firm_reports(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(Firm, pk=pk)
    context = {
        "row": row, "plants": selectors.plants_of(row), "contracts": selectors.contracts(firm=row),
        "refused": selectors.refused_of(row)[:50],
    }  # fmt: skip
    return render(request, "programme/firm_reports.html", context)


@never_cache
@require_GET
def report_contract(request: HttpRequest, pk: int) -> HttpResponse:
    """The figures, while they may be read; that somebody looked is noted."""
    row, now = row_or_404(ReportContract, "plant", "firm", pk=pk), clock.now()
    is_readable = selectors.is_readable(row, now)
    if is_readable:
        services.note_reading(contract=row, by=who(request), now=now)
    context = {
        "row": row, "is_readable": is_readable, "days": selectors.days_told(row), "names": selectors.names_of(row),
        "missing": selectors.spans(selectors.missing_days(row, now)), "log": selectors.messages_of(row)[:50],
        "readings": selectors.readings_of(row)[:50],
    }  # fmt: skip
    return render(request, "programme/report_contract.html", context)


@require_http_methods(["GET", "POST"])
def plant_enrol(request: HttpRequest, pk: int) -> HttpResponse:
    firm, form = row_or_404(Firm, pk=pk), EnrolForm(request.POST or None)
    return take(
        request, form, lambda: services.enrol_plant(firm=firm, by=who(request), **form.cleaned_data), template=_FORM,
        then=lambda made: reverse("programme:plant-invitation", args=[made.pk]), done=_("Added."),
        undo=watch_changes(_UNDO), heading=_("Enrol a plant of %(firm)s") % {"firm": firm},
        back=reverse("programme:firm-reports", args=[pk]),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def plant_change(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(EnrolledPlant, "firm", pk=pk)
    back, form = reverse("programme:firm-reports", args=[row.firm_id]), PlantForm(request.POST or None, instance=row)
    return take(
        request, form, lambda: services.change_plant(plant=row, by=who(request), **form.cleaned_data), template=_FORM,
        then=back, done=_("Saved."), undo=watch_changes(_UNDO), heading=str(row), back=back,
    )  # fmt: skip


@never_cache
@require_GET
def plant_invitation(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(EnrolledPlant, "firm", pk=pk)
    context = {"row": row, "text": invitations.text_for(row), "hub_key": selectors.hub_key()}
    return render(request, "programme/plant_invitation.html", context)
