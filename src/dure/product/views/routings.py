"""The pages of routings."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dure.kernel import clock
from dure.plant.acting import who
from dure.product import selectors, services
from dure.product.forms import CopyForm, OperationForm, QuantityForm, RoutingForm
from dure.product.models import Operation, Routing
from dure.product.names import next_revision
from dure.web.forms import take
from dure.web.toast import toast

FORM = "product/bom_form.html"


def _address(routing: Routing) -> str:
    return reverse("product:routing", args=[routing.pk])


def add(request: HttpRequest) -> HttpResponse:
    item = selectors.item_by_id(request.GET.get("item", ""))
    form = RoutingForm(request.POST or None, initial={"item": item, "valid_from": timezone.localdate(clock.now())})
    return take(
        request, form, lambda: services.add_routing(by=who(request), **form.cleaned_data), template=FORM,
        then=_address, done=_("Added."), items=selectors.item_choices(), heading=_("New routing"), is_routing=True,
    )  # fmt: skip


@require_GET
def routing(request: HttpRequest, pk: int) -> HttpResponse:
    """One revision: its operations, how long a quantity takes, what it says about ideal cycles, its history."""
    row = get_object_or_404(Routing, pk=pk)
    ask = QuantityForm(request.GET if "quantity" in request.GET else None, initial={"quantity": "100"})
    wanted = ask.cleaned_data["quantity"] if ask.is_bound and ask.is_valid() else 100
    context = {
        "routing": row,
        "operations": selectors.operations_of(row),
        "revisions": selectors.routings_of(row.item),
        "ask": ask,
        "lead_minutes": selectors.lead_seconds(row, wanted) / 60,
        "history": selectors.history_of(row)[:20],
        "can_undo": selectors.can_undo(row),
        "is_own": selectors.has_written(row, who(request)),
    }
    return render(request, "product/routing.html", context)


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
    return toast(request, redirect("product:coverage"), _("Removed."))


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
