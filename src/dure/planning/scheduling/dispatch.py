"""Plans made in one go: of what could be done next, the most urgent goes first; or as a plan before has it. Compiled.

The schedule generation of Giffler and Thompson (1960) with the apparent tardiness cost of Vepsalainen and Morton (1987)
and its term for set-ups of Lee, Bhaskaran and Pinedo (1997); where only the last end counts, by the work that is left.
"""

import numpy as np

from dure.planning.scheduling.arrays import Arrays, Longs
from dure.planning.scheduling.compiling import allocating, compiled
from dure.planning.scheduling.draft import CHANGE, empty, link, mark, slot_of
from dure.planning.scheduling.judging import TOO_MUCH, begin, settle, setup_min
from dure.planning.scheduling.opening import worked_on
from dure.planning.scheduling.shifting import use_mode

RULES = (
    *((ahead, thrift, 1.0) for ahead in (1.0, 0.3, 3.0, 10.0) for thrift in (1.0, 0.3, 3.0)),
    (1.0, 1.0, 0.0),
    (0.3, 1.0, 0.0),
)
"""Settings of the rule, all tried: how many usual operations ahead the urgency of a due time is seen, how much a set-up
counts, and whether a unit may wait for something more urgent (1) or never stands while something is there (0)."""


def work_left(data: Arrays) -> Longs:
    """Minutes from the beginning of each operation to the end of its job, in its shortest modes."""
    of = data.operation
    left = np.minimum.reduceat(data.mode.minutes, of.mode).astype(np.int64)
    # Blocks lie in an order that can be followed.
    for v in data.blocks[::-1]:
        rest = data.after[of.after[v] : of.after_end[v]]
        if len(rest):
            left[v] += left[rest].max()
    return left


@allocating
def dispatch(data, draft, left, ahead, thrift, delay, seed):  # type: ignore[no-untyped-def]
    """Fill a draft; what it costs. left: see work_left. ahead, thrift, delay: of a rule. seed: of equal ones any is
    taken."""
    np.random.seed(seed)
    empty(data, draft)
    blocks = len(data.block)
    waits, ready = np.empty(blocks, np.int32), np.empty(blocks, np.int32)
    count, placed, value = 0, 0, 0
    for block in range(blocks):
        waits[block] = _links_from_outside(data, block)
        if waits[block] == 0:
            ready[count] = block
            count += 1
    comes = np.empty(len(data.operation), np.int64)
    for v in range(len(comes)):
        comes[v] = data.operation[v].release
    usual = _usual_min(data)
    usual_setup = max(np.mean(data.setup), 1.0) if len(data.setup) else 1.0
    while count > 0:
        unit, until = _next_unit(data, draft, ready, count, comes, delay)
        best, chosen, mode = -1.0, -1, -1
        for k in range(count):
            v = data.blocks[data.block[ready[k], 0]]
            at = _mode_on(data, v, unit)
            if at < 0:
                continue
            gap = setup_min(data, unit, draft.row[unit].last, v)
            start = max(comes[v], _free(draft, unit) + gap)
            if start > until:
                continue
            urgency = _urgency(data, v, data.mode[at].minutes, left[v], start, ahead * usual)
            urgency *= np.exp(-gap / (thrift * usual_setup)) * (1.0 + 1e-9 * np.random.random())
            if urgency > best:
                best, chosen, mode = urgency, k, at
        held = _held(data, draft, data.blocks[data.block[ready[chosen], 0]], mode)
        if held >= 0:
            # What is held goes first, and before it what it waits for.
            chosen, mode = _ready_for(data, draft, held, ready, count), -1
        block = ready[chosen]
        count -= 1
        ready[chosen] = ready[count]
        placed, value = _append(data, draft, np.int64(block), np.int64(mode), np.int64(placed))
        count = _release(data, draft, block, comes, waits, ready, count)
    return value


@compiled
def _usual_min(data):  # type: ignore[no-untyped-def]
    """The mean length of a mode."""
    total = 0.0
    for at in range(len(data.mode)):
        total += data.mode[at].minutes
    return max(total / len(data.mode), 1.0)


