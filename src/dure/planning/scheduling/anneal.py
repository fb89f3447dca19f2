"""Plans made better by chance: moves on the longest way of a job that costs, judged by the whole plan. Compiled.

What costs more is taken the rarer the colder it is (Kirkpatrick, Gelatt and Vecchi 1983).
"""

import numpy as np
from numba import njit

from dure.planning.scheduling.graph import copy_rows, cost_of, forward, forward_from, place, take_out
from dure.planning.scheduling.moves import longest_way, safe_place


@njit(cache=True, nogil=True)
def anneal(data, rows, best, ends, rounds, heat, seed):  # type: ignore[no-untyped-def]
    """Move by chance for some rounds; what costs more is taken the rarer the colder it is. heat: the gain in cost that
    is given up once in e times. `best` keeps the best plan. Returns its cost."""
    np.random.seed(seed)
    size = len(rows.unit)
    way, at_of, room = np.empty(size, np.int32), np.empty(size, np.int32), np.empty(size, np.int32)
    order, start, kept_ends = np.empty(size, np.int32), np.empty(size, np.int32), np.empty_like(ends)
    forward(data, best)
    top = cost_of(data, best, ends)
    forward(data, rows)
    now = cost_of(data, rows, ends)
    for at in range(size):
        at_of[rows.order[at]] = at
    count, uses = 0, 0
    for _ in range(rounds):
        # Several moves are tried from one longest way, while the plan stays as it is.
        if count == 0 or uses > 4:
            count, uses = longest_way(data, rows, _costly_end(data, rows, ends), way), 0
        uses += 1
        v = way[np.random.randint(count)]
        at = data.mode_ptr[v] + np.random.randint(data.mode_ptr[v + 1] - data.mode_ptr[v])
        unit = data.mode_unit[at]
        to = safe_place(data, rows, v, unit)
        if to == -2:
            continue
        old_unit, old_minutes, old_ahead = rows.unit[v], rows.minutes[v], rows.ahead[v]
        take_out(rows, v)
        place(rows, v, unit, data.mode_min[at], to)
        cut = at_of[v]
        if rows.behind[v] >= 0:
            cut = min(cut, at_of[rows.behind[v]])
        order[cut:] = rows.order[cut:]
        start[:] = rows.start
        kept_ends[:] = ends
        forward_from(data, rows, at_of, cut, room)
        value = cost_of(data, rows, ends)
        if value <= now or np.random.random() < np.exp((now - value) / heat):
            now, count = value, 0
            if value < top:
                top = value
                copy_rows(rows, best)
        else:
            take_out(rows, v)
            place(rows, v, old_unit, old_minutes, old_ahead)
            rows.start[:] = start
            ends[:] = kept_ends
            for k in range(cut, size):
                rows.order[k] = order[k]
                at_of[order[k]] = k
    return top


@njit(cache=True, nogil=True)
def _costly_end(data, rows, ends):  # type: ignore[no-untyped-def]
    """The last operation of a job, chosen by chance by what its lateness costs; of any where none is late."""
    total = 0.0
    for j in range(len(ends)):
        if data.due[j] >= 0 and ends[j] > data.due[j]:
            total += float(data.weight[j]) * (ends[j] - data.due[j])
    chosen = -1
    if total > 0 and np.random.random() < 0.9:
        dice = np.random.random() * total
        for j in range(len(ends)):
            if data.due[j] >= 0 and ends[j] > data.due[j]:
                dice -= float(data.weight[j]) * (ends[j] - data.due[j])
                chosen = j
                if dice <= 0:
                    break
    else:
        chosen = np.random.randint(len(ends))
    start = np.random.randint(len(rows.unit))
    # Operations lie job by job; the last ones of a job are those that end with it.
    for k in range(len(rows.unit)):
        v = (start + k) % len(rows.unit)
        if data.job[v] == chosen and rows.start[v] + rows.minutes[v] == ends[chosen]:
            return v
    return start
