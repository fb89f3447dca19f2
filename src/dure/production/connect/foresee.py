"""What a signal's readings would count for under a meaning; before anybody decides on it. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from dure.kernel.observation import Value
from dure.production.counting import CounterMemory, CounterRule, Kind, read
from dure.production.machine import as_decimal

ZERO = Decimal(0)
COUNTERS = frozenset({"total", "good", "reject", "rework"})


@dataclass(frozen=True, slots=True)
class Foreseen:
    """Pieces counted and held, how often the counter fell to zero or started again, and values that are no number."""

    counted: Decimal = ZERO
    held: Decimal = ZERO
    falls: int = 0
    unreadable: int = 0
    readings: int = 0


def foresee(
    readings: Iterable[tuple[int, Value]],
    *,
    modulus: Decimal | None,
    pieces: Decimal,
    each_message: bool,
    fastest_cycle_s: Decimal | None = None,
) -> Foreseen:
    """What readings (microseconds, value; oldest first) count for.

    modulus: value at which the counter starts again. pieces: pieces per count. fastest_cycle_s: the
    shortest possible seconds per piece. A missing value counts nothing.
    """
    rule = CounterRule(modulus, None if fastest_cycle_s is None else fastest_cycle_s * pieces)
    memory, counted, held, falls, unreadable, number = CounterMemory(), ZERO, ZERO, 0, 0, 0
    before: Value = None
    for time_us, value in readings:
        number += 1
        if value is None or (value == before and not each_message):
            continue
        before, exact = value, as_decimal(value)
        if exact is None or exact < 0:
            unreadable += 1
        elif each_message:
            counted += exact * pieces
        else:
            for step in read(rule, memory, time_us, exact).steps:
                counted += step.counted * pieces if step.kind is not Kind.FIRST else ZERO
                held += step.held * pieces
                falls += step.kind in (Kind.RESET, Kind.ROLLOVER)
    return Foreseen(counted, held, falls, unreadable, number)
