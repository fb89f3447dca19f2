"""Forecasts as a table of items and periods."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models.functions import Lower

from dure.inventory.models import Item
from dure.planning.models import Forecast

MONTH, WEEK = "month", "week"


@dataclass(frozen=True, slots=True)
class Period:
    first: date
    last: date


def periods(today: date, by: str, count: int) -> list[Period]:
    """This month or week and those that follow."""
    if by == WEEK:
        monday = today - timedelta(days=today.weekday())
        return [Period(m, m + timedelta(days=6)) for m in (monday + timedelta(weeks=n) for n in range(count))]
    found, first = [], today.replace(day=1)
    for _n in range(count):
        following = (first + timedelta(days=31)).replace(day=1)
        found.append(Period(first, following - timedelta(days=1)))
        first = following
    return found


@dataclass(frozen=True, slots=True)
class Row:
    item: Item
    cells: list[tuple[Period, Decimal | None]]
    others: int
    """forecasts of this time that aren't of these periods: of weeks where months are shown"""


def table(items: Sequence[Item], shown: Sequence[Period]) -> list[Row]:
    """One query."""
    rows = Forecast.objects.filter(item__in=items, last_day__gte=shown[0].first, first_day__lte=shown[-1].last)
    known: dict[int, dict[tuple[date, date], Decimal]] = defaultdict(dict)
    for row in rows:
        known[row.item_id][row.first_day, row.last_day] = row.quantity
    result = []
    for item in items:
        mine = known[item.pk]
        cells = [(period, mine.pop((period.first, period.last), None)) for period in shown]
        result.append(Row(item, cells, len(mine)))
    return result


def foreseen_items(text: str) -> list[Item]:
    """Items with a forecast, and finished goods that a search finds."""
    rows = Item.objects.filter(is_active=True, is_phantom=False).exclude(kind=Item.Kind.SERVICE)
    with_one = Forecast.objects.order_by().values("item")
    if text:
        rows = rows.filter(code__icontains=text) | rows.filter(name__icontains=text)
    else:
        sold = (Item.Kind.FINISHED, Item.Kind.MERCHANDISE)
        rows = rows.filter(pk__in=with_one) | rows.filter(kind__in=sold)
    return list(rows.order_by("code")[:200])


def items_by_code(codes: Collection[str]) -> dict[str, Item]:
    """Of codes as typed, whatever their case."""
    wanted = {code.lower() for code in codes}
    rows = Item.objects.filter(is_active=True).annotate(small=Lower("code")).filter(small__in=wanted)
    return {row.code.lower(): row for row in rows}
