"""Items, and how fast each can be made."""

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dure.inventory.models import Item
from dure.inventory.services import add_item, change_item, retire_item
from dure.kernel import clock
from dure.kernel.errors import DureError
from dure.plant.acting import who
from dure.plant.selectors import change_after, newest_change
from dure.product import selectors, services
from dure.product.forms import CycleForm, ItemForm
from dure.product.models import IdealCycle
from dure.web.problems import status_of, text_of
from dure.web.toast import toast


@require_GET
def items(request: HttpRequest) -> HttpResponse:
    text, with_inactive = request.GET.get("q", "")[:80], "all" in request.GET
    rows = selectors.item_rows(text, with_inactive=with_inactive, at=clock.now())
    return render(request, "product/items.html", {"rows": rows, "q": text, "with_inactive": with_inactive})


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    form = ItemForm(request.POST or None)
    return _saved(request, form, None)


@require_http_methods(["GET", "POST"])
def item(request: HttpRequest, pk: int) -> HttpResponse:
    row = selectors.item(pk)
    return _saved(request, ItemForm(request.POST or None, instance=row), pk)


@require_POST
def in_use(request: HttpRequest, pk: int) -> HttpResponse:
    wanted, before = request.POST.get("in_use") == "1", newest_change()
    row = selectors.item(pk)
    if wanted:
        change_item(row=row, by=who(request), is_active=True)
    else:
        retire_item(row=row, by=who(request))
    text = _("%(name)s is in use again.") if wanted else _("%(name)s is out of use.")
    return toast(request, redirect("product:items"), text % {"name": row.name}, undo=_undo(before, row))


@require_POST
def cycle_add(request: HttpRequest, pk: int) -> HttpResponse:
    row, form, before = selectors.item(pk), CycleForm(request.POST), newest_change()
    if not form.is_valid():
        return _page(request, ItemForm(instance=row), row, form, 422)
    made = services.set_ideal_cycle(item=row, by=who(request), **form.cleaned_data)
    return toast(request, redirect("product:item", pk), _("Saved."), undo=_undo(before, made))


@require_POST
def cycle_remove(request: HttpRequest, pk: int) -> HttpResponse:
    cycle, before = selectors.cycle(pk), newest_change()
    services.remove_ideal_cycle(cycle=cycle, by=who(request))
    return toast(request, redirect("product:item", cycle.item_id), _("Taken away."), undo=_undo(before, cycle))


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    before = newest_change()
    record, row = services.undo_change(record_id=pk, by=who(request))
    page = redirect("product:item", row.item_id) if isinstance(row, IdealCycle) else redirect("product:items")
    text = _("%(name)s is as it was before.") % {"name": record.label}
    return toast(request, page, text, kind="info", undo=_undo(before, row))


def _saved(request: HttpRequest, form: ItemForm, pk: int | None) -> HttpResponse:
    """The form of an item, or what became of it; `pk` None makes a new one."""
    status, before = 200, newest_change()
    if request.method == "POST" and form.is_valid():
        try:
            row = _save(request, form, pk)
        except DureError as error:
            form.add_error(None, text_of(error))
            status = status_of(error)
        else:
            return toast(request, redirect("product:item", row.pk), _("Saved."), undo=_undo(before, row))
    elif request.method == "POST":
        status = 422
    return _page(request, form, selectors.item(pk) if pk else None, _cycle_form(pk), status)


def _save(request: HttpRequest, form: ItemForm, pk: int | None) -> Item:
    if pk is None:
        return add_item(by=who(request), **form.cleaned_data)
    return change_item(row=selectors.item(pk), by=who(request), **form.cleaned_data)


def _page(request: HttpRequest, form: ItemForm, row: Item | None, cycle_form: CycleForm, status: int) -> HttpResponse:
    cycles = selectors.cycles_of(row.pk) if row else ()
    context = {"form": form, "item": row, "cycles": cycles, "cycle_form": cycle_form}
    return render(request, "product/item.html", context, status=status)


def _cycle_form(pk: int | None) -> CycleForm:
    """The first cycle of an item holds from the day's start, so that what was made today has one."""
    now = timezone.localtime(clock.now()).replace(second=0, microsecond=0)
    is_first = pk is None or not selectors.cycles_of(pk).exists()
    return CycleForm(initial={"valid_from": now.replace(hour=0, minute=0) if is_first else now})


def _undo(before: int, row: Model) -> str:
    """The address that takes back the change of a row made since; "" when nothing was changed."""
    record = change_after(before, row)
    return reverse("product:change-undo", args=[record.pk]) if record else ""
