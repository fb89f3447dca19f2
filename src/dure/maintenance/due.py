"""When a plan is due: by calendar, by run hours, by shots or pieces, by a signal over its limit. Pure.

Amounts of a plan are in days, hours or counts, by its basis. A plan by condition has none: it is due once the
signal was over the limit for as long as the plan says, and stays so until a job of it is done.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from math import ceil

ZERO = Decimal(0)


class Basis(StrEnum):
    CALENDAR = "calendar"
    HOURS = "hours"
    COUNT = "count"
    CONDITION = "condition"


class State(StrEnum):
    DUE = "due"
    SOON = "soon"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Due:
    """used: days, hours or counts since the last service; left: until the next one, negative when it is over.

    on: the day on which it is due or will be, at the pace of late; None where nothing tells.
    """

    state: State
    used: Decimal
    left: Decimal
    on: date | None


def by_calendar(*, last: date, today: date, every: int, warn: int, rhythm_from: date | None = None) -> Due:
    """every, warn: days. rhythm_from: keeps to this day's rhythm, however late the last service was."""
    on = last + timedelta(days=every)
    if rhythm_from is not None:
        passed = max((last - rhythm_from).days, 0)
        # A service shortly before its day belongs to that day, else the plan would be due twice in a row.
        rounds = (passed + warn) // every
        on = rhythm_from + timedelta(days=(rounds + 1) * every)
    left = (on - today).days
    return Due(_state(Decimal(left), Decimal(warn)), Decimal((today - last).days), Decimal(left), on)


def by_amount(*, used: Decimal, every: Decimal, warn: Decimal, per_day: Decimal, today: date) -> Due:
    """per_day: how much a day of late adds, to say on which day it will be due."""
    left = every - used
    on = None
    if left <= 0:
        on = today
    elif per_day > 0:
        days = left / per_day
        on = today + timedelta(days=ceil(days)) if days < 3650 else None
    return Due(_state(left, warn), used, left, on)


def by_condition(*, since: datetime | None, due_at: datetime | None, today: date) -> Due:
    """since: the signal is over its limit since then; due_at: when it had been so for long enough."""
    if due_at is not None:
        return Due(State.DUE, ZERO, ZERO, today)
    return Due(State.SOON if since is not None else State.LATER, ZERO, ZERO, None)


def _state(left: Decimal, warn: Decimal) -> State:
    if left <= 0:
        return State.DUE
    return State.SOON if left <= warn else State.LATER


@dataclass(frozen=True, slots=True)
class Seen:
    """A value of a signal from a moment on; None where it had none."""

    at: datetime
    value: float | None


@dataclass(frozen=True, slots=True)
class Watched:
    """since: over the limit without a break since then; reached_at: first moment at which it had lasted long enough."""

    since: datetime | None
    reached_at: datetime | None
    value: float | None


def watch(
    seen: Sequence[Seen], *, limit: float, is_upper: bool, lasting: timedelta, until: datetime,
    since: datetime | None = None,
) -> Watched:  # fmt: skip
    """Follow a signal, in the order of time, until a moment. since: it was over the limit already before.

    A value holds until the next one; without a value it isn't known, and the count begins anew.
    """
    reached, value = None, None
    for one in seen:
        if since is not None and reached is None and one.at - since >= lasting:
            reached = since + lasting
        value = one.value
        is_over = value is not None and (value > limit if is_upper else value < limit)
        since = (since or one.at) if is_over else None
    if since is not None and reached is None and until - since >= lasting:
        reached = since + lasting
    return Watched(since, reached, value)
