"""Which interval of a before and after holds the truth as often as it says. Run: python -m bench.effects

Series without any effect are made up (an effect only adds to the estimate, so the share of intervals that leave nought
out is the share that would miss a known effect as well): an autoregression of daily figures with the likeness, scatter,
weekdays, holidays and gaps that stand in the name of the design. Each method tells its interval; the table has the
share that holds the truth, and the median width as a multiple of that of the method in use. Then slopes, sizes said to
be detectable, and warnings on series on which they should stay silent. Exits with 1 when the method in use leaves
93–97 % on average over the designs that are claimed, or by more than chance in one of them. --full: 1,000 series of
each design instead of 300; long.
"""

import random
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import sqrt
from statistics import fmean

from bench._figures import QUICK, Figure, median, quantile, tell
from dure.decisions.effect import effect, lag_rule, variance
from dure.mentoring.effects import Code, Estimate, Shape, Sustained, detectable, estimate, sustained
from dure.mentoring.effects.design import FOR_WEEKDAYS, cut, has_weekdays, step_rows
from dure.mentoring.effects.likeness import fit, grid
from dure.mentoring.effects.result import Season
from dure.mentoring.effects.squares import Part, part_at, products
from dure.mentoring.effects.stepping import step
from dure.quality.spc.distributions import t_quantile

FULL = "--full" in sys.argv
RUNS = 1000 if FULL else 20 if QUICK else 300
COMPARED = 300 if FULL else 10 if QUICK else 60
"""Runs that the other methods are tried on."""
Noise = Callable[[random.Random], float]
Interval = tuple[float, float]


def normal(luck: random.Random) -> float:
    return luck.gauss(0, 1)


def skew(luck: random.Random) -> float:
    return luck.expovariate(1) - 1


def heavy(luck: random.Random) -> float:
    """Student's t with four degrees of freedom, to a standard deviation of 1."""
    return luck.gauss(0, 1) / sqrt(luck.gammavariate(2, 0.5)) / sqrt(2)


@dataclass(frozen=True, slots=True)
class Design:
    """before, after: calendar days. rho: of neighbouring days. second: of an autoregression of second order. scatter:
    standard deviation after ÷ before. weekday: size of a weekly pattern. closed: weekdays without figures. lost: share
    of days without a figure besides."""

    name: str
    before: int
    after: int
    rho: float = 0.0
    second: float = 0.0
    noise: Noise = normal
    scatter: float = 1.0
    weekday: float = 0.0
    closed: tuple[int, ...] = ()
    lost: float = 0.0
    is_claimed: bool = True
    shape: Shape = Shape.LEVEL

    def days(self, luck: random.Random) -> dict[int, float]:
        found: dict[int, float] = {}
        for day, error in enumerate(self._errors(luck)):
            if day % 7 in self.closed or luck.random() < self.lost:
                continue
            found[day] = error * (self.scatter if day >= self.before else 1) + self.weekday * ((day * 3) % 7 / 3 - 1)
        return found

    def _errors(self, luck: random.Random) -> list[float]:
        last = [0.0, 0.0]
        errors = []
        first = self.rho * (1 - self.second)
        for _day in range(40 + self.before + self.after):
            last = [first * last[0] + self.second * last[1] + self.noise(luck), last[0]]
            errors.append(last[0])
        return errors[40:]


