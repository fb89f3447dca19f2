"""One item with everything that is known of it, and its small parts: picture, units, ideal cycles."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dure.inventory.models import Item
from dure.inventory.selectors import near_duplicates
from dure.inventory.services import remove_item_unit, set_item_unit
from dure.kernel import clock
from dure.kernel.errors import DureError, Invalid, NotFound
from dure.plant.acting import who
from dure.plant.selectors import newest_change, records_told
from dure.product import selectors, services
from dure.product.forms import CycleForm, ItemUnitForm
from dure.product.gtin import is_number
from dure.product.media import MOST_PICTURE_MB, PICTURES
from dure.product.views.items import UNDO
from dure.product.views.undo import undo_address
from dure.web.access import allows, pass_of
from dure.web.problems import status_of, text_of
from dure.web.toast import toast
from dure.web.uploads import read, takes_files


@require_GET
def item(request: HttpRequest, pk: int) -> HttpResponse:
    return page(request, selectors.item(pk))


def page(request: HttpRequest, row: Item, *, forms: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    """Everything of one item. forms: those that were refused, shown as they were typed."""
    today = timezone.localdate(clock.now())
    may_cost = allows(pass_of(request), "product:item-cost")
    context = {
        "item": row,
        "units": selectors.units_of(row),
        "unit_form": ItemUnitForm(item=row),
        "cycles": selectors.cycles_of(row.pk),
        "cycle_form": cycle_form(row.pk),
        "allergens": [dict(Item._meta.get_field("allergens").base_field.choices)[one] for one in row.allergens],  # type: ignore[union-attr,misc]  # noqa: SLF001
        "is_gtin": is_number(row.barcode),
        "stock": selectors.stock_of(row),
        "cost": selectors.cost_of(row) if may_cost else None,
        "uses": selectors.where_used(row, today),
        "documents": selectors.document_rows(today).filter(item=row),
        "alike": near_duplicates(row.name, row.specification, besides=row, limit=3),
        "history": records_told(selectors.item_history(row)[:20]),
        **selectors.making_of(row, today),
    }
    return render(request, "product/item.html", context | (forms or {}), status=status)


def cycle_form(pk: int) -> CycleForm:
    """The first cycle of an item holds from the day's start, so that what was made today has one."""
    now = timezone.localtime(clock.now()).replace(second=0, microsecond=0)
    is_first = not selectors.cycles_of(pk).exists()
    return CycleForm(initial={"valid_from": now.replace(hour=0, minute=0) if is_first else now})


@require_GET
def cost(request: HttpRequest, pk: int) -> HttpResponse:
    """What it is worth, for roles that may see it; the page of the item shows the same figures to them."""
    row = selectors.item(pk)
    return render(request, "product/item_cost.html", {"item": row, "cost": selectors.cost_of(row)})


@require_POST
@takes_files(MOST_PICTURE_MB)
def picture(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a picture of it, or take it away."""
    row, given, before = selectors.item(pk), request.FILES.get("picture"), newest_change()
    if given is None and "remove" not in request.POST:
        raise Invalid("Choose a picture first.")
    data = read(given, MOST_PICTURE_MB) if given else None
    services.set_item_picture(item=row, data=data, by=who(request), allowed=PICTURES)
    return toast(request, redirect("product:item", pk), _("Saved."), undo=undo_address(before, row, UNDO))


@require_POST
def unit_set(request: HttpRequest, pk: int) -> HttpResponse:
    """How much of the item's own unit another unit holds."""
    row, before = selectors.item(pk), newest_change()
    form, status = ItemUnitForm(request.POST, item=row), 422
    if form.is_valid():
        try:
            made = set_item_unit(item=row, by=who(request), **form.cleaned_data)
        except DureError as error:
            form.add_error(None, text_of(error))
            status = status_of(error)
        else:
            return toast(request, redirect("product:item", pk), _("Saved."), undo=undo_address(before, made, UNDO))
    return page(request, row, forms={"unit_form": form}, status=status)


@require_POST
def unit_remove(request: HttpRequest, pk: int) -> HttpResponse:
    row = selectors.item_unit(pk)
    if row is None:
        raise NotFound("This unit is not there.")
    item_id = row.item_id
    remove_item_unit(row=row, by=who(request))
    return toast(request, redirect("product:item", item_id), _("Taken away."))


@require_POST
def cycle_add(request: HttpRequest, pk: int) -> HttpResponse:
    row, form, before = selectors.item(pk), CycleForm(request.POST), newest_change()
    if not form.is_valid():
        return page(request, row, forms={"cycle_form": form}, status=422)
    made = services.set_ideal_cycle(item=row, by=who(request), **form.cleaned_data)
    return toast(request, redirect("product:item", pk), _("Saved."), undo=undo_address(before, made, UNDO))


@require_POST
def cycle_remove(request: HttpRequest, pk: int) -> HttpResponse:
    cycle, before = selectors.cycle(pk), newest_change()
    services.remove_ideal_cycle(cycle=cycle, by=who(request))
    undo = undo_address(before, cycle, UNDO)
    return toast(request, redirect("product:item", cycle.item_id), _("Taken away."), undo=undo)
