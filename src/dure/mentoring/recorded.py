"""What an improvement can be measured by besides machines: the plant's own records of orders, deliveries, energy.

Each figure is one entry of RECORDED: its name, where it can be asked for, how it is reckoned in words, and a function
that reads its days. A changed definition gets the next version and the day from which it holds.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dure.commerce.selectors import on_time_in_full
from dure.inventory.selectors.by_day import stock_by_day
from dure.mentoring.where import Kind, Where
from dure.performance import selectors as performance
from dure.performance.kpis import Unit
from dure.performance.periods import days
from dure.production.selectors.order_times import OrderTime, order_times

_DAY = timedelta(days=1)
COVER_DAYS = 28
Parts = Mapping[date, tuple[float, float]]
"""Day → (part, whole). Days of which nothing is known aren't in it."""
Read = Callable[[Where, date, date, datetime], Parts]
"""The days from one to another, as known at a moment."""


class Worth(StrEnum):
    """What one unit of numerator is, so that somebody can say what it is worth. NONE: won can't be told from it."""

    PIECE = "piece"
    HOUR = "hour"
    STOP = "stop"
    LINE = "line"
    KWH = "kwh"
    NONE = ""


class Measure(StrEnum):
    """Units that KPIs of machines don't have."""

    KWH = "kWh"
    HOURS = "h"
    MINUTES = "min"
    ORDERS = "orders"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class Recorded:
    """kinds: of places where it can be asked for. definition: how it is reckoned, and what isn't in it. since: day
    from which the version holds; 0 is ever since."""

    code: str
    name: Promise
    unit: Unit | Measure
    is_lower_better: bool
    worth: Worth
    kinds: tuple[Kind, ...]
    definition: Promise
    read: Read
    version: int = 1
    since: int = 0


def _on_time(where: Where, first: date, last: date, now: datetime) -> Parts:
    kept = on_time_in_full(first, last, today=timezone.localdate(now), partner=where.partner, item=where.item)
    return _summed((one.promised_on, float(one.is_on_time_in_full)) for one in kept)


def _energy(where: Where, first: date, last: date, now: datetime) -> Parts:
    return dict(performance.energy_and_pieces(where.scope, days(first, last, _zone()), now))


def _lead_time(where: Where, first: date, last: date, _now: datetime) -> Parts:
    return _summed(
        (one.ended_on, one.hours)
        for one in _orders(where, first, last)
        if one.ended_on is not None and one.hours is not None and first <= one.ended_on <= last
    )


def _in_work(where: Where, first: date, last: date, now: datetime) -> Parts:
    """Only from the first day on on which an order was there: before it nobody kept orders."""
    found, rows = {}, _orders(where, first, last)
    since = timezone.localdate(rows[0].released_at) if rows else last + _DAY
    day = max(first, since)
    while day <= min(last, timezone.localdate(now) - _DAY):
        end = _midnight(day + _DAY)
        open_then = sum(one.released_at < end and (one.ended_at is None or one.ended_at >= end) for one in rows)
        found[day] = (float(open_then), 1.0)
        day += _DAY
    return found


def _stock_days(where: Where, first: date, last: date, now: datetime) -> Parts:
    reach = (COVER_DAYS - 1) * _DAY
    stock = stock_by_day(first - reach, min(last, timezone.localdate(now) - _DAY), item=where.item)
    found, day = {}, first
    while day in stock:
        used = sum(float(stock[day - ago * _DAY].used) for ago in range(COVER_DAYS)) / COVER_DAYS
        if used > 0:
            found[day] = (float(stock[day].won) / used, 1.0)
        day += _DAY
    return found


def _set_up(where: Where, first: date, last: date, now: datetime) -> Parts:
    found = performance.changeovers(where.scope.units, days(first, last, _zone()), now)
    return _summed((one.day, one.setup_s / 60) for one in found if one.setup_s is not None)


def _between(where: Where, first: date, last: date, now: datetime) -> Parts:
    found = performance.changeovers(where.scope.units, days(first, last, _zone()), now)
    return _summed((one.day, one.between_s / 60) for one in found if one.between_s is not None)


def _orders(where: Where, first: date, last: date) -> list[OrderTime]:
    return order_times(_midnight(first), _midnight(last + _DAY), partner=where.partner, item=where.item)


def _summed(rows: Iterable[tuple[date, float]]) -> Parts:
    """(sum, count) of each day."""
    found: dict[date, tuple[float, float]] = {}
    for day, value in rows:
        part, whole = found.get(day, (0.0, 0.0))
        found[day] = (part + value, whole + 1)
    return found


def _zone() -> ZoneInfo:
    zone = timezone.get_current_timezone()
    assert isinstance(zone, ZoneInfo)
    return zone


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), _zone())


_EQUIPMENT = (Kind.PLANT, Kind.PART)
_TRADE = (Kind.PLANT, Kind.PARTNER, Kind.ITEM)
RECORDED: tuple[Recorded, ...] = (
    Recorded(
        "on_time", _("Order lines delivered on time"), Unit.RATIO, False, Worth.LINE, _TRADE,
        _(
            "Lines of which everything had gone by the day promised first, of all lines promised for that day. Counts "
            "on the day promised; days on which nothing was promised are left out."
        ),
        _on_time,
    ),
    Recorded(
        "energy_per_piece", _("Energy for a good piece (kWh)"), Measure.KWH, True, Worth.KWH, _EQUIPMENT,
        _(
            "kWh of the meters ÷ good pieces of a calendar day: with the main meter all pieces of the site, else those "
            "of machines with a meter. Days without good pieces, and days that a meter doesn't know for nine tenths, "
            "are left out."
        ),
        _energy,
    ),
    Recorded(
        "lead_time", _("Lead time of work orders (hours)"), Measure.HOURS, True, Worth.NONE, _TRADE,
        _(
            "Mean hours from the release of a work order to its last pieces, nights and days off included. Counts on "
            "the day on which it was finished; orders still in work, and cancelled ones, aren't in it."
        ),
        _lead_time,
    ),
    Recorded(
        "orders_in_work", _("Work orders in work"), Measure.ORDERS, True, Worth.NONE, _TRADE,
        _("Work orders that were released and not finished at the end of the day. Cancelled ones aren't in it."),
        _in_work,
    ),
    Recorded(
        "stock_days", _("Stock lasts for (days)"), Measure.DAYS, True, Worth.NONE, (Kind.PLANT, Kind.ITEM),
        _(
            "Worth of the stock at the end of the day ÷ worth of what left it on a day, as a mean of the 28 days "
            "before. It also falls when more goes out: look whether sales moved."
        ),
        _stock_days,
    ),
    Recorded(
        "setup_minutes", _("Set-up for a change-over (minutes)"), Measure.MINUTES, True, Worth.HOUR, _EQUIPMENT,
        _(
            "Mean minutes of setting up, as told on the tablet or by the machine, of the change-overs that began on "
            "the day. Those whose setting up nobody told are left out."
        ),
        _set_up,
    ),
    Recorded(
        "changeover_minutes", _("Change-over, good piece to good piece (minutes)"), Measure.MINUTES, True, Worth.HOUR,
        _EQUIPMENT,
        _(
            "Mean minutes of planned work from the last good piece of one item to the first good one of the next, of "
            "the change-overs that began on the day."
        ),
        _between,
    ),
)  # fmt: skip
