"""What an improvement can be measured by: the KPIs of performance, shares of losses, and what the plant's records tell
(`recorded`), as numerator over denominator.

A figure of a day is numerator / denominator of all work units together. Both are kept, because a ratio can move by its
denominator alone: fewer planned hours look like a better plant.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dure.mentoring.recorded import RECORDED, Measure, Recorded, Worth
from dure.mentoring.where import Kind
from dure.performance.elements import Elements, total
from dure.performance.kpis import BY_CODE, HOUR, Better, Kpi, Need, Unit, evaluate

Of = Callable[[Elements], float]


@dataclass(frozen=True, slots=True)
class Day:
    """One day: value = numerator / denominator."""

    numerator: float
    denominator: float

    @property
    def value(self) -> float:
        return self.numerator / self.denominator


@dataclass(frozen=True, slots=True)
class Yardstick:
    """worth: of what one unit is won or lost when the figure, times what it is divided by, rises by one.
    needs_ideal: it depends on ideal cycle times, and so changes its meaning when one of them is changed. recorded: it
    comes from records and not from elements of work units."""

    code: str
    name: str | Promise
    unit: Unit | Measure
    is_lower_better: bool
    denominator: Of
    worth: Worth
    numerator: Of | None = None
    kpi: Kpi | None = None
    recorded: Recorded | None = None

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """Of places where it can be asked for."""
        return self.recorded.kinds if self.recorded is not None else (Kind.PLANT, Kind.PART)

    @property
    def needs_ideal(self) -> bool:
        return self.kpi is not None and self.kpi.needs_ideal

    def units(self, denominator: float) -> float:
        """What one of the figure comes to with this denominator: pieces, hours or stops."""
        hour = 60 if self.unit is Measure.MINUTES else HOUR
        return denominator / hour if self.worth is Worth.HOUR else denominator

    def day(self, parts: Iterable[Elements]) -> Day | None:
        """The figure of one day from the elements of each work unit; None when it can't be computed.

        A planned day with data on which nothing was made is a day of nought for what divides by time.
        """
        if self.kpi is not None:
            figure = evaluate(self.kpi, parts)
            below, value = self.denominator(figure.elements), figure.value
            if value is None and figure.reason in _NOTHING_MADE and _is_idle(figure.elements):
                value = 0.0
            return Day(value * below, below) if value is not None and below > 0 else None
        sums = total(list(parts))
        below = self.denominator(sums)
        return Day(self.numerator(sums), below) if self.numerator is not None and below > 0 else None

    def days(self, rows: Iterable[tuple[date, Sequence[Elements]]]) -> dict[date, Day]:
        """The figure of each day that has one; rows in their order. Days without pieces count where the ideal cycles
        were known: where the day with pieces before, or else the first one after, has a figure."""
        found: dict[date, Day] = {}
        idle: dict[date, Day] = {}
        is_known: bool | None = None
        for day, parts in rows:
            one = self.day(parts)
            if self.needs_ideal and not any(e.produced for e in parts):
                waiting = idle if is_known is None else found if is_known else {}
                waiting |= {day: one} if one is not None else {}
                continue
            if is_known is None and one is not None:
                found |= idle
            is_known = one is not None
            found |= {day: one} if one is not None else {}
        return found


_NOTHING_MADE = frozenset({Need.PIECES, Need.PRODUCING})


def _is_idle(e: Elements) -> bool:
    """Planned, seen, and nothing of it was made in time with data."""
    return e.pbt > 0 and not e.ideal_s


_PBT: Of = lambda e: e.pbt  # noqa: E731
_MADE: Of = lambda e: float(e.produced)  # noqa: E731
_H, _P, _N = Worth.HOUR, Worth.PIECE, Worth.NONE
_UNDER: Mapping[str, tuple[Of, Worth]] = {
    "oee": (_PBT, _H),
    "availability": (_PBT, _H),
    "effectiveness": (lambda e: e.apt, _H),
    "quality_ratio": (_MADE, _P),
    "nee": (_PBT, _H),
    "teep": (lambda e: e.calendar, _H),
    "allocation_efficiency": (_PBT, _H),
    "utilization_efficiency": (lambda e: e.aubt, _H),
    "technical_efficiency": (lambda e: e.apt + e.adet, _H),
    "setup_ratio": (lambda e: e.aupt, _H),
    "scrap_ratio": (_MADE, _P),
    "rework_ratio": (_MADE, _P),
    "first_pass_yield": (_MADE, _P),
    "mtbf": (lambda e: e.failures + 1, _N),
    "mttr": (lambda e: e.failures + 1, _H),
}
"""What each KPI divides by, as its formula in ISO 22400-2 has it."""


def _of_kpi(code: str) -> Yardstick:
    kpi = BY_CODE[code]
    below, worth = _UNDER[code]
    return Yardstick(code, _(kpi.name), kpi.unit, kpi.better is Better.LOWER, below, worth, kpi=kpi)


def _planned_hours(e: Elements) -> float:
    return e.pbt / HOUR


_LOST: tuple[tuple[str, Promise, Of], ...] = (
    ("failure_share", _("Share of planned time lost to breakdowns"), lambda e: e.failure),
    ("setup_share", _("Share of planned time in set-up"), lambda e: e.aust_planned),
    ("micro_share", _("Share of planned time in minor stops"), lambda e: e.micro),
    ("delay_share", _("Share of planned time standing"), lambda e: e.adet),
)
_PACED: tuple[tuple[str, Promise, bool, Worth, Of], ...] = (
    ("micro_per_hour", _("Minor stops an hour"), True, Worth.STOP, lambda e: e.micro_count),
    ("failures_per_hour", _("Breakdowns an hour"), True, Worth.STOP, lambda e: e.failures),
    ("good_per_hour", _("Good pieces an hour"), False, _P, lambda e: float(e.good)),
)
OWN = (
    *(Yardstick(code, name, Unit.RATIO, True, _PBT, _H, above) for code, name, above in _LOST),
    *(
        Yardstick(code, name, Unit.PER_HOUR, is_lower_better, _planned_hours, worth, above)
        for code, name, is_lower_better, worth, above in _PACED
    ),
)
FROM_RECORDS = tuple(
    Yardstick(one.code, one.name, one.unit, one.is_lower_better, lambda _e: 1.0, one.worth, recorded=one)
    for one in RECORDED
)
YARDSTICKS: tuple[Yardstick, ...] = (*(_of_kpi(code) for code in _UNDER), *OWN, *FROM_RECORDS)
BY_NAME: Mapping[str, Yardstick] = {one.code: one for one in YARDSTICKS}
FOR_LOSS: Mapping[str, str] = {
    "breakdown": "failure_share",
    "setup": "setup_share",
    "minor_stop": "micro_share",
    "speed": "effectiveness",
    "defect": "scrap_ratio",
    "startup": "scrap_ratio",
    "waiting": "delay_share",
    "delivery": "on_time",
    "stock": "stock_days",
    "energy": "energy_per_piece",
    "motion": "good_per_hour",
}
"""The yardstick that is proposed first for a kind of loss."""
