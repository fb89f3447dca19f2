"""Taking back what was just done."""

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dure.commerce import services
from dure.commerce.models import (
    Address,
    BlanketLine,
    BlanketOrder,
    Contact,
    Partner,
    Price,
    PurchaseLine,
    PurchaseOrder,
    SalesLine,
    SalesOrder,
)
from dure.plant.acting import who
from dure.web.toast import toast


@require_POST
def undo(request: HttpRequest, first: int, last: int) -> HttpResponse:
    rows = services.undo_changes(first=first, last=last, by=who(request))
    return toast(request, redirect(_page(rows[-1])), _("Undone."), kind="info")


def _page(row: Model) -> str:
    """Where the person sees that it is undone; the list when the row is gone."""
    match row:
        case Address() | Contact():
            return _of("commerce:partner", row.partner_id, Partner)
        case Partner():
            return _of("commerce:partner", row.pk, Partner)
        case Price():
            return reverse("commerce:prices")
        case SalesLine():
            return _of("commerce:sale", row.order_id, SalesOrder)
        case SalesOrder():
            return _of("commerce:sale", row.pk, SalesOrder)
        case BlanketLine():
            return _of("commerce:blanket", row.blanket_id, BlanketOrder)
        case BlanketOrder():
            return _of("commerce:blanket", row.pk, BlanketOrder)
        case PurchaseLine():
            return _of("commerce:purchase", row.order_id, PurchaseOrder)
        case _:
            return _of("commerce:purchase", row.pk or 0, PurchaseOrder)


_LISTS = {Partner: "commerce:partners", SalesOrder: "commerce:sales", BlanketOrder: "commerce:blankets"}


def _of(name: str, pk: int, table: type[Model]) -> str:
    there = table._default_manager.filter(pk=pk).exists()  # noqa: SLF001 - Django's documented name
    return reverse(name, args=[pk]) if there else reverse(_LISTS.get(table, "commerce:purchases"))
