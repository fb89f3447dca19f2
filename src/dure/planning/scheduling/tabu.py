"""Plans that end earlier: tabu search over moves of operations on a longest way, judged by heads and tails. Compiled.

After Nowicki and Smutnicki (1996), Balas and Vazacopoulos (1998), and Mastrolilli and Gambardella (2000).
"""

import numpy as np

from dure.planning.scheduling.compiling import allocating, compiled, inlined
from dure.planning.scheduling.graph import (
    backward,
    copy_rows,
    forward,
    job_head,
    job_tail,
    may_stand_before,
    may_stand_behind,
    place,
    take_out,
)
from dure.planning.scheduling.judging import setup_min
from dure.planning.scheduling.moves import first_safe, longest_way, safe_place

SLOTS = 1 << 20
"""Room of the tabu list; a power of two."""


@inlined
def _slot(a, b):  # type: ignore[no-untyped-def]
    return (np.int64(a) * 2654435761 + np.int64(b) * 40503 + 12345) & (SLOTS - 1)


@compiled
def _judge_shift(data, rows, v, to, room):  # type: ignore[no-untyped-def]
    """The longest way that a move within the row would leave: v directly behind `to` (-1: at the beginning).

    Heads and tails of other rows are taken as they are. room: for operations between, with heads.
    """
    unit = rows.unit[v]
    # The stretch whose order changes, in its new order.
    count = 0
    if _is_later(rows, v, to):
        before, beyond = rows.ahead[v], rows.behind[to]
        x = v
        while x != to:
            x = rows.behind[x]
            room[count, 0] = x
            count += 1
        room[count, 0] = v
        count += 1
    else:
        before, beyond = to, rows.behind[v]
        room[0, 0] = v
        count = 1
        x = rows.first[unit] if to < 0 else rows.behind[to]
        while x != v:
            room[count, 0] = x
            count += 1
            x = rows.behind[x]
    a = before
    end = 0 if a < 0 else rows.start[a] + rows.minutes[a]
    for k in range(count):
        x = room[k, 0]
        start = max(job_head(data, rows, x), end + setup_min(data, unit, a, x))
        room[k, 1] = start
        end = start + rows.minutes[x]
        a = x
    worst = 0
    b = beyond
    tail = 0 if b < 0 else rows.minutes[b] + rows.tail[b]
    for k in range(count - 1, -1, -1):
        x = room[k, 0]
        rest = job_tail(data, rows, x)
        if b >= 0:
            rest = max(rest, setup_min(data, unit, x, b) + tail)
        worst = max(worst, room[k, 1] + rows.minutes[x] + rest)
        tail = rows.minutes[x] + rest
        b = x
    return worst


@compiled
def _is_later(rows, v, to):  # type: ignore[no-untyped-def]
    """Whether `to` stands behind v in its row."""
    x = rows.behind[v]
    while x >= 0 and x != to:
        x = rows.behind[x]
    return x >= 0


@compiled
def _is_tabu_shift(rows, v, to, tabu, now):  # type: ignore[no-untyped-def]
    """Whether an order that the move brings about was given up a short while ago."""
    if _is_later(rows, v, to):
        x = v
        while x != to:
            x = rows.behind[x]
            if tabu[_slot(x, v)] > now:
                return True
        return False
    x = rows.ahead[v]
    while x != to:
        if tabu[_slot(v, x)] > now:
            return True
        x = rows.ahead[x]
    return False


@compiled
def _forbid_shift(rows, v, to, tabu, until):  # type: ignore[no-untyped-def]
    """Note the orders that the move gives up."""
    if _is_later(rows, v, to):
        x = v
        while x != to:
            x = rows.behind[x]
            tabu[_slot(v, x)] = until
    else:
        x = rows.ahead[v]
        while x != to:
            tabu[_slot(x, v)] = until
            x = rows.ahead[x]


@compiled
def _offer(picks, worst, top, banned, v, to, unit):  # type: ignore[no-untyped-def]
    """Keep the best move; of equal ones any. picks: row 0 of those that are allowed, or better than all before, row 1
    of the others; each: judged, operation, behind which, unit, how many are equal."""
    row = 1 if banned and worst >= top else 0
    if worst < picks[row, 0]:
        picks[row, 4] = 0
    elif worst > picks[row, 0]:
        return
    picks[row, 4] += 1
    if np.random.randint(picks[row, 4]) == 0:
        picks[row, 0], picks[row, 1], picks[row, 2], picks[row, 3] = worst, v, to, unit


