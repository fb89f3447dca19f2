"""Accident rates. Pure.

Sources: 산업재해통계업무처리규정 (Ministry of Employment and Labor), article 3 and table 1, for 재해율, 사망만인율,
휴업재해율, 도수율 and 강도율; ILO Resolution concerning statistics of occupational injuries, 16th ICLS 1998, for the
frequency rate by a million hours (LTIFR).
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

MILLION, THOUSAND = Decimal(1_000_000), Decimal(1_000)
FILED_FROM_DAYS = 3
"""Days off work from which an accident is reported to the labour office (산업안전보건법 시행규칙 제73조)."""
COUNTED_FROM_DAYS = 4
"""Days of care from which the insurance, and so the statistics, count an injured person (산업재해보상보험법 제40조)."""

# Table 1: days counted for a death or a disability of grades 1 to 14.
DEATH_DAYS = 7_500
_GRADE_DAYS = (7500, 7500, 7500, 5500, 4000, 3000, 2200, 1500, 1000, 600, 400, 200, 100, 50)


@dataclass(frozen=True, slots=True)
class Hurt:
    """One injured person. accident: key of the accident; lost_days: calendar days; grade: of a lasting disability."""

    accident: int
    lost_days: int = 0
    grade: int | None = None
    is_fatal: bool = False

    @property
    def lost_time(self) -> bool:
        return self.is_fatal or self.grade is not None or self.lost_days > 0

    @property
    def is_counted(self) -> bool:
        return self.is_fatal or self.grade is not None or self.lost_days >= COUNTED_FROM_DAYS

    @property
    def days(self) -> int:
        """Working days lost as table 1 counts them."""
        if self.is_fatal:
            return DEATH_DAYS
        return _GRADE_DAYS[self.grade - 1] if self.grade is not None else self.lost_days


@dataclass(frozen=True, slots=True)
class Rates:
    """None where there is nothing to divide by: no figure is not zero.

    injured: 재해자수; accidents: 재해건수, both of counted injuries; lost_time: injuries with a day lost;
    days: 총요양근로손실일수 of the same.
    """

    injured: int
    deaths: int
    accidents: int
    lost_time: int
    days: int
    hours: Decimal
    workers: Decimal
    injury_rate: Decimal | None
    death_rate: Decimal | None
    frequency: Decimal | None
    severity: Decimal | None
    ltifr: Decimal | None


def rates(hurt: Iterable[Hurt], *, hours: Decimal, workers: Decimal) -> Rates:
    """Of one period. hours: all hours worked in it; workers: people on average."""
    rows = list(hurt)
    counted = [row for row in rows if row.is_counted]
    deaths = sum(row.is_fatal for row in rows)
    accidents = len({row.accident for row in counted})
    lost_time = sum(row.lost_time for row in rows)
    days = sum(row.days for row in counted)
    return Rates(
        injured=len(counted), deaths=deaths, accidents=accidents, lost_time=lost_time, days=days,
        hours=hours, workers=workers,
        injury_rate=_by(len(counted), workers, Decimal(100)),
        death_rate=_by(deaths, workers, Decimal(10_000)),
        frequency=_by(accidents, hours, MILLION),
        severity=_by(days, hours, THOUSAND),
        ltifr=_by(lost_time, hours, MILLION),
    )  # fmt: skip


def _by(part: int, whole: Decimal, scale: Decimal) -> Decimal | None:
    return part * scale / whole if whole else None


def month_after(day: date) -> date:
    """The same day of the next month, or its last day (민법 제160조)."""
    year, month = day.year + day.month // 12, day.month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
