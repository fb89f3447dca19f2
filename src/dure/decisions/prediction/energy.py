"""Energy that what was made should have taken, and whether it took more. Pure.

Rows are stretches of time with features that are known without the meter: hour, day of the week, pieces, or the meter's
own past. Straight: least squares with a level for each kind. Boosted: trees. Simple ones to be better than: the mean of
the hour and day, and the same time a week ago. Figures after ASHRAE Guideline 14: CV(RMSE) and NMBE, in shares of the
mean. Needs the extra `learning`.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import isnan, sqrt
from typing import Any, Protocol

import numpy as np
from sklearn.ensemble import HistGradientBoostingRegressor
from threadpoolctl import threadpool_limits

from dure.decisions.prediction import scores
from dure.decisions.prediction.gate import FEWEST_BLOCKS, Ground, is_better
from dure.decisions.prediction.learners import Values, checked, values_of
from dure.decisions.prediction.scores import Interval
from dure.decisions.prediction.table import Row, Split, Table
from dure.decisions.prediction.words import mark


class Expected(Protocol):
    def kwh(self, rows: Sequence[Row]) -> tuple[float, ...]: ...


class Expecting(Protocol):
    @property
    def name(self) -> str: ...

    def fit(self, table: Table) -> Expected: ...


@dataclass(frozen=True, slots=True)
class _Kinds:
    """Means of rows with the same values in some columns."""

    places: tuple[int, ...]
    means: dict[Row, float]
    other: float

    def kwh(self, rows: Sequence[Row]) -> tuple[float, ...]:
        return tuple(self.means.get(tuple(row[at] for at in self.places), self.other) for row in rows)


@dataclass(frozen=True, slots=True)
class MeanBy:
    """The mean of what was, for each value of these columns: such as hour and day of the week. Without any: of all."""

    columns: tuple[str, ...]

    @property
    def name(self) -> str:
        return "mean by " + ", ".join(self.columns) if self.columns else mark("mean")

    def fit(self, table: Table) -> Expected:
        found: dict[Row, list[float]] = defaultdict(list)
        places = tuple(table.columns.index(name) for name in self.columns)
        for row, amount in zip(table.rows, table.outcomes, strict=True):
            found[tuple(row[at] for at in places)].append(amount)
        return _Kinds(
            places, {key: scores.mean(own) for key, own in found.items()}, scores.mean(table.outcomes)
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Column:
    at: int
    other: float

    def kwh(self, rows: Sequence[Row]) -> tuple[float, ...]:
        return tuple(self.other if isnan(row[self.at]) else row[self.at] for row in rows)


@dataclass(frozen=True, slots=True)
class As:
    """What a column says: as it was a week ago."""

    column: str

    @property
    def name(self) -> str:
        return f"as {self.column}"

    def fit(self, table: Table) -> Expected:
        table.column(self.column)
        return _Column(table.columns.index(self.column), scores.mean(table.outcomes))


@dataclass(frozen=True, slots=True)
class StraightLine:
    """base: kWh of a stretch when all amounts are nought, of the first kind. slopes: kWh for one of each column."""

    columns: tuple[str, ...]
    levels: tuple[tuple[str, tuple[float, ...]], ...]
    middle: tuple[float, ...]
    weights: tuple[float, ...]

    @property
    def base(self) -> float:
        return self.weights[0]

    @property
    def slopes(self) -> dict[str, float]:
        kinds = dict(self.levels)
        names = [name for name in self.columns if name not in kinds]
        return dict(zip(names, self.weights[1 : 1 + len(names)], strict=True))

    def kwh(self, rows: Sequence[Row]) -> tuple[float, ...]:
        told = _design(values_of(rows), self.columns, dict(self.levels), self.middle) @ np.asarray(self.weights)
        return tuple(float(one) for one in told)


@dataclass(frozen=True, slots=True)
class Straight:
    """kinds: columns whose values are names, such as the hour; each value has a level of its own. The other columns
    count by their amount; a missing one counts as their median."""

    kinds: tuple[str, ...] = ()
    name: str = mark("straight line")

    def fit(self, table: Table) -> StraightLine:
        values = checked(table)
        levels = {name: tuple(sorted(set(table.column(name)))) for name in self.kinds}
        middle = tuple(float(one) for one in np.nanmedian(values, axis=0))
        design = _design(values, table.columns, levels, middle)
        weights = np.linalg.lstsq(design.T @ design, design.T @ np.asarray(table.outcomes), rcond=None)[0]
        return StraightLine(table.columns, tuple(levels.items()), middle, tuple(float(one) for one in weights))


def _design(
    values: Values, columns: Sequence[str], levels: Mapping[str, Sequence[float]], middle: Sequence[float]
) -> Values:
    parts = [np.ones(len(values))]
    for at, name in enumerate(columns):
        if name not in levels:
            parts.append(np.where(np.isnan(values[:, at]), middle[at], values[:, at]))
    for at, name in enumerate(columns):
        parts += [(values[:, at] == level).astype(np.float64) for level in levels.get(name, ())[1:]]
    return np.column_stack(parts)


@dataclass(frozen=True, slots=True)
class _Trees:
    made: Any

    def kwh(self, rows: Sequence[Row]) -> tuple[float, ...]:
        return tuple(float(one) for one in self.made.predict(values_of(rows))) if rows else ()


@dataclass(frozen=True, slots=True)
class Boosted:
    trees: int = 200
    seed: int = 0
    name: str = mark("boosted trees")

    def fit(self, table: Table) -> Expected:
        made = HistGradientBoostingRegressor(
            max_iter=self.trees, learning_rate=0.06, max_leaf_nodes=31,
            early_stopping=False, random_state=self.seed,
        )  # fmt: skip
        with threadpool_limits(1):
            return _Trees(made.fit(checked(table), table.outcomes))


SENTENCES = {
    Ground.BETTER: mark(
        "%(model)s is shown: on held-back days it was off by %(ours).2f kWh (root mean square), %(baseline)s by "
        "%(theirs).2f kWh."
    ),
    Ground.NOT_BETTER: mark(
        "%(model)s is not shown: on held-back days it was off by %(ours).2f kWh (root mean square), not better than "
        "%(baseline)s with %(theirs).2f kWh."
    ),
    Ground.FEW_BLOCKS: mark(
        "%(model)s is not shown: %(blocks)s separate days are too few to judge by; %(least)s are needed."
    ),
}


@dataclass(frozen=True, slots=True)
class EnergyVerdict:
    """ours, theirs: root mean square errors in kWh of a stretch; baseline: the best one by that. difference: of the
    squares. cv: CV(RMSE), bias: NMBE of the model, shares of the mean. told: of the model; places: of the held-back
    rows in the table."""

    ground: Ground
    model: str
    baseline: str
    blocks: int
    ours: float
    theirs: float
    difference: Interval
    cv: float
    bias: float
    places: tuple[int, ...]
    told: tuple[float, ...]

    @property
    def is_shown(self) -> bool:
        return self.ground is Ground.BETTER

    @property
    def message(self) -> str:
        return SENTENCES[self.ground]

    @property
    def params(self) -> dict[str, Any]:
        return {"model": self.model, "baseline": self.baseline, "ours": self.ours, "theirs": self.theirs,
                "blocks": self.blocks, "least": FEWEST_BLOCKS}  # fmt: skip

    def __str__(self) -> str:
        return self.message % self.params


def judged(
    expecting: Expecting,
    baselines: Sequence[Expecting],
    table: Table,
    splits: Sequence[Split],
    *,
    block: Callable[[Table, int], str],
    seed: int = 0,
) -> EnergyVerdict:
    """Told stretch by stretch from what was known before. The mean of all is always one of the baselines: where there
    is nothing to know, it is better than the means of many kinds."""
    baselines = (MeanBy(()), *baselines)
    places = [at for split in splits for at in split.test]
    actual = [table.outcomes[at] for at in places]
    told = {one.name: _told(one, table, splits) for one in (expecting, *baselines)}
    errors = {name: [(a - b) ** 2 for a, b in zip(own, actual, strict=True)] for name, own in told.items()}
    best = min((one.name for one in baselines), key=lambda name: scores.mean(errors[name]))
    blocks = [block(table, at) for at in places]
    ours = errors[expecting.name]
    difference = scores.difference(ours, errors[best], blocks, seed)
    few = len(set(blocks)) < FEWEST_BLOCKS
    better = Ground.BETTER if is_better(difference, scores.mean(errors[best])) else Ground.NOT_BETTER
    return EnergyVerdict(
        Ground.FEW_BLOCKS if few else better, expecting.name, best, len(set(blocks)), sqrt(scores.mean(ours)),
        sqrt(scores.mean(errors[best])), difference, cv_rmse(told[expecting.name], actual),
        bias(told[expecting.name], actual), tuple(places), tuple(told[expecting.name]),
    )  # fmt: skip


def _told(one: Expecting, table: Table, splits: Sequence[Split]) -> list[float]:
    found: list[float] = []
    for split in splits:
        made = one.fit(table.part(sorted(split.learn + split.calibrate)))
        found += made.kwh([table.rows[at] for at in split.test])
    return found


def cv_rmse(told: Sequence[float], actual: Sequence[float]) -> float:
    return sqrt(scores.mean([(a - b) ** 2 for a, b in zip(told, actual, strict=True)])) / scores.mean(actual)


def bias(told: Sequence[float], actual: Sequence[float]) -> float:
    """Above nought: more was told than came."""
    return (sum(told) - sum(actual)) / sum(actual)


@dataclass(frozen=True, slots=True)
class PerUnit:
    """kWh for a piece: what it took, and what it should have taken."""

    kwh: float
    expected: float

    @property
    def excess(self) -> float:
        """Share of what was expected that was taken beyond it."""
        return self.kwh / self.expected - 1


def per_unit(kwh: float, expected: float, pieces: float) -> PerUnit | None:
    """None when nothing was made, or nothing was expected: a ratio then says nothing."""
    if pieces <= 0 or expected <= 0:
        return None
    return PerUnit(kwh / pieces, expected / pieces)
