"""Which price holds when: seasons, hours of a day, Saturdays and holidays, as the plant has entered them. Pure."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from dure.kernel.errors import Invalid

_SPAN = re.compile(r"(\d{1,2})(?::00)?\s*[-~–]\s*(\d{1,2})(?::00)?")


class Band(StrEnum):
    LIGHT = "light"
    MEDIUM = "medium"
    HEAVY = "heavy"


class DayKind(StrEnum):
    WEEKDAY = "weekday"
    SATURDAY = "saturday"
    HOLIDAY = "holiday"


class Saturday(StrEnum):
    SAME = "same"
    MEDIUM = "medium"
    LIGHT = "light"


@dataclass(frozen=True, slots=True)
class Season:
    """Some months of a price list that holds from a day on. prices: money for a kWh."""

    name: str
    valid_from: date
    months: frozenset[int]
    medium: frozenset[int]
    heavy: frozenset[int]
    prices: dict[Band, Decimal]
    saturday: Saturday = Saturday.SAME
    holidays_light: bool = True

    def band(self, hour: int, day: DayKind) -> Band:
        if day is DayKind.HOLIDAY and self.holidays_light:
            return Band.LIGHT
        if day is DayKind.SATURDAY and self.saturday is Saturday.LIGHT:
            return Band.LIGHT
        found = Band.HEAVY if hour in self.heavy else Band.MEDIUM if hour in self.medium else Band.LIGHT
        if found is Band.HEAVY and day is DayKind.SATURDAY and self.saturday is Saturday.MEDIUM:
            return Band.MEDIUM
        return found


@dataclass(frozen=True, slots=True)
class Priced:
    """What holds at a moment. price None: no season of the price list says it."""

    season: str
    band: Band | None
    price: Decimal | None


UNPRICED = Priced("", None, None)


class Tariff:
    """All seasons of a site, the latest that began for a month winning."""

    def __init__(
        self,
        seasons: Iterable[Season],
        special: dict[date, DayKind] | None = None,
        is_holiday: Callable[[date], bool] = lambda _day: False,
    ) -> None:
        self._seasons = sorted(seasons, key=lambda one: one.valid_from, reverse=True)
        self._special = special or {}
        self._is_holiday = is_holiday
        self._days: dict[date, tuple[Season | None, DayKind]] = {}

    def at(self, local: datetime) -> Priced:
        """The band and price of a local moment."""
        day = local.date()
        if day not in self._days:
            self._days[day] = (self._season(day), self.kind_of(day))
        season, kind = self._days[day]
        if season is None:
            return UNPRICED
        band = season.band(local.hour, kind)
        return Priced(season.name, band, season.prices[band])

    def kind_of(self, day: date) -> DayKind:
        if day in self._special:
            return self._special[day]
        if day.weekday() == 6 or self._is_holiday(day):
            return DayKind.HOLIDAY
        return DayKind.SATURDAY if day.weekday() == 5 else DayKind.WEEKDAY

    def _season(self, day: date) -> Season | None:
        return next((one for one in self._seasons if one.valid_from <= day and day.month in one.months), None)


def hours_in(text: str) -> frozenset[int]:
    """Hours of a day from "8-11, 12-13": from the first to before the second; "22-8" goes over midnight.

    Raises Invalid for anything else.
    """
    found: set[int] = set()
    for part in filter(None, (one.strip() for one in text.split(","))):
        match = _SPAN.fullmatch(part)
        first, last = (int(one) for one in match.groups()) if match else (0, 0)
        if match is None or first > 23 or last > 24 or first == last:
            raise Invalid("%(text)s are no hours: write them like 8-11, 12-13", text=part)
        found |= set(range(first, last)) if first < last else {*range(first, 24), *range(last)}
    return frozenset(found)


def months_in(text: str) -> frozenset[int]:
    """Months from "6, 7, 8" or "11-2". Raises Invalid."""
    found: set[int] = set()
    for part in filter(None, (one.strip() for one in text.split(","))):
        ends = re.split(r"\s*[-~–]\s*", part)
        if len(ends) > 2 or not all(one.isdecimal() and 1 <= int(one) <= 12 for one in ends):
            raise Invalid("%(text)s are no months: write them like 6, 7, 8 or 11-2", text=part)
        first, last = int(ends[0]), int(ends[-1])
        found |= set(range(first, last + 1)) if first <= last else {*range(first, 13), *range(1, last + 1)}
    return frozenset(found)
