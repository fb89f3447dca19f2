"""Questions about energy: quarter hours of a scope with their price, by meter, hour, day, shift and load."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from operator import itemgetter
from typing import NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from dure.performance.energy.demand import kw_of
from dure.performance.energy.models import EnergyMeter, EnergyQuarter
from dure.performance.energy.prices import tariff_of
from dure.performance.energy.tariff import Band, Priced, Tariff
from dure.performance.periods import Period
from dure.performance.scope import Level, Scope, node_of
from dure.plant.models import Site
from dure.plant.selectors import shift_at

QUARTER = timedelta(minutes=15)
_DAY = timedelta(days=1)
K = TypeVar("K", bound=Hashable)
WHOLE_S = 899.0
"""A quarter hour that was measured so long was measured whole."""


class Q(NamedTuple):
    """One quarter hour of one meter, or of several together."""

    start: datetime
    kwh: float
    spread: float
    doubted: float
    known_s: float


@dataclass(frozen=True, slots=True)
class Line:
    """Energy of something: its sum, highest quarter hour and price. cost None: for some of it there is no price."""

    kwh: float
    peak_kw: float | None
    peak_at: datetime | None
    cost: Decimal | None
    unpriced: float
    spread: float
    doubted: float
    known_s: float


@dataclass(frozen=True)
class Energy:
    """What a scope used in a period. until: the end of what can be known by now.

    main: main meters of the sites that the scope holds wholly; units: meters of its work units. Those out of use are
    among them only where they measured something.
    tail: quarter hours of the day after, for shifts that end then.
    """

    scope: Scope
    period: Period
    until: datetime
    main: tuple[EnergyMeter, ...]
    units: tuple[EnergyMeter, ...]
    quarters: dict[int, list[Q]]
    tail: dict[int, list[Q]]
    tariffs: dict[int, Tariff]

    @property
    def meters(self) -> tuple[EnergyMeter, ...]:
        return (*self.main, *self.units)

    @property
    def basis(self) -> tuple[EnergyMeter, ...]:
        """The meters of the scope's sums: the main ones, and where a site has none those of its work units."""
        with_main = {meter.site_id for meter in self.main}
        return (*self.main, *(meter for meter in self.units if meter.site_id not in with_main))

    @cached_property
    def whole(self) -> list[Q]:
        """The basis as one."""
        return together([self.quarters[meter.pk] for meter in self.basis])

    @cached_property
    def total(self) -> Line:
        """The basis as one, with its price."""
        return self.line(self.basis)

    @property
    def missing(self) -> int:
        """Quarter hours of the period till now that aren't measured whole. A meter out of use makes none of them so."""
        wanted = max(int((self.until - self.period.start) / QUARTER), 0)
        whole = WHOLE_S * max(sum(meter.is_active for meter in self.basis), 1)
        return wanted - sum(row.known_s >= whole for row in self.whole if row.start + QUARTER <= self.until)

    def priced(self, meter: EnergyMeter, start: datetime) -> Priced:
        return self.tariffs[meter.site_id].at(start.astimezone(self.period.zone))

    def line(self, meters: Sequence[EnergyMeter]) -> Line:
        """Some meters as one."""
        return self._line({meter: self.quarters[meter.pk] for meter in meters})

    def _line(self, rows: Mapping[EnergyMeter, Sequence[Q]]) -> Line:
        cost, unpriced = Decimal(0), 0.0
        for meter, own in rows.items():
            for row in own:
                price = self.priced(meter, row.start).price
                if price is None:
                    unpriced += row.kwh
                else:
                    cost += price * Decimal(repr(row.kwh))
        return line_of(together(list(rows.values())), self.until, cost if not unpriced else None, unpriced)

    def by_band(self) -> dict[Band | None, Line]:
        """The basis by load. None: hours without a season of the price list."""
        found = dict(self._by(lambda meter, start: self.priced(meter, start).band))
        return {band: found[band] for band in (*Band, None) if band in found}

    def by_hour(self) -> list[tuple[datetime, Line]]:
        return sorted(self._by(lambda _meter, start: start.astimezone(UTC).replace(minute=0)), key=itemgetter(0))

    def by_day(self) -> list[tuple[date, Line]]:
        zone = self.period.zone
        return sorted(self._by(lambda _meter, start: start.astimezone(zone).date()), key=itemgetter(0))

    def _by(self, key: Callable[[EnergyMeter, datetime], K]) -> list[tuple[K, Line]]:
        groups: dict[K, dict[EnergyMeter, list[Q]]] = defaultdict(lambda: {meter: [] for meter in self.basis})
        for meter in self.basis:
            for row in self.quarters[meter.pk]:
                groups[key(meter, row.start)][meter].append(row)
        return [(one, self._line(rows)) for one, rows in groups.items()]

    def by_shift(self) -> list[tuple[date, str, float, float]]:
        """(day of the shift, shift or "" outside of shifts, kWh, kWh of work units) of the basis.

        A quarter hour belongs to the shift in which it begins, by the calendar of the meter's work unit, of a main
        meter by that of the first work unit of its site. Shifts of the period's days, to their ends.
        """
        sums: dict[tuple[date, str], list[float]] = defaultdict(lambda: [0.0, 0.0])
        days, basis = set(self.period.days()), set(self.basis)
        for meter in self.meters:
            unit = meter.work_unit_id or next(
                (one.pk for one in self.scope.units if node_of(one, Level.SITE).pk == meter.site_id), None
            )
            for row in (*self.quarters[meter.pk], *self.tail[meter.pk]):
                key = _shift(unit, row.start, self.period.zone)
                if key[0] in days and (key[1] or row.start < self.period.end):
                    sums[key][0] += row.kwh if meter in basis else 0.0
                    sums[key][1] += row.kwh if meter.work_unit_id else 0.0
        return [(day, shift, *values) for (day, shift), values in sorted(sums.items())]  # type: ignore[misc]


