"""Generalised least squares for days of which neighbours are alike, exact and quick for many likenesses. Pure.

The errors of days are an autoregression of first order in calendar time: corr(day, day + g) = ρ^g, so a missing day is
no trouble; days after a change may scatter φ times as much as before. For given ρ and φ least squares are generalised
for it (Aitken 1936). With sums of products by the gap between neighbours each ρ and φ costs the same, however many days
there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log, sqrt

Row = Sequence[float]
"""Regressors of a day, the one that is asked for last, then the figure itself."""
Square = list[list[float]]

_TINY = 1e-12


@dataclass(frozen=True, slots=True)
class Part:
    """At one ρ and one φ: the coefficient asked for, its scale, and the logarithm of the residual likelihood.

    unit: the scale if days scattered by one; spread: by how much they do.
    """

    rho: float
    uneven: float
    centre: float
    unit: float
    spread: float
    likelihood: float

    @property
    def scale(self) -> float:
        return self.unit * self.spread


@dataclass(frozen=True, slots=True)
class Gap:
    """Pairs of neighbouring days that lie `days` apart: how often, and sums of products of their rows.

    later_side, earlier_side: 0 before the change, 1 after. crossed: later·earlier' + earlier·later'.
    """

    days: int
    later_side: int
    earlier_side: int
    count: int
    later: Square
    crossed: Square
    earlier: Square


@dataclass(frozen=True, slots=True)
class Products:
    """All that a fit needs of the rows, whatever ρ is. after: days after the change."""

    first: Square
    gaps: tuple[Gap, ...]
    n: int
    after: int
    width: int


def products(days: Sequence[int], rows: Sequence[Row], change: int | None = None) -> Products:
    """change: the first day of the other side; None for a line with one side."""
    width = len(rows[0])
    sides = [int(change is not None and day >= change) for day in days]
    pairs: dict[tuple[int, int, int], list[tuple[Row, Row]]] = {}
    for at in range(1, len(rows)):
        key = days[at] - days[at - 1], sides[at], sides[at - 1]
        pairs.setdefault(key, []).append((rows[at], rows[at - 1]))
    gaps = tuple(_gap(key, found, width) for key, found in sorted(pairs.items()))
    return Products(_sum([(rows[0], rows[0])], 0, 0, width), gaps, len(rows), sum(sides), width)


def _gap(key: tuple[int, int, int], pairs: Sequence[tuple[Row, Row]], width: int) -> Gap:
    mixed = _sum(pairs, 0, 1, width)
    crossed = [[mixed[i][k] + mixed[k][i] for k in range(width)] for i in range(width)]
    return Gap(*key, len(pairs), _sum(pairs, 0, 0, width), crossed, _sum(pairs, 1, 1, width))


def _sum(pairs: Sequence[tuple[Row, Row]], one: int, other: int, width: int) -> Square:
    columns = [[pair[one][k] for pair in pairs] for k in range(width)]
    others = columns if one == other else [[pair[other][k] for pair in pairs] for k in range(width)]
    return [[sum(map(float.__mul__, columns[i], others[k])) for k in range(width)] for i in range(width)]


def part_at(rho: float, sums: Products, uneven: float = 1.0) -> Part | None:
    """Generalised least squares; None where the regressors can't be told apart.

    uneven: standard deviation of a day after ÷ of one before.
    """
    width, spread = sums.width, 2 * sums.after * log(uneven)
    matrix = [row[: i + 1] for i, row in enumerate(sums.first)]
    for gap in sums.gaps:
        alike = rho**gap.days
        news = 1 - alike * alike
        spread += gap.count * log(news)
        one, other = 1 / uneven**gap.later_side, alike / uneven**gap.earlier_side
        _add(matrix, gap, one * one / news, one * other / news, other * other / news)
    if not _cholesky(matrix):
        return None
    asked, freedom = width - 2, sums.n - (width - 1)
    rest = matrix[-1][-1]
    loose = sum(log(matrix[i][i]) for i in range(width - 1))
    likelihood = -0.5 * spread - loose - freedom * log(rest)
    pivot = matrix[asked][asked]
    return Part(rho, uneven, matrix[-1][asked] / pivot, 1 / pivot, rest / sqrt(freedom), likelihood)


def _add(matrix: Square, gap: Gap, whole: float, less: float, more: float) -> None:
    """Σ (later − ρ^g earlier)(later − ρ^g earlier)' ÷ (1 − ρ^2g), into the lower triangle."""
    for i, row in enumerate(matrix):
        one, two, three = gap.later[i], gap.crossed[i], gap.earlier[i]
        for k in range(i + 1):
            row[k] += whole * one[k] - less * two[k] + more * three[k]


def _cholesky(matrix: Square) -> bool:
    """The lower triangle in place, rows of rising length; whether the columns can be told apart."""
    for i, row in enumerate(matrix):
        for k in range(i):
            other = matrix[k]
            row[k] = (row[k] - sum(map(float.__mul__, row[:k], other))) / other[k]
        whole = row[i]
        left = whole - sum(map(float.__mul__, row[:i], row))
        if left <= _TINY * whole or whole <= 0:
            if i < len(matrix) - 1:
                return False
            left = max(_TINY * _TINY * whole, 1e-300)
        row[i] = sqrt(left)
    return True