LENGTHS = ((20, 15), (40, 20), (60, 15), (60, 60), (120, 30), (120, 120))
PLAIN = tuple(
    Design(f"{before} + {after} days, ρ {rho}", before, after, rho)
    for before, after in LENGTHS
    for rho in (0.0, 0.4, 0.7)
)
HARDER = (
    *(Design(f"40 + 20, ρ {rho}, exponential", 40, 20, rho, noise=skew) for rho in (0.0, 0.5)),
    *(Design(f"40 + 20, ρ {rho}, t with 4", 40, 20, rho, noise=heavy) for rho in (0.0, 0.5)),
    *(Design(f"40 + 20, ρ {rho}, scatter × 2", 40, 20, rho, scatter=2.0) for rho in (0.0, 0.5)),
    *(Design(f"60 + 15, ρ {rho}, scatter × 2", 60, 15, rho, scatter=2.0) for rho in (0.0, 0.5)),
    *(Design(f"40 + 20, ρ {rho}, scatter ÷ 2", 40, 20, rho, scatter=0.5) for rho in (0.0, 0.5)),
    *(Design(f"42 + 28, ρ {rho}, weekdays", 42, 28, rho, weekday=2.0) for rho in (0.0, 0.5)),
    *(Design(f"56 + 28, ρ {rho}, weekdays, no Sundays, 10 % lost", 56, 28, rho, weekday=2.0, closed=(0,), lost=0.1)
      for rho in (0.0, 0.5)),
)  # fmt: skip
BEYOND = (
    Design("40 + 20, ρ 0.9", 40, 20, 0.9, is_claimed=False),
    Design("120 + 60, ρ 0.9", 120, 60, 0.9, is_claimed=False),
    Design("60 + 30, second order 0.5 + 0.3", 60, 30, 0.5 / 0.7, second=0.3, is_claimed=False),
    Design("60 + 30, second order 0.6 − 0.3", 60, 30, 0.6 / 1.3, second=-0.3, is_claimed=False),
    Design("20 + 8, ρ 0.5", 20, 8, 0.5, is_claimed=False),
)
SLOPES = tuple(
    replace(one, name=f"{one.name}, slopes", shape=Shape.SLOPES, is_claimed=one.before >= 60 <= one.after)
    for one in (*PLAIN[3:6], *PLAIN[9:12], *PLAIN[15:])
)


def sides(days: dict[int, float], design: Design) -> tuple[dict[int, float], dict[int, float]]:
    found = cut(days, design.before, 0)
    return dict(found.before), dict(found.after)


def about(design: Design, days: dict[int, float], error: float, factor: float) -> Interval:
    before, after = sides(days, design)
    middle = fmean(after.values()) - fmean(before.values())
    return middle - factor * error, middle + factor * error


def newey_west(days: dict[int, float], design: Design) -> Interval:
    found = effect(*sides(days, design))
    assert found is not None
    return found.low, found.high


def prewhitened(days: dict[int, float], design: Design) -> Interval:
    """Andrews and Monahan (1992): a first-order autoregression taken off the scores, put back into the variance."""
    before, after = sides(days, design)
    scores = [(value - fmean(before.values())) / len(before) for value in before.values()]
    scores = [-one for one in scores] + [(value - fmean(after.values())) / len(after) for value in after.values()]
    pairs = list(zip(scores[1:], scores, strict=False))
    carried = min(max(sum(a * b for a, b in pairs) / sum(b * b for _a, b in pairs), -0.97), 0.97)
    white = [a - carried * b for a, b in pairs]
    n, lags = len(scores), lag_rule(len(scores))
    total = sum(one * one for one in white)
    total += 2 * sum(
        (1 - lag / (lags + 1)) * sum(a * b for a, b in zip(white[lag:], white, strict=False))
        for lag in range(1, lags + 1)
    )
    error = sqrt(max(total, 0) * n / (n - 2)) / (1 - carried)
    return about(design, days, error, t_quantile(0.975, n - 2))


def fixed_b(days: dict[int, float], design: Design) -> Interval:
    """Kiefer and Vogelsang (2005): a third of the days as lags; what is critical is that of independent normal days."""
    before, after = sides(days, design)
    lags = (len(before) + len(after)) // 3
    return about(design, days, sqrt(max(variance(before, after, lags), 0)), critical(len(before), len(after), lags))


