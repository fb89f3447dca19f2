"""How much an order has taken by what came out of it, and what its goods are worth. Pure and exact."""

from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

STEP = Decimal("0.0001")
ZERO = Decimal(0)


def begun(good: Decimal, rejected: Decimal | None, quantity: Decimal, started: Decimal) -> Decimal:
    """Pieces that were begun for those that came out.

    Rejects that were counted say it themselves; where nobody has counted any (None) as many are
    taken to be lost as the order was planned with.
    """
    if rejected is not None or not quantity:
        return good + (rejected or ZERO)
    return (good * started / quantity).quantize(STEP, ROUND_HALF_UP)


def needed(planned: Decimal, begun_so_far: Decimal, started: Decimal, *, is_whole: bool) -> Decimal:
    """What of a component the pieces begun so far have taken, by the order's plan for `started` pieces."""
    exact = planned * begun_so_far / started if started else ZERO
    if is_whole:
        return exact.quantize(STEP, ROUND_HALF_UP).to_integral_value(ROUND_CEILING)
    return exact.quantize(STEP, ROUND_HALF_UP)


def ahead(good: Decimal, outstanding: Decimal, *, is_final: bool) -> Decimal:
    """The share of what was put in ahead of time that goes with these pieces: all of it with the last ones."""
    if is_final:
        return Decimal(1)
    return min(good / outstanding, Decimal(1)) if outstanding > 0 else Decimal(1)


def split(quantity: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """A quantity in parts by weight with four decimals whose sum is exact; none is zero where that can be."""
    left, rest, parts = sum(weights, ZERO), quantity, []
    for weight in weights:
        part = max((rest * weight / left).quantize(STEP, ROUND_HALF_UP), min(STEP, rest)) if left else ZERO
        parts.append(part)
        rest, left = rest - part, left - weight
    return parts
