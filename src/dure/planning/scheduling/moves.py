"""Where operations of a plan may be moved to, and which ones matter. Compiled."""

import numpy as np

from dure.planning.scheduling.compiling import compiled
from dure.planning.scheduling.graph import may_stand_before, may_stand_behind
from dure.planning.scheduling.judging import setup_min


@compiled
def longest_way(data, rows, end, way):  # type: ignore[no-untyped-def]
    """Fill `way` with the operations of a longest way to `end`, the last one first; how many."""
    count = 0
    v = end
    while v >= 0:
        way[count] = v
        count += 1
        start = rows.start[v]
        found = -1
        options = 0
        u = rows.ahead[v]
        gap = setup_min(data, rows.unit[v], u, v)
        if u >= 0 and rows.start[u] + rows.minutes[u] + gap == start:
            found, options = u, 1
        for at in range(data.operation[v].before, data.operation[v].before_end):
            u = data.before[at].operation
            if rows.start[u] + rows.minutes[u] == start:
                options += 1
                if np.random.randint(options) == 0:
                    found = u
        v = found
    return count


@compiled
def first_safe(data, rows, v, unit):  # type: ignore[no-untyped-def]
    """(behind which operation of a row, in front of which) v may stand first; v itself is passed over."""
    a = -1
    x = rows.first[unit]
    while x >= 0 and (x == v or not may_stand_before(data, rows, x, v)):
        if x != v:
            a = x
        x = rows.behind[x]
    return a, x


@compiled
def safe_place(data, rows, v, unit):  # type: ignore[no-untyped-def]
    """A safe place for v in a unit's row by chance: behind which operation, -1: at the beginning, -2: there is none."""
    a, x = first_safe(data, rows, v, unit)
    found, options = -2, 0
    while a < 0 or may_stand_behind(data, rows, a, v):
        if unit != rows.unit[v] or a != rows.ahead[v]:
            options += 1
            if np.random.randint(options) == 0:
                found = a
        if x == v:
            x = rows.behind[v]
        if x < 0:
            break
        a, x = x, rows.behind[x]
    return found
