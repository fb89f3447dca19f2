"""How a plant really worked: which order a free unit took, and how soon people found a lot that was ready. Pure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from dure.planning.simulation.hours import Hours
from dure.planning.simulation.record import Ordered, Record, Run, Stage

LEAST_CHOICES, LEAST_FOUND = 20, 20
"""With fewer nothing is said of the habit."""
SOON_MIN = 30.0
"""A lot that is begun so many open minutes after it was ready was known at once."""
KNOWN = 0.95
"""From this share on everything that is ready is taken as known."""
_NEAR = 0.05


@dataclass(frozen=True, slots=True)
class Habits:
    """choices: when a unit could have taken another order; by_release, by_due: in how many of them it took the oldest,
    or the one due first. ready: lots that came while a unit for them stood idle; at_once: of them begun soon."""

    choices: int = 0
    by_release: int = 0
    by_due: int = 0
    ready: int = 0
    at_once: int = 0

    @property
    def goes_by_due(self) -> bool:
        return self.choices >= LEAST_CHOICES and self.by_due > self.by_release

    @property
    def found_share(self) -> float | None:
        return self.at_once / self.ready if self.ready >= LEAST_FOUND else None

    @property
    def is_known(self) -> bool:
        share = self.found_share
        return share is None or share >= KNOWN

    @property
    def policy(self) -> str:
        """As `policy.policy_of` reads it."""
        words = [word for word, holds in (("status", self.is_known), ("due", self.goes_by_due)) if holds]
        return "+".join(words) or "paper"


@dataclass(frozen=True, slots=True)
class _Task:
    """An operation of an order: when it was ready, when and where it was begun (None: not yet)."""

    order: Ordered
    units: frozenset[int]
    ready: float
    begin: float | None
    unit: int | None
    is_first: bool


def habits(record: Record, hours: Mapping[int, Hours], led: Mapping[tuple[int, int], float]) -> Habits:
    """Of a record whose runs name their operation. hours: of each unit. led: minutes of setting up before an operation
    of an order was begun; they are part of it."""
    record = replace(record, runs=tuple(_with_setup(one, led) for one in record.runs))
    tasks = _tasks(record)
    by_unit: dict[int, list[Run]] = defaultdict(list)
    for run in record.runs:
        by_unit[run.unit].append(run)
    begun = [one for one in tasks if one.begin is not None and record.first <= one.begin < record.last]
    chosen = [_choice(one, tasks) for one in begun]
    known = [
        one
        for one in begun
        if not one.is_first
        and one.ready >= record.first
        and any(_is_idle(by_unit[unit], one.ready) and hours[unit].is_open(one.ready) for unit in one.units)
    ]
    return Habits(
        choices=sum(one is not None for one in chosen),
        by_release=sum(one[0] for one in chosen if one is not None),
        by_due=sum(one[1] for one in chosen if one is not None),
        ready=len(known),
        at_once=sum(_waited_min(one, hours) <= SOON_MIN for one in known),
    )


def _with_setup(run: Run, led: Mapping[tuple[int, int], float]) -> Run:
    minutes = 0.0 if run.number is None else led.get((run.order, run.number), 0.0)
    return replace(run, begin=run.begin - minutes)


def _tasks(record: Record) -> list[_Task]:
    runs: dict[tuple[int, int], list[Run]] = defaultdict(list)
    for run in record.runs:
        if run.number is not None:
            runs[run.order, run.number].append(run)
    stages = {one.id: [stage for stage in one.stages if not stage.is_outside] for one in record.articles}
    centers = {one.id: one.center for one in record.stations}

    def carried(run: Run, to: Stage) -> float:
        """Minutes to the nearest unit."""
        ends = {centers[unit] for unit in to.units if unit in centers}
        start = centers.get(run.unit)
        return min((record.ways.minutes(start, end) for end in ends), default=0) if start is not None else 0

    found = []
    for order in record.orders:
        ready: float | None = order.release
        for at, stage in enumerate(stages[order.article]):
            own = runs[order.id, stage.number]
            if ready is not None:
                first = own[0] if own else None
                units = frozenset(stage.units)
                found.append(
                    _Task(order, units, ready, first.begin if first else None, first.unit if first else None, at == 0)
                )
            is_over = bool(own) and all(one.end is not None for one in own)
            after = stages[order.article][at + 1 :]
            ready = max(one.until(0.0) for one in own) + carried(own[-1], after[0]) if is_over and after else None
    return found


def _choice(task: _Task, tasks: Sequence[_Task]) -> tuple[bool, bool] | None:
    """(it was the oldest, it was due first) among what waited for its unit; None when nothing else did."""
    assert task.begin is not None
    others = [
        one.order
        for one in tasks
        if task.unit in one.units and one is not task and one.ready <= task.begin - _NEAR
        and (one.begin is None or one.begin > task.begin + _NEAR)
    ]  # fmt: skip
    if not others or task.ready > task.begin + _NEAR:
        return None
    late = float("inf")
    due = late if task.order.due is None else task.order.due
    return (
        all(task.order.release <= one.release for one in others),
        all(due <= (late if one.due is None else one.due) for one in others),
    )


def _is_idle(runs: Sequence[Run], at: float) -> bool:
    """Just before: its own run may begin at that moment."""
    return not any(one.begin < at - _NEAR and one.until(float("inf")) > at + _NEAR for one in runs)


def _waited_min(task: _Task, hours: Mapping[int, Hours]) -> float:
    assert task.begin is not None
    return min(
        (hours[unit].between(task.ready, task.begin) for unit in task.units if task.begin > task.ready), default=0.0
    )
