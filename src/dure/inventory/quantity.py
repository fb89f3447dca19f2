"""Exact conversion of quantities between units. Pure.

A factor is a fraction of two decimals, so that 1 BOX = 24 EA and 1 EA = 1/24 BOX are both exact.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

PLACES = 4
"""Decimals that the store keeps of a quantity."""

STEP = Decimal(1).scaleb(-PLACES)


class Inexact(ValueError):
    """A quantity that can't be told exactly in the other unit; `nearest` is what it rounds to."""

    def __init__(self, nearest: Decimal) -> None:
        self.nearest = nearest
        super().__init__(str(nearest))


@dataclass(frozen=True, slots=True)
class Ratio:
    """One of a unit is numerator / denominator of another. Both are positive."""

    numerator: Decimal
    denominator: Decimal = Decimal(1)

    def inverse(self) -> "Ratio":
        return Ratio(self.denominator, self.numerator)

    def times(self, other: "Ratio") -> "Ratio":
        return Ratio(self.numerator * other.numerator, self.denominator * other.denominator)


def converted(quantity: Decimal, ratio: Ratio) -> Decimal:
    """The quantity in the other unit. Raises Inexact when it has more decimals than the store keeps."""
    exact = Fraction(quantity) * Fraction(ratio.numerator) / Fraction(ratio.denominator)
    nearest = _decimal(exact)
    if Fraction(nearest) != exact:
        raise Inexact(nearest)
    return nearest


def rounded(quantity: Decimal, ratio: Ratio) -> Decimal:
    """The same, rounded to what the store keeps; for needs and proposals, never for stock."""
    return _decimal(Fraction(quantity) * Fraction(ratio.numerator) / Fraction(ratio.denominator))


def _decimal(exact: Fraction) -> Decimal:
    scaled = exact * 10**PLACES
    whole, rest = divmod(abs(scaled.numerator), scaled.denominator)
    whole += 2 * rest >= scaled.denominator
    return Decimal(whole if scaled >= 0 else -whole).scaleb(-PLACES).quantize(STEP, ROUND_HALF_UP)
