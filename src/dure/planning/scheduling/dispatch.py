"""Plans made in one go: of what could be done next, the most urgent goes first. Compiled.

The schedule generation of Giffler and Thompson (1960) with the apparent tardiness cost of Vepsalainen and Morton (1987)
and its term for set-ups of Lee, Bhaskaran and Pinedo (1997); where only the last end counts, by the work that is left.
"""

import numpy as np
from numba import njit

from dure.planning.scheduling.arrays import Arrays, Longs
from dure.planning.scheduling.graph import place, setup_min

RULES = (
    *((ahead, thrift, 1.0) for ahead in (1.0, 0.3, 3.0, 10.0) for thrift in (1.0, 0.3, 3.0)),
    (1.0, 1.0, 0.0),
    (0.3, 1.0, 0.0),
)
"""Settings of the rule, all tried: how many usual operations ahead the urgency of a due time is seen, how much a set-up
counts, and whether a unit may wait for something more urgent (1) or never stands while something is there (0)."""


def work_left(data: Arrays) -> Longs:
    """Minutes from the beginning of each operation to the end of its job, in its shortest modes."""
    shortest = np.minimum.reduceat(data.mode_min, data.mode_ptr[:-1])
    left = shortest.astype(np.int64)
    for v in range(len(left) - 1, -1, -1):
        rest = data.after[data.after_ptr[v] : data.after_ptr[v + 1]]
        if len(rest):
            left[v] += left[rest].max()
    return left


@njit(cache=True, nogil=True)
def dispatch(data, rows, left, ahead, thrift, delay, seed):  # type: ignore[no-untyped-def]
    """Fill empty rows. left: see work_left. ahead, thrift, delay: of a rule. seed: of equal ones any is taken."""
    np.random.seed(seed)
    size = len(rows.unit)
    free = np.zeros(len(data.table), np.int64)
    comes = data.release.astype(np.int64)
    rows.first[:] = -1
    rows.last[:] = -1
    waits, ready = np.empty(size, np.int32), np.empty(size, np.int32)
    count = 0
    for v in range(size):
        waits[v] = data.before_ptr[v + 1] - data.before_ptr[v]
        if waits[v] == 0:
            ready[count] = v
            count += 1
    usual = max(np.mean(data.mode_min), 1.0)
    usual_setup = max(np.mean(data.setup), 1.0) if len(data.setup) else 1.0
    while count > 0:
        unit, until = _next_unit(data, rows, ready, count, comes, free, delay)
        best, chosen, mode = -1.0, -1, -1
        for k in range(count):
            v = ready[k]
            for at in range(data.mode_ptr[v], data.mode_ptr[v + 1]):
                if data.mode_unit[at] != unit:
                    continue
                gap = setup_min(data, unit, rows.last[unit], v)
                start = max(comes[v], free[unit] + gap)
                if start > until:
                    continue
                value = _urgency(data, v, data.mode_min[at], left[v], start, ahead * usual)
                value *= np.exp(-gap / (thrift * usual_setup)) * (1.0 + 1e-9 * np.random.random())
                if value > best:
                    best, chosen, mode = value, k, at
        v = ready[chosen]
        count -= 1
        ready[chosen] = ready[count]
        rows.start[v] = max(comes[v], free[unit] + setup_min(data, unit, rows.last[unit], v))
        place(rows, v, unit, data.mode_min[mode], rows.last[unit])
        free[unit] = rows.start[v] + data.mode_min[mode]
        for at in range(data.after_ptr[v], data.after_ptr[v + 1]):
            u = data.after[at]
            comes[u] = max(comes[u], free[unit])
            waits[u] -= 1
            if waits[u] == 0:
                ready[count] = u
                count += 1


@njit(cache=True, nogil=True)
def _next_unit(data, rows, ready, count, comes, free, delay):  # type: ignore[no-untyped-def]
    """The unit on which something could end first, and until when what comes next on it has to begin."""
    soonest, unit, earliest = 2**62, -1, 2**62
    for k in range(count):
        v = ready[k]
        for at in range(data.mode_ptr[v], data.mode_ptr[v + 1]):
            on = data.mode_unit[at]
            end = max(comes[v], free[on] + setup_min(data, on, rows.last[on], v)) + data.mode_min[at]
            if end < soonest:
                soonest, unit = end, on
    for k in range(count):
        v = ready[k]
        for at in range(data.mode_ptr[v], data.mode_ptr[v + 1]):
            if data.mode_unit[at] == unit:
                earliest = min(earliest, max(comes[v], free[unit] + setup_min(data, unit, rows.last[unit], v)))
    # What begins just when the soonest ends would wait for it in vain.
    return unit, max(earliest, min(earliest + delay * (soonest - earliest), soonest - 1))


@njit(cache=True, nogil=True)
def _urgency(data, v, minutes, left, start, horizon):  # type: ignore[no-untyped-def]
    """Of an operation that would begin then; where no due time counts, the work that is left."""
    job = data.job[v]
    if data.weights[1] == 0:
        return float(left)
    slack = max(0.0, float(data.due[job] - left - start)) if data.due[job] >= 0 else 1e12
    return (data.weight[job] + 0.001) / max(minutes, 1) * np.exp(-slack / horizon) + 1e-12
