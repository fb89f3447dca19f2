"""The goods of an order: pieces come out of it into stock, what they used is taken off; and back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dure.plant.acting import who
from dure.production.forms import GoodsForm
from dure.production.models import Completion, WorkOrder
from dure.production.selectors import goods, results
from dure.production.services.making.batch import Made
from dure.production.services.making.completing import complete
from dure.production.services.making.undoing import undo_completion
from dure.web.forms import take
from dure.web.rows import row_or_404
from dure.web.toast import toast


def order_goods(request: HttpRequest, number: str) -> HttpResponse:
    """What is there for it, what came out, and the form by which more comes."""
    order = results.order(number)
    left = max(order.quantity - order.received, 0)
    first = {"good": f"{left.normalize():f}" if left else "", "rejected": "0"}
    form = GoodsForm(request.POST or None, initial=first, is_done=order.status == WorkOrder.Status.DONE)

    def do() -> Completion:
        values = form.cleaned_data
        final, more = values.get("is_final") or None, values.get("is_more", False)
        return complete(Made(order, values["good"], values["rejected"], final, is_more=more), by=who(request))

    return take(
        request,
        form,
        do,
        template="production/order_goods.html",
        then=reverse("production:order-goods", args=[order.number]),
        done=_("The goods are in stock."),
        undo=lambda row: reverse("production:order-goods-back", args=[row.pk]),
        order=order,
        wanted=goods.wanted_by(order),
        completions=goods.completions_of(order),
    )


@require_POST
def back(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(Completion, "order", pk=pk)
    undo_completion(row, by=who(request), reason=_("Entered by mistake"))
    answer = redirect("production:order-goods", row.order.number)
    return toast(request, answer, _("It is as if nothing had come out."), kind="info")
