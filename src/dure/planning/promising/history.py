"""Chances from what was measured: how long work took against what was planned, and the stops. Pure.

The logarithm of actual by planned minutes is split into what belongs to the plant, a unit, a kind of operation on a
unit, and good and bad periods of units and plant. What has little history of its own is drawn towards its unit and
that towards the plant, as far as their means differ by no more than chance (empirical Bayes); what stays unknown is
kept as doubt. Old rows count less. Work that still runs counts as longer than so far: its time is expected under the
fit (Schmee and Hahn 1979), its place in the shape is shared by what took longer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dure.kernel.errors import Invalid
from dure.planning.promising.chances import NORMAL, Chances, StopChance, TimeChance
from dure.planning.promising.shrinking import (
    SHAPE_ROWS,
    Floats,
    Groups,
    between,
    drawn,
    expected_longer,
    mean_of,
    moved_right,
    rising,
    shape,
    standard,
)

LEAST_ROWS = 30
"""With fewer finished operations nothing is said."""
HALF_LIFE_MIN = 8 * 7 * 24 * 60
PERIOD_MIN = 7 * 24 * 60
_SCALE_ROWS = 20.0
"""A spread counts half when there are as many rows behind it."""
_FEW = 4.0
"""So many groups count as much as what is supposed before any is seen: a unit's times sway by a tenth, the plant's by
3 %, units and kinds differ by a tenth."""
_UNIT_SWAY, _PLANT_SWAY, _USUAL_APART = 0.1, 0.03, 0.1
_MOST_COUNT = 50.0
"""A unit's rate of stops is never supposed to be known better than by so many stops of others."""
_USUAL_STOP_SCALE = 1.0
_ROUNDS = 6


@dataclass(frozen=True, slots=True)
class Measured:
    """An operation: what its plan said, what it took without stops. kind: of item or operation, as the plant groups
    them. moment_min: when it ended, or now. is_over: False while it runs; actual_min is then until now."""

    unit: int
    kind: str
    planned_min: float
    actual_min: float
    moment_min: float
    is_over: bool = True


@dataclass(frozen=True, slots=True)
class Stopped:
    """A stop, in minutes in which its unit should have worked. is_over: False while it stands."""

    unit: int
    minutes: float
    moment_min: float
    is_over: bool = True


def fit(
    rows: Sequence[Measured],
    *,
    now_min: float,
    stops: Sequence[Stopped] = (),
    setups: Sequence[Measured] = (),
    half_life_min: float = HALF_LIFE_MIN,
    period_min: float = PERIOD_MIN,
) -> Chances:
    """What may happen from now on. A unit's stops are counted over its measured work and set-ups. setups: measured
    set-ups; too few of them are taken as planned. Raises Invalid with too little history or impossible rows."""
    _check(rows, setups, stops, now_min)
    count = sum(one.is_over for one in rows)
    if count < LEAST_ROWS:
        raise Invalid(
            "There are %(count)s finished operations with planned and actual times; a chance needs %(least)s.",
            count=count, least=LEAST_ROWS,
        )  # fmt: skip
    times = _Times(rows, now_min, half_life_min, period_min)
    setup = TimeChance()
    if sum(one.is_over for one in setups) >= LEAST_ROWS:
        alike = [Measured(-1, "", one.planned_min, one.actual_min, one.moment_min, one.is_over) for one in setups]
        setup = _Times(alike, now_min, half_life_min, period_min).of_plant()
    return Chances(
        plant=times.of_plant(), units=times.of_units(), times=times.of_cells(), setup=setup,
        unit_sway=times.unit_sway, plant_sway=times.plant_sway,
        stops=_stops([*rows, *setups], stops, now_min, half_life_min),
    )  # fmt: skip


def _check(rows: Sequence[Measured], setups: Sequence[Measured], stops: Sequence[Stopped], now_min: float) -> None:
    for one in (*rows, *setups):
        is_time = 0 < one.planned_min < np.inf and 0 < one.actual_min < np.inf
        if not is_time or not one.moment_min <= now_min:
            raise Invalid("An operation on unit %(at)s has impossible times, or lies after now.", at=one.unit)
    for stop in stops:
        if not 0 <= stop.minutes < np.inf or not stop.moment_min <= now_min:
            raise Invalid("A stop of unit %(at)s has impossible times, or lies after now.", at=stop.unit)


