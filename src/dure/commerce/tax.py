"""Value added tax of a line or a paper. Pure."""

from decimal import ROUND_DOWN, Decimal
from enum import StrEnum

RATE = Decimal("0.10")
"""부가가치세법 제30조."""


class Vat(StrEnum):
    TAXED = "taxed"
    ZERO = "zero"
    EXEMPT = "exempt"


def vat_of(supply: Decimal, kind: Vat) -> Decimal:
    """Tax in won on a supply value in won, parts of a won dropped (국고금 관리법 제47조)."""
    return (supply * RATE).quantize(Decimal(1), ROUND_DOWN) if kind is Vat.TAXED else Decimal(0)
