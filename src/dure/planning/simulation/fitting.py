"""From what was measured to distributions, and whether the played plant does what the real one did. Pure.

Many values speak for themselves; of few, a lognormal distribution with their mean and spread takes over the part that
they can't tell (a mixture whose share of measured values grows with their number).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite, sqrt
from statistics import fmean, stdev

from dure.kernel.errors import Invalid
from dure.planning.simulation.chance import Distribution, Empirical, Fixed, Lognormal, Mixture
from dure.planning.simulation.comparing import Estimate, estimate
from dure.planning.simulation.tally import FIGURES, Outcome
from dure.quality.spc.distributions import t_quantile

HALF_AT = 20
"""So many values count as much as the fitted curve."""
NO_SHARES = ("good_per_h", "lead_h", "wip")
"""Figures that aren't shares."""
FEW_CV = 1.0
"""Spread that is taken for a single value: that of an exponential distribution."""


def fitted(values: Iterable[float], *, half_at: int = HALF_AT) -> Distribution:
    """Of durations or times between stops. Its mean is that of the values. Raises Invalid without values, or with what
    is no duration."""
    found = tuple(values)
    if not found or not all(isfinite(one) and one >= 0 for one in found):
        raise Invalid("A distribution of measured values needs values, none below 0.")
    average = fmean(found)
    if average == 0:
        return Fixed(0.0)
    cv = stdev(found) / average if len(found) > 1 else FEW_CV
    return Mixture(len(found) / (len(found) + half_at), Empirical(found), Lognormal(average, cv))


def between_stops(run_min: float, stops: int, gaps: Sequence[float] = ()) -> Distribution:
    """Running time from a stop to the next. gaps: those measured from end to end. The mean is that of all running time,
    so that what ran on without a stop counts too. Raises Invalid without running time; with no stop the mean is as if
    half a one had been (the median of what a Poisson process without an event leaves open is 0.7)."""
    if not (isfinite(run_min) and run_min > 0) or stops < 0:
        raise Invalid("Times between stops need running time.")
    average = run_min / max(stops, 0.5)
    whole = [one for one in gaps if one > 0]
    cv = stdev(whole) / fmean(whole) if len(whole) > 1 else FEW_CV
    weight = len(whole) / (len(whole) + HALF_AT)
    # Pulled towards the exponential distribution, whose spread is its mean.
    return Lognormal(average, weight * cv + (1 - weight) * FEW_CV)


@dataclass(frozen=True, slots=True)
class Check:
    """Of one figure. simulated: over runs of last month's length. agrees: the measured value lies where a further run
    may lie (prediction interval, of 95 % unless told), or within the tolerance. off: share of the measured value."""

    figure: str
    measured: float
    simulated: Estimate
    low: float
    high: float
    off: float | None
    agrees: bool


def against_measured(
    measured: Mapping[str, float], outcomes: Sequence[Outcome], *, tolerance: float = 0.05, doubt: float = 0.05
) -> tuple[Check, ...]:
    """Whether a plant as it is played does what it did last month, figure by figure. tolerance: what nobody would mind,
    as a share of the measured value, and of what a share lacks to one. doubt: chance that a further run of the same
    plant lies outside. Raises Invalid for an unknown figure, or with fewer than two runs."""
    if len(outcomes) < 2:
        raise Invalid("A comparison with measured figures needs two runs or more.")
    if unknown := sorted(set(measured) - set(FIGURES)):
        raise Invalid("“%(name)s” is no figure. There are: %(known)s.", name=unknown[0], known=", ".join(FIGURES))
    return tuple(_check(name, measured[name], outcomes, tolerance, doubt) for name in FIGURES if name in measured)


def _check(name: str, value: float, outcomes: Sequence[Outcome], tolerance: float, doubt: float) -> Check:
    found = [one for row in outcomes if (one := row.figures[name]) is not None]
    if len(found) < 2:
        raise Invalid("“%(name)s” came of fewer than two runs: play more days.", name=name)
    simulated = estimate(found)
    # One month is one more draw, not a mean: the spread of a single run is added.
    half = t_quantile(1 - doubt / 2, len(found) - 1) * stdev(found) * sqrt(1 + 1 / len(found))
    low, high = simulated.mean - half, simulated.mean + half
    # Of a share near one what is missing counts: 5 % of a quality ratio of 97 % would be more than all rejects.
    of = abs(value) if name in NO_SHARES else min(abs(value), abs(1 - value))
    is_near = abs(simulated.mean - value) <= tolerance * of
    off = (simulated.mean - value) / value if value else None
    return Check(name, value, simulated, low, high, off, low <= value <= high or is_near)
