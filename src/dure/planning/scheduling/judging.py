"""How early each operation of a draft can be, and what the draft costs. Compiled."""

import numpy as np

from dure.planning.scheduling.arrays import MOST_AMISS
from dure.planning.scheduling.compiling import compiled, inlined
from dure.planning.scheduling.draft import (
    AMISS,
    CHANGE,
    DIRTY,
    FLOW,
    LEFT,
    LOGGED,
    MAKESPAN,
    NOW,
    SETUP,
    STAMP,
    TARDINESS,
    TOUCHED,
    mark,
    mark_behind,
    slot_of,
)
from dure.planning.scheduling.opening import work, worked_on
from dure.planning.scheduling.problem import MOST_MINUTES

TOO_MUCH = 2**62
"""More than any plan costs."""


@compiled
def _arrives(data, material, quantity):  # type: ignore[no-untyped-def]
    """When so much of a material has come."""
    for at in range(data.resource[material].arrival, data.resource[material].arrival_end):
        if data.arrival[at, 1] >= quantity:
            return data.arrival[at, 0]
    return 0


@inlined
def setup_min(data, unit, before, after):  # type: ignore[no-untyped-def]
    """Minutes between two operations of a unit; before -1: from its state at the beginning."""
    of = data.resource[unit]
    if of.setup < 0:
        return 0
    state = of.initial if before < 0 else data.operation[before].state
    if state < 0:
        return 0
    return data.setup[of.setup + state * of.states + data.operation[after].state]


@inlined
def _note(data, draft, v):  # type: ignore[no-untyped-def]
    """Keep how an operation was before this change."""
    if draft.marks[v, STAMP] == draft.sums[NOW]:
        return
    draft.marks[v, STAMP] = draft.sums[NOW]
    at = draft.sums[LOGGED]
    draft.sums[LOGGED] += 1
    draft.logged[at] = v
    draft.log_at[at] = draft.at[v]
    for slot in range(1, data.slots):
        draft.log_taken[at, slot] = draft.taken[v, slot]


@inlined
def _judge(data, draft, v):  # type: ignore[no-untyped-def]
    """As early as it can be. What waits for it is marked when that becomes another."""
    _note(data, draft, v)
    one, at = data.operation[v], draft.at[v]
    ready, binds = _job_lets(data, draft, v)
    cause, differs = -1, False
    if data.slots > 1:
        ready, cause, binds, differs = _helpers_let(data, draft, v, ready, binds)
    start, end, minutes, gap, filled, cause, binds = _unit_lets(data, draft, v, ready, cause, binds)
    amiss = 0
    if one.pin >= 0:
        if start < one.pin:
            start, end = work(data, draft, v, one.pin, minutes, one.may_pause)
        amiss = start - one.pin
    draft.sums[SETUP] += gap - at.gap
    draft.sums[AMISS] += amiss - at.amiss
    if one.was >= 0:
        draft.sums[CHANGE] += abs(start - one.was) - abs(at.start - one.was)
    differs = differs or start != at.start or end != at.end or filled != at.filled or minutes != at.work
    at.start, at.end, at.gap, at.work, at.filled = start, end, gap, minutes, filled
    at.amiss, at.cause, at.binds = amiss, cause, binds
    if differs:
        for k in range(one.after, one.after_end):
            mark(draft, data.after[k])
        mark_behind(data, draft, v)
        if not draft.job[one.job].is_touched:
            draft.job[one.job].is_touched = 1
            draft.touched[draft.sums[TOUCHED]].job = one.job
            draft.sums[TOUCHED] += 1


@inlined
def _job_lets(data, draft, v):  # type: ignore[no-untyped-def]
    """(when all that an operation comes after lets it begin, which of that does so last)."""
    one = data.operation[v]
    ready, binds = max(one.release, draft.at[v].hold, draft.at[v].since), -1
    for k in range(one.before, one.before_end):
        u = data.before[k].operation
        comes = draft.at[u].end + data.before[k].least
        if data.before[k].overlap >= 0:
            comes = _first_part(data, draft, u, k)
        if data.has_ways:
            comes += _way(data, draft, u, draft.slot[v, 0].resource)
        if comes > ready:
            ready, binds = comes, u
    return ready, binds


@compiled
def _helpers_let(data, draft, v, ready, binds):  # type: ignore[no-untyped-def]
    """(when helpers and materials are there too, slot and operation that let it begin last, whether another quantity
    of a material is taken until then)."""
    cause, differs = -1, False
    for slot in range(1, data.slots):
        resource = draft.slot[v, slot].resource
        if resource < 0:
            continue
        u = draft.slot[v, slot].ahead
        if resource < data.timed:
            # Who works at the same unit is held by its row.
            is_there = u >= 0 and draft.slot[u, 0].resource != draft.slot[v, 0].resource
            if is_there and draft.at[u].end > ready:
                ready, cause, binds = draft.at[u].end, slot, u
            continue
        taken = draft.taken[u, slot_of(data, draft, u, resource)] if u >= 0 else 0
        taken += _wanted(data, v, resource)
        differs = differs or taken != draft.taken[v, slot]
        draft.taken[v, slot] = taken
        comes = _arrives(data, resource, taken)
        if comes > ready:
            ready, cause, binds = comes, slot, u
    return ready, cause, binds, differs


