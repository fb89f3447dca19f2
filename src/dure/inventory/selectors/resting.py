"""Stock that nobody needs: what hasn't moved for long, and what was thrown away."""

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal

from django.db.models import Case, F, Max, Q, Sum, When

from dure.inventory.models import Location, StockMove

_OWNED = Location.OWNED
_COUNTED = Location.Kind.DIFFERENCE


def last_moved(items: Collection[int], moment: datetime) -> dict[int, datetime]:
    """Item → when any of it came or went last, stock-takes left out. One query."""
    rows = StockMove.objects.filter(item__in=items, moved_at__lte=moment).filter(
        Q(from_location__kind__in=_OWNED) ^ Q(to_location__kind__in=_OWNED)
    )
    rows = rows.exclude(from_location__kind=_COUNTED).exclude(to_location__kind=_COUNTED)
    return dict(rows.order_by().values_list("item").annotate(last=Max("moved_at")))


def scrapped(start: datetime, end: datetime) -> Decimal:
    """Won of stock that was thrown away in a window, less what was taken back. One query."""
    rows = StockMove.objects.filter(moved_at__gte=start, moved_at__lt=end).filter(
        Q(from_location__kind__in=_OWNED, to_location__kind=Location.Kind.SCRAP)
        | Q(from_location__kind=Location.Kind.SCRAP, to_location__kind__in=_OWNED)
    )
    sign = Case(When(to_location__kind=Location.Kind.SCRAP, then=F("value")), default=-F("value"))
    return rows.aggregate(won=Sum(sign))["won"] or Decimal(0)
