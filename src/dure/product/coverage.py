"""How much of what a plant does is written down: the measure of partial standardisation (JS1, 기초1). Pure.

Each register has things that need a standard and, of those, the ones that have it. Coverage of an
area or of the plant is the share over all registers together, each thing counting once; a register
with nothing in it says nothing and counts for nothing.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum


class Register(StrEnum):
    BOM = "bom"
    ROUTING = "routing"
    STANDARD = "standard"
    EQUIPMENT = "equipment"
    PARTNERS = "partners"


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that needs a standard. areas: where it is done; none: nowhere known yet.

    form, key: the address of the form that closes the gap, as a URL name and its arguments.
    """

    register: Register
    label: str
    is_covered: bool
    areas: frozenset[int] = frozenset()
    form: str = ""
    key: tuple[tuple[str, int | str], ...] = ()


@dataclass(slots=True)
class Count:
    needed: int = 0
    covered: int = 0
    gaps: list[Thing] = field(default_factory=list)

    @property
    def percent(self) -> Decimal | None:
        """One decimal, rounded down so that 100 means all; None where nothing is needed."""
        if not self.needed:
            return None
        return (Decimal(100) * self.covered / self.needed).quantize(Decimal("0.1"), ROUND_DOWN)

    def add(self, thing: Thing) -> None:
        self.needed += 1
        self.covered += thing.is_covered
        if not thing.is_covered:
            self.gaps.append(thing)


@dataclass(slots=True)
class Coverage:
    """total: the whole plant. A thing that is done in two areas counts in both, and once in the total."""

    total: Count
    by_register: dict[Register, Count]
    by_area: dict[int | None, Count]
    by_area_and_register: dict[tuple[int | None, Register], Count]


def count(things: Iterable[Thing]) -> Coverage:
    total = Count()
    by_register = {register: Count() for register in Register}
    by_area: dict[int | None, Count] = defaultdict(Count)
    both: dict[tuple[int | None, Register], Count] = defaultdict(Count)
    for thing in things:
        total.add(thing)
        by_register[thing.register].add(thing)
        places: Iterable[int | None] = sorted(thing.areas) or (None,)
        for place in places:
            by_area[place].add(thing)
            both[place, thing.register].add(thing)
    return Coverage(total, by_register, dict(by_area), dict(both))
