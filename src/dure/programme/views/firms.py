"""Firms of the region."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from dure.plant.acting import watch_changes, who
from dure.programme.forms.actors import FirmForm, FirmSearch
from dure.programme.models import Firm
from dure.programme.selectors import firms as selectors
from dure.programme.services import firms as services
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.rows import row_or_404

_FORM = "programme/form.html"


@require_GET
def firms(request: HttpRequest) -> HttpResponse:
    search = FirmSearch(request.GET)
    asked = search.cleaned_data if search.is_valid() else {}
    fields = [
        Field(_("business number"), lambda row: row.number_shown),
        Field(_("name"), lambda row: row.name),
        Field(_("city or county"), lambda row: row.get_city_display()),
        Field(_("sector"), lambda row: row.sector),
        Field(_("people"), lambda row: row.people, "number"),
        Field(_("sales a year (won)"), lambda row: row.sales, "number"),
    ]
    rows = selectors.firms(text=asked.get("q", ""), city=asked.get("city", ""), sector=asked.get("sector", ""))
    return listing(request, "programme/firms.html", rows, fields, title=_("Firms"), search=search)


@require_GET
def firm(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(Firm, pk=pk)
    return render(request, "programme/firm.html", {"row": row})


@require_http_methods(["GET", "POST"])
def firm_add(request: HttpRequest) -> HttpResponse:
    form, undo_of = FirmForm(request.POST or None), watch_changes("programme:undo")
    return take(
        request, form, lambda: services.add_firm(by=who(request), **form.cleaned_data), template=_FORM,
        then=lambda made: reverse("programme:firm", args=[made.pk]), done=_("Added."), undo=undo_of,
        heading=_("Add a firm"), back=reverse("programme:firms"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def firm_change(request: HttpRequest, pk: int) -> HttpResponse:
    row, back = row_or_404(Firm, pk=pk), reverse("programme:firm", args=[pk])
    form, undo_of = FirmForm(request.POST or None, instance=row), watch_changes("programme:undo")
    return take(
        request, form, lambda: services.change_firm(firm=row, by=who(request), **form.cleaned_data), template=_FORM,
        then=back, done=_("Saved."), undo=undo_of, heading=str(row), back=back,
    )  # fmt: skip
