"""The pages of bills of materials."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dure.inventory.models import Item
from dure.kernel import clock
from dure.plant.acting import who
from dure.plant.selectors import records_told
from dure.product import selectors, services
from dure.product.forms import AlternativesForm, BomForm, CopyForm, HeadForm, LineForm, QuantityForm, RetireForm, plain
from dure.product.models import Bom, BomLine
from dure.product.names import next_revision
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.rows import row_or_404, row_or_none
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
    fields = [
        Field(_("code"), lambda item: item.code),
        Field(_("name"), lambda item: item.name),
        Field(_("revision"), lambda item: item.bom_revision or ""),
        Field(_("valid from"), lambda item: item.bom_from.isoformat() if item.bom_from else ""),
        Field(_("Drafts"), lambda item: item.drafts or 0, "number"),
    ]
    return listing(request, "product/boms.html", rows, fields, title=_("Bills of materials"), q=text, only=only)


def add(request: HttpRequest) -> HttpResponse:
    item = row_or_none(Item, request.GET.get("item", ""))
    form = BomForm(request.POST or None, initial={"item": item, "valid_from": _today()})
    return take(
        request, form, lambda: services.add_bom(by=who(request), **form.cleaned_data), template="product/bom_form.html",
        then=_address, done=_("Added."), items=selectors.item_choices(), heading=_("New bill of materials"),
    )  # fmt: skip


@require_GET
def bom(request: HttpRequest, pk: int) -> HttpResponse:
    """One revision: its lines, what a quantity needs, its history, and what can be done with it."""
    row = get_object_or_404(Bom, pk=pk)
    if "format" in request.GET:
        return _sheet(request, row)
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
        "history": records_told(selectors.history_of(row)[:20]),
        "can_undo": selectors.can_undo(row),
        "is_own": selectors.has_written(row, who(request)),
        "uses": selectors.where_used(row.item, _today()),
    }
    return render(request, "product/bom.html", context)


def _sheet(request: HttpRequest, row: Bom) -> HttpResponse:
    """The lines as a spreadsheet."""
    fields = [
        Field(_("position"), lambda line: line.position, "number"),
        Field(_("code"), lambda line: line.component.code),
        Field(_("name"), lambda line: line.component.name),
        Field(_("specification"), lambda line: line.component.specification),
        Field(_("kind"), lambda line: line.get_kind_display()),
        Field(_("quantity"), lambda line: line.quantity, "number"),
        Field(_("unit"), lambda line: line.unit_id),
        Field(_("scrap (%)"), lambda line: line.scrap_percent, "number"),
        Field(_("used at operation"), lambda line: line.operation_number or "", "number"),
        Field(_("Substitutes"), lambda line: ", ".join(other.item.code for other in line.alternatives.all())),
        Field(_("note"), lambda line: line.note),
    ]
    heading = [f"{row.item.code} {row.item.name}", f"{row.base_quantity.normalize():f} {row.item.unit_id}"]
    title = f"{_('Bill of materials')} {row.item.code} {row.revision}"
    return listing(request, "product/bom.html", selectors.lines_of(row), fields, title=title, heading=heading)


@require_GET
def tree(request: HttpRequest, pk: int) -> HttpResponse:
    """All levels below, with what a quantity needs of each."""
    row = row_or_404(Bom, "item", pk=pk)
    given = {"quantity": request.GET.get("quantity") or plain(row.base_quantity)}
    ask = QuantityForm(given)
    wanted = ask.cleaned_data["quantity"] if ask.is_valid() else row.base_quantity
    fields = [
        Field(_("Level"), lambda one: one.branch.level, "number"),
        Field(_("code"), lambda one: one.item.code),
        Field(_("name"), lambda one: one.item.name),
        Field(_("quantity"), lambda one: one.branch.quantity, "number"),
        Field(_("unit"), lambda one: one.item.unit_id),
        Field(_("revision"), lambda one: one.branch.recipe.revision if one.branch.recipe else ""),
        Field(_("phantom"), lambda one: _("yes") if one.branch.is_phantom else ""),
    ]
    rows = selectors.tree_of(row, wanted, _today())
    return listing(
        request, "product/bom_tree.html", rows, fields, title=f"{row.item.name} {row.revision}", branches=rows, bom=row,
        ask=ask, wanted=wanted,
    )  # fmt: skip


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


@require_http_methods(["GET", "POST"])
def alternatives(request: HttpRequest, pk: int) -> HttpResponse:
    """What may take a component's place."""
    row = row_or_404(BomLine, "bom", "component", pk=pk)
    form = AlternativesForm(request.POST or None, line=row)

    def do() -> Bom:
        services.set_alternatives(line=row, alternatives=form.chosen(), by=who(request))
        return row.bom

    heading = _("What may replace %(item)s") % {"item": row.component.name}
    return take(
        request, form, do, template="product/bom_form.html", then=_address, done=_("Saved."), bom=row.bom,
        undo=lambda made: reverse("product:bom_undo", args=[made.pk]), items=selectors.item_choices(), heading=heading,
    )  # fmt: skip


@require_POST
def line_remove(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(BomLine, pk=pk)
    services.remove_line(line=row, by=who(request))
    undo_at = reverse("product:bom_undo", args=[row.bom_id])
    return toast(request, redirect(_address(row.bom)), _("Removed."), undo=undo_at)
