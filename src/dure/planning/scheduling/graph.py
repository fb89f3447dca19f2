"""A plan as a graph: each unit's operations in a row, each operation as early as its job and its unit let it. Compiled.

The arcs are those of jobs (what must end before) and of units (what stands in front in the row, with its set-up); the
heads are the longest ways to each operation, the tails the longest from its end. After the disjunctive graph of Roy
and Sussmann (1964); which places of a row are safe is told by heads and tails as in Mastrolilli and Gambardella (2000).
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from dure.planning.scheduling.arrays import Arrays, Ints


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
    size, units = len(data.state), len(data.table)
    sizes = (size, size, size, size, units, units, size, size, size, size)
    return Rows._make(np.full(one, -1, np.int32) for one in sizes)


@njit(cache=True, nogil=True, inline="always")
def setup_min(data, unit, before, after):  # type: ignore[no-untyped-def]
    """Minutes between two operations of a unit; before -1: from its state at the beginning."""
    table = data.table[unit]
    if table < 0:
        return 0
    state = data.initial[unit] if before < 0 else data.state[before]
    if state < 0:
        return 0
    return data.setup[data.setup_ptr[table] + state * data.setup_size[table] + data.state[after]]


@njit(cache=True, nogil=True)
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


@njit(cache=True, nogil=True)
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


@njit(cache=True, nogil=True)
def job_head(data, rows, v):  # type: ignore[no-untyped-def]
    """When the job of an operation would let it begin."""
    start = data.release[v]
    for at in range(data.before_ptr[v], data.before_ptr[v + 1]):
        u = data.before[at]
        start = max(start, rows.start[u] + rows.minutes[u])
    return start


@njit(cache=True, nogil=True)
def job_tail(data, rows, v):  # type: ignore[no-untyped-def]
    """The longest way from the end of an operation by what its job does next."""
    tail = 0
    for at in range(data.after_ptr[v], data.after_ptr[v + 1]):
        u = data.after[at]
        tail = max(tail, rows.minutes[u] + rows.tail[u])
    return tail


@njit(cache=True, nogil=True)
def forward(data, rows):  # type: ignore[no-untyped-def]
    """Set heads and order; False when the rows and the jobs contradict each other."""
    size = len(rows.unit)
    at_of = np.zeros(size, np.int32)
    for v in range(size):
        rows.order[v] = v
    return forward_from(data, rows, at_of, 0, np.empty(size, np.int32))


@njit(cache=True, nogil=True)
def forward_from(data, rows, at_of, cut, room):  # type: ignore[no-untyped-def]
    """As `forward`, where the first `cut` operations of the order still hold. at_of: the place of each operation in
    the order, kept. room: for operations."""
    size = len(rows.unit)
    end = cut
    for at in range(cut, size):
        room[at] = rows.order[at]
    for at in range(cut, size):
        v = room[at]
        count = 1 if rows.ahead[v] >= 0 and at_of[rows.ahead[v]] >= cut else 0
        for k in range(data.before_ptr[v], data.before_ptr[v + 1]):
            if at_of[data.before[k]] >= cut:
                count += 1
        rows.waits[v] = count
        if count == 0:
            rows.order[end] = v
            end += 1
    head = cut
    while head < end:
        v = rows.order[head]
        ahead = rows.ahead[v]
        gap = setup_min(data, rows.unit[v], ahead, v)
        rows.start[v] = max(
            job_head(data, rows, v), gap if ahead < 0 else rows.start[ahead] + rows.minutes[ahead] + gap
        )
        for at in range(data.after_ptr[v], data.after_ptr[v + 1]):
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
        head += 1
    for at in range(cut, end):
        at_of[rows.order[at]] = at
    return end == size


@njit(cache=True, nogil=True)
def backward(data, rows):  # type: ignore[no-untyped-def]
    """Set tails, by the order that `forward` left."""
    for at in range(len(rows.unit) - 1, -1, -1):
        v = rows.order[at]
        tail = job_tail(data, rows, v)
        u = rows.behind[v]
        if u >= 0:
            tail = max(tail, setup_min(data, rows.unit[v], v, u) + rows.minutes[u] + rows.tail[u])
        rows.tail[v] = tail


@njit(cache=True, nogil=True)
def cost_of(data, rows, ends):  # type: ignore[no-untyped-def]
    """What the plan costs by the weights. ends: room for the end of each job, filled."""
    ends[:] = 0
    makespan = 0
    setup = 0
    wants_setup = data.weights[2] > 0
    for v in range(len(rows.unit)):
        end = rows.start[v] + rows.minutes[v]
        ends[data.job[v]] = max(ends[data.job[v]], end)
        makespan = max(makespan, end)
        if wants_setup:
            setup += setup_min(data, rows.unit[v], rows.ahead[v], v)
    total = data.weights[0] * makespan + data.weights[2] * setup
    for j in range(len(ends)):
        if data.due[j] >= 0 and ends[j] > data.due[j]:
            total += data.weights[1] * data.weight[j] * (ends[j] - data.due[j])
        total += data.weights[3] * ends[j]
    return total


@njit(cache=True, nogil=True)
def copy_rows(source, target):  # type: ignore[no-untyped-def]
    """All but what counting needs."""
    target.unit[:] = source.unit
    target.minutes[:] = source.minutes
    target.ahead[:] = source.ahead
    target.behind[:] = source.behind
    target.first[:] = source.first
    target.last[:] = source.last
    target.start[:] = source.start


@njit(cache=True, nogil=True)
def may_stand_before(data, rows, x, v):  # type: ignore[no-untyped-def]
    """Whether v in front of x makes no circle: x is not among what v's job waits for. Never wrong, at times too strict.

    What comes before another one ends no later than that begins.
    """
    for at in range(data.before_ptr[v], data.before_ptr[v + 1]):
        u = data.before[at]
        if u == x or rows.start[x] + rows.minutes[x] <= rows.start[u]:
            return False
    return True


@njit(cache=True, nogil=True)
def may_stand_behind(data, rows, y, v):  # type: ignore[no-untyped-def]
    """Whether v behind y makes no circle, by heads: y doesn't wait for what v's job does after v."""
    for at in range(data.after_ptr[v], data.after_ptr[v + 1]):
        u = data.after[at]
        if u == y or rows.start[u] + rows.minutes[u] <= rows.start[y]:
            return False
    return True
