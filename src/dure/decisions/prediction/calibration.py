"""Whether a chance of 30 % comes true three times in ten, and how to make it so. Pure, standard library only.

Platt (1999), with his targets; isotonic regression by pooling neighbours that fall (Ayer and others 1955; Zadrozny and
Elkan, KDD 2002). A mapping is learnt from rows that the model has not seen, later than those it has.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import exp, log, log1p, sqrt
from statistics import NormalDist

from dure.decisions.prediction.chances import EDGE, Model, kept
from dure.decisions.prediction.table import Row
from dure.kernel.errors import Invalid

FEWEST_ISOTONIC = 1000
"""rows, and 50 of either outcome; with fewer two numbers say as much as can be known (Niculescu-Mizil and Caruana
2005)"""
FEWEST_PLATT = 20


def odds(chance: float) -> float:
    """Their logarithm, of a chance kept within the edges."""
    inside = min(1 - EDGE, max(EDGE, chance))
    return log(inside / (1 - inside))


def share(log_odds: float) -> float:
    return 1 / (1 + exp(-log_odds)) if log_odds >= 0 else exp(log_odds) / (1 + exp(log_odds))


@dataclass(frozen=True, slots=True)
class Platt:
    """Log odds times slope and intercept."""

    slope: float
    intercept: float

    def mapped(self, chance: float) -> float:
        return kept(share(self.slope * odds(chance) + self.intercept))


@dataclass(frozen=True, slots=True)
class Isotonic:
    """Steps: from each edge on the level holds; straight lines between the middles would need more rows."""

    edges: tuple[float, ...]
    levels: tuple[float, ...]

    def mapped(self, chance: float) -> float:
        return kept(self.levels[max(0, bisect_right(self.edges, chance) - 1)])


Mapping = Platt | Isotonic


@dataclass(frozen=True, slots=True)
class Calibrated:
    model: Model
    mapping: Mapping

    def chance(self, rows: Sequence[Row]) -> tuple[float, ...]:
        return tuple(self.mapping.mapped(chance) for chance in self.model.chance(rows))


def mapping_of(chances: Sequence[float], outcomes: Sequence[float]) -> Mapping | None:
    """Isotonic where there are enough rows, else Platt; None when there are too few or all are alike."""
    events = sum(outcomes)
    rare = min(events, len(outcomes) - events)
    if len(outcomes) < FEWEST_PLATT or rare < 3:
        return None
    if len(outcomes) >= FEWEST_ISOTONIC and rare >= 50:
        return isotonic(chances, outcomes)
    return platt(chances, outcomes)


def platt(chances: Sequence[float], outcomes: Sequence[float]) -> Platt:
    """By Newton's method with halved steps. A slope below nought counts as nought: a model that tells the reverse
    knows nothing. Raises Invalid for outcomes that are all alike."""
    events = sum(outcomes)
    if not 0 < events < len(outcomes):
        raise Invalid("Chances can't be calibrated: all %(count)s outcomes are the same.", count=len(outcomes))
    high, low = (events + 1) / (events + 2), 1 / (len(outcomes) - events + 2)
    rows = [(odds(chance), high if outcome else low) for chance, outcome in zip(chances, outcomes, strict=True)]
    slope, intercept = _logistic(rows)
    if slope > 0:
        return Platt(slope, intercept)
    mean = sum(target for _, target in rows) / len(rows)
    return Platt(0.0, log(mean / (1 - mean)))


def _logistic(rows: Sequence[tuple[float, float]]) -> tuple[float, float]:
    slope, intercept, loss = 1.0, 0.0, _loss(rows, 1.0, 0.0)
    for _step in range(100):
        told = [(x, y, share(slope * x + intercept)) for x, y in rows]
        g1, g0 = sum((p - y) * x for x, y, p in told), sum(p - y for _, y, p in told)
        h11 = sum(p * (1 - p) * x * x for x, _, p in told) + 1e-9
        h00 = sum(p * (1 - p) for _, _, p in told) + 1e-9
        h10 = sum(p * (1 - p) * x for x, _, p in told)
        down = h11 * h00 - h10 * h10
        by1, by0, step = (h00 * g1 - h10 * g0) / down, (h11 * g0 - h10 * g1) / down, 1.0
        while step > 1e-6 and (now := _loss(rows, slope - step * by1, intercept - step * by0)) > loss:
            step /= 2
        if step <= 1e-6:
            break
        slope, intercept = slope - step * by1, intercept - step * by0
        if loss - now < 1e-12 * len(rows):
            break
        loss = now
    return slope, intercept


def _loss(rows: Sequence[tuple[float, float]], slope: float, intercept: float) -> float:
    total = 0.0
    for x, y in rows:
        z = slope * x + intercept
        total += max(z, 0.0) - y * z + log1p(exp(-abs(z)))
    return total


def isotonic(chances: Sequence[float], outcomes: Sequence[float]) -> Isotonic:
    """The rising steps nearest to the outcomes by squares."""
    if not chances:
        raise Invalid("There are no rows to learn from.")
    blocks: list[list[float]] = []
    for chance, outcome in sorted(zip(chances, outcomes, strict=True), key=lambda pair: pair[0]):
        if blocks and blocks[-1][0] == chance:
            blocks[-1][1] += outcome
            blocks[-1][2] += 1
        else:
            blocks.append([chance, outcome, 1])
    pooled: list[list[float]] = []
    for block in blocks:
        pooled.append(block)
        while len(pooled) > 1 and pooled[-2][1] / pooled[-2][2] >= pooled[-1][1] / pooled[-1][2]:
            _, total, count = pooled.pop()
            pooled[-1][1] += total
            pooled[-1][2] += count
    return Isotonic(tuple(first for first, _, _ in pooled), tuple(total / count for _, total, count in pooled))


@dataclass(frozen=True, slots=True)
class Bin:
    """Rows told about the same chance. told: its mean; came: share that came true, low to high its 95 % interval."""

    count: int
    told: float
    came: float
    low: float
    high: float


def bins(
    chances: Sequence[float], outcomes: Sequence[float], count: int = 10, *, by_events: bool = False
) -> tuple[Bin, ...]:
    """As many rows in each, or with by_events as many events as were told, which says more where they are rare; as far
    as equal chances allow (they stay together)."""
    pairs = sorted(zip(chances, outcomes, strict=True))
    reached = list(accumulate(chance if by_events else 1.0 for chance, _ in pairs))
    found, first = [], 0
    for at in range(1, count + 1):
        end = max(first, bisect_right(reached, reached[-1] * at / count + 1e-9)) if pairs else 0
        while first < end < len(pairs) and pairs[end][0] == pairs[end - 1][0]:
            end += 1
        if end > first:
            own, first = pairs[first:end], end
            came = sum(outcome for _, outcome in own)
            low, high = wilson(came, len(own))
            found.append(Bin(len(own), sum(chance for chance, _ in own) / len(own), came / len(own), low, high))
    return tuple(found)


def wilson(events: float, count: int, confidence: float = 0.95) -> tuple[float, float]:
    """Interval of a share (Wilson 1927)."""
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    middle = (events + z * z / 2) / (count + z * z)
    half = z / (count + z * z) * sqrt(events * (count - events) / count + z * z / 4)
    return max(0.0, middle - half), min(1.0, middle + half)


def off(found: Sequence[Bin]) -> float:
    """Mean distance of what came true from what was told, by rows (expected calibration error)."""
    return sum(one.count * abs(one.told - one.came) for one in found) / sum(one.count for one in found)


def spiegelhalter(chances: Sequence[float], outcomes: Sequence[float]) -> float:
    """z of the Brier score against what the chances themselves promise: standard normal when they are true
    (Spiegelhalter, Statistics in Medicine 5 (1986) 421). Nought when nothing is uncertain."""
    over = sum((y - p) * (1 - 2 * p) for p, y in zip(chances, outcomes, strict=True))
    under = sum((1 - 2 * p) ** 2 * p * (1 - p) for p in chances)
    return over / sqrt(under) if under > 0 else 0.0
