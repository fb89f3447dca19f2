"""Plans made better by chance: changes on the chain that holds a job that costs, judged by the whole plan. Compiled.

What costs more is taken the rarer the colder it is (Kirkpatrick, Gelatt and Vecchi 1983).
"""

import numpy as np

from dure.planning.scheduling.arrays import Arrays, Ints
from dure.planning.scheduling.compiling import compiled
from dure.planning.scheduling.draft import CHANGE, ahead_of, mark, slot_of
from dure.planning.scheduling.judging import TOO_MUCH, begin, cost_of, settle, undo
from dure.planning.scheduling.shifting import carry_out, gather, take_back

SLACK = 0.05
"""As a share of what a change for the worse costs on the average: of changes that came out well, one in a hundred
had cost more by so much on the way (measured on ../shared/bench/sme)."""


def room_for(data: Arrays) -> tuple[Ints, Ints, Ints]:
    """Memory that `anneal` works in."""
    size = len(data.operation)
    shapes = (size,), (3, size), (2 + 2 * data.slots, size)
    chain, moves, kept = (np.zeros(shape, np.int32) for shape in shapes)
    return chain, moves, kept


@compiled
def anneal(data, draft, best, room, top, rounds, heat, seed, rises):  # type: ignore[no-untyped-def]
    """Try changes for some rounds. heat: the gain in cost that is given up once in e times. best: (list,
    operations, slots) of the best plan so far, which costs `top`. room: of `room_for`. rises: what changes for the
    worse would have cost is added to the first, their number to the second, while that is 0; from then on a change that
    costs too much is given up half way. Returns what the best costs."""
    np.random.seed(seed)
    size = len(draft.order)
    chain, moves, kept = room
    now = cost_of(data, draft)
    count, uses = 0, 0
    slack = SLACK * rises[0] / rises[1] if rises[1] > 0 else -1.0
    for _ in range(rounds):
        waits = data.weights[CHANGE] > 0 and np.random.random() < 0.2
        if waits:
            v = np.random.randint(size)
            low, length, moving, mode = draft.at[v].place, 0, 0, draft.at[v].mode
            if data.operation[v].was < 0:
                continue
        else:
            if count == 0 or uses > 4:
                count, uses = _chain(draft, _costly_end(data, draft), chain), 0
            uses += 1
            v = chain[np.random.randint(count)]
            mode, low, length, moving = _change(data, draft, v, moves)
            if moving < 0:
                continue
        begin(draft)
        since = draft.at[v].since
        if waits:
            draft.at[v].since = _since(data, draft, v)
            mark(draft, v)
        else:
            carry_out(data, draft, v, mode, low, length, moving, kept, moves)
        most = now - heat * np.log(np.random.random())
        value = settle(data, draft, np.int64(low), np.int64(most + slack) if slack >= 0 else TOO_MUCH)
        if slack < 0 and now < value < now + data.wrong:
            rises[0] += value - now
            rises[1] += 1
        if value <= most:
            now, count = value, 0
            if value < top:
                top = value
                _keep(data, draft, best)
        else:
            undo(data, draft)
            take_back(data, draft, low, length, moving, kept, moves)
            draft.at[v].since = since
    return top


@compiled
def _keep(data, draft, best):  # type: ignore[no-untyped-def]
    """Note the plan as the best one so far."""
    order, at, slots = best
    for v in range(len(order)):
        order[v], at[v] = draft.order[v], draft.at[v]
        for slot in range(data.slots):
            slots[v, slot] = draft.slot[v, slot]


@compiled
def _since(data, draft, v):  # type: ignore[no-untyped-def]
    """As early as can be, as in the plan before, or between."""
    dice = np.random.random()
    was, at = data.operation[v].was, draft.at[v]
    if dice < 0.4 or was <= at.start:
        return 0 if at.since > 0 else was
    return was if dice < 0.8 else np.random.randint(at.start, was)


@compiled
def _change(data, draft, v, room):  # type: ignore[no-untyped-def]
    """A change of an operation by chance: (its mode, -1: with another helper; as `gather` tells)."""
    mode, one = draft.at[v].mode, data.operation[v]
    if one.mode_end - one.mode > 1 and np.random.random() < 0.4:
        mode = np.random.randint(one.mode, one.mode_end)
    to, is_later = _target(data, draft, v, mode)
    is_same = mode == draft.at[v].mode
    if is_same and data.slots > 1 and (to < 0 or np.random.random() < 0.3):
        mode = -1
    if to >= 0:
        low, length, moving = gather(data, draft, v, to, is_later, room)
        return mode, low, length, moving
    room[0, 0] = room[1, 0] = v
    return mode, draft.at[v].place, 1, -1 if is_same and data.slots == 1 else 1


@compiled
def _chain(draft, end, chain):  # type: ignore[no-untyped-def]
    """Fill `chain` with what holds an operation, that one first; how many."""
    count = 0
    v = end
    while v >= 0:
        chain[count] = v
        count += 1
        v = draft.at[v].binds
    return count


@compiled
def _target(data, draft, v, mode):  # type: ignore[no-untyped-def]
    """(an operation of a row of v's, whether v is to stand behind it or else in front of it); -1: v stays where it is
    in the list."""
    unit = data.mode[mode].unit
    if mode != draft.at[v].mode:
        # Into another unit's row, near the time it has now or some operations earlier.
        at = draft.row[unit].last
        while at >= 0 and draft.at[at].start > draft.at[v].start:
            at = ahead_of(data, draft, at, unit)
        for _ in range(_steps() - 1):
            if at >= 0:
                at = ahead_of(data, draft, at, unit)
        if at >= 0 and draft.at[at].place > draft.at[v].place:
            return at, True
        to = draft.row[unit].first if at < 0 else draft.slot[at, slot_of(data, draft, at, unit)].behind
        return to if to >= 0 and draft.at[to].place < draft.at[v].place else -1, False
    slot = 0
    if draft.at[v].cause > 0 and np.random.random() < 0.5:
        slot = draft.at[v].cause
    resource = draft.slot[v, slot].resource
    is_later = np.random.random() < 0.5
    at = draft.slot[v, slot].behind if is_later else draft.slot[v, slot].ahead
    if at < 0:
        return -1, is_later
    for _ in range(_steps() - 1):
        other = draft.slot[at, slot_of(data, draft, at, resource)]
        further = other.behind if is_later else other.ahead
        if further < 0:
            break
        at = further
    return at, is_later


@compiled
def _steps():  # type: ignore[no-untyped-def]
    """1 or more, the rarer the more."""
    count = 1
    while count < 50 and np.random.random() < 0.6:
        count += 1
    return count


@compiled
def _costly_end(data, draft):  # type: ignore[no-untyped-def]
    """The last operation of a job, chosen by chance by what its lateness costs; of any where none is late."""
    total = 0.0
    jobs = len(draft.job)
    for j in range(jobs):
        total += _late(data, draft, j)
    chosen = -1
    if total > 0 and np.random.random() < 0.9:
        dice = np.random.random() * total
        for j in range(jobs):
            late = _late(data, draft, j)
            if late > 0:
                dice -= late
                chosen = j
                if dice <= 0:
                    break
    else:
        chosen = np.random.randint(jobs)
    of = data.job[chosen]
    for v in range(of.first, of.end):
        if draft.at[v].end == draft.job[chosen].end:
            return v
    return of.first


@compiled
def _late(data, draft, j):  # type: ignore[no-untyped-def]
    """What the lateness of a job costs."""
    of = data.job[j]
    return float(of.weight) * max(draft.job[j].end - of.due, 0)
