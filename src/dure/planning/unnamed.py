"""Which operation of its order a run does that names none, as where a machine alone tells of it. Pure."""

from collections.abc import Callable, Container, Iterable
from typing import TypeVar

Step = TypeVar("Step")


def first_on(steps: Iterable[Step], unit: int, able: Callable[[Step], Container[int]]) -> Step | None:
    """The first, in the order of the routing, that the run's work unit can do. able: a step's work units."""
    return next((one for one in steps if unit in able(one)), None)
