"""When work orders were released and when they were finished, for lead times and work in process."""

from datetime import date, datetime
from typing import NamedTuple

from django.db.models import F, Max, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from dure.production.models import WorkOrder


class OrderTime(NamedTuple):
    """ended_at: None while it is in work."""

    released_at: datetime
    ended_at: datetime | None

    @property
    def hours(self) -> float | None:
        return None if self.ended_at is None else (self.ended_at - self.released_at).total_seconds() / 3600

    @property
    def ended_on(self) -> date | None:
        return None if self.ended_at is None else timezone.localdate(self.ended_at)


def order_times(
    start: datetime, end: datetime, *, partner: int | None = None, item: int | None = None
) -> list[OrderTime]:
    """Orders that were in work at some moment of the window, by release. partner, item: only those of a customer's
    order, of this item. One query.

    An order is finished when its last pieces came out, or where nobody reported them, when its last run ended. Ones
    that were cancelled, and ones that are done of which no end is known, are left out.
    """
    rows = WorkOrder.objects.filter(released_at__lt=end).exclude(status=WorkOrder.Status.CANCELLED)
    if partner is not None:
        rows = rows.filter(sales_line__order__partner=partner)
    if item is not None:
        rows = rows.filter(item=item)
    done = Q(status=WorkOrder.Status.DONE)
    rows = rows.annotate(
        final_at=Max("completions__made_at", filter=Q(completions__is_final=True, completions__undone_at=None)),
        stopped_at=Max("runs__ended_at", filter=done),
    ).annotate(end_at=Coalesce(F("final_at"), F("stopped_at")))
    rows = rows.filter(Q(end_at=None) & ~done | Q(end_at__gte=start)).order_by("released_at", "pk")
    return [OrderTime(*row) for row in rows.values_list("released_at", "end_at")]
