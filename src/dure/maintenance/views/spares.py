"""Spare parts with their stock."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dure.inventory.selectors import items_to_type
from dure.maintenance import selectors, services
from dure.maintenance.forms import SpareForm
from dure.maintenance.models import SparePart
from dure.maintenance.views.undo import undo_address
from dure.plant.acting import who
from dure.plant.selectors import newest_change
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.rows import row_or_404
from dure.web.toast import toast


@require_GET
def spares(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "")
    fields = [
        Field(_("code"), lambda row: row.row.item.code),
        Field(_("name"), lambda row: row.row.item.name),
        Field(_("fits"), lambda row: row.row.fits),
        Field(_("in stock"), lambda row: row.usable, "number"),
        Field(_("smallest stock"), lambda row: row.row.item.safety_stock, "number"),
        Field(_("unit"), lambda row: row.row.item.unit_id),
    ]
    return listing(
        request, "maintenance/spares.html", selectors.spares(words=words), fields, title=_("Spare parts"), words=words
    )


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    form, back, before = SpareForm(request.POST or None), reverse("maintenance:spares"), newest_change()
    return take(
        request, form, lambda: services.add_spare(by=who(request), **form.cleaned_data),
        template="maintenance/form.html", then=back, done=_("Added."), undo=lambda made: undo_address(before, made),
        heading=_("A spare part"), back=back, items=items_to_type(only_lying=False),
        hint=_("Its smallest stock is the safety stock of the item."),
    )  # fmt: skip


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    row, before = row_or_404(SparePart, pk=pk), newest_change()
    services.remove(row=row, by=who(request))
    return toast(request, redirect("maintenance:spares"), _("Removed."), undo=undo_address(before, row))
