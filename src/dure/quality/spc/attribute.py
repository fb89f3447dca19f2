"""Charts of counted things: share defective (p, np) and defects (c, u). Pure.

Three-sigma limits by the normal approximation of the binomial and Poisson distributions, as NIST e-Handbook 6.3.3
gives them; a lower limit below nought is nought. With sizes that differ each point has limits of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

from dure.quality.spc.lines import Line


class Counted(StrEnum):
    """p, np: pieces that are defective, of `size` pieces. c, u: defects, on `size` areas of opportunity."""

    P = "p"
    NP = "np"
    C = "c"
    U = "u"


@dataclass(frozen=True, slots=True)
class Count:
    found: float
    size: float


def rate(counts: Sequence[Count]) -> float:
    """What is found for one of size: the centre of p and u. Raises ValueError when nothing was looked at."""
    looked_at = sum(one.size for one in counts)
    if looked_at <= 0:
        raise ValueError("nothing was looked at")
    return sum(one.found for one in counts) / looked_at


def counted(kind: Counted, centre: float, counts: Sequence[Count]) -> Line:
    """centre: the rate of the base. np and c show the count, p and u the rate."""
    by_count = kind in (Counted.NP, Counted.C)
    scales = [one.size if by_count else 1.0 for one in counts]
    errors = [_error(kind, centre, one.size) * scale for one, scale in zip(counts, scales, strict=True)]
    centres = tuple(centre * scale for scale in scales)
    ceiling = [scale if kind in (Counted.P, Counted.NP) else None for scale in scales]
    rows = list(zip(centres, errors, ceiling, strict=True))
    return Line(
        name=kind.value,
        values=tuple(one.found if by_count else one.found / one.size for one in counts),
        centre=centres,
        lower=tuple(max(0.0, middle - 3 * error) for middle, error, _ in rows),
        upper=tuple(_capped(middle + 3 * error, top) for middle, error, top in rows),
        sigma=tuple(errors),
    )


def _error(kind: Counted, centre: float, size: float) -> float:
    spread = centre * (1 - centre) if kind in (Counted.P, Counted.NP) else centre
    return sqrt(max(0.0, spread) / size)


def _capped(value: float, top: float | None) -> float:
    return value if top is None else min(value, top)
