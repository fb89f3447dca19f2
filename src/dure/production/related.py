"""Which work orders are made for an order of a customer."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from dure.production.access import ACCESS
from dure.production.models import WorkOrder
from dure.web.search import Hit


def find(kind: str, number: str, roles: frozenset[str]) -> Iterator[Hit]:
    """sales_order: the work orders of its lines, by their due date."""
    if kind != "sales_order":
        return
    page = "production:order-goods" if roles & ACCESS["production:order-goods"] else "production:order-paper"
    rows = WorkOrder.objects.filter(sales_line__order__number=number).select_related("item").order_by("due_at", "pk")
    for row in rows:
        detail = _("%(item)s %(received)s of %(quantity)s %(unit)s, %(status)s") % {
            "item": row.item.name,
            "received": f"{row.received.normalize():f}",
            "quantity": f"{row.quantity.normalize():f}",
            "unit": row.item.unit_id,
            "status": row.get_status_display(),
        }
        yield Hit(kind=_("Work order"), title=row.number, detail=detail, href=reverse(page, args=[row.number]))
