"""The way of a new plant, step by step. A context offers `STEPS`, a tuple of steps, in its `first_steps.py`.

Nothing is ticked by hand: each step looks at the records whether it is done.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from functools import cache

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dure.web.access import Pass, allows
from dure.web.contexts import offered


class Way(IntEnum):
    """Where the steps lead to, in the order in which they are shown."""

    ORDERS = 1
    STANDARDS = 2
    MACHINES = 3


WAY_NAMES = {
    Way.ORDERS: _("From Excel to the first delivered order"),
    Way.STANDARDS: _("One set of standards"),
    Way.MACHINES: _("The first machine counts by itself"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing to do on the page `url_name`.

    is_done: whether the records show it. is_goal: a plant that has reached it is no longer new.
    """

    way: Way
    order: int
    title: str | Promise
    text: str | Promise
    url_name: str
    is_done: Callable[[], bool]
    is_goal: bool = False

    @property
    def href(self) -> str:
        return reverse(self.url_name)


@dataclass(frozen=True, slots=True)
class Progress:
    """A way as it stands. steps: (step, whether done, whether the reader may do it); next: the first one to do."""

    name: str | Promise
    steps: tuple[tuple[Step, bool, bool], ...]

    @property
    def done(self) -> int:
        return sum(is_done for _step, is_done, _may in self.steps)

    @property
    def next(self) -> Step | None:
        return next((step for step, is_done, may in self.steps if may and not is_done), None)


@cache
def steps() -> tuple[Step, ...]:
    """The steps of all contexts in their order."""
    found: list[Step] = [step for module in offered("first_steps", but="dure.web") for step in module.STEPS]
    return tuple(sorted(found, key=lambda step: (step.way, step.order)))


def ways(holder: Pass) -> list[Progress]:
    """All ways as they stand, for the holder of a pass."""
    rows = [(step, step.is_done(), allows(holder, step.url_name)) for step in steps()]
    return [Progress(name, tuple(row for row in rows if row[0].way is way)) for way, name in WAY_NAMES.items()]


def is_new() -> bool:
    """Whether nothing was delivered and no machine has counted yet."""
    goals = [step for step in steps() if step.is_goal]
    return bool(goals) and not any(step.is_done() for step in goals)
