"""What lay in stock at the end of each day, and what went out on it, in won."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Q, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone

from dure.inventory.models import Location, Revaluation, StockMove
from dure.inventory.selectors.values import values_at

_DAY = timedelta(days=1)
_NONE = Decimal(0)


class StockDay(NamedTuple):
    """won: what is owned at the end of the day. used: worth of what left on it, moves that were taken back left out."""

    won: Decimal
    used: Decimal


def stock_by_day(first: date, last: date, *, item: int | None = None) -> dict[date, StockDay]:
    """Every day of the range, as booked by when goods moved. item: of this item only (five queries)."""
    start, end = (timezone.make_aware(datetime.combine(day, time())) for day in (first, last + _DAY))
    rows = StockMove.objects.filter(moved_at__gte=start, moved_at__lt=end)
    revalued = Revaluation.objects.filter(revalued_at__gte=start, revalued_at__lt=end)
    if item is not None:
        rows, revalued = rows.filter(item=item), revalued.filter(item=item)
    came = rows.filter(~Q(from_location__kind__in=Location.OWNED), to_location__kind__in=Location.OWNED)
    gone = rows.filter(~Q(to_location__kind__in=Location.OWNED), from_location__kind__in=Location.OWNED)
    plus, minus = _sums(came, "moved_at", "value"), _sums(gone, "moved_at", "value")
    used = _sums(gone.filter(reverses=None, reversed_by=None), "moved_at", "value")
    changed = _sums(revalued, "revalued_at", "change")
    just_before = start - timedelta(microseconds=1)
    won = sum((row.value for row in values_at(just_before) if item in (None, row.item)), _NONE)
    found, day = {}, first
    while day <= last:
        won += plus.get(day, _NONE) - minus.get(day, _NONE) + changed.get(day, _NONE)
        found[day] = StockDay(won, used.get(day, _NONE))
        day += _DAY
    return found


def _sums(rows, moment: str, value: str) -> dict[date, Decimal]:  # type: ignore[no-untyped-def] # a queryset
    days = rows.order_by().annotate(on=TruncDate(moment)).values_list("on").annotate(Sum(value))
    return dict(days)
