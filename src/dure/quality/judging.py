"""Whether a piece and a sample hold. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

MEASURED, GOOD, DEFECTS = "measured", "good", "defects"
"""As `Characteristic.Kind`."""


def holds(kind: str, value: Decimal, lower: Decimal | None, upper: Decimal | None) -> bool:
    """Of one piece. What is good or bad is 0 for good and 1 for bad; defects have an upper limit, none of them without
    one. A value on its limit holds."""
    if kind == GOOD:
        return value == 0
    if kind == DEFECTS:
        return value <= (upper or 0)
    return (lower is None or value >= lower) and (upper is None or value <= upper)


@dataclass(frozen=True, slots=True)
class Found:
    """One measurement of a piece."""

    piece: int
    holds: bool
    is_critical: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """bad: pieces with any fault. passes: by the sample; between: more than accepted but not refused yet, which a
    reduced plan knows."""

    bad: int
    passes: bool
    between: bool
    critical: bool


def judge(found: Iterable[Found], accept: int, reject: int) -> Judged:
    """A critical fault refuses the sample whatever it allows."""
    rows = list(found)
    bad = len({one.piece for one in rows if not one.holds})
    critical = any(one.is_critical and not one.holds for one in rows)
    return Judged(bad, bad < reject and not critical, accept < bad < reject, critical)