@cache
def critical(before: int, after: int, lags: int) -> float:
    luck = random.Random(f"{before} {after} {lags}")
    ratios = []
    for _run in range(100 if QUICK else 400):
        one = {day: luck.gauss(0, 1) for day in range(before)}
        other = {day: luck.gauss(0, 1) for day in range(before, before + after)}
        error = sqrt(max(variance(one, other, lags), 1e-12))
        ratios.append(abs(fmean(other.values()) - fmean(one.values())) / error)
    return quantile(ratios, 0.95)


def likeliest(days: dict[int, float], design: Design) -> tuple[Part, int]:
    found = cut(days, design.before, 0)
    rows = step_rows(found, design.shape, has_weekdays(found, Season.AUTO), None)
    sums = products(found.days, rows)
    parts = [part for rho, _weight in grid(25) if (part := part_at(rho, sums)) is not None]
    return max(parts, key=lambda part: part.likelihood), sums.n - sums.width + 1


def residual_likelihood(days: dict[int, float], design: Design) -> Interval:
    """The likeliest ρ taken for the true one, n − p degrees of freedom."""
    part, freedom = likeliest(days, design)
    reach = t_quantile(0.975, freedom) * part.scale
    return part.centre - reach, part.centre + reach


def fewer_degrees(days: dict[int, float], design: Design) -> Interval:
    """The same with as many degrees of freedom as n(1 − ρ)/(1 + ρ) independent days would have."""
    part, freedom = likeliest(days, design)
    reach = t_quantile(0.975, max(round(freedom * (1 - max(part.rho, 0)) / (1 + max(part.rho, 0))), 3)) * part.scale
    return part.centre - reach, part.centre + reach


def even_scatter(days: dict[int, float], design: Design) -> Interval:
    """ρ integrated out, one scatter for both sides."""
    found = cut(days, design.before, 0)
    told = fit(found.days, step_rows(found, design.shape, has_weekdays(found, Season.AUTO), None))
    assert told is not None
    return told.interval(0.95)


def in_use(days: dict[int, float], design: Design) -> Interval:
    """ρ and the ratio of the scatters integrated out: what `estimate` does."""
    found = cut(days, design.before, 0)
    told = step(found, design.shape, has_weekdays(found, Season.AUTO), None, 0.95)
    assert told is not None
    return told.low, told.high


METHODS: dict[str, Callable[[dict[int, float], Design], Interval]] = {
    "Newey–West": newey_west,
    "prewhitened": prewhitened,
    "fixed-b": fixed_b,
    "REML, n − p": residual_likelihood,
    "REML, fewer df": fewer_degrees,
    "ρ integrated": even_scatter,
    "ρ and φ": in_use,
}
FOR_SLOPE = ("REML, n − p", "ρ integrated", "ρ and φ")


def measured(design: Design, names: Sequence[str]) -> dict[str, tuple[float, float]]:
    """Share of runs whose interval holds the truth, and its median width."""
    luck = random.Random(design.name)
    held = dict.fromkeys(names, 0)
    widths: dict[str, list[float]] = {name: [] for name in names}
    for run in range(RUNS):
        days = design.days(luck)
        for name in names if run < COMPARED else names[-1:]:
            low, high = METHODS[name](days, design)
            held[name] += low <= 0 <= high
            widths[name].append(high - low)
    return {name: (held[name] / len(widths[name]), median(widths[name])) for name in names}


def coverage(designs: Sequence[Design], names: Sequence[str]) -> dict[Design, float]:
    """Prints the table; the share of the method in use."""
    print(f"\n| share of {COMPARED}, last {RUNS}, intervals that hold the truth (median width) | {' | '.join(names)} |")
    print("|---|" + "---|" * len(names))
    shares = {}
    for design in designs:
        found = measured(design, names)
        wide = found["ρ and φ"][1]
        cells = (f"{found[name][0]:.3f} ({found[name][1] / wide:.2f})" for name in names)
        print(f"| {design.name} | {' | '.join(cells)} |", flush=True)
        shares[design] = found["ρ and φ"][0]
    return shares


