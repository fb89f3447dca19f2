"""Questions about accidents and their rates. None groups by the person who was hurt."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from dure.plant.models import Site
from dure.safety.calm import Calm, calm
from dure.safety.models import Accident, HoursWorked, Injury, Outcome
from dure.safety.rates import FILED_FROM_DAYS, Hurt, Rates, month_after, rates

LOST_TIME = Q(injuries__outcome__in=[Outcome.LOST_TIME, Outcome.DISABLED, Outcome.FATAL])


def accidents(*, state: str = "", area: int | None = None) -> QuerySet[Accident]:
    """Accidents, the newest first. state: open, closed, unfiled (not yet reported to the labour office) or empty."""
    rows = (
        Accident.objects.select_related("area", "work_unit")
        .annotate(hurt=Count("injuries"), lost=Sum("injuries__lost_days"))
        .order_by("-happened_at", "-id")
    )
    if state in Accident.Status.values:
        rows = rows.filter(status=state)
    if state == "unfiled":
        rows = rows.filter(unfiled())
    return rows.filter(area=area) if area is not None else rows


def unfiled() -> Q:
    """Somebody was away for three days or more, or died, and no report went out (산업안전보건법 제57조)."""
    hurt = Injury.objects.filter(
        Q(outcome__in=[Outcome.FATAL, Outcome.DISABLED]) | Q(lost_days__gte=FILED_FROM_DAYS)
    )  # fmt: skip
    return Q(filed_on=None, pk__in=hurt.values("accident"))


def file_by(accident: Accident) -> date | None:
    """By when the report goes out: one month after; None when none is due or it went out."""
    if not Accident.objects.filter(unfiled(), pk=accident.pk).exists():
        return None
    return month_after(timezone.localdate(accident.happened_at))


@dataclass(frozen=True, slots=True)
class Month:
    """first: its first day. rates: of that month alone; hours: None when nobody entered them."""

    first: date
    rates: Rates
    hours: HoursWorked | None


@dataclass(frozen=True, slots=True)
class Year:
    """rates: of the months with hours entered, by the mean of their people. missing: months that are over without."""

    rates: Rates
    months: list[Month]
    missing: list[date]


def year_of(site: Site, year: int, today: date) -> Year:
    """The rates of a site's year until today. Two queries."""
    entered = {row.month: row for row in HoursWorked.objects.filter(site=site, month__year=year)}
    hurt = _hurt_by_month(site, year)
    months = [
        _month(date(year, number, 1), entered, hurt)
        for number in range(1, 13)
        if date(year, number, 1) <= today
    ]  # fmt: skip
    known = [row for row in months if row.hours is not None]
    total = rates(
        [one for row in known for one in hurt.get(row.first, [])],
        hours=sum((row.rates.hours for row in known), Decimal(0)),
        workers=_mean([row.rates.workers for row in known]),
    )
    missing = [row.first for row in months if row.hours is None and (row.first.year, row.first.month) != _ym(today)]
    return Year(total, months, missing)


def _ym(day: date) -> tuple[int, int]:
    return day.year, day.month


def _mean(values: list[Decimal]) -> Decimal:
    return sum(values, Decimal(0)) / len(values) if values else Decimal(0)


def _month(first: date, entered: dict[date, HoursWorked], hurt: dict[date, list[Hurt]]) -> Month:
    row = entered.get(first)
    hours, workers = (row.hours, row.workers) if row else (Decimal(0), Decimal(0))
    return Month(first, rates(hurt.get(first, []), hours=hours, workers=workers), row)


def _hurt_by_month(site: Site, year: int) -> dict[date, list[Hurt]]:
    zone = timezone.get_current_timezone()
    start, end = (datetime.combine(date(one, 1, 1), time.min, zone) for one in (year, year + 1))
    found: dict[date, list[Hurt]] = {}
    rows = Injury.objects.filter(
        accident__area__site=site, accident__happened_at__gte=start, accident__happened_at__lt=end
    ).select_related("accident")  # fmt: skip
    for row in rows:
        first = timezone.localdate(row.accident.happened_at).replace(day=1)
        found.setdefault(first, []).append(_hurt(row))
    return found


def _hurt(row: Injury) -> Hurt:
    return Hurt(row.accident_id, row.lost_days, row.grade, row.outcome == Outcome.FATAL)


def calm_of(site: Site, today: date) -> Calm | None:
    """Days without a lost-time accident; None before anything was entered. It counts from the first day known."""
    began = _began_on(site)
    if began is None:
        return None
    moments = Accident.objects.filter(LOST_TIME, area__site=site).values_list("happened_at", flat=True)
    return calm(began, _days(moments), max(today, began))


def _began_on(site: Site) -> date | None:
    hours = HoursWorked.objects.filter(site=site).order_by("month").values_list("month", flat=True).first()
    first = (
        Accident.objects.filter(area__site=site).order_by("happened_at").values_list("happened_at", flat=True).first()
    )
    known = [day for day in (hours, timezone.localdate(first) if first else None) if day is not None]
    return min(known, default=None)


def _days(moments: Iterable[datetime]) -> list[date]:
    return [timezone.localdate(moment) for moment in moments]


def years_known(site: Site) -> list[int]:
    """Years with hours or accidents, the newest first."""
    found = {day.year for day in HoursWorked.objects.filter(site=site).dates("month", "year")}
    found |= {day.year for day in Accident.objects.filter(area__site=site).dates("happened_at", "year")}
    return sorted(found, reverse=True)
