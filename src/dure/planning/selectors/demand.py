"""What customers want: open lines of their orders, open call-offs, and what is left of forecasts."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction

from django.db.models import F, Q
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce

from dure.commerce.models import CallOff, OrderStatus, SalesLine
from dure.planning import sources
from dure.planning.forecast import Foreseen, Ordered, Taken, consume, spread
from dure.planning.models import Forecast, PlanningRules
from dure.planning.mrp import up
from dure.planning.quantities import scaled
from dure.planning.words import SCALE, Need
from dure.planning.workdays import Workdays
from dure.product.selectors import ratios

WANTED = Coalesce("promised_on", "requested_on", "order__ordered_on")
"""The day of a line: as promised, else as wished, else at once."""

WAITING = Q(order__status__in=(OrderStatus.DRAFT, OrderStatus.SENT), call_off__isnull=False)
"""Lines that carry a call-off on an order that nobody has confirmed, such as one that waits for a second person:
the customer wants them all the same."""


def needs(today: date, days: Workdays, choices: PlanningRules, items: RawSQL | None) -> tuple[list[Need], list[Taken]]:
    """(needs, what orders took of forecasts). Six queries at most."""
    horizon = today + timedelta(days=choices.horizon_days)
    foreseen = _forecasts(today, horizon, choices, items)
    lines = SalesLine.objects.filter(Q(order__status__in=(OrderStatus.CONFIRMED, OrderStatus.CLOSED)) | WAITING)
    if items is not None:
        lines = lines.filter(item_id__in=items)
    earliest = min((p.first for rows in foreseen.values() for p in rows), default=None)
    is_open = Q(is_closed=False, moved__lt=F("item_quantity")) & ~Q(order__status=OrderStatus.CLOSED)
    lines = lines.annotate(day=WANTED)
    wanted = lines.filter(is_open, day__lte=horizon)
    if earliest is not None:
        since = earliest - timedelta(days=choices.forward_days)
        wanted = wanted | lines.filter(item_id__in=foreseen, day__gte=since)
    found: list[Need] = []
    orders: dict[int, list[Ordered]] = defaultdict(list)
    for pk, item, day, quantity, moved, closed, status in wanted.order_by().values_list(*_LINE):
        source = str(sources.Source(sources.SALES, pk))
        orders[item].append(Ordered(day, scaled(moved if closed else quantity), source))
        if status != OrderStatus.CLOSED and not closed and moved < quantity and day <= horizon:
            found.append(Need(item, _number(day, today, days), scaled(quantity - moved), source))
    for pk, item, day, quantity in _call_offs(horizon, items):
        source = str(sources.Source(sources.CALL_OFF, pk))
        orders[item].append(Ordered(day, quantity, source))
        found.append(Need(item, _number(day, today, days), quantity, source))
    taken: list[Taken] = []
    for item, periods in foreseen.items():
        left, used = consume(periods, orders[item], back_days=choices.back_days, forward_days=choices.forward_days)
        taken += used
        found += _left(item, periods, left, today, days)
    return found, taken


_LINE = ("pk", "item_id", "day", "item_quantity", "moved", "is_closed", "order__status")


def _call_offs(horizon: date, items: RawSQL | None) -> list[tuple[int, int, date, int]]:
    """(id, item, day, quantity in the item's own unit) of those that no order carries yet."""
    rows = CallOff.objects.filter(order_line=None, day__lte=horizon)
    if items is not None:
        rows = rows.filter(line__item_id__in=items)
    found = list(rows.order_by().values_list("pk", "line__item_id", "line__unit_id", "day", "quantity"))
    factors = ratios({(item, unit) for _pk, item, unit, _day, _quantity in found})
    return [
        (pk, item, day, up(Fraction(quantity) * factors[item, unit] * SCALE)) for pk, item, unit, day, quantity in found
    ]


def _forecasts(today: date, horizon: date, choices: PlanningRules, items: RawSQL | None) -> dict[int, list[Foreseen]]:
    """By item; those that are over still take orders that are older than they are."""
    rows = Forecast.objects.filter(last_day__gte=today - timedelta(days=choices.back_days), first_day__lte=horizon)
    if items is not None:
        rows = rows.filter(item_id__in=items)
    found: dict[int, list[Foreseen]] = defaultdict(list)
    for pk, item, first, last, quantity in rows.values_list("pk", "item_id", "first_day", "last_day", "quantity"):
        found[item].append(Foreseen(pk, first, last, scaled(quantity)))
    return dict(found)


def _left(item: int, periods: Sequence[Foreseen], left: dict[int, int], today: date, days: Workdays) -> Iterator[Need]:
    for period in periods:
        for number, (day, quantity) in enumerate(spread(period, left[period.key], today, SCALE), start=1):
            source = sources.Source(sources.FORECAST, period.key, number)
            yield Need(item, _number(day, today, days), quantity, str(source))


def _number(day: date, today: date, days: Workdays) -> int:
    """A need of today or later never lies in the past, also when today is a day without work."""
    number = days.at_or_before(day)
    return max(number, days.at_or_after(today)) if day >= today else number
