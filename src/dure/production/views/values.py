"""Process values of an order, as a part of other pages."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dure.production.selectors import results as selectors
from dure.production.selectors.process_values import MOST, process_values


@require_GET
def order_values(request: HttpRequest, number: str) -> HttpResponse:
    rows = process_values(selectors.order(number))
    context = {"rows": rows, "is_cut": len(rows) == MOST, "most": MOST}
    return render(request, "production/parts/order_values.html", context)
