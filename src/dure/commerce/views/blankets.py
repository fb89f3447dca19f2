"""Blanket orders of customers, the lists by which they call goods off, and orders made of these."""

from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dure.commerce import selectors, services
from dure.commerce.call_off_text import Row, Unreadable, read
from dure.commerce.call_offs import Difference
from dure.commerce.errors import CreditExceeded
from dure.commerce.forms.blankets import BlanketForm, BlanketHeadForm, BlanketLineForm, CallOffForm, ReleaseForm
from dure.commerce.models import BlanketLine, BlanketOrder, CallOffList, OrderStatus
from dure.commerce.undoing import today, way_back
from dure.commerce.views.prices import partner_choices
from dure.inventory.models import Item
from dure.kernel.errors import DureError, Invalid
from dure.plant.acting import who
from dure.product.selectors import item_choices
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.problems import status_of, text_of
from dure.web.rows import row_or_404
from dure.web.toast import toast

FORM = "commerce/blanket_form.html"


def address_of(row: BlanketOrder) -> str:
    return reverse("commerce:blanket", args=[row.pk])


def _blanket(pk: int) -> BlanketOrder:
    return row_or_404(BlanketOrder, "partner", pk=pk)


@require_GET
def blankets(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "")[:80]
    fields = [
        Field(_("Number"), lambda row: row.number),
        Field(_("Customer"), lambda row: row.partner.name),
        Field(_("Customer's reference"), lambda row: row.partner_reference),
        Field(_("Valid from"), lambda row: row.valid_from),
        Field(_("Valid to"), lambda row: row.valid_to),
        Field(_("Open days"), lambda row: row.open_days),
        Field(_("Next call-off"), lambda row: row.next_day),
    ]
    rows = selectors.blanket_rows(text=text)
    return listing(request, "commerce/blankets.html", rows, fields, title=_("Blanket orders"), q=text, today=today())


def add(request: HttpRequest) -> HttpResponse:
    year_end = today().replace(month=12, day=31)
    form, back = BlanketForm(request.POST or None, initial={"valid_from": today(), "valid_to": year_end}), way_back()
    return take(
        request, form, lambda: services.add_blanket_order(by=who(request), **form.cleaned_data), template=FORM,
        then=address_of, done=_("Added."), undo=back, heading=_("New blanket order"),
        partners=partner_choices("customer"),
    )  # fmt: skip


@require_GET
def blanket(request: HttpRequest, pk: int) -> HttpResponse:
    row = _blanket(pk)
    lines, since = selectors.blanket_lines(row), today() - timedelta(days=14)
    context = {
        "blanket": row,
        "lines": lines,
        "call_offs": selectors.call_offs_by_day(row, since=since),
        "lists": row.call_off_lists.select_related("taken_by")[:10],
        "orders": selectors.orders_of_blanket(row)[:20],
        "release": ReleaseForm(initial={"upto": today() + timedelta(days=1)}),
        "history": selectors.changes_of(row),
        "has_open": any(state.called for state in lines),
        "today": today(),
    }
    return render(request, "commerce/blanket.html", context)


def change(request: HttpRequest, pk: int) -> HttpResponse:
    row = _blanket(pk)
    form, back = BlanketHeadForm(request.POST or None, instance=row), way_back()

    def do() -> BlanketOrder:
        return services.change_blanket_order(row=_blanket(pk), by=who(request), **form.cleaned_data)

    return take(
        request, form, do, template=FORM, then=address_of, done=_("Saved."), undo=back, heading=row.number, blanket=row
    )


def line_add(request: HttpRequest, pk: int) -> HttpResponse:
    return _line(request, _blanket(pk), None)


