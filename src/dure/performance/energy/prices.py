"""What the plant has entered about its contract and prices, as values of the rules."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Sum

from dure.performance.energy.demand import Billed, billed, kw_of
from dure.performance.energy.models import EnergyQuarter, PowerContract, TariffDay, TariffSeason
from dure.performance.energy.tariff import Band, DayKind, Saturday, Season, Tariff, hours_in, months_in
from dure.performance.periods import midnight
from dure.plant.models import Site
from dure.plant.selectors import calendar_of, units_of_site


def tariff_of(site: Site) -> Tariff:
    """The price list of a site with its special days and public holidays (three queries and the calendar)."""
    seasons = [season_of(row) for row in TariffSeason.objects.filter(site=site)]
    days = TariffDay.objects.filter(site=site).values_list("day", "kind")
    special = {day: DayKind(kind) for day, kind in days}
    unit = units_of_site(site).first()
    return Tariff(seasons, special) if unit is None else Tariff(seasons, special, calendar_of(unit).is_holiday)


def season_of(row: TariffSeason) -> Season:
    """Raises Invalid for hours or months that can't be read."""
    return Season(
        row.name,
        row.valid_from,
        months_in(row.months),
        hours_in(row.medium_hours),
        hours_in(row.heavy_hours),
        {Band.LIGHT: row.price_light, Band.MEDIUM: row.price_medium, Band.HEAVY: row.price_heavy},
        Saturday(row.saturday),
        row.holidays_light,
    )


def contract_now(site: Site, now: datetime) -> PowerContract | None:
    """The contract that holds at a site's date of now."""
    return contract_of(site, now.astimezone(ZoneInfo(site.time_zone)).date())


def contract_of(site: Site, day: date) -> PowerContract | None:
    """The contract that holds on a day."""
    return PowerContract.objects.filter(site=site, valid_from__lte=day).order_by("-valid_from").first()


def peaks(site: Site, month: date, zone: ZoneInfo, now: datetime) -> dict[date, tuple[float, datetime]]:
    """First day of this month and of the eleven before → the highest quarter hour (kW) of the main meters, and when."""
    first, after = _month_after(month.replace(year=month.year - 1)), _month_after(month)
    rows = EnergyQuarter.objects.filter(
        meter__site=site,
        meter__work_unit=None,
        start__gte=midnight(first, zone),
        start__lt=min(now, midnight(after, zone)),
    )
    found: dict[date, tuple[float, datetime]] = {}
    for start, kwh in rows.values_list("start").annotate(sum=Sum("kwh")).order_by("start"):
        own = start.astimezone(zone).date().replace(day=1)
        if own not in found or kw_of(kwh) > found[own][0]:
            found[own] = (kw_of(kwh), start)
    return found


def _month_after(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


def billed_demand(contract: PowerContract, tops: dict[date, tuple[float, datetime]], month: date) -> Billed:
    """The demand that the base charge of a month is for."""
    least = float(contract.contract_kw) * contract.least_percent / 100
    return billed({one: kw for one, (kw, _) in tops.items()}, month, months_in(contract.counted_months), least)