def _shift(unit: int | None, start: datetime, zone: ZoneInfo) -> tuple[date, str]:
    found = shift_at(unit, start) if unit is not None else None
    return (found.shift_date, found.shift) if found else (start.astimezone(zone).date(), "")


def together(parts: Sequence[Sequence[Q]]) -> list[Q]:
    """Several meters as one, by time."""
    if len(parts) == 1:
        return list(parts[0])
    sums: dict[datetime, list[float]] = defaultdict(lambda: [0.0] * 4)
    for rows in parts:
        for start, *values in rows:
            sums[start] = [a + b for a, b in zip(sums[start], values, strict=True)]  # type: ignore[arg-type]
    return [Q(start, *values) for start, values in sorted(sums.items())]


def line_of(rows: Sequence[Q], until: datetime, cost: Decimal | None, unpriced: float) -> Line:
    """The sums of quarter hours; the peak is of those that are over."""
    over = [row for row in rows if row.start + QUARTER <= until]
    top = max(over, key=lambda row: row.kwh, default=None)
    return Line(
        sum(row.kwh for row in rows),
        None if top is None else kw_of(top.kwh),
        None if top is None else top.start,
        cost if rows else None,
        unpriced,
        sum(row.spread for row in rows),
        sum(row.doubted for row in rows),
        sum(row.known_s for row in rows),
    )


def energy(scope: Scope, period: Period, now: datetime) -> Energy:
    """The energy of a scope (four queries and the calendars)."""
    rows = EnergyMeter.objects.select_related("site", "work_unit", "signal")
    known = [*rows.filter(work_unit=None, site__in=whole_sites(scope)), *rows.filter(work_unit__in=scope.unit_ids)]
    until = max(min(period.end, now), period.start)
    found = _quarters([meter.pk for meter in known], period.start, period.end + _DAY)
    meters = [meter for meter in known if meter.is_active or found[meter.pk]]
    cut = {meter.pk: bisect_left(found[meter.pk], period.end, key=lambda row: row.start) for meter in meters}
    return Energy(
        scope,
        period,
        until,
        tuple(meter for meter in meters if meter.work_unit_id is None),
        tuple(meter for meter in meters if meter.work_unit_id is not None),
        {pk: found[pk][:at] for pk, at in cut.items()},
        {pk: found[pk][at:] for pk, at in cut.items()},
        {site.pk: tariff_of(site) for site in {meter.site for meter in meters}},
    )


def whole_sites(scope: Scope) -> list[int]:
    """Sites that lie wholly in the scope, so that their main meters are of it; all of them for the whole plant."""
    if scope.level is Level.ENTERPRISE:
        return list(Site.objects.values_list("pk", flat=True))
    if scope.level is Level.SITE:
        return list(Site.objects.filter(code=scope.code).values_list("pk", flat=True))
    return []


def _quarters(meters: Iterable[int], start: datetime, end: datetime) -> dict[int, list[Q]]:
    ids = list(meters)
    found: dict[int, list[Q]] = {pk: [] for pk in ids}
    rows = EnergyQuarter.objects.filter(meter__in=ids, start__gte=start, start__lt=end).order_by("meter", "start")
    for meter, *values in rows.values_list("meter_id", "start", "kwh", "spread", "doubted", "known_s"):
        found[meter].append(Q(*values))
    return found


def has_meters() -> bool:
    return EnergyMeter.objects.exists()
