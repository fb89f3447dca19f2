"""Several signals together: is this moment like the calm ones, and if not, which signal is it? Pure.

Principal components of a calm window. T² says how far a row lies within what the components tell, Q (the squared
prediction error) how far it lies off them. Limits for new rows: T² by the F distribution (MacGregor and Kourti, Control
Engineering Practice 3 (1995) 403), Q by Jackson and Mudholkar (Technometrics 21 (1979) 341). Which signal: by how much
both together would fall were that signal put right (Alcala and Qin, Automatica 45 (2009) 1593). Needs the extra
`learning`.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from math import isfinite, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2, norm
from scipy.stats import f as f_distribution

from dure.kernel.errors import Invalid

Values = NDArray[np.float64]
FEWEST, FEWEST_EACH = 50, 5
"""rows of a calm window; and for each signal"""
_MOST_MISSING = 1 / 3
_MOST_SCALES = 5.0
"""A value of the calm window counts for that many scales at most."""


@dataclass(frozen=True)
class Normal:
    """centre, scale: of each signal. loadings: a row for each component, variances: theirs. others: variances off the
    components. rows: that it is from. t2_limit, q_limit: that calm rows pass with the chance told."""

    names: tuple[str, ...]
    centre: tuple[float, ...]
    scale: tuple[float, ...]
    loadings: tuple[tuple[float, ...], ...]
    variances: tuple[float, ...]
    others: tuple[float, ...]
    rows: int
    t2_limit: float
    q_limit: float

    @cached_property
    def _components(self) -> Values:
        return np.asarray(self.loadings)

    @cached_property
    def _within(self) -> Values:
        """The matrix of T²."""
        found: Values = self._components.T @ np.diag(1 / np.asarray(self.variances)) @ self._components
        return found

    @cached_property
    def _off(self) -> Values:
        """The matrix of Q."""
        found: Values = np.eye(len(self.names)) - self._components.T @ self._components
        return found

    def z(self, rows: Values) -> Values:
        """Scaled; what is missing counts as the centre."""
        found: Values = np.nan_to_num((rows - np.asarray(self.centre)) / np.asarray(self.scale), nan=0.0)
        return found

    def figures(self, rows: Sequence[Sequence[float]] | Values) -> tuple[Values, Values]:
        """T² and Q of each row."""
        z = self.z(np.asarray(rows, dtype=np.float64))
        return np.einsum("ij,jk,ik->i", z, self._within, z), np.einsum("ij,jk,ik->i", z, self._off, z)

    def read(self, row: Sequence[float]) -> "Reading | None":
        """None when more than a third of the signals are missing. Raises Invalid for a row of another length."""
        if len(row) != len(self.names):
            raise Invalid("A row needs %(count)s values.", count=len(self.names))
        values = np.asarray(row, dtype=np.float64)
        values[~np.isfinite(values)] = np.nan
        if np.isnan(values).mean() > _MOST_MISSING:
            return None
        t2, q = self.figures(values.reshape(1, -1))
        both = self._within / self.t2_limit + self._off / self.q_limit
        pulled = both @ self.z(values) / np.sqrt(np.diag(both))
        total = float(pulled @ pulled)
        shares = sorted(zip(self.names, pulled**2 / total if total else pulled, strict=True), key=lambda one: -one[1])
        return Reading(
            float(t2[0]), float(q[0]), bool(t2[0] > self.t2_limit or q[0] > self.q_limit),
            tuple((name, float(share)) for name, share in shares),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """contributions: signals with their share, the greatest first."""

    t2: float
    q: float
    is_out: bool
    contributions: tuple[tuple[str, float], ...]

    @property
    def signal(self) -> str:
        """The one that it is, most likely."""
        return self.contributions[0][0]


def normal_of(
    names: Sequence[str],
    rows: Sequence[Sequence[float]],
    *,
    chance: float = 0.01,
    explained: float = 0.9,
    is_robust: bool = True,
) -> Normal:
    """chance: that a calm row lies outside of either limit. explained: share of the variance that components tell.
    is_robust: scaled by median and median absolute deviation, and no value counts for more than five of these. Rows
    with a missing value are left out. Raises Invalid for too few rows or signals, and names constant ones."""
    if not 0 < chance < 1 or not 0 < explained < 1:
        raise Invalid("Chance and share must lie between nought and one.")
    values = _complete(names, rows)
    centre, scale = _scales(names, values, is_robust)
    z = (values - centre) / scale
    if is_robust:
        z = np.clip(z, -_MOST_SCALES, _MOST_SCALES)
    own = z.mean(axis=0)
    found, vectors = np.linalg.eigh(np.cov(z - own, rowvar=False))
    found, vectors = np.maximum(found[::-1], 0.0), vectors[:, ::-1]
    kept = _count(found, explained)
    each = 1 - sqrt(1 - chance)
    return Normal(
        names=tuple(names),
        centre=tuple(float(one) for one in centre + own * scale),
        scale=tuple(float(one) for one in scale),
        loadings=tuple(tuple(float(one) for one in column) for column in vectors[:, :kept].T),
        variances=tuple(float(one) for one in found[:kept]),
        others=tuple(float(one) for one in found[kept:]),
        rows=len(values),
        t2_limit=t2_limit(len(values), kept, each),
        q_limit=q_limit([float(one) for one in found[kept:]], each),
    )


def _complete(names: Sequence[str], rows: Sequence[Sequence[float]]) -> Values:
    if len(names) < 2:
        raise Invalid("At least two signals are needed to look at them together.")
    values = np.asarray(rows, dtype=np.float64).reshape(len(rows), -1 if len(rows) else len(names))
    if values.shape[1] != len(names):
        raise Invalid("A row needs %(count)s values.", count=len(names))
    values = values[np.isfinite(values).all(axis=1)]
    least = max(FEWEST, FEWEST_EACH * len(names))
    if len(values) < least:
        raise Invalid("A calm window of %(signals)s signals needs %(least)s complete rows; there are %(count)s.",
                      signals=len(names), least=least, count=len(values))  # fmt: skip
    constant = [name for name, column in zip(names, values.T, strict=True) if column.min() == column.max()]
    if constant:
        raise Invalid("Constant in the calm window: %(names)s. Leave them out.", names=", ".join(constant))
    return values


def _scales(names: Sequence[str], values: Values, is_robust: bool) -> tuple[Values, Values]:
    deviation = values.std(axis=0, ddof=1)
    if not is_robust:
        return values.mean(axis=0), deviation
    middle = np.median(values, axis=0)
    spread = 1.4826 * np.median(np.abs(values - middle), axis=0)
    return middle, np.where(spread > 0, spread, deviation)


def _count(variances: Values, explained: float) -> int:
    """Components until the share is reached; one variance at least is left for Q."""
    shares = np.cumsum(variances) / variances.sum()
    reached = int(np.searchsorted(shares, explained - 1e-12)) + 1
    useful = int((variances > 1e-10 * variances[0]).sum())
    if useful < 2:
        raise Invalid("The signals of the calm window all say the same; one of them is enough.")
    return min(reached, useful - 1)


def t2_limit(rows: int, components: int, chance: float) -> float:
    """That a new calm row passes with this chance."""
    factor = components * (rows * rows - 1) / (rows * (rows - components))
    return float(factor * f_distribution.ppf(1 - chance, components, rows - components))


def q_limit(others: Sequence[float], chance: float) -> float:
    """others: variances off the components. Where their third moment leaves no root (h0 not above nought) by Box's
    scaled chi-square, θ2 / θ1 times that with θ1² / θ2 degrees of freedom."""
    one, two, three = (float(sum(value**power for value in others)) for power in (1, 2, 3))
    h = 1 - 2 * one * three / (3 * two * two)
    if h <= 0:
        return float(two / one * chi2.ppf(1 - chance, one * one / two))
    inner = norm.ppf(1 - chance) * sqrt(2 * two * h * h) / one + 1 + two * h * (h - 1) / (one * one)
    return float(one * inner ** (1 / h))


def widened(normal: Normal, rows: Sequence[Sequence[float]], chance: float = 0.01) -> Normal:
    """With limits that other calm rows, later than the window, pass with the chance told; never narrower. Real signals
    have longer tails than the normal distribution, and change with what is made."""
    values = np.asarray(rows, dtype=np.float64).reshape(len(rows), -1)
    values = values[np.isfinite(values).all(axis=1)]
    each = 1 - sqrt(1 - chance)
    if len(values) * each < 1:
        raise Invalid("Limits of this chance need %(least)s calm rows; there are %(count)s.",
                      least=round(1 / each) + 1, count=len(values))  # fmt: skip
    t2, q = normal.figures(values)
    return replace(
        normal,
        t2_limit=max(normal.t2_limit, float(np.quantile(t2, 1 - each))),
        q_limit=max(normal.q_limit, float(np.quantile(q, 1 - each))),
    )


def normal_json(normal: Normal) -> dict[str, Any]:
    return asdict(normal)


def normal_from(data: dict[str, Any]) -> Normal:
    """Raises Invalid for figures that aren't numbers."""
    lists = {name: tuple(data[name]) for name in ("names", "centre", "scale", "variances", "others")}
    made = Normal(**(data | lists | {"loadings": tuple(tuple(row) for row in data["loadings"])}))
    if not all(isfinite(one) for one in (made.t2_limit, made.q_limit, *made.centre, *made.scale)):
        raise Invalid("The calm window that was kept can't be read.")
    return made
