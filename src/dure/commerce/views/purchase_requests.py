"""What people ask to be bought, and what becomes of it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from dure.commerce import selectors, services
from dure.commerce.forms.buying import RequestForm
from dure.commerce.forms.sales import ReasonForm
from dure.commerce.models import PurchaseRequest
from dure.commerce.undoing import today
from dure.commerce.views.buying import FORM, choices, text_asked
from dure.plant.acting import who
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.tables import Kind
from dure.web.toast import toast


@require_GET
def requests(request: HttpRequest) -> HttpResponse:
    text, status = text_asked(request), request.GET.get("status", "open")
    fields = [
        Field(_("Needed on"), lambda row: row.needed_on),
        Field(_("Item code"), lambda row: row.item.code),
        Field(_("Item"), lambda row: row.item.name),
        Field(_("Quantity"), lambda row: row.quantity, Kind.NUMBER),
        Field(_("Unit"), lambda row: row.item.unit_id),
        Field(_("What for"), lambda row: row.reason),
        Field(_("Asked by"), lambda row: str(row.made_by or "")),
        Field(_("Status"), lambda row: row.get_status_display()),
        Field(pgettext("trade", "Order"), lambda row: row.line.order.number if row.line else ""),
    ]
    return listing(
        request, "commerce/requests.html", selectors.requests_like(text=text, status=status), fields,
        title=_("Purchase requests"), q=text, status=status, statuses=PurchaseRequest.Status.choices, today=today(),
    )  # fmt: skip


def add(request: HttpRequest) -> HttpResponse:
    form = RequestForm(request.POST or None, initial={"item": request.GET.get("item", "")})
    return take(
        request, form, lambda: services.request_purchase(by=who(request), **form.cleaned_data), template=FORM,
        then=reverse("commerce:requests"), done=_("Asked for."), heading=_("New purchase request"),
        up=reverse("commerce:requests"), up_text=_("Purchase requests"), **choices(),
    )  # fmt: skip


def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    row, form = get_object_or_404(PurchaseRequest, pk=pk), ReasonForm(request.POST or None)
    return take(
        request, form, lambda: services.decide_request(request=row, refused=True, by=who(request), **form.cleaned_data),
        template=FORM, then=reverse("commerce:requests"), done=_("Refused."), undo=_reopen_at,
        heading=f"{row.item.name} · {_('Refuse')}", up=reverse("commerce:requests"), up_text=_("Purchase requests"),
    )  # fmt: skip


def _reopen_at(row: PurchaseRequest) -> str:
    return reverse("commerce:request-reopen", args=[row.pk])


@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    services.decide_request(request=get_object_or_404(PurchaseRequest, pk=pk), refused=False, by=who(request))
    return toast(request, redirect("commerce:requests"), _("Open again."), kind="info")