class _Times:
    """A fit of times. Cells: kinds of operations on units."""

    def __init__(self, rows: Sequence[Measured], now_min: float, half_life_min: float, period_min: float) -> None:
        self.measured = np.log([one.actual_min / one.planned_min for one in rows])
        self.is_over = np.array([one.is_over for one in rows])
        age = np.array([now_min - one.moment_min for one in rows])
        self.weight = 0.5 ** (age / half_life_min)
        period = np.floor(age / period_min).astype(int).tolist()
        self.unit = Groups([one.unit for one in rows])
        self.cell = Groups([(one.unit, one.kind) for one in rows])
        self.owner = self.unit.at[self.cell.first]
        self.period = Groups(list(zip(self.unit.at.tolist(), period, strict=True)))
        self.plant_period = Groups([key[1] for key in self.period.keys])
        self.value, self.extra = self.measured.copy(), np.zeros(len(rows))
        self._fit()
        running = ~self.is_over
        for _ in range(_ROUNDS if running.any() else 0):
            cell = self.cell.at[running]
            self.value[running], self.extra[running] = expected_longer(
                self.cell_mean[cell], self.cell_scale[cell], self.measured[running]
            )
            self._fit()
        self._shapes()

    def _fit(self) -> None:
        ones = np.ones(len(self.value))
        inside = self.value - self.cell.means(self.value, self.weight)[self.cell.at]
        in_period = self.period.means(inside, ones)
        self.left = inside - in_period[self.period.at]
        self._scales()
        self._sways(in_period, self.period.sums(ones))
        self._means()

    def _scales(self) -> None:
        """Of what is left of each row beside all means; few rows of a cell or a unit say little of their spread."""
        count = len(self.left)
        free = max(count - len(self.cell.keys) - len(self.period.keys) + len(self.unit.keys), count / 4)
        self.square = (self.left**2 + self.extra) * count / free
        ones = np.ones(count)
        plant = max(float(self.square.mean()), 1e-6)
        unit = (_SCALE_ROWS * plant + self.unit.sums(self.square)) / (_SCALE_ROWS + self.unit.sums(ones))
        cell = (_SCALE_ROWS * unit[self.owner] + self.cell.sums(self.square)) / (_SCALE_ROWS + self.cell.sums(ones))
        self.scale, self.unit_scale, self.cell_scale = np.sqrt(plant), np.sqrt(unit), np.sqrt(cell)

    def _sways(self, in_period: Floats, counts: Floats) -> None:
        """How far the means of periods differ, beyond the spread of what is in them."""
        groups = self.plant_period
        of_plant = groups.means(in_period, counts)
        periods = len(groups.keys)
        free = len(in_period) - len(self.unit.keys) - periods + 1
        apart = float(np.sum((in_period - of_plant[groups.at]) ** 2 * counts))
        alone = max(free, 0) * self.scale**2
        rows = float(counts.sum() - (counts**2).sum() / counts.sum()) / max(len(in_period) - 1, 1)
        self.unit_sway = _sway(max((apart - alone) / max(rows, 1e-9), 0.0), free, _UNIT_SWAY)
        by_chance = self.scale**2 / groups.sums(counts) + self.unit_sway**2 * groups.parts(counts)
        together = max(float(np.sum(of_plant**2 - by_chance)), 0.0)
        self.plant_sway = _sway(together, periods - 1, _PLANT_SWAY)

    def _means(self) -> None:
        """From the widest to the narrowest, each drawn towards the one around it."""
        ones = np.ones(1)
        self.mean = float(np.average(self.value, weights=self.weight))
        plant_error = self._errors(Groups([0] * len(self.value)))[0]
        means, errors = self.unit.means(self.value, self.weight), self._errors(self.unit)
        centre = np.full(len(means), self.mean)
        free = len(means) - 1
        self.unit_spread = _spread(between(means, errors, centre, free), free)
        doubt = ones * np.sqrt(plant_error)
        self.unit_mean, self.unit_doubt = drawn(means, errors, centre, doubt, self.unit_spread)
        means, errors = self.cell.means(self.value, self.weight), self._errors(self.cell)
        centre = self.unit_mean[self.owner]
        free = len(means) - len(self.unit.keys)
        self.cell_spread = _spread(between(means, errors, centre, free), free)
        self.cell_mean, self.cell_doubt = drawn(means, errors, centre, self.unit_doubt[self.owner], self.cell_spread)
        self.doubt = float(np.sqrt(plant_error))

    def _errors(self, groups: Groups[Any]) -> Floats:
        """Variances of the groups' means: by their rows, and by the periods that these lie in."""
        pairs = Groups(list(zip(groups.at.tolist(), self.period.at.tolist(), strict=True)))
        in_group = Groups(groups.at[pairs.first].tolist())
        by_period = self.unit_sway**2 * in_group.parts(pairs.sums(self.weight))
        return float(self.scale) ** 2 * groups.parts(self.weight) + by_period

    def _shapes(self) -> None:
        residual = np.where(self.is_over, self.left, self.measured - (self.value - self.left))
        residual = residual / self.cell_scale[self.cell.at]
        plant = shape(residual, self.weight, self.is_over, np.array(NORMAL))
        self.shape = standard(plant)
        self.unit_shape = []
        for at in range(len(self.unit.keys)):
            rows = self.unit.at == at
            own = shape(residual[rows], self.weight[rows], self.is_over[rows], np.array(self.shape))
            self.unit_shape.append(standard(own))

    def of_plant(self) -> TimeChance:
        """For a unit without history."""
        doubt = np.sqrt(self.doubt**2 + self.unit_spread + self.cell_spread)
        return TimeChance(self.mean, float(self.scale), self.shape, float(doubt))

    def of_units(self) -> dict[int, TimeChance]:
        """For a kind without history on a unit."""
        doubt = np.sqrt(self.unit_doubt**2 + self.cell_spread)
        each = zip(self.unit.keys, self.unit_mean, self.unit_scale, self.unit_shape, doubt, strict=True)
        return {unit: TimeChance(float(m), float(s), q, float(d)) for unit, m, s, q, d in each}

    def of_cells(self) -> dict[tuple[int, str], TimeChance]:
        """For a kind on a unit."""
        each = zip(self.cell.keys, self.cell_mean, self.cell_scale, self.owner, self.cell_doubt, strict=True)
        return {cell: TimeChance(float(m), float(s), self.unit_shape[u], float(d)) for cell, m, s, u, d in each}


