"""An order on the floor: held, split, merged, operations left out; and several orders begun as one batch."""

import uuid
from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dure.kernel.errors import DureError, Invalid
from dure.plant.acting import who
from dure.plant.models import WorkUnit
from dure.production.models import OrderHold, OrderOperation
from dure.production.operating import Status
from dure.production.selectors import floor as selectors
from dure.production.selectors import pages, results
from dure.production.selectors.dispatch import Task, dispatch
from dure.production.selectors.release_checks import against_release
from dure.production.services.floor import holding, splitting, starting, stopping
from dure.web.problems import status_of, text_of
from dure.web.rows import row_or_404
from dure.web.toast import toast


@require_GET
def order_floor(request: HttpRequest, number: str) -> HttpResponse:
    """Operations of an order with what they let through, its holds, and what can be split off or merged."""
    order = results.order(number)
    context = {
        "order": order,
        "operations": [(row, uuid.uuid4()) for row in selectors.operations_in(order)],
        "holds": selectors.holds_of(order),
        "others": selectors.orders_like(order),
        "parts": selectors.merged_into(order),
        "warnings": [one.sentence for one in against_release([order]).get(order.pk, [])] if order.is_open else [],
        "left": max(order.quantity - splitting.begun(order), Decimal(0)),
    }
    return render(request, "production/order_floor.html", context)


def _done(request: HttpRequest, number: str, do: Callable[[], Any], said: str, undo: str = "") -> HttpResponse:
    answer = redirect("production:order-floor", number)
    try:
        do()
    except DureError as error:
        return toast(request, answer, text_of(error), kind="error")
    return toast(request, answer, said, undo=undo)


@require_POST
def hold(request: HttpRequest, number: str) -> HttpResponse:
    order, reason = results.order(number), request.POST.get("reason", "")
    return _done(
        request, number, lambda: holding.hold_order(order=order, reason=reason, by=who(request)),
        _("Nothing of this order is begun any more."),
    )  # fmt: skip


@require_POST
def lift(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(OrderHold, "order", pk=pk)
    return _done(
        request, row.order.number, lambda: holding.lift_hold(hold=row, by=who(request)), _("The order may go on.")
    )


@require_POST
def skip(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave an operation out, with a reason; taken back like any act of the floor."""
    row = row_or_404(OrderOperation, "order", pk=pk)
    answer = redirect("production:order-floor", row.order.number)
    try:
        step = stopping.skip(
            client_id=_key(request), operation=row, person=who(request), reason=request.POST.get("reason", "")[:200]
        )
    except DureError as error:
        return toast(request, answer, text_of(error), kind="error")
    return toast(request, answer, _("Left out."), undo=reverse("production:step-undo", args=[step.pk]))


def _key(request: HttpRequest) -> uuid.UUID:
    """Raises Invalid: what comes without its id can't be told from its repetition."""
    try:
        return uuid.UUID(request.POST.get("client_id", ""))
    except ValueError as error:
        raise Invalid("Try again.") from error


@require_POST
def split(request: HttpRequest, number: str) -> HttpResponse:
    order = results.order(number)
    return _done(
        request, number, lambda: splitting.split_order(order=order, quantity=_quantity(request), by=who(request)),
        _("A new order was made of a part."),
    )  # fmt: skip


def _quantity(request: HttpRequest, name: str = "quantity") -> Decimal:
    text = request.POST.get(name, "").replace(",", "").strip()
    try:
        found = Decimal(text)
    except InvalidOperation as error:
        raise Invalid("“%(text)s” is not a number.", text=text[:20]) from error
    if not found.is_finite():
        raise Invalid("“%(text)s” is not a number.", text=text[:20])
    return found


@require_POST
def merge(request: HttpRequest, number: str) -> HttpResponse:
    order, wanted = results.order(number), request.POST.getlist("orders")
    others = [one for one in selectors.orders_like(order) if one.number in wanted]
    return _done(
        request, number, lambda: splitting.merge_orders(into=order, others=others, by=who(request)), _("Merged.")
    )


@require_POST
def unmerge(request: HttpRequest, number: str) -> HttpResponse:
    part = results.order(number)
    back = part.merged_into.number if part.merged_into else number
    return _done(
        request, back, lambda: splitting.undo_merge(order=part, by=who(request)), _("It is an order of its own again.")
    )


@require_http_methods(["GET", "POST"])
def batch(request: HttpRequest, code: str) -> HttpResponse:
    """Choose which orders go into the kettle or oven together, with how many pieces of each."""
    unit = pages.work_unit(code)
    tasks = dispatch(unit)
    if request.method == "GET":
        return _batch(request, unit, tasks)
    chosen = request.POST.getlist("operation")
    try:
        # Of all tasks: what was sent twice runs by now.
        shares = [
            (one.operation, _quantity(request, f"quantity{one.operation.pk}"))
            for one in tasks
            if str(one.operation.pk) in chosen
        ]
        starting.start_batch(client_id=_key(request), shares=shares, work_unit=unit, person=who(request))
    except DureError as error:
        return _batch(request, unit, tasks, wrong=error)
    return toast(request, redirect("production:floor-unit", code), _("The batch runs."))


def _batch(request: HttpRequest, unit: WorkUnit, tasks: Sequence[Task], wrong: DureError | None = None) -> HttpResponse:
    """The page, after a refusal with all that was ticked and typed."""
    chosen = request.POST.getlist("operation")
    rows = [
        (task, request.POST.get(f"quantity{task.operation.pk}"), str(task.operation.pk) in chosen)
        for task in tasks
        if task.operation.status in {Status.WAITING, Status.PAUSED, Status.SETUP}
    ]
    context = {
        "unit": unit, "rows": rows, "key": request.POST.get("client_id") or uuid.uuid4(),
        "wrong": text_of(wrong) if wrong else "",
    }  # fmt: skip
    return render(request, "production/floor_batch.html", context, status=status_of(wrong) if wrong else 200)
