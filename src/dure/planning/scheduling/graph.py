"""A plan as a graph: each unit's operations in a row, each operation as early as its job and its unit let it. Compiled.

The arcs are those of jobs (what must end before) and of units (what stands in front in the row, with its set-up); the
heads are the longest ways to each operation, the tails the longest from its end. After the disjunctive graph of Roy
and Sussmann (1964); which places of a row are safe is told by heads and tails as in Mastrolilli and Gambardella (2000).
"""

from typing import NamedTuple

import numpy as np

from dure.planning.scheduling.arrays import Arrays, Ints
from dure.planning.scheduling.compiling import compiled
from dure.planning.scheduling.draft import Draft
from dure.planning.scheduling.judging import setup_min


class Rows(NamedTuple):
    """unit, minutes: of each operation. ahead, behind: its neighbours in its unit's row, -1 for none. first, last: of
    each unit. start: heads. tail: from the end of an operation to the end of all. order: operations, each after what
    it waits for. waits: room for counting."""

    unit: Ints
    minutes: Ints
    ahead: Ints
    behind: Ints
    first: Ints
    last: Ints
    start: Ints
    tail: Ints
    order: Ints
    waits: Ints


def rows_for(data: Arrays) -> Rows:
    """Nothing placed yet."""
    size, units = len(data.operation), len(data.resource)
    sizes = (size, size, size, size, units, units, size, size, size, size)
    return Rows._make(np.full(one, -1, np.int32) for one in sizes)


def rows_of(data: Arrays, draft: Draft) -> Rows:
    """The rows of a draft's units."""
    rows, units = rows_for(data), draft.slot[:, 0]
    rows.unit[:], rows.minutes[:] = units.resource, data.mode.minutes[draft.at.mode]
    rows.ahead[:], rows.behind[:], rows.start[:] = units.ahead, units.behind, draft.at.start
    rows.first[:], rows.last[:] = draft.row.first, draft.row.last
    return rows


@compiled
def place(rows, v, unit, minutes, ahead):  # type: ignore[no-untyped-def]
    """Put an operation into a unit's row behind `ahead` (-1: at its beginning)."""
    behind = rows.first[unit] if ahead < 0 else rows.behind[ahead]
    rows.unit[v] = unit
    rows.minutes[v] = minutes
    rows.ahead[v] = ahead
    rows.behind[v] = behind
    if ahead < 0:
        rows.first[unit] = v
    else:
        rows.behind[ahead] = v
    if behind < 0:
        rows.last[unit] = v
    else:
        rows.ahead[behind] = v


@compiled
def take_out(rows, v):  # type: ignore[no-untyped-def]
    """Take an operation out of its row."""
    ahead, behind, unit = rows.ahead[v], rows.behind[v], rows.unit[v]
    if ahead < 0:
        rows.first[unit] = behind
    else:
        rows.behind[ahead] = behind
    if behind < 0:
        rows.last[unit] = ahead
    else:
        rows.ahead[behind] = ahead


@compiled
def job_head(data, rows, v):  # type: ignore[no-untyped-def]
    """When the job of an operation would let it begin."""
    start = data.operation[v].release
    for at in range(data.operation[v].before, data.operation[v].before_end):
        u = data.before[at].operation
        start = max(start, rows.start[u] + rows.minutes[u])
    return start


@compiled
def job_tail(data, rows, v):  # type: ignore[no-untyped-def]
    """The longest way from the end of an operation by what its job does next."""
    tail = 0
    for at in range(data.operation[v].after, data.operation[v].after_end):
        u = data.after[at]
        tail = max(tail, rows.minutes[u] + rows.tail[u])
    return tail


@compiled
def forward(data, rows):  # type: ignore[no-untyped-def]
    """Set heads and order; False when the rows and the jobs contradict each other."""
    end = 0
    for v in range(len(rows.unit)):
        rows.waits[v] = data.operation[v].before_end - data.operation[v].before + (rows.ahead[v] >= 0)
        if rows.waits[v] == 0:
            rows.order[end] = v
            end += 1
    head = 0
    while head < end:
        v = rows.order[head]
        head += 1
        ahead = rows.ahead[v]
        free = setup_min(data, rows.unit[v], ahead, v)
        if ahead >= 0:
            free += rows.start[ahead] + rows.minutes[ahead]
        rows.start[v] = max(job_head(data, rows, v), free)
        for at in range(data.operation[v].after, data.operation[v].after_end):
            u = data.after[at]
            rows.waits[u] -= 1
            if rows.waits[u] == 0:
                rows.order[end] = u
                end += 1
        u = rows.behind[v]
        if u >= 0:
            rows.waits[u] -= 1
            if rows.waits[u] == 0:
                rows.order[end] = u
                end += 1
    return end == len(rows.unit)


@compiled
def backward(data, rows):  # type: ignore[no-untyped-def]
    """Set tails, by the order that `forward` left."""
    for at in range(len(rows.unit) - 1, -1, -1):
        v = rows.order[at]
        tail = job_tail(data, rows, v)
        u = rows.behind[v]
        if u >= 0:
            tail = max(tail, setup_min(data, rows.unit[v], v, u) + rows.minutes[u] + rows.tail[u])
        rows.tail[v] = tail


@compiled
def copy_rows(source, target):  # type: ignore[no-untyped-def]
    """All but what counting needs."""
    for v in range(len(source.unit)):
        target.unit[v], target.minutes[v], target.start[v] = source.unit[v], source.minutes[v], source.start[v]
        target.ahead[v], target.behind[v] = source.ahead[v], source.behind[v]
    for unit in range(len(source.first)):
        target.first[unit], target.last[unit] = source.first[unit], source.last[unit]


@compiled
def may_stand_before(data, rows, x, v):  # type: ignore[no-untyped-def]
    """Whether v in front of x makes no circle: x is not among what v's job waits for. Never wrong, at times too strict.

    What comes before another one ends no later than that begins.
    """
    for at in range(data.operation[v].before, data.operation[v].before_end):
        u = data.before[at].operation
        if u == x or rows.start[x] + rows.minutes[x] <= rows.start[u]:
            return False
    return True


@compiled
def may_stand_behind(data, rows, y, v):  # type: ignore[no-untyped-def]
    """Whether v behind y makes no circle, by heads: y doesn't wait for what v's job does after v."""
    for at in range(data.operation[v].after, data.operation[v].after_end):
        u = data.after[at]
        if u == y or rows.start[u] + rows.minutes[u] <= rows.start[y]:
            return False
    return True
