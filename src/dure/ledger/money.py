"""Amounts in won. Pure."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

WON = Decimal(1)


def won(amount: Decimal) -> Decimal:
    """Rounded to whole won, half away from zero."""
    return amount.quantize(WON, ROUND_HALF_UP)


def shares(amount: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """Whole won by weight whose sum is exactly `amount`: each takes its part of what is left.

    All weights zero: equal parts. Raises ValueError for negative weights or none at all.
    """
    if not weights or min(weights) < 0:
        raise ValueError("weights must be there and not be negative")
    left, rest = sum(weights, Decimal(0)), amount
    if left == 0:
        weights, left = [Decimal(1)] * len(weights), Decimal(len(weights))
    parts = []
    for weight in weights:
        part = won(rest * weight / left) if left else rest
        parts.append(part)
        rest, left = rest - part, left - weight
    return parts