@compiled
def _release(data, draft, block, comes, waits, ready, count):  # type: ignore[no-untyped-def]
    """What waits for a block that is placed now; how many are ready then."""
    for at in range(data.block[block, 0], data.block[block, 1]):
        v = data.blocks[at]
        for k in range(data.operation[v].after, data.operation[v].after_end):
            u = data.after[k]
            comes[u] = max(comes[u], draft.at[v].end)
            other = data.operation[u].block
            if other != block:
                waits[other] -= 1
                if waits[other] == 0:
                    ready[count] = other
                    count += 1
    return count


@compiled
def _mode_on(data, v, unit):  # type: ignore[no-untyped-def]
    """The mode of an operation on a unit, -1: it can't be done there."""
    for at in range(data.operation[v].mode, data.operation[v].mode_end):
        if data.mode[at].unit == unit:
            return at
    return -1


@compiled
def follow(data, draft, order, modes):  # type: ignore[no-untyped-def]
    """Fill a draft as a list has it, block by block; what it costs. modes: of each operation, -1: any. Where a change
    costs something nothing begins earlier than it did."""
    empty(data, draft)
    if data.weights[CHANGE] > 0:
        for v in range(len(modes)):
            draft.at[v].since = max(data.operation[v].was, 0)
    placed, value = 0, 0
    for block in order:
        v = data.blocks[data.block[block, 0]]
        while draft.at[v].place < 0:
            mode = modes[v] if modes[v] >= 0 else _soonest_mode(data, draft, v)
            held = _held(data, draft, v, mode)
            other = data.operation[held].block if held >= 0 else block
            if other != block and _waits_for(data, draft, other) < 0:
                placed, value = _append(data, draft, np.int64(other), np.int64(-1), np.int64(placed))
            else:
                placed, value = _append(data, draft, np.int64(block), np.int64(mode), np.int64(placed))
    return value


@compiled
def rebuild(data, draft, order, at, slots):  # type: ignore[no-untyped-def]
    """Fill a draft with a list all of whose choices are known; what it costs."""
    empty(data, draft)
    begin(draft)
    for place in range(len(order)):
        v = order[place]
        draft.order[place], draft.at[v].place = v, place
        draft.at[v].mode, draft.at[v].since = at[v].mode, at[v].since
        for slot in range(data.slots):
            draft.slot[v, slot].resource = slots[v, slot].resource
        link(data, draft, v)
        mark(draft, v)
    return settle(data, draft, 0, TOO_MUCH)


@compiled
def _held(data, draft, v, mode):  # type: ignore[no-untyped-def]
    """An operation that is held on the unit and whose time would pass, were v placed now; -1: none."""
    unit, one = data.mode[mode].unit, data.operation[v]
    start = max(one.release, _free(draft, unit) + setup_min(data, unit, draft.row[unit].last, v))
    for at in range(one.before, one.before_end):
        start = max(start, draft.at[data.before[at].operation].end)
    end = start + data.mode[mode].minutes
    if data.resource[unit].span >= 0:
        end = worked_on(data, unit, start, data.mode[mode].minutes)
    found = -1
    for p in data.pinned:
        held = data.operation[p]
        if draft.at[p].place >= 0 or p == v or data.mode[held.mode].unit != unit:
            continue
        is_missed = end + setup_min(data, unit, v, p) > held.pin
        if one.pin >= 0:
            is_missed = held.pin < one.pin
        if is_missed and (found < 0 or held.pin < data.operation[found].pin):
            found = p
    return found


@compiled
def _waits_for(data, draft, block):  # type: ignore[no-untyped-def]
    """A block that has to be placed before this one, -1: none."""
    for at in range(data.block[block, 0], data.block[block, 1]):
        one = data.operation[data.blocks[at]]
        for k in range(one.before, one.before_end):
            u = data.before[k].operation
            if data.operation[u].block != block and draft.at[u].place < 0:
                return data.operation[u].block
    return -1


@compiled
def _ready_for(data, draft, v, ready, count):  # type: ignore[no-untyped-def]
    """Which of the ready blocks has to come first, that v can come."""
    block = data.operation[v].block
    before = _waits_for(data, draft, block)
    while before >= 0:
        block = before
        before = _waits_for(data, draft, block)
    for k in range(count):
        if ready[k] == block:
            return k
    return 0


