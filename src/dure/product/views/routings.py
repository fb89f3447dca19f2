"""The pages of routings."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dure.inventory.models import Item
from dure.kernel import clock
from dure.plant.acting import who
from dure.plant.selectors import records_told
from dure.product import selectors, services
from dure.product.forms import (
    CopyForm,
    OperationForm,
    OperationUnitsForm,
    QuantityForm,
    RetireForm,
    RoutingForm,
    RoutingHeadForm,
)
from dure.product.models import Operation, Routing
from dure.product.names import next_revision
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.rows import row_or_404, row_or_none
from dure.web.toast import toast

FORM = "product/bom_form.html"


def _address(routing: Routing) -> str:
    return reverse("product:routing", args=[routing.pk])


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Made items and which routing is in force today."""
    text, only = request.GET.get("q", "")[:80], request.GET.get("only", "")
    rows = selectors.routed_items(timezone.localdate(clock.now()), text=text, only=only)
    fields = [
        Field(_("code"), lambda item: item.code),
        Field(_("name"), lambda item: item.name),
        Field(_("revision"), lambda item: item.routing_revision or ""),
        Field(_("valid from"), lambda item: item.routing_from.isoformat() if item.routing_from else ""),
        Field(_("Operations"), lambda item: item.steps or 0, "number"),
    ]
    return listing(request, "product/routings.html", rows, fields, title=_("Routings"), q=text, only=only)


def add(request: HttpRequest) -> HttpResponse:
    item = row_or_none(Item, request.GET.get("item", ""))
    form = RoutingForm(request.POST or None, initial={"item": item, "valid_from": timezone.localdate(clock.now())})
    return take(
        request, form, lambda: services.add_routing(by=who(request), **form.cleaned_data), template=FORM,
        then=_address, done=_("Added."), items=selectors.item_choices(), heading=_("New routing"), is_routing=True,
    )  # fmt: skip


@require_GET
def routing(request: HttpRequest, pk: int) -> HttpResponse:
    """One revision: its operations, how long a quantity takes, what it says about ideal cycles, its history."""
    row = get_object_or_404(Routing, pk=pk)
    if "format" in request.GET:
        return _sheet(request, row)
    ask = QuantityForm(request.GET if "quantity" in request.GET else None, initial={"quantity": "100"})
    wanted = ask.cleaned_data["quantity"] if ask.is_bound and ask.is_valid() else 100
    context = {
        "routing": row,
        "operations": selectors.operations_of(row),
        "revisions": selectors.routings_of(row.item),
        "ask": ask,
        "lead_minutes": selectors.lead_seconds(row, wanted) / 60,
        "history": records_told(selectors.history_of(row)[:20]),
        "can_undo": selectors.can_undo(row),
        "is_own": selectors.has_written(row, who(request)),
        "standards": selectors.standard_by_operation(row.item),
    }
    return render(request, "product/routing.html", context)


def _sheet(request: HttpRequest, row: Routing) -> HttpResponse:
    """The operations as a spreadsheet."""
    fields = [
        Field(_("number"), lambda step: step.number, "number"),
        Field(_("name"), lambda step: step.name),
        Field(_("work center"), lambda step: str(step.work_center or _("subcontracted"))),
        Field(_("Machines"), lambda step: ", ".join(str(unit.work_unit) for unit in step.units.all())),
        Field(_("set-up (s)"), lambda step: step.setup_seconds, "number"),
        Field(_("run time (s)"), lambda step: step.run_seconds, "number"),
        Field(_("run time is"), lambda step: step.get_run_basis_display()),
        Field(_("batch size"), lambda step: step.batch_size, "number"),
        Field(_("skill needed"), lambda step: str(step.skill or "")),
        Field(_("tools"), lambda step: ", ".join(step.tools)),
        Field(_("note"), lambda step: step.note),
    ]
    heading, title = [f"{row.item.code} {row.item.name}"], f"{_('Routing')} {row.item.code} {row.revision}"
    return listing(request, "product/routing.html", selectors.operations_of(row), fields, title=title, heading=heading)


def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Revision, days and note of a draft."""
    row = get_object_or_404(Routing, pk=pk)
    form = RoutingHeadForm(request.POST or None, instance=row)
    return take(
        request, form, lambda: services.change_routing(routing=row, by=who(request), **form.cleaned_data),
        template=FORM, then=_address, done=_("Saved."), routing=row, heading=str(row),
        undo=lambda made: reverse("product:routing_undo", args=[made.pk]),
    )  # fmt: skip


def retire(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Routing, pk=pk)
    form = RetireForm(request.POST or None, initial={"last_day": timezone.localdate(clock.now())})
    return take(
        request, form, lambda: services.retire_routing(routing=row, by=who(request), **form.cleaned_data),
        template=FORM, then=_address, done=_("Saved."), routing=row, heading=_("End this revision"),
    )  # fmt: skip


def units(request: HttpRequest, pk: int) -> HttpResponse:
    """Machines that can do an operation, and which is preferred."""
    row = row_or_404(Operation, "routing", pk=pk)
    form = OperationUnitsForm(request.POST or None, operation=row)

    def do() -> Routing:
        services.set_units(operation=row, units=form.chosen(), by=who(request))
        return row.routing

    heading = _("Machines that can do %(operation)s") % {"operation": row}
    return take(
        request, form, do, template=FORM, then=_address, done=_("Saved."), routing=row.routing, heading=heading,
        undo=lambda made: reverse("product:routing_undo", args=[made.pk]),
    )  # fmt: skip


def copy(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Routing, pk=pk)
    first = {"revision": next_revision(row.revision), "valid_from": timezone.localdate(clock.now())}
    form = CopyForm(request.POST or None, initial=first)
    return take(
        request, form, lambda: services.copy_routing(routing=row, by=who(request), **form.cleaned_data),
        template=FORM, then=_address, done=_("Added."), routing=row, heading=_("New revision"),
    )  # fmt: skip


@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    row = services.approve_routing(routing=get_object_or_404(Routing, pk=pk), by=who(request))
    return toast(request, redirect(_address(row)), _("Approved."))


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    services.remove_draft_routing(routing=get_object_or_404(Routing, pk=pk), by=who(request))
    return toast(request, redirect("product:routings"), _("Removed."))


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Routing, pk=pk)
    services.undo_draft_edit(head=row, by=who(request))
    return toast(request, redirect(_address(row)), _("Undone."))


def operation_add(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Routing, pk=pk)
    numbers = [operation.number for operation in selectors.operations_of(row)]
    form = OperationForm(request.POST or None, initial={"number": max(numbers, default=0) + 10})

    def do() -> Routing:
        services.add_operation(routing=row, by=who(request), **form.cleaned_data)
        return row

    return take(
        request, form, do, template=FORM, then=_address, done=_("Added."), routing=row, heading=_("Add an operation")
    )


def operation(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Operation, pk=pk)
    form = OperationForm(request.POST or None, instance=row)

    def do() -> Routing:
        return services.change_operation(operation=row, by=who(request), **form.cleaned_data).routing

    return take(
        request, form, do, template=FORM, then=_address, done=_("Saved."), routing=row.routing, heading=str(row)
    )


@require_POST
def operation_remove(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Operation, pk=pk)
    services.remove_operation(operation=row, by=who(request))
    undo_at = reverse("product:routing_undo", args=[row.routing_id])
    return toast(request, redirect(_address(row.routing)), _("Removed."), undo=undo_at)