@inlined
def _unit_lets(data, draft, v, ready, cause, binds):  # type: ignore[no-untyped-def]
    """(start, end, minutes of work, set-up, load so far, slot and operation that let it begin last)."""
    unit, ahead, one = draft.slot[v, 0].resource, draft.slot[v, 0].ahead, data.operation[v]
    minutes = data.mode[draft.at[v].mode].minutes
    if ahead >= 0 and data.resource[unit].holds >= 0 and _may_join(data, draft, v, ahead, ready, minutes):
        other = draft.at[ahead]
        return other.start, other.end, other.work, 0, other.filled + one.load, 0, ahead
    gap = setup_min(data, unit, ahead, v)
    free = draft.at[ahead].end if ahead >= 0 else 0
    if gap > 0:
        free = free + gap if data.resource[unit].span < 0 else worked_on(data, unit, free, gap)
    if free > ready:
        ready, cause, binds = free, 0, ahead
    start, end = work(data, draft, v, ready, minutes, one.may_pause)
    if data.has_overlaps:
        least = _least_end(data, draft, v)
        if end < least:
            ready = _begin_for(data, draft, v, start, least)
            start, end = work(data, draft, v, ready, minutes, one.may_pause)
    return start, end, minutes, gap, one.load, cause, binds


@compiled
def _way(data, draft, u, unit):  # type: ignore[no-untyped-def]
    """Minutes from the unit of an operation to another one."""
    return data.way[data.resource[draft.slot[u, 0].resource].place, data.resource[unit].place]


@compiled
def _first_part(data, draft, u, k):  # type: ignore[no-untyped-def]
    """When the part is done that has to be there before what overlaps with it begins."""
    link, at = data.before[k], draft.at[u]
    if link.overlap >= at.work:
        return at.end
    return max(work(data, draft, u, at.start, link.overlap, True)[1], at.start)


@compiled
def _least_end(data, draft, v):  # type: ignore[no-untyped-def]
    """An operation that overlaps with another one ends some work after that."""
    least = 0
    for k in range(data.operation[v].before, data.operation[v].before_end):
        link = data.before[k]
        if link.overlap >= 0:
            comes = draft.at[link.operation].end
            if data.has_ways:
                comes += _way(data, draft, link.operation, draft.slot[v, 0].resource)
            least = max(least, work(data, draft, v, comes, link.least, True)[1])
    return least


@compiled
def _wanted(data, v, resource):  # type: ignore[no-untyped-def]
    for k in range(data.operation[v].use, data.operation[v].use_end):
        if data.use[k, 0] == resource:
            return data.use[k, 1]
    return 0


@compiled
def _may_join(data, draft, v, ahead, ready, minutes):  # type: ignore[no-untyped-def]
    """Whether an operation can be done at once with the one ahead of it on its unit."""
    holds, one, other = data.resource[draft.slot[v, 0].resource].holds, data.operation[v], draft.at[ahead]
    if one.state != data.operation[ahead].state or other.filled + one.load > holds:
        return False
    if ready > other.start or minutes > other.work or minutes == 0 or _least_end(data, draft, v) > 0:
        return False
    if not one.may_pause and other.end - other.start != other.work:
        return False
    if one.pin >= 0 and one.pin != other.start:
        return False
    for slot in range(1, data.slots):
        if _helper(data, draft, v, slot) != _helper(data, draft, ahead, slot):
            return False
    return True


@compiled
def _helper(data, draft, v, slot):  # type: ignore[no-untyped-def]
    """The helper in a slot, -1 where there is none."""
    resource = draft.slot[v, slot].resource
    return resource if resource < data.timed else -1


@compiled
def _judge_block(data, draft, block):  # type: ignore[no-untyped-def]
    """Operations that may not wait long for each other: the first ones are held back until the last ones can follow."""
    low, high = data.block[block, 0], data.block[block, 1]
    for at in range(low, high):
        _note(data, draft, data.blocks[at])
        draft.at[data.blocks[at]].hold = 0
    worst = 1
    rounds = 0
    while worst > 0 and rounds < 100 + 2 * (high - low):
        worst = 0
        rounds += 1
        for at in range(low, high):
            _judge(data, draft, data.blocks[at])
        for at in range(low, high):
            worst = max(worst, _hold_back(data, draft, data.blocks[at]))
    draft.at[data.blocks[high - 1]].amiss += worst
    draft.sums[AMISS] += worst
    for at in range(low, high):
        v = data.blocks[at]
        draft.sums[LEFT] -= draft.marks[v, DIRTY]
        draft.marks[v, DIRTY] = 0


