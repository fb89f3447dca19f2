"""A line through days of which neighbours are alike, and how far chance may have moved it. Pure.

With ρ, the likeness of neighbours, and φ, by which days scatter otherwise after the change, known, `squares` are exact,
with Student's t at n − p degrees of freedom. They aren't known: short series tell little of them, and intervals that
take the best ρ for the true one are too short. So both are integrated out: each pair counts by its residual
likelihood (Harville 1974, Biometrika 61:383) times a weight of its own, and the interval is that of the mixture of the
t distributions.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, erfc, exp, inf, log, sqrt, tanh
from operator import itemgetter
from statistics import NormalDist

from dure.mentoring.effects.squares import Part, Products, Row, part_at, products

Term = tuple[float, float, float]
"""Share, centre and 1 ÷ scale of a t distribution."""

_NORMAL = NormalDist()
_ROOT_HALF = sqrt(0.5)
REACH = 8.0
"""Parts whose weight is less than e to the minus this of the largest are left out."""
UNEVEN = 1.0
"""Standard deviation of the weight on log φ: two of three lines scatter after between 0.37 and 2.7 times as before."""
STEPS = (-1.5, 0.0, 1.5)
"""Values of log φ about the likeliest, in standard errors of it."""
NEAR = 6.0
"""The same as REACH, for a first look at ρ with φ = 1."""


@dataclass(frozen=True, slots=True)
class Fit:
    """The mixture. parts and shares go together; freedom: of each t distribution."""

    parts: tuple[Part, ...]
    shares: tuple[float, ...]
    freedom: int

    @property
    def centre(self) -> float:
        return sum(share * part.centre for part, share in zip(self.parts, self.shares, strict=True))

    @property
    def rho(self) -> float:
        return sum(share * part.rho for part, share in zip(self.parts, self.shares, strict=True))

    @property
    def uneven(self) -> float:
        return sum(share * part.uneven for part, share in zip(self.parts, self.shares, strict=True))

    @property
    def error(self) -> float:
        """Standard deviation of the mixture."""
        mean, wide = self.centre, self.freedom / max(self.freedom - 2, 1)
        pairs = zip(self.parts, self.shares, strict=True)
        return sqrt(sum(share * (wide * part.scale**2 + (part.centre - mean) ** 2) for part, share in pairs))

    def below(self, x: float) -> float:
        """Share of the mixture below x."""
        return _below(x, self._terms(), self.freedom)

    def interval(self, confidence: float) -> tuple[float, float]:
        terms = self._terms()
        low, high = ((1 - confidence) / 2, (1 + confidence) / 2)
        return self._quantile(low, terms), self._quantile(high, terms)

    def _terms(self) -> list[Term]:
        return [(share, part.centre, 1 / part.scale) for part, share in zip(self.parts, self.shares, strict=True)]

    def _quantile(self, share: float, terms: Sequence[Term]) -> float:
        """By the secant on the scale of the normal distribution, where the mixture is nearly a straight line."""
        goal, error = _NORMAL.inv_cdf(share), self.error
        low, high = self.centre - 60 * error, self.centre + 60 * error
        x = self.centre + goal * error
        for _step in range(60):
            off = _NORMAL.inv_cdf(min(max(_below(x, terms, self.freedom), 1e-300), 1 - 1e-16)) - goal
            if abs(off) < 1e-5:
                break
            low, high = (low, x) if off > 0 else (x, high)
            step = x - off * error
            x = step if low < step < high else (low + high) / 2
        return x


def _below(x: float, terms: Sequence[Term], freedom: int) -> float:
    return sum(share * t_below((x - centre) * over, freedom) for share, centre, over in terms)


def t_below(x: float, freedom: float) -> float:
    """Student's t by the normal distribution; off by less than 1e-4 from five degrees on (Hill 1970, Communications of
    the ACM 13:617, algorithm 395)."""
    a = freedom - 0.5
    b = 48 * a * a
    w2 = a * log(1 + x * x / freedom)
    w = sqrt(w2)
    top = ((4 * w2 + 33) * w2 + 240) * w2 + 855
    z = w + (w2 + 3 - top / (10 * (b + 0.8 * w2 * w2 + 100))) * w / b
    tail = 0.5 * erfc(z * _ROOT_HALF)
    return 1 - tail if x > 0 else tail


@lru_cache(maxsize=64)
def grid(count: int) -> tuple[tuple[float, float], ...]:
    """ρ from −0.54 to 0.976, evenly on Fisher's scale artanh ρ, and the logarithm of its weight: the reference prior
    (1 − ρ²)^(−1/2) of a stationary autoregression (Berger, Yang 1994, Econometric Theory 10:461), on that scale."""
    rhos = [tanh(-0.6 + 2.8 * at / (count - 1)) for at in range(count)]
    return tuple((rho, 0.5 * log(1 - rho * rho)) for rho in rhos)


def grid_for(n: int) -> tuple[tuple[float, float], ...]:
    """As fine as n days can tell ρ on Fisher's scale, ± 1/√n."""
    return grid(max(16, ceil(2.8 * sqrt(n))))


def fit(days: Sequence[int], rows: Sequence[Row], change: int | None = None) -> Fit | None:
    """None where the regressors can't be told apart. change: the first day from which days may scatter otherwise."""
    sums = products(days, rows, change)
    if sums.n <= sums.width:
        return None
    found = [(part_at(rho, sums), weight) for rho, weight in grid_for(sums.n)]
    parts = [(part, part.likelihood + weight) for part, weight in found if part is not None]
    if len(parts) < len(found):
        return None
    if change is not None:
        parts = _with_uneven(parts, sums)
    return _mixed(parts, sums.n - sums.width + 1)


def _with_uneven(even: list[tuple[Part, float]], sums: Products) -> list[tuple[Part, float]]:
    """The ratio φ of both sides' scatter integrated out too: three values about the likeliest, each with each ρ that
    counts. A normal weight on log φ holds it to what sides of one machine do."""
    best, top = max(even, key=itemgetter(1))
    step = sqrt(0.5 / (sums.n - sums.after) + 0.5 / sums.after)
    middle = _likeliest(best.rho, sums, step)
    near = [(part.rho, height - part.likelihood) for part, height in even if height > top - NEAR]
    parts = []
    for away in STEPS:
        scatter = middle + away * step
        for rho, weight in near:
            part = part_at(rho, sums, exp(scatter))
            if part is not None:
                parts.append((part, part.likelihood + weight + _held(scatter)))
    return parts


def _likeliest(rho: float, sums: Products, step: float) -> float:
    """log φ at the top of its likelihood, by walking uphill."""

    def height(scatter: float) -> float:
        part = part_at(rho, sums, exp(scatter))
        return -inf if part is None else part.likelihood + _held(scatter)

    at, here, stride = 0.0, height(0.0), 2 * step
    while stride > step / 3:
        up, down = height(at + stride), height(at - stride)
        if max(up, down) > here and abs(at) < 3:
            at, here = (at + stride, up) if up > down else (at - stride, down)
        else:
            stride /= 2
    return at


def _held(scatter: float) -> float:
    return -0.5 * (scatter / UNEVEN) ** 2


def _mixed(parts: Sequence[tuple[Part, float]], freedom: int) -> Fit:
    top = max(height for _part, height in parts)
    kept = [(part, exp(height - top)) for part, height in parts if height > top - REACH]
    total = sum(share for _part, share in kept)
    return Fit(tuple(part for part, _s in kept), tuple(share / total for _p, share in kept), freedom)
