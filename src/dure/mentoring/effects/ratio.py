"""How much of a ratio's change comes from what is divided, and how much from what it is divided by. Pure.

With pooled ratios r = N/D before and after, taken a day, the change is split by the mean of both orders in which N and
D could have moved (Shapley 1953; for two factors the same as Bennet 1920):

    from the numerator    (N₁ − N₀) · (1/D₀ + 1/D₁)/2
    from the denominator  (1/D₁ − 1/D₀) · (N₀ + N₁)/2

Both add up to r₁ − r₀ exactly.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """What a ratio of one day is made of."""

    numerator: float
    denominator: float


@dataclass(frozen=True, slots=True)
class Split:
    """from_*: in the ratio's unit. before, after: pooled ratios. denominator_*: mean of a day."""

    before: float
    after: float
    from_numerator: float
    from_denominator: float
    denominator_before: float
    denominator_after: float

    @property
    def change(self) -> float:
        return self.after - self.before

    @property
    def share(self) -> float:
        """Of what moved, how much is the denominator's: 0 none, 1 all. Moves that cancel out count as moves."""
        moved = abs(self.from_numerator) + abs(self.from_denominator)
        return abs(self.from_denominator) / moved if moved else 0.0


def split(before: Iterable[Part], after: Iterable[Part]) -> Split | None:
    """None where a side has nothing to divide by."""
    one, other = _mean(before), _mean(after)
    if one is None or other is None:
        return None
    numerator = (other.numerator - one.numerator) * (1 / one.denominator + 1 / other.denominator) / 2
    denominator = (1 / other.denominator - 1 / one.denominator) * (one.numerator + other.numerator) / 2
    ratios = one.numerator / one.denominator, other.numerator / other.denominator
    return Split(*ratios, numerator, denominator, one.denominator, other.denominator)


def parts_of(parts: Mapping[int, Part], days: Iterable[int]) -> list[Part]:
    return [parts[day] for day in days if day in parts]


def _mean(parts: Iterable[Part]) -> Part | None:
    every = list(parts)
    denominator = sum(part.denominator for part in every)
    if not every or denominator <= 0:
        return None
    return Part(sum(part.numerator for part in every) / len(every), denominator / len(every))