@compiled
def _begin_for(data, draft, v, begin, least):  # type: ignore[no-untyped-def]
    """The first moment from `begin` on at which an operation may begin that is to end at `least` or later."""
    minutes, may_pause = data.mode[draft.at[v].mode].minutes, data.operation[v].may_pause
    low, high = np.int64(begin), np.int64(least)
    while low < high:
        middle = (low + high) // 2
        if work(data, draft, v, middle, minutes, may_pause)[1] >= least:
            high = middle
        else:
            low = middle + 1
    return min(low, MOST_MINUTES // 2)


@compiled
def _hold_back(data, draft, v):  # type: ignore[no-untyped-def]
    """Let what v may not wait long for begin later; by how many minutes at most v waited too long."""
    worst = 0
    for k in range(data.operation[v].before, data.operation[v].before_end):
        link = data.before[k]
        before = draft.at[link.operation]
        too_long = draft.at[v].start - before.end - link.most
        if link.most >= 0 and too_long > 0:
            worst = max(worst, too_long)
            least = before.end + too_long
            before.hold = max(before.hold, _begin_for(data, draft, link.operation, before.start, least))
    return worst


@compiled
def begin(draft):  # type: ignore[no-untyped-def]
    """From here on changes are kept, so that they can be undone."""
    for k in range(len(draft.sums)):
        draft.log_sums[k] = draft.sums[k]
    draft.sums[NOW] += 1
    draft.sums[LOGGED] = 0
    draft.sums[TOUCHED] = 0


@compiled
def _give_up(draft, at):  # type: ignore[no-untyped-def]
    """Nothing is marked any more, and the jobs are as they were."""
    while draft.sums[LEFT] > 0:
        v = draft.order[at]
        draft.sums[LEFT] -= draft.marks[v, DIRTY]
        draft.marks[v, DIRTY] = 0
        at += 1
    for k in range(draft.sums[TOUCHED]):
        job = draft.job[draft.touched[k].job]
        draft.touched[k].end, job.is_touched = job.end, 0


@compiled
def settle(data, draft, low, most):  # type: ignore[no-untyped-def]
    """Judge what is marked, all of it from a place in the list on; the cost of the plan. What costs more than `most`
    by the jobs that were judged already is given up: TOO_MUCH, and only `undo` may follow."""
    at, late, flow = low, np.int64(0), np.int64(0)
    while draft.sums[LEFT] > 0:
        v = draft.order[at]
        if draft.marks[v, DIRTY]:
            block = data.operation[v].block
            if data.block[block, 1] - data.block[block, 0] > 1:
                _judge_block(data, draft, block)
            else:
                draft.marks[v, DIRTY] = 0
                draft.sums[LEFT] -= 1
                _judge(data, draft, v)
                one = data.operation[v]
                if most < TOO_MUCH and one.after == one.after_end:
                    end, job, of = draft.at[v].end, draft.job[one.job], data.job[one.job]
                    late += of.weight * (max(end - of.due, 0) - max(job.end - of.due, 0))
                    flow += end - job.end
                    if cost_of(data, draft) + data.weights[TARDINESS] * late + data.weights[FLOW] * flow > most:
                        _give_up(draft, at)
                        return TOO_MUCH
        at += 1
    for k in range(draft.sums[TOUCHED]):
        number = draft.touched[k].job
        job, of = draft.job[number], data.job[number]
        job.is_touched = 0
        end = 0
        for v in range(of.first, of.end):
            end = max(end, draft.at[v].end)
        draft.touched[k].end = job.end
        draft.sums[FLOW] += end - job.end
        late = max(end - of.due, 0) - max(job.end - of.due, 0)
        draft.sums[TARDINESS] += of.weight * late
        job.end = end
    if data.weights[MAKESPAN] > 0:
        last = 0
        for number in range(len(draft.job)):
            last = max(last, draft.job[number].end)
        draft.sums[MAKESPAN] = last
    return cost_of(data, draft)


@compiled
def cost_of(data, draft):  # type: ignore[no-untyped-def]
    """What the plan costs by the weights; what misses a pin or a wait costs more than any other."""
    total = min(draft.sums[AMISS], MOST_AMISS) * data.wrong
    for term in range(5):
        total += data.weights[term] * draft.sums[term]
    return total


@compiled
def undo(data, draft):  # type: ignore[no-untyped-def]
    """Bring back what was before `begin`, all but the list, the modes and the rows."""
    for k in range(draft.sums[LOGGED]):
        v = draft.logged[k]
        draft.at[v] = draft.log_at[k]
        for slot in range(1, data.slots):
            draft.taken[v, slot] = draft.log_taken[k, slot]
    for k in range(draft.sums[TOUCHED]):
        draft.job[draft.touched[k].job].end = draft.touched[k].end
    for k in range(len(draft.sums)):
        if k != NOW:
            draft.sums[k] = draft.log_sums[k]
