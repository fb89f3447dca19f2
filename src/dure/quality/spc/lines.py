"""What every control chart comes to: a line of points with a centre and limits of its own for each point. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

EDGE = 1e-9
"""A point on a limit is inside it; this much is rounding."""


@dataclass(frozen=True, slots=True)
class Line:
    """Points of one statistic. sigma: standard error of each point, None where it has no such scale (CUSUM).

    lower None: there is no lower limit. z is how many standard errors a point lies off its centre.
    """

    name: str
    values: tuple[float, ...]
    centre: tuple[float, ...]
    lower: tuple[float | None, ...]
    upper: tuple[float | None, ...]
    sigma: tuple[float | None, ...]

    @property
    def z(self) -> list[float | None]:
        rows = zip(self.values, self.centre, self.sigma, strict=True)
        return [(value - centre) / sigma if sigma else None for value, centre, sigma in rows]

    @property
    def outside(self) -> list[int]:
        """Places of the points beyond a limit, from 0. A point on its limit is inside."""
        return [
            i
            for i, (value, low, high) in enumerate(zip(self.values, self.lower, self.upper, strict=True))
            if (high is not None and value > high + _rounding(high))
            or (low is not None and value < low - _rounding(low))
        ]


def _rounding(limit: float) -> float:
    return EDGE * max(1.0, abs(limit))


def level(
    name: str, values: Sequence[float], centre: float, sigma: float | None, limits: tuple[float | None, float | None]
) -> Line:
    """A line whose centre, limits (lower, upper) and standard error are the same at every point."""
    n = len(values)
    return Line(name, tuple(values), (centre,) * n, (limits[0],) * n, (limits[1],) * n, (sigma,) * n)