@compiled
def _offer_shifts(data, rows, way, count, k, room, tabu, now, top, picks):  # type: ignore[no-untyped-def]
    """Moves of an operation of the way within its block: those that stand one behind the other in its row."""
    v = way[k]
    unit = rows.unit[v]
    first, last = k, k
    while first + 1 < count and rows.behind[way[first + 1]] == way[first]:
        first += 1
    while last > 0 and rows.behind[way[last]] == way[last - 1]:
        last -= 1
    # Without set-ups only a move to or from an end of the block can shorten the way.
    is_any = data.resource[unit].setup >= 0 or k in (first, last)
    for j in range(k - 1, last - 1, -1):
        x = way[j]
        if not may_stand_behind(data, rows, x, v):
            break
        if is_any or j == last or not may_stand_behind(data, rows, way[j - 1], v):
            worst = _judge_shift(data, rows, v, x, room)
            _offer(picks, worst, top, _is_tabu_shift(rows, v, x, tabu, now), v, x, unit)
    for j in range(k + 1, first + 1):
        x = way[j]
        if not may_stand_before(data, rows, x, v):
            break
        if is_any or j == first or not may_stand_before(data, rows, way[j + 1], v):
            to = rows.ahead[x]
            worst = _judge_shift(data, rows, v, to, room)
            _offer(picks, worst, top, _is_tabu_shift(rows, v, to, tabu, now), v, to, unit)


@compiled
def _offer_units(data, rows, v, tabu, now, top, picks):  # type: ignore[no-untyped-def]
    """Moves of an operation to safe places of other units."""
    head, tail = job_head(data, rows, v), job_tail(data, rows, v)
    for at in range(data.operation[v].mode, data.operation[v].mode_end):
        other = data.mode[at].unit
        if other == rows.unit[v]:
            continue
        banned = tabu[_slot(v, len(rows.unit) + other)] > now
        a, x = first_safe(data, rows, v, other)
        while a < 0 or may_stand_behind(data, rows, a, v):
            start = setup_min(data, other, a, v)
            if a >= 0:
                start += rows.start[a] + rows.minutes[a]
            rest = tail
            if x >= 0:
                rest = max(rest, setup_min(data, other, v, x) + rows.minutes[x] + rows.tail[x])
            _offer(picks, max(head, start) + data.mode[at].minutes + rest, top, banned, v, a, other)
            if x < 0:
                break
            a, x = x, rows.behind[x]


@allocating
def tabu_search(data, rows, best, tabu, clock, rounds, patience, seed):  # type: ignore[no-untyped-def]
    """Search for some rounds; `best` keeps the best plan. tabu: until which round an order of two operations, or an
    operation on a unit, is forbidden. clock: rounds so far, and those since the last gain. patience: after so many
    rounds without a gain the best plan is shaken and searched on. Returns the last end of the best plan."""
    np.random.seed(seed)
    size = len(rows.unit)
    way = np.empty(size, np.int32)
    room = np.empty((size, 2), np.int64)
    picks = np.empty((2, 5), np.int64)
    forward(data, best)
    top = last_end(best)[1]
    flexible = len(data.mode) > size
    tenure = 10 + size // max(len(rows.first), 1) // 2
    for _ in range(rounds):
        clock[0] += 1
        clock[1] += 1
        forward(data, rows)
        backward(data, rows)
        end, value = last_end(rows)
        if value < top:
            top = value
            copy_rows(rows, best)
            clock[1] = 0
        if clock[1] > patience:
            copy_rows(best, rows)
            clock[1] = 0
            for _again in range(5 + np.random.randint(10)):
                forward(data, rows)
                _stray(data, rows)
            continue
        count = longest_way(data, rows, end, way)
        picks[:] = 2**62
        # Of a very long way only a part is looked at, another one each time.
        step = max(1, count // 80)
        for k in range(np.random.randint(step), count, step):
            _offer_shifts(data, rows, way, count, k, room, tabu, clock[0], top, picks)
            if flexible:
                _offer_units(data, rows, way[k], tabu, clock[0], top, picks)
        pick = picks[0] if picks[0, 0] < 2**62 else picks[1]
        if pick[0] == 2**62:
            clock[1] = patience + 1
            continue
        v, to, unit = pick[1], pick[2], pick[3]
        until = clock[0] + tenure + np.random.randint(tenure)
        if unit == rows.unit[v]:
            _forbid_shift(rows, v, to, tabu, until)
        else:
            tabu[_slot(v, size + rows.unit[v])] = until
        minutes = _minutes_on(data, v, unit)
        take_out(rows, v)
        place(rows, v, unit, minutes, to)
    return top


@compiled
def last_end(rows):  # type: ignore[no-untyped-def]
    """(one of the operations that end last, when it ends)."""
    last, options, makespan = -1, 0, -1
    for v in range(len(rows.unit)):
        end = rows.start[v] + rows.minutes[v]
        if end > makespan:
            makespan, options = end, 0
        if end == makespan:
            options += 1
            if np.random.randint(options) == 0:
                last = v
    return last, makespan


@compiled
def _minutes_on(data, v, unit):  # type: ignore[no-untyped-def]
    for at in range(data.operation[v].mode, data.operation[v].mode_end):
        if data.mode[at].unit == unit:
            return data.mode[at].minutes
    return -1


@compiled
def _stray(data, rows):  # type: ignore[no-untyped-def]
    """One move by chance."""
    v = np.random.randint(len(rows.unit))
    at = np.random.randint(data.operation[v].mode, data.operation[v].mode_end)
    unit = data.mode[at].unit
    to = safe_place(data, rows, v, unit)
    if to != -2:
        take_out(rows, v)
        place(rows, v, unit, data.mode[at].minutes, to)
