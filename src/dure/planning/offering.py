"""When an order that nobody has given yet could be ready, beside the plan that is followed. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from dure.planning.drafting import engine
from dure.planning.refusal import in_words
from dure.planning.scheduling.problem import Calendar
from dure.planning.setting import Setting
from dure.planning.workshop import Note, Order

OVERTIME_MIN = 120
"""So much longer than planned a day may last."""
_NIGHT_MIN = 240
"""A longer gap between two spans is the end of a working day."""


@dataclass(frozen=True, slots=True)
class Later:
    """An order that gets late by it, or later. minutes: by how much more."""

    order: Order
    minutes: int


@dataclass(frozen=True, slots=True)
class Offer:
    """way: as `promising` calls it. moved: operations of others that move. overtime_min: worked in added time."""

    way: str
    ends_at: datetime
    moved: int
    later: tuple[Later, ...]
    overtime_min: int


@dataclass(frozen=True, slots=True)
class Offered:
    """never_before: it can't be ready earlier without overtime, alone in an empty shop. no_time: how many of its
    operations have no run time, so that the dates leave them out."""

    never_before: datetime
    offers: tuple[Offer, ...]
    no_time: int


def offered(of: Setting, *, limit_s: float = 1.2) -> Offered:
    """What can be offered for the last order of a setting. Raises Invalid when the plan of the others can't be
    followed."""
    solver, problem = engine(), of.problem
    from dure.planning.promising.promise import promise

    others = replace(problem, jobs=problem.jobs[:-1])
    known = tuple(task for task in of.followed() if task.job < len(others.jobs))
    # Where no plan is followed, one is made of the moment.
    longer = {at: with_overtime(calendar) for at, calendar in enumerate(problem.calendars)}
    with in_words(of):
        tasks = solver.in_order(others, known) if known else solver.solve(others, limit_s=0.3).tasks
        found = promise(
            others, tasks, problem.jobs[-1], limit_s=limit_s,
            overtime={at: calendar for at, calendar in longer.items() if calendar != problem.calendars[at]},
        )  # fmt: skip
    asked = of.orders[-1].id
    no_time = sum(one.note is Note.NO_TIME and one.about[0] == asked for one in of.notes)
    return Offered(of.at(found.never_before_min), tuple(_offer(of, one) for one in found.options), no_time)


def _offer(of: Setting, one: Any) -> Offer:
    later = tuple(
        Later(of.orders[change.job], change.late_after_min - change.late_before_min) for change in one.made_later
    )
    return Offer(one.way.value, of.at(one.end_min), len(one.moved), later, one.overtime_min)


def with_overtime(calendar: Calendar, minutes: int = OVERTIME_MIN) -> Calendar:
    """A calendar in which each working day lasts longer, as far as the next one leaves room."""
    found = []
    for at, (opens, closes) in enumerate(calendar):
        following = calendar[at + 1][0] if at + 1 < len(calendar) else None
        is_last = following is not None and following - closes >= _NIGHT_MIN
        found.append((opens, min(closes + minutes, (following or closes) - 1) if is_last else closes))
    return tuple(found)
