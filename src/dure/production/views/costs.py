"""What an order cost against what it should have, and why; closing it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from dure.plant.acting import who
from dure.production.selectors import costs as selectors
from dure.production.selectors import results
from dure.production.services.making.closing import close_orders, reopen_order
from dure.web.listing import Field, listing
from dure.web.tables import Kind
from dure.web.toast import toast


@require_GET
def order_costs(request: HttpRequest) -> HttpResponse:
    """Orders that took or gave goods, the newest first."""
    text = request.GET.get("q", "")[:80].strip()
    fields = [
        Field(_("Order"), lambda row: row.number),
        Field(_("Item"), lambda row: row.item.name),
        Field(_("Quantity"), lambda row: row.quantity, Kind.NUMBER),
        Field(_("Received"), lambda row: row.received, Kind.NUMBER),
        Field(pgettext("pieces", "Rejected"), lambda row: row.rejected, Kind.NUMBER),
        Field(_("In process (won)"), lambda row: row.wip, Kind.NUMBER),
        Field(_("Status"), lambda row: row.get_status_display()),
        Field(pgettext("work order", "Closed"), lambda row: row.closed_at, Kind.TIME),
    ]
    rows = selectors.orders_with_cost(text)
    return listing(request, "production/order_costs.html", rows, fields, title=_("What orders cost"), q=text)


@require_GET
def order_cost(request: HttpRequest, number: str) -> HttpResponse:
    """Actual against plan, line by line, with the causes of the difference."""
    row = results.order(number)
    found = selectors.order_cost(row)
    fields = [
        Field(_("What"), lambda line: line.what),
        Field(_("Planned"), lambda line: line.planned, Kind.NUMBER),
        Field(_("Actual"), lambda line: line.actual, Kind.NUMBER),
        Field(_("Unit"), lambda line: line.unit),
        Field(_("Planned (won)"), lambda line: line.planned_cost, Kind.NUMBER),
        Field(_("Actual (won)"), lambda line: line.cost, Kind.NUMBER),
        Field(_("Price or rate"), lambda line: line.price, Kind.NUMBER),
        Field(_("Quantity or time"), lambda line: line.use, Kind.NUMBER),
    ]
    title = _("Cost of order %(number)s") % {"number": row.number}
    return listing(
        request, "production/order_cost.html", selectors.lines_of(found), fields, title=title, order=row, found=found
    )


@require_POST
def close(request: HttpRequest, number: str) -> HttpResponse:
    row = results.order(number)
    close_orders([row], by=who(request))
    undo = reverse("production:order-reopen", args=[row.number])
    text = _("%(number)s is closed; its differences are booked.") % {"number": row.number}
    return toast(request, redirect("production:order-cost", row.number), text, undo=undo)


@require_POST
def reopen(request: HttpRequest, number: str) -> HttpResponse:
    row = reopen_order(results.order(number), by=who(request))
    return toast(request, redirect("production:order-cost", row.number), _("Open again."), kind="info")
