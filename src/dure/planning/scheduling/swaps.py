"""Job shops whose plans cost less: annealing over neighbours of a row that stand on a longest way to the end of a job
that costs. Compiled.

Such two may always change their places without a circle (van Laarhoven, Aarts and Lenstra 1992); the graph is looked at
anew only from the first of them on.
"""

from typing import NamedTuple

import numpy as np

from dure.planning.scheduling.arrays import Arrays, Ints, Longs
from dure.planning.scheduling.compiling import compiled, inlined
from dure.planning.scheduling.draft import FLOW, MAKESPAN, TARDINESS
from dure.planning.scheduling.graph import Rows, copy_rows, forward, place, take_out

_USES = 4
"""So many changes are tried on one way before another one is looked for."""


class Shop(NamedTuple):
    """What the search asks for over and over, in arrays of its own: handing over those of a whole problem took nine
    tenths of the time.

    release: of each operation. before: which operations it waits for, from `before_from` of it to that of the next one.
    tip: operations with which a job may be over, from `tip_from` of the job to that of the next one. due, weight: of
    each job.
    """

    release: Ints
    before: Ints
    before_from: Ints
    tip: Ints
    tip_from: Ints
    due: Longs
    weight: Longs


class Room(NamedTuple):
    """place: of each operation in the order of all. order, start: as they were before a change. moved, way: room for
    lists. marks: 1 for what waits for the one that goes back. ends: when each job is over."""

    place: Ints
    order: Ints
    start: Ints
    moved: Ints
    way: Ints
    marks: Ints
    ends: Longs


def shop_of(data: Arrays) -> Shop:
    """The job shop of a problem."""
    operation = data.operation
    tips = [
        [v for v in range(of.first, of.end) if not any(
            of.first <= u < of.end for u in data.after[operation[v].after : operation[v].after_end]
        )]
        for of in data.job
    ]  # fmt: skip
    return Shop(
        operation.release.astype(np.int32), data.before.operation.astype(np.int32),
        np.append(operation.before, len(data.before)).astype(np.int32),
        np.array([v for row in tips for v in row], np.int32),
        np.cumsum([0, *map(len, tips)]).astype(np.int32),
        data.job.due.astype(np.int64), data.job.weight.astype(np.int64),
    )  # fmt: skip


def room_for(data: Arrays, rows: Rows) -> Room:
    """Memory that `anneal_swaps` works in, for these rows."""
    size = len(data.operation)
    forward(data, rows)
    place, order, start, moved, way, marks = np.zeros((6, size), np.int32)
    room = Room(place, order, start, moved, way, marks, np.zeros(len(data.job), np.int64))
    room.place[rows.order] = np.arange(size, dtype=np.int32)
    return room


@compiled
def anneal_swaps(shop, weights, rows, best, room, top, rounds, heat, seed, rises):  # type: ignore[no-untyped-def]
    """Try swaps for some rounds. weights: of a problem's arrays. `best` keeps the best rows so far, which cost `top`.
    heat: the gain in cost that is given up once in e times. rises: what swaps for the worse would have cost is added to
    the first, their number to the second. Returns what the best costs."""
    np.random.seed(seed)
    now = _cost(shop, weights, rows.start, rows.minutes, room.ends)
    count, uses = 0, 0
    for _ in range(rounds):
        if count == 0 or uses == _USES:
            end = _costly_end(shop, weights, rows.start, rows.minutes, room.ends)
            count, uses = _way(shop, rows.ahead, rows.start, rows.minutes, room.way, end), 0
            if count == 0:
                continue
        uses += 1
        v = room.way[np.random.randint(count)]
        u = rows.ahead[v]
        low, high = room.place[u], room.place[v]
        if not _go_behind(shop, rows.ahead, rows.order, room, u, v):
            continue
        _put_in_front(rows, u, v)
        _begin_anew(shop, rows.ahead, rows.minutes, rows.order, rows.start, room.start, low)
        value = _cost(shop, weights, rows.start, rows.minutes, room.ends)
        if value > now:
            rises[0] += value - now
            rises[1] += 1
        if value <= now - heat * np.log(np.random.random()):
            now, count = value, 0
            if value < top:
                top = value
                copy_rows(rows, best)
        else:
            _put_in_front(rows, v, u)
            for k in range(low, len(rows.order)):
                rows.start[rows.order[k]] = room.start[rows.order[k]]
            for k in range(low, high + 1):
                rows.order[k] = room.order[k]
                room.place[rows.order[k]] = k
    return top


