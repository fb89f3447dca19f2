"""How many points a chart takes on average until it signals: average run lengths. Pure.

Shewhart limits: 1 / P(signal). Run rules: the Markov chain of Champ and Woodall, Technometrics 29 (1987) 393. EWMA and
CUSUM: the integral equations of Crowder (1987) and Page (1954), solved with Gauss-Legendre points. shift: of the mean,
in standard errors of a point.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import pairwise
from math import cos, pi, sqrt

from dure.quality.spc.distributions import below, density
from dure.quality.spc.runs import Rule

PATTERNS: dict[Rule, tuple[int, int, float]] = {
    Rule.BEYOND_3: (1, 1, 3.0),
    Rule.TWO_OF_THREE: (2, 3, 2.0),
    Rule.FOUR_OF_FIVE: (4, 5, 1.0),
    Rule.EIGHT_ONE_SIDE: (8, 8, 0.0),
    Rule.NINE_ONE_SIDE: (9, 9, 0.0),
}
"""need of length beyond edge on one side: what the chain can hold."""
_ENOUGH = 1e-13
State = tuple[tuple[bool, ...], ...]


def shewhart(shift: float, width: float = 3.0) -> float:
    return 1 / (1 - below(width - shift) + below(-width - shift))


def with_rules(rules: Iterable[Rule], shift: float = 0.0) -> float:
    """Of a chart with these rules together. Raises KeyError for a rule that isn't about one side."""
    patterns = [PATTERNS[rule] for rule in rules]
    steps, start = _chain(patterns, shift)
    alive, total, left = {start: 1.0}, 0.0, 1.0
    ratio, settled = 0.0, 0
    # What is left falls by the same factor each time once the chain has settled, longer than any pattern takes.
    while left > _ENOUGH and settled < 3 * max(length for _, length, _ in patterns):
        total += left
        alive = _next(alive, steps)
        now = sum(alive.values())
        settled = settled + 1 if abs(now / left - ratio) < _ENOUGH else 0
        ratio, left = now / left, now
    return total + left / (1 - ratio)


def _next(alive: dict[State, float], steps: dict[State, list[tuple[State, float]]]) -> dict[State, float]:
    after: dict[State, float] = defaultdict(float)
    for state, share in alive.items():
        for target, chance in steps[state]:
            after[target] += share * chance
    return after


def _chain(
    patterns: Sequence[tuple[int, int, float]], shift: float
) -> tuple[dict[State, list[tuple[State, float]]], State]:
    """States that don't signal: for each rule and side whether each of the points before was beyond its edge."""
    edges = sorted({edge for _, _, edge in patterns} | {-edge for _, _, edge in patterns})
    bounds = [-40.0, *edges, 40.0]
    zones = [((a + b) / 2, below(b - shift) - below(a - shift)) for a, b in pairwise(bounds)]
    sides = [(need, length, edge, side) for need, length, edge in patterns for side in (1, -1)]
    start: State = tuple(() for _ in sides)
    steps: dict[State, list[tuple[State, float]]] = {}
    waiting = [start]
    while waiting:
        state = waiting.pop()
        if state in steps:
            continue
        found: dict[State, float] = defaultdict(float)
        for middle, chance in zones:
            target = _after(state, sides, middle)
            if target is not None:
                found[target] += chance
        steps[state] = list(found.items())
        waiting += found
    return steps, start


def _after(state: State, sides: Sequence[tuple[int, int, float, int]], middle: float) -> State | None:
    """The state that a point in a zone leads to, None when a rule fires."""
    parts = []
    for hits, (need, length, edge, side) in zip(state, sides, strict=True):
        grown = (*hits, middle * side > edge)[-length:]
        if sum(grown) >= need:
            return None
        kept = grown[-(length - 1) :] if length > 1 else ()
        parts.append(_useful(kept, need, length))
    return tuple(parts)


