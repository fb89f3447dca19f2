"""Value added tax of a line or a paper. Pure."""

from collections.abc import Sequence
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum

from dure.ledger.money import shares

RATE = Decimal("0.10")
"""부가가치세법 제30조."""


class Vat(StrEnum):
    TAXED = "taxed"
    ZERO = "zero"
    EXEMPT = "exempt"


def vat_of(supply: Decimal, kind: Vat) -> Decimal:
    """Tax in won on a supply value in won, parts of a won dropped (국고금 관리법 제47조)."""
    return (supply * RATE).quantize(Decimal(1), ROUND_DOWN) if kind is Vat.TAXED else Decimal(0)


def vat_by_line(lines: Sequence[tuple[Decimal, Vat]]) -> list[Decimal]:
    """Tax of each (supply value, kind) of a paper, so that the lines of a kind add up to the tax of their sum:
    to what their invoice asks, which is of one kind and rounded once. Supply values aren't negative."""
    found = [Decimal(0)] * len(lines)
    for kind in {kind for _, kind in lines}:
        places = [n for n, (_, one) in enumerate(lines) if one is kind]
        supplies = [lines[n][0] for n in places]
        for n, part in zip(places, shares(vat_of(sum(supplies, Decimal(0)), kind), supplies), strict=True):
            found[n] = part
    return found
