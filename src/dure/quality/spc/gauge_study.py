"""Gauge repeatability and reproducibility (R&R) of a crossed study. Pure.

Two ways: average and range, and analysis of variance with the interaction of appraiser and part, pooled with the
repeat error when it isn't significant. AIAG, Measurement Systems Analysis, 4th edition, chapter III.B; the constants K
are 1 / d2*, computed. Readings are given as [appraiser][trial][part].
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean

from dure.quality.spc.constants import d2, d3
from dure.quality.spc.distributions import f_above

Readings = Sequence[Sequence[Sequence[float]]]
POOL_ABOVE = 0.25
"""An interaction with a p-value above this is taken as repeat error."""


class Unbalanced(ValueError):
    """A study needs two appraisers, two trials and two parts, and a reading for each."""


@dataclass(frozen=True, slots=True)
class Study:
    """Standard deviations in the unit of the readings. part, total: of the parts, and of all together.

    interaction: None when it isn't told apart. distinct: number of distinct categories (ndc), rounded down.
    """

    repeat: float
    appraiser: float
    interaction: float | None
    gauge: float
    part: float
    total: float

    def share(self, sigma: float) -> float:
        """Part of the study variation, in percent."""
        return 100 * sigma / self.total if self.total else 0.0

    def of_tolerance(self, sigma: float, tolerance: float, spread: float = 6.0) -> float:
        """Percent of the tolerance that `spread` standard deviations take."""
        return 100 * spread * sigma / tolerance

    @property
    def distinct(self) -> int:
        return int(1.41 * self.part / self.gauge) if self.gauge else 0


@dataclass(frozen=True, slots=True)
class Row:
    """One source of variation. f and p are None of the repeat error."""

    source: str
    freedom: int
    squares: float
    mean_square: float
    f: float | None
    p: float | None


@dataclass(frozen=True, slots=True)
class Analysis:
    """is_pooled: the interaction was taken as repeat error."""

    rows: tuple[Row, ...]
    is_pooled: bool
    study: Study


def biased_d2(n: int, groups: int = 1) -> float:
    """d2* : the expected mean range of few groups, squared and averaged (Duncan, appendix D3)."""
    return sqrt(d2(n) ** 2 + d3(n) ** 2 / groups)


def _sizes(readings: Readings) -> tuple[int, int, int]:
    appraisers, trials = len(readings), len(readings[0]) if readings else 0
    parts = len(readings[0][0]) if trials else 0
    even = all(len(one) == trials and all(len(row) == parts for row in one) for one in readings)
    if min(appraisers, trials, parts) < 2 or not even:
        raise Unbalanced("two appraisers, two trials, two parts, and every reading")
    return appraisers, trials, parts


def average_and_range(readings: Readings) -> Study:
    """Raises Unbalanced."""
    appraisers, trials, parts = _sizes(readings)
    repeat = mean_range(readings) / _d2_of_many(trials, appraisers * parts)
    appraiser_means = [fmean([value for row in one for value in row]) for one in readings]
    between = (max(appraiser_means) - min(appraiser_means)) / biased_d2(appraisers)
    appraiser = sqrt(max(0.0, between**2 - repeat**2 / (parts * trials)))
    means = part_means(readings)
    part = (max(means) - min(means)) / biased_d2(parts)
    gauge = sqrt(repeat**2 + appraiser**2)
    return Study(repeat, appraiser, None, gauge, part, sqrt(gauge**2 + part**2))


def _d2_of_many(n: int, groups: int) -> float:
    """The manual's K1 takes d2 itself from 16 groups on, and d2* below."""
    return d2(n) if groups > 15 else biased_d2(n, groups)


def mean_range(readings: Readings) -> float:
    """Of the trials of the same part by the same appraiser."""
    cells = ([one[trial][part] for trial in range(len(one))] for one in readings for part in range(len(one[0])))
    return fmean([max(cell) - min(cell) for cell in cells])


def part_means(readings: Readings) -> list[float]:
    return [fmean([row[part] for one in readings for row in one]) for part in range(len(readings[0][0]))]


def analysis(readings: Readings, pool_above: float = POOL_ABOVE) -> Analysis:
    """Analysis of variance. Raises Unbalanced."""
    appraisers, trials, parts = _sizes(readings)
    squares = _squares(readings)
    freedom = {
        "part": parts - 1,
        "appraiser": appraisers - 1,
        "interaction": (appraisers - 1) * (parts - 1),
        "repeat": appraisers * parts * (trials - 1),
    }
    mean = {source: squares[source] / freedom[source] for source in freedom}
    chance = f_above(_ratio(mean["interaction"], mean["repeat"]), freedom["interaction"], freedom["repeat"])
    is_pooled = chance > pool_above
    error, under = mean["interaction"], freedom["interaction"]
    repeat = mean["repeat"]
    if is_pooled:
        under = freedom["interaction"] + freedom["repeat"]
        repeat = error = (squares["interaction"] + squares["repeat"]) / under
    rows = (
        _row("part", freedom["part"], squares["part"], error, under),
        _row("appraiser", freedom["appraiser"], squares["appraiser"], error, under),
        _row("interaction", freedom["interaction"], squares["interaction"], mean["repeat"], freedom["repeat"]),
        Row("repeat", freedom["repeat"], squares["repeat"], mean["repeat"], None, None),
        Row("total", appraisers * parts * trials - 1, squares["total"], 0.0, None, None),
    )
    return Analysis(rows, is_pooled, _components(mean, repeat, error, (appraisers, trials, parts), is_pooled))


def _squares(readings: Readings) -> dict[str, float]:
    appraisers, trials, parts = _sizes(readings)
    grand = fmean([value for one in readings for row in one for value in row])
    total = sum((value - grand) ** 2 for one in readings for row in one for value in row)
    part = appraisers * trials * sum((mean - grand) ** 2 for mean in part_means(readings))
    by_appraiser = [fmean([value for row in one for value in row]) for one in readings]
    appraiser = parts * trials * sum((mean - grand) ** 2 for mean in by_appraiser)
    cells = [[fmean([one[trial][index] for trial in range(trials)]) for index in range(parts)] for one in readings]
    within = trials * sum((cell - grand) ** 2 for row in cells for cell in row)
    return {
        "part": part,
        "appraiser": appraiser,
        "interaction": max(0.0, within - part - appraiser),
        "repeat": max(0.0, total - within),
        "total": total,
    }


def _ratio(over: float, under: float) -> float:
    return over / under if under else float("inf")


def _row(source: str, freedom: int, squares: float, error: float, under: int) -> Row:
    mean = squares / freedom
    ratio = _ratio(mean, error)
    return Row(source, freedom, squares, mean, ratio, f_above(ratio, freedom, under))


def _components(
    mean: dict[str, float], repeat: float, error: float, sizes: tuple[int, int, int], is_pooled: bool
) -> Study:
    """Variance components from the expected mean squares; negative ones are nought."""
    appraisers, trials, parts = sizes
    interaction = 0.0 if is_pooled else max(0.0, (mean["interaction"] - mean["repeat"]) / trials)
    appraiser = max(0.0, (mean["appraiser"] - error) / (parts * trials))
    part = max(0.0, (mean["part"] - error) / (appraisers * trials))
    gauge = repeat + appraiser + interaction
    return Study(
        repeat=sqrt(repeat),
        appraiser=sqrt(appraiser),
        interaction=None if is_pooled else sqrt(interaction),
        gauge=sqrt(gauge),
        part=sqrt(part),
        total=sqrt(gauge + part),
    )
