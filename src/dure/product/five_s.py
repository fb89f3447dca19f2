"""How a 3정5S audit is scored. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

THREE_RIGHTS = frozenset({"place", "thing", "amount"})


@dataclass(frozen=True, slots=True)
class Given:
    """Points given for one question, None while it isn't answered."""

    pillar: str
    points: int | None
    most: int


@dataclass(frozen=True, slots=True)
class Result:
    """percentages with one decimal; None where nothing is answered. A question counts by the points it has."""

    total: Decimal | None
    by_pillar: dict[str, Decimal]
    answered: int
    asked: int


def result(rows: Iterable[Given]) -> Result:
    """Points given out of the points of the answered questions."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    answered = asked = 0
    for row in rows:
        asked += 1
        if row.points is not None:
            answered += 1
            sums[row.pillar][0] += row.points
            sums[row.pillar][1] += row.most
    given, most = (sum(pair[index] for pair in sums.values()) for index in (0, 1))
    by_pillar = {pillar: percent(pair[0], pair[1]) for pillar, pair in sums.items()}
    return Result(percent(given, most) if most else None, by_pillar, answered, asked)


def percent(part: int, whole: int) -> Decimal:
    return (Decimal(100) * part / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)
