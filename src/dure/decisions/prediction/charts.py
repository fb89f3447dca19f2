"""Charts that see a lasting change: EWMA, two-sided CUSUM and Page–Hinkley, one value at a time. Pure.

EWMA: Roberts (1959), limits of the long run (Lucas and Saccucci, Technometrics 32 (1990) 1). CUSUM: Page, Biometrika
41 (1954) 100. Page–Hinkley knows no level beforehand: it takes the mean of what came since it began, and each value
counts by its distance from the mean of those before, √(n / (n + 1)) times. In control these distances are independent
and standard normal (Hawkins, Journal of Quality Technology 19 (1987) 61), so that its run length is that of the CUSUM
from the second value on. Values (z) are in standard deviations.
"""

from dataclasses import dataclass
from math import sqrt


@dataclass(frozen=True, slots=True)
class Sums:
    """What a chart remembers. mean: the EWMA, or the level learnt. up, down: the sums; up_count, down_count: values
    since they were nought last. count: values since the chart began."""

    count: int = 0
    mean: float = 0.0
    up: float = 0.0
    down: float = 0.0
    up_count: int = 0
    down_count: int = 0


@dataclass(frozen=True, slots=True)
class Ewma:
    """weight: of the newest value, above 0 to 1. width: of the limits, in standard deviations of the EWMA."""

    weight: float
    width: float
    kind: str = "ewma"

    def after(self, sums: Sums, z: float) -> Sums:
        mean = self.weight * z + (1 - self.weight) * sums.mean
        same = mean * sums.mean > 0
        return Sums(
            sums.count + 1, mean,
            up_count=(sums.up_count if same else 0) + 1 if mean > 0 else 0,
            down_count=(sums.down_count if same else 0) + 1 if mean < 0 else 0,
        )  # fmt: skip

    def reached(self, sums: Sums) -> float:
        """How far the chart has come to its limit: 1 or more is an alarm. Below nought: downwards."""
        return sums.mean / (self.width * sqrt(self.weight / (2 - self.weight)))

    def size(self, sums: Sums) -> float:
        """Of the change, in standard deviations."""
        return sums.mean


@dataclass(frozen=True, slots=True)
class Cusum:
    """slack: half of the smallest change worth seeing. threshold: of the sums. Both in standard deviations."""

    slack: float
    threshold: float
    kind: str = "cusum"

    def after(self, sums: Sums, z: float) -> Sums:
        return _summed(sums, z, self.slack, sums.mean)

    def reached(self, sums: Sums) -> float:
        return (sums.up if sums.up >= sums.down else -sums.down) / self.threshold

    def size(self, sums: Sums) -> float:
        """Montgomery's estimate: the slack, and the sum by the values that it is from."""
        if sums.up >= sums.down:
            return self.slack + sums.up / max(1, sums.up_count)
        return -self.slack - sums.down / max(1, sums.down_count)


@dataclass(frozen=True, slots=True)
class PageHinkley(Cusum):
    """A CUSUM of a level that it learns. The first value only sets it."""

    kind: str = "page_hinkley"

    def after(self, sums: Sums, z: float) -> Sums:
        mean = (sums.mean * sums.count + z) / (sums.count + 1)
        if not sums.count:
            return Sums(1, mean)
        return _summed(sums, (z - sums.mean) * sqrt(sums.count / (sums.count + 1)), self.slack, mean)


Chart = Ewma | Cusum
CHARTS: dict[str, type[Ewma] | type[Cusum]] = {
    "ewma": Ewma,
    "cusum": Cusum,
    "page_hinkley": PageHinkley,
}


def _summed(sums: Sums, z: float, slack: float, mean: float) -> Sums:
    up, down = max(0.0, sums.up + z - slack), max(0.0, sums.down - z - slack)
    return Sums(
        sums.count + 1, mean, up, down, sums.up_count + 1 if up else 0, sums.down_count + 1 if down else 0
    )  # fmt: skip