def line(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(BlanketLine, "blanket__partner", "item", "unit", pk=pk)
    return _line(request, row.blanket, row)


def _line(request: HttpRequest, owner: BlanketOrder, row: BlanketLine | None) -> HttpResponse:
    form, back = BlanketLineForm(request.POST or None, line=row), way_back()

    def do() -> BlanketOrder:
        found = dict(form.cleaned_data)
        found["unit"] = found["unit"] or found["item"].unit
        if row is not None:
            found["item"] = row.item
        services.set_blanket_line(blanket=owner, by=who(request), **found)
        return owner

    heading = row.item.name if row else _("Add an item")
    return take(
        request, form, do, template=FORM, then=address_of, done=_("Saved."), undo=back, heading=heading,
        blanket=owner, items=item_choices(),
    )  # fmt: skip


@require_POST
def line_remove(request: HttpRequest, pk: int) -> HttpResponse:
    row, back = row_or_404(BlanketLine, "blanket", "item", pk=pk), way_back()
    services.remove_blanket_line(line=row, by=who(request))
    return toast(request, redirect(address_of(row.blanket)), _("Removed."), undo=back())


@dataclass(frozen=True, slots=True)
class Shown:
    """A difference with the item that it is of."""

    item: Item
    of: Difference


def call_off_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows what the newest list would change; taken only by the second button."""
    owner = _blanket(pk)
    form, status, found = CallOffForm(request.POST or None), 200, None
    if request.method == "POST" and form.is_valid():
        try:
            rows = _rows(form.cleaned_data["text"], owner)
            given = {name: form.cleaned_data[name] for name in ("is_cumulative", "first_day")}
            if "take" in request.POST:
                taken, _found = services.take_call_offs(
                    blanket=owner, rows=rows, by=who(request), source=form.cleaned_data["source"], **given
                )
                back = reverse("commerce:taken-list-undo", args=[taken.pk])
                text = _("List %(n)s is taken.") % {"n": taken.number}
                return toast(request, redirect(address_of(owner)), text, undo=back)
            found = _shown(selectors.call_off_differences(owner, rows, **given))
        except DureError as error:
            form.add_error(None, text_of(error))
            status = status_of(error)
    elif request.method == "POST":
        status = 422
    context = {"blanket": owner, "form": form, "found": found, "lines": owner.lines.select_related("item")}
    return render(request, "commerce/call_off_list.html", context, status=status)


def _rows(text: str, owner: BlanketOrder) -> list[tuple[Item, object, object]]:
    """Items by their own code, or by the customer's from the price list. Raises Invalid with the row."""
    try:
        rows = read(text, today=today())
    except Unreadable as error:
        raise Invalid("Row %(row)s can't be read: %(text)s", row=error.line, text=error.text) from error
    known = selectors.items_of_blanket(owner)
    return [(_item(row, known), row.day, row.quantity) for row in rows]


def _item(row: Row, known: dict[str, Item]) -> Item:
    found = known.get(row.code.casefold())
    if found is None:
        raise Invalid("Row %(row)s: %(code)s is no item of this blanket order.", row=row.line, code=row.code)
    return found


def _shown(found: list[Difference]) -> list[Shown]:
    lines = selectors.blanket_lines_by_id({one.line for one in found})
    return [Shown(lines[one.line].item, one) for one in found]


@require_GET
def taken_list(request: HttpRequest, pk: int) -> HttpResponse:
    """What a list changed when it was taken."""
    row = row_or_404(CallOffList, "blanket__partner", "taken_by", pk=pk)
    return render(request, "commerce/taken_list.html", {"list": row, "blanket": row.blanket})


@require_POST
def taken_list_undo(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(CallOffList, "blanket", pk=pk)
    services.take_list_back(taken=row, by=who(request))
    return toast(request, redirect(address_of(row.blanket)), _("Taken back."), kind="info")


@require_POST
def release(request: HttpRequest, pk: int) -> HttpResponse:
    owner, form = _blanket(pk), ReleaseForm(request.POST)
    if not form.is_valid():
        raise Invalid("Choose the day up to which goods are released.")
    try:
        order = services.release_call_offs(blanket=owner, by=who(request), **form.cleaned_data)
    except CreditExceeded as error:
        form.add_error("beyond_credit", text_of(error))
        context = {"form": form, "blanket": owner, "heading": _("Release"), "post_to": request.path}
        return render(request, FORM, context, status=status_of(error))
    waits = order.status != OrderStatus.CONFIRMED
    text = _("%(order)s is made of it.")
    if waits:
        text = _("%(order)s is made of it and waits for another person's approval.")
    return toast(request, redirect("commerce:sale", order.pk), text % {"order": order.number})