@compiled
def _links_from_outside(data, block):  # type: ignore[no-untyped-def]
    count = 0
    for at in range(data.block[block, 0], data.block[block, 1]):
        one = data.operation[data.blocks[at]]
        for k in range(one.before, one.before_end):
            count += data.operation[data.before[k].operation].block != block
    return count


@compiled
def _append(data, draft, block, mode, placed):  # type: ignore[no-untyped-def]
    """Put a block at the end of the list: its first operation in a mode, the others where they would end first.
    Returns (how many are placed, cost so far)."""
    begin(draft)
    low = placed
    for at in range(data.block[block, 0], data.block[block, 1]):
        v = data.blocks[at]
        if at > data.block[block, 0] or mode < 0:
            mode = _soonest_mode(data, draft, v)
        use_mode(data, draft, v, mode)
        _choose_helpers(data, draft, v)
        draft.order[placed] = v
        draft.at[v].place = placed
        placed += 1
        link(data, draft, v)
        mark(draft, v)
    return placed, settle(data, draft, np.int64(low), TOO_MUCH)


@compiled
def _soonest_mode(data, draft, v):  # type: ignore[no-untyped-def]
    soonest, chosen = 2**62, -1
    for at in range(data.operation[v].mode, data.operation[v].mode_end):
        unit = data.mode[at].unit
        end = _free(draft, unit) + setup_min(data, unit, draft.row[unit].last, v) + data.mode[at].minutes
        if end < soonest:
            soonest, chosen = end, at
    return chosen


@compiled
def _choose_helpers(data, draft, v):  # type: ignore[no-untyped-def]
    """For each need the helper who is free first; those who could always be there, where that leaves a need open."""
    mode = data.mode[draft.at[v].mode]
    needs = mode.need_end - mode.need
    for k in range(needs):
        draft.slot[v, 1 + k].resource = -1
    is_open = False
    for k in range(needs):
        kind = data.need[mode.need + k, 0]
        soonest, chosen = 2**62, -1
        for at in range(data.kind[kind, 0], data.kind[kind, 1]):
            one = data.helper[at]
            if slot_of(data, draft, v, one) < 0 and _free(draft, one) < soonest:
                soonest, chosen = _free(draft, one), one
        draft.slot[v, 1 + k].resource = chosen
        is_open = is_open or chosen < 0
    if is_open:
        for k in range(needs):
            draft.slot[v, 1 + k].resource = data.need[mode.need + k, 1]


@compiled
def _free(draft, resource):  # type: ignore[no-untyped-def]
    """When the last operation of a row ends."""
    last = draft.row[resource].last
    return draft.at[last].end if last >= 0 else 0


@compiled
def _next_unit(data, draft, ready, count, comes, delay):  # type: ignore[no-untyped-def]
    """The unit on which something could end first, and until when what comes next on it has to begin."""
    soonest, unit, earliest = 2**62, -1, 2**62
    for k in range(count):
        v = data.blocks[data.block[ready[k], 0]]
        one = data.operation[v]
        for at in range(one.mode, one.mode_end):
            on = data.mode[at].unit
            start = max(comes[v], _free(draft, on) + setup_min(data, on, draft.row[on].last, v))
            end = max(start, one.pin) + data.mode[at].minutes
            if end < soonest:
                soonest, unit = end, on
    for k in range(count):
        v = data.blocks[data.block[ready[k], 0]]
        if _mode_on(data, v, unit) >= 0:
            start = max(comes[v], _free(draft, unit) + setup_min(data, unit, draft.row[unit].last, v))
            earliest = min(earliest, max(start, data.operation[v].pin))
    # What begins just when the soonest ends would wait for it in vain.
    return unit, max(earliest, min(earliest + delay * (soonest - earliest), soonest - 1))


@compiled
def _urgency(data, v, minutes, left, start, horizon):  # type: ignore[no-untyped-def]
    """Of an operation that would begin then; where no due time counts, the work that is left."""
    if data.weights[1] == 0:
        return float(left)
    job = data.job[data.operation[v].job]
    slack = max(0.0, float(job.due - left - start))
    return (job.weight + 0.001) / max(minutes, 1) * np.exp(-slack / horizon) + 1e-12