@compiled
def _way(shop, ahead, start, minutes, way, end):  # type: ignore[no-untyped-def]
    """Fill `way` with the operations of a longest way to `end` that begin when their neighbour in the row is over; how
    many."""
    count = 0
    v = end
    while v >= 0:
        found = -1
        u = ahead[v]
        if u >= 0 and start[u] + minutes[u] == start[v]:
            found = u
        for at in range(shop.before_from[v], shop.before_from[v + 1]):
            x = shop.before[at]
            if start[x] + minutes[x] == start[v] and (found < 0 or np.random.random() < 0.5):
                found = x
        if found >= 0 and found == u:
            way[count] = v
            count += 1
        v = found
    return count


@inlined
def _go_behind(shop, ahead, order, room, u, v):  # type: ignore[no-untyped-def]
    """In the order of all let u, directly behind which v stands in its row, go behind v, and with it all between that
    waits for it. False, and nothing is changed, when v waits for u by another way too, which only work without minutes
    allows."""
    low, high = room.place[u], room.place[v]
    at, count = low, 1
    room.moved[0] = u
    room.marks[u] = 1
    for k in range(low, high + 1):
        room.order[k] = order[k]
    for k in range(low + 1, high + 1):
        x = room.order[k]
        waits = x != v and ahead[x] >= 0 and room.marks[ahead[x]] == 1
        for link in range(shop.before_from[x], shop.before_from[x + 1]):
            waits = waits or room.marks[shop.before[link]] == 1
        if waits:
            room.marks[x] = 1
            room.moved[count] = x
            count += 1
        else:
            order[at] = x
            at += 1
    is_free = room.marks[v] == 0
    for k in range(count):
        room.marks[room.moved[k]] = 0
        order[at + k] = room.moved[k]
    for k in range(low, high + 1):
        if not is_free:
            order[k] = room.order[k]
        room.place[order[k]] = k
    return is_free


@compiled
def _put_in_front(rows, u, v):  # type: ignore[no-untyped-def]
    """Let v go in front of u, directly behind which it stands."""
    take_out(rows, v)
    place(rows, v, rows.unit[v], rows.minutes[v], rows.ahead[u])


@inlined
def _begin_anew(shop, ahead, minutes, order, start, kept, low):  # type: ignore[no-untyped-def]
    """Set the heads from a place of the order on; `kept` has what they were."""
    for k in range(low, len(order)):
        x = order[k]
        kept[x] = start[x]
        moment = shop.release[x]
        for at in range(shop.before_from[x], shop.before_from[x + 1]):
            u = shop.before[at]
            moment = max(moment, start[u] + minutes[u])
        u = ahead[x]
        if u >= 0:
            moment = max(moment, start[u] + minutes[u])
        start[x] = moment


@inlined
def _cost(shop, weights, start, minutes, ends):  # type: ignore[no-untyped-def]
    """What the plan costs; when each job is over is noted."""
    late, flow, last = np.int64(0), np.int64(0), np.int64(0)
    for j in range(len(ends)):
        end = np.int64(0)
        for at in range(shop.tip_from[j], shop.tip_from[j + 1]):
            v = shop.tip[at]
            end = max(end, np.int64(start[v] + minutes[v]))
        ends[j] = end
        late += shop.weight[j] * max(end - shop.due[j], 0)
        flow += end
        last = max(last, end)
    return weights[MAKESPAN] * last + weights[TARDINESS] * late + weights[FLOW] * flow


@compiled
def _costly_end(shop, weights, start, minutes, ends):  # type: ignore[no-untyped-def]
    """The last operation of a job, chosen by chance by what its end costs."""
    last, total = np.int64(0), 0.0
    _cost(shop, weights, start, minutes, ends)
    for j in range(len(ends)):
        last = max(last, ends[j])
    for j in range(len(ends)):
        total += _costs(shop, weights, j, ends[j], last)
    dice = np.random.random() * total
    chosen = 0
    for j in range(len(ends)):
        costs = _costs(shop, weights, j, ends[j], last)
        if costs > 0:
            chosen = j
            dice -= costs
            if dice < 0:
                break
    v = shop.tip[shop.tip_from[chosen]]
    for at in range(shop.tip_from[chosen], shop.tip_from[chosen + 1]):
        if start[shop.tip[at]] + minutes[shop.tip[at]] == ends[chosen]:
            v = shop.tip[at]
    return v


@compiled
def _costs(shop, weights, j, end, last):  # type: ignore[no-untyped-def]
    """What the end of a job costs."""
    costs = weights[TARDINESS] * shop.weight[j] * max(end - shop.due[j], 0) + weights[FLOW] * end
    return float(costs + (weights[MAKESPAN] * end if end == last else 0))
