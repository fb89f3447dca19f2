"""Quantities as the plan counts them: whole ten-thousandths. Pure."""

from decimal import Decimal


def scaled(quantity: Decimal) -> int:
    """In ten-thousandths, exactly."""
    return int(quantity.scaleb(4))


def unscaled(quantity: int) -> Decimal:
    return Decimal(quantity).scaleb(-4)
