"""Runs over several seeds, and what one policy does better or worse than another one, with its uncertainty. Pure.

Both policies are played with the same seeds, so the difference is taken seed by seed: the paired t interval (Law,
Simulation Modeling and Analysis, 5th ed., 10.2.1).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, stdev

from dure.kernel.errors import Invalid
from dure.planning.simulation.plant import Plant
from dure.planning.simulation.policy import Policy
from dure.planning.simulation.shop import simulate
from dure.planning.simulation.tally import FIGURES, Outcome
from dure.quality.spc.distributions import t_quantile

Runner = Callable[[Plant, Policy, int], Outcome]


@dataclass(frozen=True, slots=True)
class Estimate:
    """half: of the interval that holds the true mean with 95 %; None with fewer than two runs. runs: that had it."""

    mean: float
    half: float | None
    runs: int

    @property
    def low(self) -> float | None:
        return None if self.half is None else self.mean - self.half

    @property
    def high(self) -> float | None:
        return None if self.half is None else self.mean + self.half


@dataclass(frozen=True, slots=True)
class Difference:
    """after less before. share: of the mean before, None where that is 0."""

    figure: str
    before: Estimate
    after: Estimate
    change: Estimate

    @property
    def share(self) -> float | None:
        return self.change.mean / self.before.mean if self.before.mean else None

    @property
    def share_half(self) -> float | None:
        """Of the interval of `share`, the mean before taken as known."""
        half = self.change.half
        return None if half is None or not self.before.mean else half / abs(self.before.mean)


@dataclass(frozen=True, slots=True)
class Span:
    """How long to play. Raises Invalid when nothing is left behind the warm-up."""

    days: float
    warm_up_days: float = 0.0

    def __post_init__(self) -> None:
        if not 0 <= self.warm_up_days < self.days:
            raise Invalid("The warm-up is shorter than the run.")

    def run(self, plant: Plant, policy: Policy, seed: int) -> Outcome:
        return simulate(plant, policy, seed=seed, days=self.days, warm_up_days=self.warm_up_days)


def estimate(values: Sequence[float]) -> Estimate:
    """Of the mean, by Student's t."""
    if len(values) < 2:
        return Estimate(fmean(values), None, len(values))
    return Estimate(fmean(values), t_quantile(0.975, len(values) - 1) * stdev(values) / sqrt(len(values)), len(values))


def means(outcomes: Iterable[Outcome]) -> dict[str, Estimate]:
    """Of each figure that any of the runs has."""
    rows = [one.figures for one in outcomes]
    values = {name: [value for row in rows if (value := row[name]) is not None] for name in FIGURES}
    return {name: estimate(found) for name, found in values.items() if found}


def differences(before: Sequence[Outcome], after: Sequence[Outcome]) -> dict[str, Difference]:
    """Of runs with the same seeds, in the same order; of each figure that both have."""
    found = {}
    for name in FIGURES:
        pairs = [
            (was, now)
            for one, other in zip(before, after, strict=True)
            if (was := one.figures[name]) is not None and (now := other.figures[name]) is not None
        ]
        if pairs:
            befores, afters = [was for was, _ in pairs], [now for _, now in pairs]
            change = estimate([now - was for was, now in pairs])
            found[name] = Difference(name, estimate(befores), estimate(afters), change)
    return found


def is_sure(change: Estimate) -> bool:
    """Whether the interval leaves nought out."""
    return change.half is not None and abs(change.mean) > change.half


def rows_of(found: Mapping[str, Estimate]) -> dict[str, dict[str, float | int | None]]:
    """For JSON."""
    return {name: {"mean": one.mean, "half": one.half, "runs": one.runs} for name, one in found.items()}
