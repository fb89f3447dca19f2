"""When the demonstration's first day begins, so that a visitor sees machines at work at once. Pure."""

from dure.demo.fleet import FLEET
from dure.demo.simulation import DAY, Doing, Plant, S

ENOUGH = 6
"""Machines at work; two of ten work in the early shift only."""
_STEP_US = 300 * S
_AHEAD_US = (0, 180 * S, 900 * S, 2400 * S)


def at_work(plant: Plant, time_us: int) -> int:
    """How many machines produce at a moment."""
    return sum(plant.doing(machine, time_us).doing is Doing.PRODUCING for machine in FLEET)


def opening_us(plant: Plant, now_us: int) -> int:
    """Now, or in a break and at night the last moment before it with forty minutes of work ahead."""
    for at in range(now_us, now_us - DAY, -_STEP_US):
        if all(at_work(plant, at + ahead) >= ENOUGH for ahead in _AHEAD_US):
            return at
    return now_us
