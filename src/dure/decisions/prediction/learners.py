"""Models that learn chances from rows: logistic regression and boosted trees, both of scikit-learn. Pure.

The same rows and seed give the same model. Boosting stops after a fixed number of trees: stopping early would hold
back rows drawn by chance, and neighbours in time are alike. Needs the extra `learning`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from dure.decisions.prediction.chances import Model, kept
from dure.decisions.prediction.table import Row, Table
from dure.decisions.prediction.words import mark
from dure.kernel.errors import Invalid

Values = NDArray[np.float64]
FEWEST = 20
"""rows to learn from"""


def values_of(rows: Sequence[Row]) -> Values:
    return np.asarray(rows, dtype=np.float64).reshape(len(rows), -1)


def checked(table: Table) -> Values:
    """The rows as an array. Raises Invalid for too few, infinite or empty columns, or when no column tells anything."""
    if len(table) < FEWEST:
        raise Invalid("A model needs %(least)s rows to learn from; there are %(count)s.",
                      least=FEWEST, count=len(table))  # fmt: skip
    values = values_of(table.rows)
    if np.isinf(values).any():
        raise Invalid("The rows to learn from hold infinite values.")
    empty = [name for name, column in zip(table.columns, values.T, strict=True) if np.isnan(column).all()]
    if empty:
        raise Invalid("The columns %(names)s have no values; leave them out.", names=", ".join(empty))
    if all(np.nanmin(column) == np.nanmax(column) for column in values.T):
        raise Invalid("All columns are constant; nothing can be learnt from them.")
    return values


def _checked_chances(table: Table) -> Values:
    values = checked(table)
    if set(table.outcomes) != {0.0, 1.0}:
        raise Invalid("The rows to learn from need both outcomes, 0 and 1.")
    return values


@dataclass(frozen=True, slots=True)
class _Fitted:
    """middle, scale: of each column; a missing value counts as its middle."""

    made: Any
    middle: Values | None = None
    scale: Values | None = None

    def chance(self, rows: Sequence[Row]) -> tuple[float, ...]:
        if not rows:
            return ()
        values = values_of(rows)
        if self.middle is not None and self.scale is not None:
            values = _scaled(values, self.middle, self.scale)
        return tuple(kept(float(one)) for one in self.made.predict_proba(values)[:, 1])


def _scaled(values: Values, middle: Values, scale: Values) -> Values:
    """Nothing counts for more than ten standard deviations."""
    z: Values = np.clip((np.where(np.isnan(values), middle, values) - middle) / scale, -10, 10)
    return z


@dataclass(frozen=True, slots=True)
class Logistic:
    """strength: of the pull of all slopes towards nought (ridge); 1 is a row's worth."""

    strength: float = 1.0
    name: str = mark("logistic regression")

    def fit(self, table: Table) -> Model:
        values = _checked_chances(table)
        middle, scale = np.nanmedian(values, axis=0), np.nanstd(values, axis=0)
        scale[scale == 0] = 1.0
        made = LogisticRegression(C=1 / self.strength, max_iter=2000)
        return _Fitted(made.fit(_scaled(values, middle, scale), table.outcomes), middle, scale)


@dataclass(frozen=True, slots=True)
class Boosting:
    """Histogram gradient boosting, which takes missing values as they are."""

    trees: int = 150
    rate: float = 0.06
    leaves: int = 15
    least: int = 5
    seed: int = 0
    name: str = mark("boosted trees")

    def fit(self, table: Table) -> Model:
        values = _checked_chances(table)
        made = HistGradientBoostingClassifier(
            max_iter=self.trees, learning_rate=self.rate, max_leaf_nodes=self.leaves, min_samples_leaf=self.least,
            l2_regularization=1.0, early_stopping=False, random_state=self.seed,
        )  # fmt: skip
        # More threads wait for each other longer than they work on so few rows.
        with threadpool_limits(1):
            return _Fitted(made.fit(values, table.outcomes))
