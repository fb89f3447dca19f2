"""Partners: who one sells to and buys from, with all that is open with them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from dure.commerce import selectors, services
from dure.commerce.forms.partners import AddressForm, ContactForm, PartnerForm
from dure.commerce.models import Address, Contact, Invoice, Partner
from dure.commerce.undoing import today, way_back
from dure.plant.acting import who
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.rows import row_or_404
from dure.web.tables import Kind
from dure.web.toast import toast

FORM = "commerce/partner_form.html"


def _address(partner: Partner) -> str:
    return reverse("commerce:partner", args=[partner.pk])


@require_GET
def partners(request: HttpRequest) -> HttpResponse:
    text, side, everyone = request.GET.get("q", "")[:80], request.GET.get("side", ""), "all" in request.GET
    fields = [
        Field(pgettext("trade", "Code"), lambda row: row.partner.code),
        Field(_("Name"), lambda row: row.partner.name),
        Field(_("Business number"), lambda row: row.partner.business_number),
        Field(_("Represented by"), lambda row: row.partner.representative),
        Field(_("Owes us"), lambda row: row.receivable, Kind.NUMBER),
        Field(_("We owe"), lambda row: row.payable, Kind.NUMBER),
        Field(_("Credit limit"), lambda row: row.partner.credit_limit, Kind.NUMBER),
        Field(_("Credit used"), lambda row: row.credit_used, Kind.NUMBER),
    ]
    rows = selectors.partners(text=text, side=side, with_inactive=everyone)
    return listing(
        request, "commerce/partners.html", rows, fields, title=_("Partners"), dress=selectors.partner_rows,
        q=text, side=side, everyone=everyone,
    )  # fmt: skip


def add(request: HttpRequest) -> HttpResponse:
    side = request.GET.get("as")
    first = {"is_customer": side != "supplier", "is_supplier": side == "supplier"}
    form, back = PartnerForm(request.POST or None, initial=first), way_back()
    return take(
        request, form, lambda: services.add_partner(by=who(request), **form.cleaned_data), template=FORM,
        then=_address, done=_("Added."), undo=back, heading=_("New partner"),
    )  # fmt: skip


@require_GET
def partner(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Partner, pk=pk)
    day = today()
    invoices = {
        side: selectors.invoice_rows(side, partner=pk, state="open", today=day)[:20]
        for side in (Invoice.Side.SALE, Invoice.Side.PURCHASE)
    }
    context = {
        "partner": row,
        "state": selectors.partner_rows([row])[0],
        "orders": selectors.open_orders(row)[:20],
        "to_receive": selectors.lines_to_receive().filter(order__partner=row)[:20],
        "sale_invoices": invoices[Invoice.Side.SALE],
        "purchase_invoices": invoices[Invoice.Side.PURCHASE],
        "prices": selectors.price_list(partner=str(pk), on=day)[:50],
        "history": selectors.changes_of(row),
        "ties": selectors.ties_of(row),
        "today": day,
    }
    return render(request, "commerce/partner.html", context)


def change(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Partner, pk=pk)
    form, back = PartnerForm(request.POST or None, instance=row), way_back()

    def do() -> Partner:
        return services.change_partner(row=get_object_or_404(Partner, pk=pk), by=who(request), **form.cleaned_data)

    return take(
        request, form, do, template=FORM, then=_address, done=_("Saved."), undo=back, heading=row.name, partner=row
    )


@require_POST
def in_use(request: HttpRequest, pk: int) -> HttpResponse:
    row, back, wanted = get_object_or_404(Partner, pk=pk), way_back(), request.POST.get("in_use") == "1"
    services.change_partner(row=row, by=who(request), is_active=wanted)
    text = _("%(name)s is in use again.") if wanted else _("%(name)s is out of use.")
    return toast(request, redirect(_address(row)), text % {"name": row.name}, undo=back())


def address_add(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Partner, pk=pk)
    first = {"name": _("Head office"), "is_main": not row.addresses.exists(), "is_delivery": True}
    form, back = AddressForm(request.POST or None, initial=first), way_back()
    return take(
        request, form, lambda: services.set_address(partner=row, by=who(request), **form.cleaned_data), template=FORM,
        then=lambda _made: _address(row), done=_("Added."), undo=back, heading=_("New address"), partner=row,
    )  # fmt: skip


def address(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(Address, "partner", pk=pk)
    form, back, owner = AddressForm(request.POST or None, instance=row), way_back(), row.partner

    def do() -> Address:
        there = get_object_or_404(Address, pk=pk)
        return services.set_address(partner=owner, row=there, by=who(request), **form.cleaned_data)

    return take(
        request, form, do, template=FORM, then=lambda _made: _address(owner), done=_("Saved."), undo=back,
        heading=row.name, partner=owner,
    )  # fmt: skip


@require_POST
def address_remove(request: HttpRequest, pk: int) -> HttpResponse:
    row, back = get_object_or_404(Address, pk=pk), way_back()
    services.remove_address(row=row, by=who(request))
    return toast(request, redirect("commerce:partner", row.partner_id), _("Removed."), undo=back())


def contact_add(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Partner, pk=pk)
    form, back = ContactForm(request.POST or None), way_back()
    return take(
        request, form, lambda: services.set_contact(partner=row, by=who(request), **form.cleaned_data), template=FORM,
        then=lambda _made: _address(row), done=_("Added."), undo=back, heading=_("New contact"), partner=row,
    )  # fmt: skip


def contact(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(Contact, "partner", pk=pk)
    form, back, owner = ContactForm(request.POST or None, instance=row), way_back(), row.partner

    def do() -> Contact:
        there = get_object_or_404(Contact, pk=pk)
        return services.set_contact(partner=owner, row=there, by=who(request), **form.cleaned_data)

    return take(
        request, form, do, template=FORM, then=lambda _made: _address(owner), done=_("Saved."), undo=back,
        heading=row.name, partner=owner,
    )  # fmt: skip


@require_POST
def contact_remove(request: HttpRequest, pk: int) -> HttpResponse:
    row, back = get_object_or_404(Contact, pk=pk), way_back()
    services.remove_contact(row=row, by=who(request))
    return toast(request, redirect("commerce:partner", row.partner_id), _("Removed."), undo=back())