def found_share() -> float:
    """How often an effect of the size that `detectable` tells is found."""
    luck = random.Random(8)
    design, found = Design("", 60, 30, 0.3), 0
    for _run in range(COMPARED):
        days = design.days(luck)
        size = detectable(Design("", 60, 1, 0.3).days(luck), 30)
        assert size is not None
        told = estimate({day: value + size * (day >= 60) for day, value in days.items()}, change=60)
        found += isinstance(told, Estimate) and told.is_clear
    return found / COMPARED


def beside_control() -> float:
    """Share of intervals that hold the truth where line and control share a slow wave (ρ 0.9) and a step of five."""
    luck, held = random.Random(10), 0
    wave, line, other = (Design("", 50, 25, rho) for rho in (0.9, 0.3, 0.5))
    for _run in range(RUNS):
        common, own, beside = wave.days(luck), line.days(luck), other.days(luck)
        shared = {day: 3 * value + 5 * (day >= 50) for day, value in common.items()}
        told = estimate(
            {day: shared[day] + value for day, value in own.items()},
            change=50,
            control={day: shared[day] + value for day, value in beside.items()},
        )
        held += isinstance(told, Estimate) and told.low <= 0 <= told.high
    return held / RUNS


def verdicts(late: float) -> dict[str, float]:
    """How often each is said at ninety days of a gain of two standard deviations of which `late` was left from the
    thirtieth day on."""
    luck = random.Random(11)
    said: dict[str, float] = {}
    for _run in range(COMPARED):
        days = Design("", 60, 90, 0.3).days(luck)
        gain = {day: value + (day >= 60) * (2 if day < 90 else 2 * late) for day, value in days.items()}
        found = sustained(gain, 60, 90)
        assert isinstance(found, Sustained)
        said[found.verdict.value] = said.get(found.verdict.value, 0) + 1 / COMPARED
    return dict(sorted(said.items(), key=lambda one: -one[1]))


def warned() -> dict[str, float]:
    """Share of plain series on which a warning speaks up without cause."""
    luck, runs = random.Random(9), COMPARED
    counts = dict.fromkeys((Code.REGRESSION, Code.TREND_BEFORE, Code.OUTLIER, Code.SPREAD), 0)
    for _run in range(runs):
        told = estimate(Design("", FOR_WEEKDAYS * 2, 30, 0.3).days(luck), change=FOR_WEEKDAYS * 2)
        assert isinstance(told, Estimate)
        for code in counts:
            counts[code] += told.warning(code) is not None
    return {code.value: count / runs for code, count in counts.items()}


def main() -> int:
    shares = coverage((*PLAIN, *HARDER, *BEYOND), tuple(METHODS)) | coverage(SLOPES, FOR_SLOPE)
    claimed = [share for design, share in shares.items() if design.is_claimed]
    noise = 2.6 * sqrt(0.05 * 0.95 / RUNS)
    mean, least, most = fmean(claimed), min(claimed), max(claimed)
    print()
    return tell(
        Figure(
            "before and after: intervals that hold the truth, mean", f"{mean:.3f}", "0.93 to 0.97", 0.93 <= mean <= 0.97
        ),
        Figure(
            "– the design with the least, the one with the most",
            f"{least:.3f}, {most:.3f}",
            "0.93 to 0.97, give or take chance",
            0.93 - noise <= least and most <= 0.97 + noise,
        ),
        Figure("– effects of the size said to be detectable that are found", f"{found_share():.2f}", "0.7 to 0.9"),
        Figure("– beside a control with which much is shared", f"{beside_control():.3f}", "0.93 to 0.97"),
        *(
            Figure(
                f"– at ninety days, {late:.0%} of the gain left",
                ", ".join(f"{name} {share:.2f}" for name, share in verdicts(late).items()),
            )
            for late in (1.0, 0.5, 0.0)
        ),
        *(Figure(f"– {name} warned of without cause", f"{share:.3f}") for name, share in warned().items()),
    )


if __name__ == "__main__":
    sys.exit(main())
