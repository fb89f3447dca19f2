"""The pages of bills of materials."""

from datetime import date

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dure.kernel import clock
from dure.plant.acting import who
from dure.product import selectors, services
from dure.product.forms import BomForm, CopyForm, HeadForm, LineForm, QuantityForm, RetireForm, plain
from dure.product.models import Bom, BomLine
from dure.product.names import next_revision
from dure.web.forms import take
from dure.web.toast import toast


def _today() -> date:
    return timezone.localdate(clock.now())


def _address(bom: Bom) -> str:
    return reverse("product:bom", args=[bom.pk])


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Made items and which BOM is in force today."""
    text, only = request.GET.get("q", ""), request.GET.get("only", "")
    rows = selectors.made_items(_today(), text=text, only=only)
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    return render(request, "product/boms.html", {"page": page, "q": text, "only": only})


def add(request: HttpRequest) -> HttpResponse:
    item = selectors.item_by_id(request.GET.get("item", ""))
    form = BomForm(request.POST or None, initial={"item": item, "valid_from": _today()})
    return take(
        request, form, lambda: services.add_bom(by=who(request), **form.cleaned_data), template="product/bom_form.html",
        then=_address, done=_("Added."), items=selectors.item_choices(), heading=_("New bill of materials"),
    )  # fmt: skip


@require_GET
def bom(request: HttpRequest, pk: int) -> HttpResponse:
    """One revision: its lines, what a quantity needs, its history, and what can be done with it."""
    row = get_object_or_404(Bom, pk=pk)
    ask = QuantityForm(
        request.GET if "quantity" in request.GET else None, initial={"quantity": plain(row.base_quantity)}
    )
    wanted = ask.cleaned_data["quantity"] if ask.is_bound and ask.is_valid() else row.base_quantity
    context = {
        "bom": row,
        "lines": selectors.lines_of(row),
        "revisions": selectors.boms_of(row.item),
        "needs": selectors.needs_of(row, wanted, _today()),
        "ask": ask,
        "wanted": wanted,
        "history": selectors.history_of(row)[:20],
        "can_undo": selectors.can_undo(row),
        "is_own": selectors.has_written(row, who(request)),
        "uses": selectors.where_used(row.item, _today()),
    }
    return render(request, "product/bom.html", context)


def change(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Bom, pk=pk)
    form = HeadForm(request.POST or None, instance=row)
    return take(
        request, form, lambda: services.change_bom(bom=row, by=who(request), **form.cleaned_data),
        template="product/bom_form.html", then=_address, done=_("Saved."), bom=row, heading=str(row),
    )  # fmt: skip


def copy(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Bom, pk=pk)
    form = CopyForm(request.POST or None, initial={"revision": next_revision(row.revision), "valid_from": _today()})
    return take(
        request, form, lambda: services.copy_bom(bom=row, by=who(request), **form.cleaned_data),
        template="product/bom_form.html", then=_address, done=_("Added."), bom=row, heading=_("New revision"),
    )  # fmt: skip


def retire(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Bom, pk=pk)
    form = RetireForm(request.POST or None, initial={"last_day": _today()})
    return take(
        request, form, lambda: services.retire_bom(bom=row, by=who(request), **form.cleaned_data),
        template="product/bom_form.html", then=_address, done=_("Saved."), bom=row, heading=_("End this revision"),
    )  # fmt: skip


@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    row = services.approve_bom(bom=get_object_or_404(Bom, pk=pk), by=who(request))
    return toast(request, redirect(_address(row)), _("Approved."))


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    services.remove_draft_bom(bom=get_object_or_404(Bom, pk=pk), by=who(request))
    return toast(request, redirect("product:boms"), _("Removed."))


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Bom, pk=pk)
    services.undo_draft_edit(head=row, by=who(request))
    return toast(request, redirect(_address(row)), _("Undone."))


def line_add(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Bom, pk=pk)
    form = LineForm(request.POST or None)

    def do() -> Bom:
        values = form.values()
        services.add_line(bom=row, by=who(request), unit=values.pop("unit").code, **values)
        return row

    return take(
        request, form, do, template="product/bom_form.html", then=_address, done=_("Added."), bom=row,
        items=selectors.item_choices(), heading=_("Add a component"),
    )  # fmt: skip


def line(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(BomLine, pk=pk)
    form = LineForm(request.POST or None, instance=row, initial={"component": row.component})

    def do() -> Bom:
        return services.change_line(line=row, by=who(request), **form.values()).bom

    return take(
        request, form, do, template="product/bom_form.html", then=_address, done=_("Saved."), bom=row.bom,
        items=selectors.item_choices(), heading=row.component.name,
    )  # fmt: skip


@require_POST
def line_remove(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(BomLine, pk=pk)
    services.remove_line(line=row, by=who(request))
    undo_at = reverse("product:bom_undo", args=[row.bom_id])
    return toast(request, redirect(_address(row.bom)), _("Removed."), undo=undo_at)
