"""How good chances were. Proper scores: nobody gains by telling another chance than his own (Gneiting and Raftery,
Journal of the American Statistical Association 102 (2007) 359). Pure, standard library only.
"""

from collections import defaultdict
from collections.abc import Sequence
from math import log
from random import Random
from typing import NamedTuple

from dure.decisions.prediction.chances import kept
from dure.kernel.errors import Invalid

DRAWS = 2000


class Interval(NamedTuple):
    """A mean with the interval that holds 95 % of the draws."""

    mean: float
    low: float
    high: float


def brier_each(chances: Sequence[float], outcomes: Sequence[float]) -> list[float]:
    return [(chance - outcome) ** 2 for chance, outcome in zip(chances, outcomes, strict=True)]


def log_each(chances: Sequence[float], outcomes: Sequence[float]) -> list[float]:
    """Natural logarithm; a chance counts as one in ten thousand at least."""
    return [-log(kept(chance if outcome else 1 - chance)) for chance, outcome in zip(chances, outcomes, strict=True)]


def mean(values: Sequence[float]) -> float:
    if not values:
        raise Invalid("There are no rows to judge by.")
    return sum(values) / len(values)


def average_precision(chances: Sequence[float], outcomes: Sequence[float]) -> float:
    """Area under precision against recall, in steps; rows with the same chance come in together. A guess has the share
    of ones. Raises Invalid without a one."""
    events = sum(outcomes)
    if not events:
        raise Invalid("Nothing happened in the rows to judge by.")
    by_chance: dict[float, list[float]] = defaultdict(list)
    for chance, outcome in zip(chances, outcomes, strict=True):
        by_chance[chance].append(outcome)
    area = found = told = 0.0
    for chance in sorted(by_chance, reverse=True):
        own = sum(by_chance[chance])
        found, told = found + own, told + len(by_chance[chance])
        area += own / events * found / told
    return area


class Found(NamedTuple):
    """At the threshold told: share of what was called that came true, share of what came true that was called."""

    precision: float
    recall: float
    f1: float


def found_at(threshold: float, chances: Sequence[float], outcomes: Sequence[float]) -> Found:
    called = [outcome for chance, outcome in zip(chances, outcomes, strict=True) if chance >= threshold]
    right, events = sum(called), sum(outcomes)
    precision = right / len(called) if called else 0.0
    recall = right / events if events else 0.0
    both = precision + recall
    return Found(precision, recall, 2 * precision * recall / both if both else 0.0)


def difference(
    ours: Sequence[float], theirs: Sequence[float], blocks: Sequence[str], seed: int = 0, draws: int = DRAWS
) -> Interval:
    """Mean of ours less theirs, row by row, with its bootstrap interval: whole blocks are drawn, for rows of a block
    share their luck (Künsch, Annals of Statistics 17 (1989) 1217)."""
    sums: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for one, other, block in zip(ours, theirs, blocks, strict=True):
        sums[block][0] += one - other
        sums[block][1] += 1
    rows = list(sums.values())
    middle = sum(total for total, _ in rows) / sum(count for _, count in rows)
    chance = Random(seed)  # noqa: S311 - repeatable on purpose
    drawn = sorted(_drawn(chance.choices(rows, k=len(rows))) for _ in range(draws))
    return Interval(middle, drawn[round(0.025 * (draws - 1))], drawn[round(0.975 * (draws - 1))])


def _drawn(rows: Sequence[Sequence[float]]) -> float:
    return sum(row[0] for row in rows) / sum(row[1] for row in rows)
