"""Pieces by what a person reads off: a counter without a wire. Pure."""

from decimal import Decimal


def pieces_between(start: Decimal, end: Decimal, digits: int = 0) -> Decimal:
    """What a counter has counted from one reading to the next.

    A counter that reads less than before has begun anew at zero after its highest number, that of `digits` digits;
    0: of as many as the first reading had.
    """
    if end >= start:
        return end - start
    places = digits or len(str(int(start)))
    return end - start + Decimal(10) ** places
