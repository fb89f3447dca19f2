"""What a new list of call-offs changes. Pure.

A customer with a blanket order sends lists again and again; the newest takes the place of what was
open. In lists with cumulative quantities (누계 납입지시) each figure counts from the start of the
year or of the order, so that neither a lost list nor a late delivery is ever ordered twice.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

ZERO = Decimal(0)
Key = tuple[int, date]
"""A line of the blanket order and a day."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What a list changes of one line and day. released: quantity that orders carry already."""

    line: int
    day: date
    before: Decimal
    after: Decimal
    released: Decimal = ZERO
    wanted: Decimal = ZERO

    @property
    def is_over(self) -> bool:
        """More was released for the day than is wanted now: an order must be lowered by hand."""
        return self.released > self.wanted

    @property
    def over(self) -> Decimal:
        return max(self.released - self.wanted, ZERO)


def by_day(rows: Iterable[tuple[int, date, Decimal]]) -> dict[Key, Decimal]:
    """Quantities of the same line and day added up."""
    found: dict[Key, Decimal] = {}
    for line, day, quantity in rows:
        found[line, day] = found.get((line, day), ZERO) + quantity
    return found


def from_cumulative(rows: Iterable[tuple[int, date, Decimal]], reached: Mapping[int, Decimal]) -> dict[Key, Decimal]:
    """What each day adds to a line's running total. reached: the total that has gone or been released before.

    A total below what is reached adds nothing; a later one counts from what is reached.
    """
    found: dict[Key, Decimal] = {}
    so_far = dict(reached)
    for line, day, total in sorted(rows, key=lambda row: (row[0], row[1])):
        before = so_far.get(line, ZERO)
        found[line, day] = max(total - before, ZERO)
        so_far[line] = max(total, before)
    return found


def differences(
    wanted: Mapping[Key, Decimal], open_now: Mapping[Key, Decimal], released: Mapping[Key, Decimal]
) -> list[Difference]:
    """Of each line and day that is wanted, open or released, what is open before and after; by day."""
    found = []
    for key in wanted.keys() | open_now.keys() | released.keys():
        want, gone = wanted.get(key, ZERO), released.get(key, ZERO)
        found.append(Difference(*key, open_now.get(key, ZERO), max(want - gone, ZERO), gone, want))
    return sorted(found, key=lambda one: (one.day, one.line))
