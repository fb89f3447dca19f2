"""How an improvement task comes forward: one table of steps, who may take each, and what must be there. Pure.

The order is that of the problem-solving story that Japanese and Korean plants write on one A3 page: find, look for the
cause, plan, do, look whether it worked, keep it. Nobody skips a step. A task goes back only with a reason, and what did
not work goes back to its cause.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from dure.mentoring.loss import TaskState

AGES = (30, 90, 180)
"""Days after the change, those to get used to it not counted, at which a gain is looked at again."""


AFTER_DAYS = 60
"""So many days at most, those to get used to it not counted, are looked at after the change when it is verified."""


class Who(StrEnum):
    """WORKERS: those who work on tasks, mentors too. LEADERS: those who answer for what counts in the plant."""

    WORKERS = "workers"
    LEADERS = "leaders"


class Need(StrEnum):
    """What must be there before a step; each is something that a task has or has not."""

    WHY = "why"
    ROOT_CAUSE = "root_cause"
    MEASURE = "measure"
    COST = "cost"
    OWNER = "owner"
    DUE = "due"
    KPI = "kpi"
    WANTED = "wanted"
    CHANGED = "changed"
    FIGURES = "figures"
    WORKED = "worked"
    HELD = "held"


class Result(StrEnum):
    """What the figures said of a change. NONE: no effect can be told from none; it is an honest end."""

    WORKED = "worked"
    NONE = "none"
    WORSE = "worse"


class Held(StrEnum):
    """What a later look found."""

    HELD = "held"
    SHRUNK = "shrunk"
    LOST = "lost"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Step:
    """needs: all of these. is_back: needs a reason in words instead."""

    source: TaskState
    target: TaskState
    who: Who
    needs: tuple[Need, ...] = ()
    is_back: bool = False


_S, _W, _L = TaskState, Who.WORKERS, Who.LEADERS
STEPS: tuple[Step, ...] = (
    Step(_S.FOUND, _S.ANALYSED, _W, (Need.WHY, Need.ROOT_CAUSE)),
    Step(
        _S.ANALYSED, _S.PLANNED, _W, (Need.MEASURE, Need.COST, Need.OWNER, Need.DUE, Need.KPI, Need.WANTED)
    ),
    Step(_S.PLANNED, _S.DONE, _W, (Need.CHANGED,)),
    Step(_S.DONE, _S.VERIFIED, _L, (Need.FIGURES,)),
    Step(_S.VERIFIED, _S.SUSTAINED, _L, (Need.WORKED, Need.HELD)),
    Step(_S.ANALYSED, _S.FOUND, _W, is_back=True),
    Step(_S.PLANNED, _S.ANALYSED, _W, is_back=True),
    Step(_S.DONE, _S.PLANNED, _W, is_back=True),
    Step(_S.VERIFIED, _S.ANALYSED, _L, is_back=True),
    Step(_S.SUSTAINED, _S.ANALYSED, _L, is_back=True),
    Step(_S.FOUND, _S.DECLINED, _L, is_back=True),
    Step(_S.ANALYSED, _S.DECLINED, _L, is_back=True),
    Step(_S.PLANNED, _S.DECLINED, _L, is_back=True),
    Step(_S.DECLINED, _S.FOUND, _L, is_back=True),
)  # fmt: skip
_BY_ENDS: Mapping[tuple[str, str], Step] = {(one.source, one.target): one for one in STEPS}
WAY = (_S.FOUND, _S.ANALYSED, _S.PLANNED, _S.DONE, _S.VERIFIED, _S.SUSTAINED)
CLOSED = frozenset({_S.SUSTAINED, _S.DECLINED})
MEASURED = frozenset({_S.VERIFIED, _S.SUSTAINED})


def step(source: str, target: str) -> Step | None:
    """The step between two states; None when nobody may go that way."""
    return _BY_ENDS.get((source, target))


def forward(state: str) -> Step | None:
    """The step that brings a task on; None at an end."""
    return next((one for one in STEPS if one.source == state and not one.is_back), None)


def ways_back(state: str) -> list[Step]:
    """Steps back and out, each of which asks for a reason."""
    return [one for one in STEPS if one.source == state and one.is_back]


def missing(one: Step, has: Collection[Need]) -> list[Need]:
    """What the step still needs, in the order in which it is asked for."""
    return [need for need in one.needs if need not in has]


def is_next_attempt(one: Step) -> bool:
    """Whether going back begins another attempt, so that the figures of the first stay with it."""
    return one.source in MEASURED and one.target == TaskState.ANALYSED


def result_of(low: float, high: float, *, is_lower_better: bool) -> Result:
    """What an interval of a change says. Nought on its edge is no effect."""
    worst, best = (-high, -low) if is_lower_better else (low, high)
    if worst > 0:
        return Result.WORKED
    return Result.WORSE if best < 0 else Result.NONE


def is_reached(after: float, wanted: float, *, is_lower_better: bool) -> bool:
    return after <= wanted if is_lower_better else after >= wanted


def check_day(counts_from: date, age: int) -> date:
    """The day on which the look at an age becomes due. counts_from: when the days to get used to the change end."""
    return counts_from + timedelta(days=age)


def due_ages(counts_from: date, today: date, looked: Iterable[int]) -> list[int]:
    """Ages whose day has come and that nobody has looked at yet."""
    seen = set(looked)
    return [age for age in AGES if age not in seen and check_day(counts_from, age) <= today]


def has_held(verdicts: Mapping[int, str]) -> bool:
    """Whether the last look found some of the gain still there. verdicts: age → what was found."""
    return verdicts.get(AGES[-1]) in (Held.HELD, Held.SHRUNK)
