"""Quantities and times as plans count them: whole ten-thousandths, whole minutes. Pure."""

from decimal import ROUND_CEILING, Decimal


def scaled(quantity: Decimal) -> int:
    """In ten-thousandths, exactly."""
    return int(quantity.scaleb(4))


def unscaled(quantity: int) -> Decimal:
    return Decimal(quantity).scaleb(-4)


def minutes_up(seconds: Decimal) -> int:
    return int((seconds / 60).to_integral_value(ROUND_CEILING))
