"""What could be saved of a changeover by doing outside of the stop what doesn't need it. Pure.

Shingo, A Revolution in Manufacturing: The SMED System, Productivity Press 1985: internal set-up can be done only while
the machine stands, external set-up while it runs; first tell them apart, then convert internal into external.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

HOUR_S = 3600.0


class Element(Protocol):
    @property
    def seconds(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def could_be_external(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Parts:
    """Seconds of a changeover. could_s: of the internal ones that could be external."""

    internal_s: int = 0
    could_s: int = 0
    external_s: int = 0

    @property
    def total_s(self) -> int:
        return self.internal_s + self.external_s

    @property
    def must_s(self) -> int:
        """For which the machine has to stand in any case."""
        return self.internal_s - self.could_s

    @property
    def saving(self) -> float | None:
        """Share of the time for which the machine stands."""
        return self.could_s / self.internal_s if self.internal_s else None


def parts_of(elements: Iterable[Element]) -> Parts:
    internal = could = external = 0
    for one in elements:
        is_internal = one.kind == "internal"
        internal += one.seconds if is_internal else 0
        external += 0 if is_internal else one.seconds
        could += one.seconds if is_internal and one.could_be_external else 0
    return Parts(internal, could, external)


@dataclass(frozen=True, slots=True)
class Saving:
    """could_s: saved each time. times: changeovers that were measured in so many weeks."""

    could_s: int
    times: int
    weeks: float

    @property
    def a_week(self) -> float:
        """Changeovers in a week."""
        return self.times / self.weeks

    @property
    def week_s(self) -> float:
        """Seconds of standing saved in a week: each changeover saves what could be external."""
        return self.could_s * self.a_week

    @property
    def year_h(self) -> float:
        return self.week_s * 52 / HOUR_S
