"""What the plant as a whole lost in a month: late goods, complaints, stock, energy."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from dure.commerce.models import SalesLine
from dure.commerce.selectors.sold import late_lines, returned
from dure.inventory.models import StockMove
from dure.inventory.selectors import values_at
from dure.inventory.selectors.resting import last_moved, scrapped
from dure.mentoring.lossmap.parts import Because, Part, Range, Why, sure
from dure.mentoring.lossmap.rates import DEAD_DAYS, RateKind
from dure.mentoring.lossmap.row import Lost
from dure.mentoring.lossmap.worth import Cost
from dure.mentoring.selectors.loss_rates import plant_rates
from dure.performance import selectors as performance
from dure.performance.periods import Period, midnight
from dure.performance.scope import Scope
from dure.performance.selectors import Standing
from dure.quality.models import Nonconformance

_DAY, _WEEK = timedelta(days=1), timedelta(days=7)
YEAR_DAYS = 365
Decided = Mapping[RateKind, tuple[Range, bool]]


def plant_losses(scope: Scope, period: Period, now: datetime) -> Iterator[Lost]:
    """All parts that aren't of one work unit's time; those that aren't known say why."""
    today = now.astimezone(period.zone).date()
    rates = plant_rates(min(period.last_day, today))
    yield from _delivered(period, today, rates)
    yield from _complained(period, rates)
    yield from _stock(period, now, rates)
    yield from _standing(scope, period, now)
    yield _peak(scope, period, now)
    yield Lost(Part.WALKING, None, Cost(None, why=Why.LAYOUT))


def _delivered(period: Period, today: date, rates: Decided) -> Iterator[Lost]:
    first, last = period.first_day, period.last_day
    if not SalesLine.objects.filter(first_promised_on__lte=last).exists():
        yield from (Lost(part, None, Cost(None, why=Why.PROMISES)) for part in (Part.LATE, Part.RETURNS))
        return
    (rate, is_set), late = rates[RateKind.LATE], late_lines(first, last, today=today)
    won_days = float(sum(one.won_days for one in late))
    yield Lost(
        Part.LATE, None, Cost(rate.scaled(won_days / 100), (Because.RATE,)),
        figures={"won_days": won_days, "lines": len(late), "rate": rate.mid, "is_set": is_set,
                 "orders": sorted({one.order for one in late})[:12]},
    )  # fmt: skip
    back = returned(first, last)
    charged, kept = float(back.charged), float(back.worth)
    figures = {"lines": back.lines, "charged": charged, "worth": kept}
    yield Lost(Part.RETURNS, None, Cost(sure(charged - kept), (Because.BOOKED,)), figures=figures)


def _complained(period: Period, rates: Decided) -> Iterator[Lost]:
    rows = Nonconformance.objects.filter(source=Nonconformance.Source.COMPLAINT)
    count = rows.filter(found_at__gte=period.start, found_at__lt=period.end).count()
    rate, is_set = rates.get(RateKind.COMPLAINT, (None, False))
    figures = {"count": count, "rate": rate.mid if rate else None, "is_set": is_set}
    if not count:
        yield Lost(Part.COMPLAINTS, None, Cost(sure(0.0), (Because.BOOKED,)), figures=figures)
    elif rate is None:
        yield Lost(Part.COMPLAINTS, None, Cost(None, why=Why.RATE), figures=figures)
    else:
        yield Lost(Part.COMPLAINTS, None, Cost(rate.scaled(count), (Because.RATE,)), figures=figures)


def _stock(period: Period, now: datetime, rates: Decided) -> Iterator[Lost]:
    until = min(period.end, now)
    if not StockMove.objects.filter(moved_at__lt=until).exists():
        yield from (Lost(part, None, Cost(None, why=Why.STOCK)) for part in (Part.SCRAPPED, Part.HELD, Part.DEAD))
        return
    thrown = float(scrapped(period.start, until))
    yield Lost(Part.SCRAPPED, None, Cost(sure(thrown), (Because.BOOKED,)), figures={"value": thrown})
    rate, is_set = rates[RateKind.CAPITAL]
    days = (until - period.start) / _DAY
    values = [_worths(moment) for moment in _weeks(period, until)]
    for part, at in ((Part.HELD, 0), (Part.DEAD, 1)):
        each = [pair[at] for pair in values]
        mean = sum(each) / len(each)
        spread = Range(min(each), mean, max(each)).scaled(days / YEAR_DAYS / 100)
        yield Lost(
            part, None, Cost(spread.times(rate), (Because.WEEKS, Because.RATE)),
            figures={"value": mean, "rate": rate.mid, "days": days, "is_set": is_set, "dead_days": DEAD_DAYS},
        )  # fmt: skip


def _weeks(period: Period, until: datetime) -> Sequence[datetime]:
    """The ends of the month's weeks, and what can be known last."""
    found, day = [], period.first_day + _WEEK
    while (moment := midnight(day, period.zone)) < until:
        found.append(moment)
        day += _WEEK
    return [*found, until]


def _worths(moment: datetime) -> tuple[float, float]:
    """(won of stock that moves, won of stock that hasn't for long) at a moment."""
    rows = values_at(moment)
    moved = last_moved([row.item for row in rows], moment)
    since = moment - DEAD_DAYS * _DAY
    dead = sum(float(row.value) for row in rows if row.item in moved and moved[row.item] < since)
    return sum(float(row.value) for row in rows) - dead, dead


def _standing(scope: Scope, period: Period, now: datetime) -> Iterator[Lost]:
    known = {one.unit.pk: one for one in performance.standing(scope, period, now)}
    for unit in scope.units:
        one = known.get(unit.pk)
        yield Lost(Part.STANDING, unit.pk, Cost(None, why=Why.METER)) if one is None else _stood(one)


def _stood(one: Standing) -> Lost:
    figures = {"kwh": one.kwh, "shared": one.shared, "price": list(one.price) if one.price else None}
    if one.price is None:
        return Lost(Part.STANDING, one.unit.pk, Cost(None, why=Why.TARIFF), figures=figures)
    low, mean, high = one.price
    won = Range((one.kwh - one.shared) * low, one.kwh * mean, one.kwh * high)
    return Lost(Part.STANDING, one.unit.pk, Cost(won, (Because.BANDS, Because.SHARED)), figures=figures)


def _peak(scope: Scope, period: Period, now: datetime) -> Lost:
    found = performance.peaks(scope, period, now)
    told = [one for one in found if one.kw is not None]
    if not told:
        return Lost(Part.PEAK, None, Cost(None, why=Why.METER))
    if any(one.limit_kw is None or not one.price for one in told):
        return Lost(Part.PEAK, None, Cost(None, why=Why.CONTRACT))
    over = [max((one.kw or 0.0) - (one.limit_kw or 0.0), 0.0) for one in told]
    won = sum(kw * float(one.price or 0) for kw, one in zip(over, told, strict=True))
    figures = {"over": sum(over), "kw": max(one.kw or 0.0 for one in told), "limit": told[0].limit_kw}
    return Lost(Part.PEAK, None, Cost(sure(won), (Because.BOOKED,)), figures=figures)
