"""Demand: the mean power of a quarter hour, its peak, what the bill takes of it, where the running one ends. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from dure.performance.energy.flow import HOUR_S, QUARTER_US, SECOND_US, Flow

QUARTER_H = 0.25
RECENT_US = 300 * SECOND_US
"""The power of now is the mean of so long."""


def kw_of(kwh: float) -> float:
    """The mean power of a quarter hour with so many kWh."""
    return kwh / QUARTER_H


@dataclass(frozen=True, slots=True)
class Forecast:
    """The running quarter hour. kw_now None: nothing measured lately, so there is no forecast either.

    spare_kw: the mean power that the rest may have without passing the limit; negative: it is passed already.
    """

    used_kwh: float
    measured_s: float
    left_s: float
    kw_now: float | None
    kw: float | None
    limit_kw: float | None
    spare_kw: float | None

    @property
    def passes(self) -> bool:
        return self.kw is not None and self.limit_kw is not None and self.kw > self.limit_kw

    @property
    def too_much_kw(self) -> float:
        """By how much the power must go down for the rest of the quarter hour."""
        if not self.passes or self.kw_now is None or self.spare_kw is None:
            return 0.0
        return max(self.kw_now - self.spare_kw, 0.0)


def forecast(flows: Iterable[Flow], now_us: int, limit_kw: float | None) -> Forecast:
    """Used so far, and the rest at the mean power of the last five measured minutes."""
    start = now_us // QUARTER_US * QUARTER_US
    end = start + QUARTER_US
    used = measured = recent = recent_s = 0.0
    for flow in flows:
        if flow.end_us <= flow.start_us:
            continue
        for since, adds in ((start, "used"), (now_us - RECENT_US, "recent")):
            seconds = max(min(flow.end_us, now_us) - max(flow.start_us, since), 0) / SECOND_US
            part = flow.kwh * seconds * SECOND_US / (flow.end_us - flow.start_us)
            if adds == "used":
                used, measured = used + part, measured + seconds
            else:
                recent, recent_s = recent + part, recent_s + seconds
    left = (end - start) / SECOND_US - measured
    kw_now = recent / recent_s * HOUR_S if recent_s else None
    kw = None if kw_now is None else kw_of(used + kw_now * left / HOUR_S)
    spare = None if limit_kw is None or left <= 0 else (limit_kw * QUARTER_H - used) * HOUR_S / left
    return Forecast(used, measured, left, kw_now, kw, limit_kw, spare)


def together(parts: Sequence[Forecast], limit_kw: float | None) -> Forecast:
    """Several main meters of a site as one. Known only when each is."""
    used = sum(part.used_kwh for part in parts)
    measured = min((part.measured_s for part in parts), default=0.0)
    left = max((part.left_s for part in parts), default=0.0)
    nows, ends = [part.kw_now for part in parts], [part.kw for part in parts]
    kw_now = sum(one for one in nows if one is not None) if nows and None not in nows else None
    kw = sum(one for one in ends if one is not None) if ends and None not in ends else None
    spare = None if limit_kw is None or left <= 0 else (limit_kw * QUARTER_H - used) * HOUR_S / left
    return Forecast(used, measured, left, kw_now, kw, limit_kw, spare)


@dataclass(frozen=True, slots=True)
class Billed:
    """The demand that the base charge is for. month: the month whose peak it is; None where the least share holds."""

    kw: float
    month: date | None


def billed(peaks: dict[date, float], month: date, counted: frozenset[int], least_kw: float) -> Billed:
    """The highest peak of this month and of the counted months among the eleven before, at least `least_kw`.

    peaks: first day of a month → its peak (kW).
    """
    first = date(month.year - 1, month.month, 1)
    taken = {one: kw for one, kw in peaks.items() if one == month or (first < one < month and one.month in counted)}
    top = max(taken, key=lambda one: (taken[one], one), default=None)
    if top is None or taken[top] < least_kw:
        return Billed(least_kw, None)
    return Billed(taken[top], top)
