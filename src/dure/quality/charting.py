"""A chart's points, lines and signals from its settings, its frozen base and its subgroups. Pure.

Where the settings of a chart meet the rules of `spc`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from math import sqrt
from statistics import fmean

from dure.quality.spc import attribute, measured, memory, run_lengths
from dure.quality.spc.attribute import Count, Counted
from dure.quality.spc.lines import Line
from dure.quality.spc.measured import Base, Estimator
from dure.quality.spc.runs import LONGEST, Rule, fired

XBAR_R, XBAR_S, I_MR, EWMA, CUSUM = "xbar_r", "xbar_s", "i_mr", "ewma", "cusum"
COUNTED = {"p": Counted.P, "np": Counted.NP, "c": Counted.C, "u": Counted.U}
"""As `Chart.Kind`."""
LEAST = 2
"""Subgroups that a base needs; twenty or more say something (NIST e-Handbook 6.3.2)."""
GOOD_BASE = 20


@dataclass(frozen=True, slots=True)
class Settings:
    """Of a chart. weight, width: of an EWMA; slack, threshold: of a CUSUM, in sigmas of a point."""

    kind: str
    size: int = 1
    rules: tuple[Rule, ...] = ()
    weight: float = 0.2
    width: float = 3.0
    slack: float = 0.5
    threshold: float = 5.0

    @property
    def is_counted(self) -> bool:
        return self.kind in COUNTED


@dataclass(frozen=True, slots=True)
class Group:
    """A point to be: values of a subgroup, or what was found on how many. key: names it, such as an inspection and the
    number of the subgroup in it."""

    key: tuple[int, int]
    at: datetime
    values: tuple[float, ...] = ()
    count: Count | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Signal:
    """A rule fired at the point `at` of a line; points are places in the list of subgroups."""

    rule: Rule
    statistic: str
    at: int
    points: tuple[int, ...]
    values: tuple[float, ...] = field(default=())


def phase_one(settings: Settings, groups: Sequence[Group]) -> Base:
    """What the limits are frozen from. Raises ValueError for too few or uneven subgroups, or no spread."""
    if settings.is_counted:
        if len(groups) < LEAST:
            raise measured.Uneven("a base needs two points")
        rate = attribute.rate([one.count for one in groups if one.count is not None])
        return Base(rate, 0.0, 1, Estimator.RANGE, 0.0, len(groups))
    base = measured.phase_one([one.values for one in groups], _estimator(settings))
    if base.sigma <= 0:
        raise ValueError("no spread: all values are the same, or the gauge is too coarse")
    return base


def _estimator(settings: Settings) -> Estimator:
    if settings.size == 1:
        return Estimator.MOVING_RANGE
    return Estimator.DEVIATION if settings.kind == XBAR_S else Estimator.RANGE


def without_outside(settings: Settings, groups: Sequence[Group]) -> list[Group]:
    """The subgroups that lie within the limits they themselves give, computed anew until all of them do."""
    kept = list(groups)
    while len(kept) > LEAST:
        outside = {at for line in lines(settings, phase_one(settings, kept), kept) for at in _places(line, kept)}
        if not outside or len(kept) - len(outside) < LEAST:
            break
        kept = [one for at, one in enumerate(kept) if at not in outside]
    return kept


def _places(line: Line, groups: Sequence[Group]) -> list[int]:
    """A line with fewer points than subgroups (moving ranges) begins later."""
    late = len(groups) - len(line.values)
    return [at + late for at in line.outside]


def lines(settings: Settings, base: Base, groups: Sequence[Group]) -> tuple[Line, ...]:
    """Place first, then spread where the chart has it."""
    if settings.is_counted:
        counts = [one.count for one in groups if one.count is not None]
        return (attribute.counted(COUNTED[settings.kind], base.mean, counts),)
    values = [one.values for one in groups]
    if settings.kind == XBAR_R:
        return measured.means(base, values), measured.ranges(base, values)
    if settings.kind == XBAR_S:
        return measured.means(base, values), measured.deviations(base, values)
    error = base.sigma / sqrt(base.size)
    points = [fmean(one) for one in values]
    if settings.kind == EWMA:
        return (memory.ewma(points, target=base.mean, error=error, weight=settings.weight, width=settings.width),)
    if settings.kind == CUSUM:
        slack, threshold = settings.slack * error, settings.threshold * error
        return memory.cusum(points, target=base.mean, slack=slack, threshold=threshold)
    return measured.singles(base, points), measured.moving(base, points)


def signals(settings: Settings, base: Base, groups: Sequence[Group], *, newest: int | None = None) -> list[Signal]:
    """What the rules say of the subgroups; newest: only of that many at the end.

    Run rules look at the place of Shewhart charts. Of spread, EWMA and CUSUM a point beyond its limit tells.
    """
    found: list[Signal] = []
    for number, line in enumerate(lines(settings, base, groups)):
        late = len(groups) - len(line.values)
        is_place = number == 0 and settings.kind not in (EWMA, CUSUM)
        told: Iterable[tuple[Rule, int, tuple[int, ...]]] = (
            fired(line.z, settings.rules) if is_place else [(Rule.BEYOND_3, at, (at,)) for at in line.outside]
        )
        if is_place and Rule.BEYOND_3 in settings.rules:
            told = _with_own_limits(told, line)
        found += [
            Signal(rule, line.name, at + late, tuple(p + late for p in points), tuple(line.values[p] for p in points))
            for rule, at, points in told
        ]
    first = 0 if newest is None else len(groups) - newest
    return [one for one in found if one.at >= first]


def _with_own_limits(
    told: Iterable[tuple[Rule, int, tuple[int, ...]]], line: Line
) -> list[tuple[Rule, int, tuple[int, ...]]]:
    """Beyond the limits as they are drawn: a limit cut off at nought or at all pieces is no three sigmas away."""
    others = [(rule, at, points) for rule, at, points in told if rule is not Rule.BEYOND_3]
    return sorted([*others, *((Rule.BEYOND_3, at, (at,)) for at in line.outside)], key=lambda one: one[1])


def distances(settings: Settings, base: Base, groups: Sequence[Group]) -> list[float]:
    """How far each point lies off the centre, in its own standard errors; those without one are left out.

    Of EWMA and CUSUM it is the point itself, not what they remember of the points before it.
    """
    if settings.is_counted:
        counts = [one.count for one in groups if one.count is not None]
        found = attribute.counted(COUNTED[settings.kind], base.mean, counts).z
        return [abs(value) for value in found if value is not None]
    error = base.sigma / sqrt(base.size)
    return [abs(fmean(one.values) - base.mean) / error for one in groups]


def looks_back(settings: Settings) -> int | None:
    """How many subgroups the newest point is held against; None for all since the limits were frozen."""
    return None if settings.kind in (EWMA, CUSUM) else LONGEST + 1


@dataclass(frozen=True, slots=True)
class RunLength:
    """Points until a signal on average. steady: nothing has changed; shifted: the mean has moved by one sigma of a
    point. is_most: there are rules whose patterns aren't counted, so that it is fewer."""

    steady: float
    shifted: float
    is_most: bool


@lru_cache(maxsize=64)
def run_length(settings: Settings) -> RunLength | None:
    """None for counted charts, whose points aren't normal, and without a rule that it is known for."""
    if settings.kind == EWMA:
        return _run_length(lambda shift: run_lengths.ewma(settings.weight, settings.width, shift))
    if settings.kind == CUSUM:
        return _run_length(lambda shift: run_lengths.cusum(settings.slack, settings.threshold, shift))
    known = [rule for rule in settings.rules if rule in run_lengths.PATTERNS]
    if settings.is_counted or not known:
        return None
    return _run_length(
        lambda shift: run_lengths.with_rules(known, shift), is_most=len(known) < len(settings.rules)
    )  # fmt: skip


def _run_length(points: Callable[[float], float], *, is_most: bool = False) -> RunLength:
    return RunLength(points(0.0), points(1.0), is_most)