def _spread(variance: float, free: int) -> float:
    """A variance between groups, drawn towards what is usual: few groups don't tell how far others may be."""
    return (variance * free + _FEW * _USUAL_APART**2) / (free + _FEW)


def _sway(squares: float, free: int, usual: float) -> float:
    """A standard deviation from a sum of squares, drawn towards what is usual."""
    free = max(free, 0)
    return float(np.sqrt((squares + _FEW * usual**2) / (free + _FEW)))


def _stops(
    rows: Sequence[Measured], stops: Sequence[Stopped], now_min: float, half_life_min: float
) -> dict[int, StopChance]:
    """By unit; none where no unit ever stopped. A unit that never did stands for less the longer it ran."""
    if not stops:
        return {}
    ran: dict[int, float] = {one.unit: 0.0 for one in stops}
    for one in rows:
        ran[one.unit] = ran.get(one.unit, 0.0) + one.actual_min * 0.5 ** ((now_min - one.moment_min) / half_life_min)
    weight = np.array([0.5 ** ((now_min - one.moment_min) / half_life_min) for one in stops])
    counts: dict[int, float] = dict.fromkeys(ran, 0.0)
    for stop, each in zip(stops, weight.tolist(), strict=True):
        counts[stop.unit] += each
    count, minutes = _usual_rate(counts, ran)
    lengths = _lengths(stops, weight, list(ran))
    return {unit: StopChance(count + counts[unit], minutes + ran[unit], rising(np.exp(lengths[unit]))) for unit in ran}


def _usual_rate(counts: Mapping[int, float], ran: Mapping[int, float]) -> tuple[float, float]:
    """(stops, minutes) that stand for what is known of any unit: a gamma distribution by its first two moments."""
    seen, over = np.array([counts[unit] for unit in ran]), np.array([max(ran[unit], 1.0) for unit in ran])
    mean = float(seen.sum() / over.sum())
    spread = float(np.sum(over * (seen / over - mean) ** 2) - (len(seen) - 1) * mean) / float(over.sum())
    count = min(mean**2 / spread, _MOST_COUNT) if spread > 0 else _MOST_COUNT
    return count, count / mean


def _lengths(stops: Sequence[Stopped], weight: Floats, units: Sequence[int]) -> dict[int, Floats]:
    """Quantiles of the logarithm of minutes, each unit's blended with the plant's, those with a lognormal, all held at
    the means of the minutes: it is these that lengthen a plan."""
    value = np.log([max(one.minutes, 0.1) for one in stops])
    is_over = np.array([one.is_over for one in stops])
    mean = float(np.average(value, weights=weight))
    own = len(value) / (len(value) + _SCALE_ROWS)
    scale = np.sqrt(own * float(np.average((value - mean) ** 2, weights=weight)) + (1 - own) * _USUAL_STOP_SCALE**2)
    plant = shape(value, weight, is_over, mean + scale * np.array(NORMAL))
    usual = _mean(value, weight, is_over)
    plant = plant + np.log(usual / mean_of(np.exp(plant)))
    found = {}
    for unit in units:
        rows = np.array([one.unit == unit for one in stops])
        found[unit] = plant
        if rows.any():
            found[unit] = shape(value[rows], weight[rows], is_over[rows], plant)
            own = len(value[rows]) / (len(value[rows]) + SHAPE_ROWS)
            wanted = own * _mean(value[rows], weight[rows], is_over[rows]) + (1 - own) * usual
            found[unit] = found[unit] + np.log(wanted / mean_of(np.exp(found[unit])))
    return found


def _mean(value: Floats, weight: Floats, is_over: NDArray[np.bool_]) -> float:
    """Of minutes whose logarithms these are."""
    ordered, weights = moved_right(value, weight, is_over)
    return float(np.average(np.exp(ordered), weights=weights))