def _useful(hits: tuple[bool, ...], need: int, length: int) -> tuple[bool, ...]:
    """Without the oldest points that no later pattern can use: what is left of a window must reach `need` in time."""
    while hits:
        room = length - len(hits)
        if hits[0] and sum(hits) + room >= need:
            return hits
        hits = hits[1:]
    return hits


@cache
def _points(count: int) -> tuple[tuple[float, float], ...]:
    """Places and weights of Gauss and Legendre on -1 to 1, by Newton's method from Tricomi's first guess."""
    found = []
    for i in range(1, count + 1):
        x = cos(pi * (i - 0.25) / (count + 0.5))
        for _turn in range(50):
            value, slope = _legendre(count, x)
            x -= value / slope
            if abs(value / slope) < 1e-15:
                break
        slope = _legendre(count, x)[1]
        found.append((x, 2 / ((1 - x * x) * slope * slope)))
    return tuple(found)


def _legendre(count: int, x: float) -> tuple[float, float]:
    before, value = 1.0, x
    for k in range(2, count + 1):
        before, value = value, ((2 * k - 1) * x * value - (k - 1) * before) / k
    return value, count * (x * value - before) / (x * x - 1)


def _solved(rows: list[list[float]]) -> list[float]:
    """Solution of linear equations: rows of coefficients with the right side last. Elimination with pivots."""
    n = len(rows)
    for i in range(n):
        best = max(range(i, n), key=lambda k: abs(rows[k][i]))
        rows[i], rows[best] = rows[best], rows[i]
        pivot = rows[i]
        for k in range(i + 1, n):
            share = rows[k][i] / pivot[i]
            if share:
                rows[k] = [a - share * b for a, b in zip(rows[k], pivot, strict=True)]
    found = [0.0] * n
    for i in reversed(range(n)):
        found[i] = (rows[i][n] - sum(rows[i][j] * found[j] for j in range(i + 1, n))) / rows[i][i]
    return found


def ewma(weight: float, width: float, shift: float = 0.0, points: int = 61) -> float:
    """Two-sided, from the target, with the limits of the long run.

    L(u) = 1 + 1/weight ∫ L(y) f((y - (1 - weight) u) / weight) dy between the limits.
    """
    edge = width * sqrt(weight / (2 - weight))
    places = [(edge * x, edge * w) for x, w in _points(points)]

    def kernel(y: float, u: float) -> float:
        return density((y - (1 - weight) * u) / weight - shift) / weight

    lengths = _fredholm(places, kernel)
    return 1 + sum(w * length * kernel(y, 0.0) for (y, w), length in zip(places, lengths, strict=True))


def _fredholm(places: list[tuple[float, float]], kernel: Callable[[float, float], float]) -> list[float]:
    rows = [
        [(1.0 if i == j else 0.0) - w * kernel(y, u) for j, (y, w) in enumerate(places)] + [1.0]
        for i, (u, _) in enumerate(places)
    ]
    return _solved(rows)


def cusum_up(slack: float, threshold: float, shift: float = 0.0, points: int = 41) -> float:
    """One-sided, from nought. L(u) = 1 + L(0) F(slack - u) + ∫ L(y) f(y + slack - u) dy from 0 to the threshold."""
    half = threshold / 2
    places = [(0.0, 0.0)] + [(half * (x + 1), half * w) for x, w in _points(points)]
    rows = []
    for i, (u, _) in enumerate(places):
        row = [-w * density(y + slack - u - shift) for y, w in places]
        row[0] -= below(slack - u - shift)
        row[i] += 1
        rows.append([*row, 1.0])
    return _solved(rows)[0]


def cusum(slack: float, threshold: float, shift: float = 0.0) -> float:
    """Of both sides together: 1 / L = 1 / L(up) + 1 / L(down), exact from nought (Kemp 1961)."""
    return 1 / (1 / cusum_up(slack, threshold, shift) + 1 / cusum_up(slack, threshold, -shift))
