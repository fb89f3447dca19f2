"""Changes of a draft: an operation to another place of the list, to another mode, to other helpers. Compiled.

An operation that is put in front of what its job needs first takes that along, and so does one that is put behind what
waits for it: each change leaves a list that can be followed.
"""

import numpy as np

from dure.planning.scheduling.compiling import compiled
from dure.planning.scheduling.draft import link, mark, mark_behind, put, slot_of, unlink

MOST_ALONG = 24
"""More than that are not taken along: such a change is given up."""


@compiled
def use_mode(data, draft, v, number):  # type: ignore[no-untyped-def]
    """Set unit, helpers and materials of an operation that is in no row; helpers as they could always be."""
    draft.at[v].mode = number
    mode, one = data.mode[number], data.operation[v]
    for slot in range(data.slots):
        draft.slot[v, slot].resource = -1
    draft.slot[v, 0].resource = mode.unit
    slot = 1
    for at in range(mode.need, mode.need_end):
        draft.slot[v, slot].resource = data.need[at, 1]
        slot += 1
    for at in range(one.use, one.use_end):
        draft.slot[v, slot].resource = data.use[at, 0]
        slot += 1


@compiled
def _other_helper(data, draft, v):  # type: ignore[no-untyped-def]
    """Another helper for one need of an operation that is in no row, by chance."""
    mode = data.mode[draft.at[v].mode]
    if mode.need == mode.need_end:
        return
    at = np.random.randint(mode.need, mode.need_end)
    kind = data.need[at, 0]
    one = data.helper[np.random.randint(data.kind[kind, 0], data.kind[kind, 1])]
    if slot_of(data, draft, v, one) < 0:
        draft.slot[v, 1 + at - mode.need].resource = one


@compiled
def _bounds(data, draft, v):  # type: ignore[no-untyped-def]
    """(first, last) place of an operation's block in the list."""
    block = data.operation[v].block
    low, high = data.block[block, 0], data.block[block, 1]
    return draft.at[data.blocks[low]].place, draft.at[data.blocks[high - 1]].place


@compiled
def gather(data, draft, v, to, is_later, room):  # type: ignore[no-untyped-def]
    """Which operations have to move so that v's block stands behind (or else in front of) the block of `to`.

    Fills room[0] with the stretch of the list that changes, in its new order, and room[1] with those that move, in
    their order. Returns (where the stretch begins, its length, how many move); -1 moves: it can't be.
    """
    own, other = _bounds(data, draft, v), _bounds(data, draft, to)
    low, high = (own[0], other[1]) if is_later else (other[0], own[1])
    block, to_block = data.operation[v].block, data.operation[to].block
    moving = 0
    size = high - low + 1
    at = low if is_later else high
    while low <= at <= high:
        u = draft.order[at]
        begin, end = _bounds(data, draft, u)
        goes = data.operation[u].block == block
        if not goes and moving > 0:
            for k in range(begin, end + 1):
                goes = goes or _is_bound(data, draft, draft.order[k], low, high, room, is_later)
        if goes and data.operation[u].block == to_block:
            return low, size, -1
        for k in range(begin, end + 1):
            room[2, k] = goes
        if goes:
            moving += end - begin + 1
        if moving > MOST_ALONG:
            return low, size, -1
        at = end + 1 if is_later else begin - 1
    stay, go = (0, size - moving) if is_later else (moving, 0)
    count = 0
    for at in range(low, high + 1):
        u = draft.order[at]
        if room[2, at]:
            room[0, go] = u
            room[1, count] = u
            go += 1
            count += 1
        else:
            room[0, stay] = u
            stay += 1
    return low, size, moving


@compiled
def _is_bound(data, draft, v, low, high, room, is_later):  # type: ignore[no-untyped-def]
    """Whether an operation waits for one that moves (or else: one that moves waits for it)."""
    one, own = data.operation[v], draft.at[v].place
    if is_later:
        for at in range(one.before, one.before_end):
            place = draft.at[data.before[at].operation].place
            if low <= place < own and room[2, place]:
                return True
        return False
    for at in range(one.after, one.after_end):
        place = draft.at[data.after[at]].place
        if own < place <= high and room[2, place]:
            return True
    return False


@compiled
def carry_out(data, draft, v, mode, low, size, moving, kept, room):  # type: ignore[no-untyped-def]
    """Move what `gather` found, v in a mode of its choice (-1: as it is, with another helper). `kept`: room for what
    `take_back` needs."""
    for k in range(moving):
        u = room[1, k]
        kept[1, k] = draft.at[u].mode
        mark_behind(data, draft, u)
        unlink(data, draft, u)
        for slot in range(data.slots):
            kept[2 + slot, k] = draft.slot[u, slot].ahead
            kept[2 + data.slots + slot, k] = draft.slot[u, slot].resource
    for k in range(size):
        kept[0, k] = draft.order[low + k]
        draft.order[low + k] = room[0, k]
        draft.at[room[0, k]].place = low + k
    if mode != draft.at[v].mode:
        if mode >= 0:
            use_mode(data, draft, v, mode)
        _other_helper(data, draft, v)
        # The way to what follows, or when its first part is done, may be another though it ends at the same minute.
        for k in range(data.operation[v].after, data.operation[v].after_end):
            mark(draft, data.after[k])
    for k in range(moving):
        link(data, draft, room[1, k])
        mark(draft, room[1, k])
        mark_behind(data, draft, room[1, k])


@compiled
def take_back(data, draft, low, size, moving, kept, room):  # type: ignore[no-untyped-def]
    """Undo `carry_out`."""
    for k in range(moving - 1, -1, -1):
        unlink(data, draft, room[1, k])
    for k in range(size):
        draft.order[low + k] = kept[0, k]
        draft.at[kept[0, k]].place = low + k
    for k in range(moving - 1, -1, -1):
        u = room[1, k]
        draft.at[u].mode = kept[1, k]
        for slot in range(data.slots):
            draft.slot[u, slot].resource = kept[2 + data.slots + slot, k]
            if draft.slot[u, slot].resource >= 0:
                put(data, draft, u, slot, kept[2 + slot, k])
