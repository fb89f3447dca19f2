"""A plan in the making: one list of all operations, each as early as those in front of it let it. Compiled.

Each resource (a unit, a helper, a material) has a row: its operations in the order of the list. An operation begins
when its job, and those ahead of it in its rows, let it. So any list that keeps the order within the jobs is a plan, and
a change has to be carried on only to what comes after it in a job or a row and really becomes another.
"""

from typing import NamedTuple

import numpy as np

from dure.planning.scheduling.arrays import Arrays, Ints, Longs, Records, record
from dure.planning.scheduling.compiling import compiled, inlined

MAKESPAN, TARDINESS, SETUP, FLOW, CHANGE, AMISS, LEFT, NOW, LOGGED, TOUCHED = range(10)
"""Places in `sums`: the terms of the objective, minutes amiss, how many are marked, number of the change, how many
operations and jobs it has touched."""
DIRTY, STAMP = 0, 1
AT = record(
    "place", "mode", "start", "end", "gap", "work", "filled", "amiss", "hold", "since", "cause", "binds"
)  # fmt: skip
"""Of an operation. place: in the list. mode: chosen way. gap: minutes of set-up. work: minutes of work of what is done
at once. filled: load up to this one. amiss: minutes by which a pin or a wait is missed. hold: not before, so that a
follower needn't wait. since: not before, to stay close to the plan before. cause: slot whose row lets it begin no
earlier, -1: its job does. binds: the operation that does."""
SLOT = record("resource", "ahead", "behind")
"""Of an operation's place in a row; slot 0 is its unit."""


class Draft(NamedTuple):
    """order: the list. at: of operations. slot: of operations and slots. taken: of each material up to an operation.
    row: first and last of each resource. job: when it ends. marks: what has to be judged, in which change it was noted.
    logged, log_*, touched: what was before a change, so that it can be undone."""

    order: Ints
    at: Records
    slot: Records
    taken: Longs
    row: Records
    job: Records
    sums: Longs
    marks: Longs
    logged: Ints
    log_at: Records
    log_taken: Longs
    touched: Records
    log_sums: Longs


def draft_for(data: Arrays) -> Draft:
    """Nothing placed yet."""
    size, jobs, slots = len(data.operation), len(data.job), data.slots

    def records(kind: np.dtype[np.void], *shape: int) -> Records:
        return np.zeros(shape, kind).view(np.recarray)

    draft = Draft(
        order=np.zeros(size, np.int32),
        at=records(AT, size),
        slot=records(SLOT, size, slots),
        taken=np.zeros((size, slots), np.int64),
        row=records(record("first", "last"), len(data.resource)),
        job=records(record("end", "is_touched"), jobs),
        sums=np.zeros(10, np.int64),
        marks=np.zeros((size, 2), np.int64),
        logged=np.zeros(size, np.int32),
        log_at=records(AT, size),
        log_taken=np.zeros((size, slots), np.int64),
        touched=records(record("job", "end"), jobs),
        log_sums=np.zeros(10, np.int64),
    )
    empty(data, draft)
    return draft


def copy_of(draft: Draft) -> Draft:
    """Another one that is the same."""
    return Draft._make(np.copy(one).view(type(one)) for one in draft)


@compiled
def empty(data, draft):  # type: ignore[no-untyped-def]
    """Nothing placed."""
    for k in range(len(draft.sums)):
        draft.sums[k] = 0
    for v in range(len(draft.at)):
        at = draft.at[v]
        draft.marks[v, DIRTY] = draft.marks[v, STAMP] = 0
        at.place, at.mode, at.cause, at.binds = -1, -1, -1, -1
        at.start, at.end, at.gap, at.work, at.filled, at.amiss, at.hold, at.since = 0, 0, 0, 0, 0, 0, 0, 0
        for slot in range(data.slots):
            draft.slot[v, slot].resource = -1
            draft.taken[v, slot] = 0
        # What isn't placed counts as done at 0; each operation that is placed puts that right.
        draft.sums[CHANGE] += max(data.operation[v].was, 0)
    for resource in range(len(draft.row)):
        draft.row[resource].first = -1
        draft.row[resource].last = -1
    for job in range(len(draft.job)):
        of = data.job[job]
        draft.sums[TARDINESS] += of.weight * max(-of.due, 0)
        draft.job[job].end = 0
        draft.job[job].is_touched = 0


@inlined
def mark(draft, v):  # type: ignore[no-untyped-def]
    """An operation has to be judged again, if it is placed."""
    if v >= 0 and draft.at[v].place >= 0 and not draft.marks[v, DIRTY]:
        draft.marks[v, DIRTY] = 1
        draft.sums[LEFT] += 1


@inlined
def mark_behind(data, draft, v):  # type: ignore[no-untyped-def]
    """Those that stand directly behind an operation have to be judged again."""
    for slot in range(data.slots):
        if draft.slot[v, slot].resource >= 0:
            mark(draft, draft.slot[v, slot].behind)


@inlined
def slot_of(data, draft, v, resource):  # type: ignore[no-untyped-def]
    """Which slot of an operation a resource has."""
    for slot in range(data.slots):
        if draft.slot[v, slot].resource == resource:
            return slot
    return -1


@inlined
def ahead_of(data, draft, v, resource):  # type: ignore[no-untyped-def]
    """What stands ahead of an operation in the row of a resource."""
    return draft.slot[v, slot_of(data, draft, v, resource)].ahead


@compiled
def unlink(data, draft, v):  # type: ignore[no-untyped-def]
    """Take an operation out of its rows. Its slots keep where it was."""
    for slot in range(data.slots):
        resource = draft.slot[v, slot].resource
        if resource < 0:
            continue
        ahead, behind = draft.slot[v, slot].ahead, draft.slot[v, slot].behind
        if ahead < 0:
            draft.row[resource].first = behind
        else:
            draft.slot[ahead, slot_of(data, draft, ahead, resource)].behind = behind
        if behind < 0:
            draft.row[resource].last = ahead
        else:
            draft.slot[behind, slot_of(data, draft, behind, resource)].ahead = ahead


@compiled
def put(data, draft, v, slot, ahead):  # type: ignore[no-untyped-def]
    """Put an operation into the row of one of its resources, behind `ahead` (-1: at its beginning)."""
    resource = draft.slot[v, slot].resource
    if ahead < 0:
        behind = draft.row[resource].first
        draft.row[resource].first = v
    else:
        other = draft.slot[ahead, slot_of(data, draft, ahead, resource)]
        behind = other.behind
        other.behind = v
    if behind < 0:
        draft.row[resource].last = v
    else:
        draft.slot[behind, slot_of(data, draft, behind, resource)].ahead = v
    draft.slot[v, slot].ahead = ahead
    draft.slot[v, slot].behind = behind


@compiled
def link(data, draft, v):  # type: ignore[no-untyped-def]
    """Put an operation into its rows by its place in the list."""
    for slot in range(data.slots):
        resource = draft.slot[v, slot].resource
        if resource >= 0:
            ahead = draft.row[resource].last
            while ahead >= 0 and draft.at[ahead].place > draft.at[v].place:
                ahead = ahead_of(data, draft, ahead, resource)
            put(data, draft, v, slot, ahead)
