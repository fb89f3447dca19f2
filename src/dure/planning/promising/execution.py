"""A plan carried out with times drawn by chance. Compiled.

The order on each unit, of each helper and in which materials are taken stays as planned; each run begins as early as
that allows, also earlier than planned. A stop comes after so many minutes of work and lengthens what runs. What may
not pause begins where its planned minutes fit in one go; what it takes longer is worked off whenever it is open. What
may not wait long is begun as late as what follows turns out to need. The engines' functions aren't used here: they
know whole minutes and times that keep to the plan.
"""

from typing import NamedTuple

import numpy as np

from dure.planning.promising.chances import EDGE, STEPS
from dure.planning.promising.runs import FREE, OVER, RUNS, Floats, Records, Runs
from dure.planning.scheduling.compiling import compiled

OWN, OTHERS, STOPS, AGAIN, MATERIAL, PLAN = range(6)
"""What lateness comes from: places in `causes`."""
CHUNK = 25
"""Rounds that are summed up together, so that sums are the same for any number of threads."""
_MOST_AGAIN, _MOST_STOPS, _MOST_HOLDS, _MOST_TRIES = 10, 10_000, 50, 500


class Room(NamedTuple):
    """What a thread works in. of: of runs; unit: of units; doubt: of cells; arrival: (minute, quantity)."""

    of: Records
    unit: Records
    doubt: Floats
    arrival: Floats


_OF = np.dtype(
    [(name, np.float64) for name in ("work", "again", "down", "setup", "start", "end", "hold", "short")]
    + [(name, np.int64) for name in ("binds", "material", "by_unit")]
)
_UNIT = np.dtype([(name, np.float64) for name in ("sway", "rate", "until")])


def room_for(runs: Runs) -> Room:
    """Memory that `carry_out` works in."""
    return Room(
        np.zeros(len(runs.run), _OF).view(np.recarray), np.zeros(len(runs.unit), _UNIT).view(np.recarray),
        np.zeros(len(runs.doubt)), np.zeros((len(runs.arrival), 2)),
    )  # fmt: skip


@compiled
def carry_out(runs, room, ends, causes, stops, first, last, seed):  # type: ignore[no-untyped-def]
    """Rounds from `first` to before `last`. Fills ends (rounds, jobs); adds to causes (jobs, 6) and stops (jobs,
    units) the minutes that made jobs late. The same seed and round: the same times."""
    for number in range(first, last):
        np.random.seed((seed * 1_000_003 + number * 7_919) & 0xFFFFFFFF)
        _draw(runs, room)
        _work_off(runs, room)
        for job in range(len(runs.job)):
            of = runs.job[job]
            final = runs.member[of.member]
            for at in range(of.member, of.member_end):
                if room.of[runs.member[at]].end > room.of[final].end:
                    final = runs.member[at]
            ends[number, job] = room.of[final].end
            if room.of[final].end > of.due:
                causes[job, PLAN] += max(of.planned - of.due, 0.0)
                _blame(runs, room, job, final, causes, stops)


@compiled
def _value(runs, row, normal):  # type: ignore[no-untyped-def]
    """Of a distribution, where the standard normal one has a value."""
    at = min(max((normal + EDGE) * STEPS, 0.0), 2 * EDGE * STEPS - 1e-6)
    low = int(at)
    return runs.table[row, low] + (at - low) * (runs.table[row, low + 1] - runs.table[row, low])


@compiled
def _draw(runs, room):  # type: ignore[no-untyped-def]
    """What everything takes in one future."""
    plant = np.random.normal() * runs.sways[1]
    for unit in range(len(runs.unit)):
        of, own = runs.unit[unit], room.unit[unit]
        own.sway = plant + np.random.normal() * runs.sways[0]
        own.rate = np.random.gamma(of.count) / of.ran if of.count > 0 else 0.0
        own.until = _next_stop(own.rate)
    for cell in range(len(runs.doubt)):
        room.doubt[cell] = np.random.normal() * runs.doubt[cell]
    setup = runs.setup[0] + np.random.normal() * runs.setup[2]
    for at in range(len(runs.order)):
        r = runs.order[at]
        _draw_run(runs, room, r, setup)
    for material in range(len(runs.material)):
        _draw_arrivals(runs, room, material)


@compiled
def _next_stop(rate):  # type: ignore[no-untyped-def]
    """Minutes of work until a unit stops."""
    return np.random.exponential() / rate if rate > 1e-12 else np.inf


@compiled
def _draw_run(runs, room, r, setup):  # type: ignore[no-untyped-def]
    """The minutes of work, of its repetitions, and of the stops in it."""
    run, of, unit = runs.run[r], room.of[r], room.unit[runs.run[r].unit]
    of.setup = run.setup * np.exp(setup + runs.setup[1] * _value(runs, 0, np.random.normal())) if run.setup > 0 else 0.0
    of.again, of.down = 0.0, 0.0
    mean = run.location + room.doubt[run.cell] + unit.sway
    of.work = _minutes(runs, run, mean, run.elapsed if run.state == RUNS else 0.0)
    for _ in range(_MOST_AGAIN):
        if run.again <= 0 or np.random.random() >= run.again:
            break
        of.again += _minutes(runs, run, mean, 0.0)
    left = max(of.work - run.elapsed, 0.0) + of.again + of.setup
    for _ in range(_MOST_STOPS):
        if run.state == OVER or left <= unit.until:
            break
        left -= unit.until
        of.down += _value(runs, runs.unit[run.unit].lengths, np.random.normal())
        unit.until = _next_stop(unit.rate)
    unit.until -= left


@compiled
def _minutes(runs, run, mean, elapsed):  # type: ignore[no-untyped-def]
    """Of work, given that so many are done already and it isn't over."""
    if run.minutes <= 0:
        return 0.0
    for _ in range(_MOST_TRIES):
        minutes = run.minutes * np.exp(mean + run.scale * _value(runs, run.shape, np.random.normal()))
        if minutes >= elapsed:
            return minutes
        if run.scale <= 0:
            break
    # Longer than what is seen otherwise: nobody knows, but as much longer again as its times differ.
    return elapsed * (1 + run.scale * np.random.exponential())


@compiled
def _draw_arrivals(runs, room, material):  # type: ignore[no-untyped-def]
    """When materials come, in that order."""
    of = runs.material[material]
    for at in range(of.arrival, of.arrival_end):
        minute, quantity = runs.arrival[at, 0], runs.arrival[at, 1]
        if of.delays >= 0 and minute > runs.now:
            minute = max(minute + _value(runs, of.delays, np.random.normal()), runs.now)
        to = at
        while to > of.arrival and room.arrival[to - 1, 0] > minute:
            room.arrival[to, 0], room.arrival[to, 1] = room.arrival[to - 1, 0], room.arrival[to - 1, 1]
            to -= 1
        room.arrival[to, 0], room.arrival[to, 1] = minute, quantity


@compiled
def _work_off(runs, room):  # type: ignore[no-untyped-def]
    """When everything begins and ends."""
    for r in range(len(runs.run)):
        room.of[r].hold = 0.0
    for _ in range(_MOST_HOLDS):
        for at in range(len(runs.order)):
            _begin(runs, room, runs.order[at])
        if not runs.has_most or not _hold_back(runs, room):
            break


@compiled
def _hold_back(runs, room):  # type: ignore[no-untyped-def]
    """Whether something waited too long; what it may not wait for is to begin later."""
    is_held = False
    for r in range(len(runs.run)):
        for at in range(runs.run[r].link, runs.run[r].link_end):
            link = runs.link[at]
            before = room.of[link.run]
            too_long = room.of[r].start - before.end - link.most
            if link.most >= 0 and too_long > 1e-6 and runs.run[link.run].state == FREE:
                before.hold = before.start + too_long
                is_held = True
    return is_held


@compiled
def _begin(runs, room, r):  # type: ignore[no-untyped-def]
    """When a run begins and ends, and what let it begin no earlier."""
    run, of = runs.run[r], room.of[r]
    of.binds, of.material, of.by_unit = -1, -1, 0
    if run.state == OVER:
        of.start, of.end = run.pin, run.planned
        return
    minutes = of.work + of.again + of.down
    if run.state == RUNS:
        of.start = run.pin
        of.end = max(_worked(runs, run.span, run.span_end, run.pin, minutes), runs.now)
        return
    ready, least = max(run.release, run.pin, of.hold), 0.0
    for at in range(run.link, run.link_end):
        link = runs.link[at]
        comes = _comes(runs, room, link)
        if comes > ready:
            ready, of.binds = comes, link.run
        if link.overlap >= 0:
            stretch = (of.work + of.again) / run.minutes if run.minutes > 0 else 1.0
            last = room.of[link.run].end + link.lag
            least = max(least, _worked(runs, run.span, run.span_end, last, link.least * stretch))
    free = room.of[run.ahead].end if run.ahead >= 0 else 0.0
    free = _worked(runs, run.own, run.own_end, free, of.setup)
    if free > ready:
        ready, of.binds, of.by_unit = free, run.ahead, 1
    for at in range(run.use, run.use_end):
        comes = _arrives(runs, room, runs.use[at].material, runs.use[at].quantity)
        if comes > ready:
            ready, of.material, of.by_unit = comes, at, 0
    of.start = _open_at(runs, run, ready)
    of.end = max(_worked(runs, run.span, run.span_end, of.start, minutes), least)


@compiled
def _comes(runs, room, link):  # type: ignore[no-untyped-def]
    """When what a link waits for is there."""
    before, run = room.of[link.run], runs.run[link.run]
    if link.overlap < 0:
        return before.end + link.lag
    if link.overlap >= run.minutes:
        return before.end + link.lag
    part = (before.work + before.again + before.down) * link.overlap / run.minutes
    return _worked(runs, run.span, run.span_end, before.start, part) + link.lag


@compiled
def _arrives(runs, room, material, quantity):  # type: ignore[no-untyped-def]
    """When so much of a material has come."""
    total = 0.0
    for at in range(runs.material[material].arrival, runs.material[material].arrival_end):
        total += room.arrival[at, 1]
        if total >= quantity:
            return room.arrival[at, 0]
    return 0.0


@compiled
def _first_span(runs, low, end, at):  # type: ignore[no-untyped-def]
    """The first span that ends after a moment; the last one never ends."""
    high = end - 1
    while low < high:
        middle = (low + high) // 2
        if runs.span[middle, 1] > at:
            high = middle
        else:
            low = middle + 1
    return low


@compiled
def _worked(runs, low, end, at, minutes):  # type: ignore[no-untyped-def]
    """When so many minutes from a moment on are done in spans; the moment itself when there are none."""
    if minutes <= 0 or low < 0:
        return at + minutes
    span = _first_span(runs, low, end, at)
    while True:
        at = max(at, runs.span[span, 0])
        if runs.span[span, 1] - at >= minutes:
            return at + minutes
        minutes -= runs.span[span, 1] - at
        at = runs.span[span, 1]
        span += 1


@compiled
def _open_at(runs, run, at):  # type: ignore[no-untyped-def]
    """The first moment from then on at which a run can begin."""
    if run.span < 0 or run.minutes <= 0:
        return at
    span = _first_span(runs, run.span, run.span_end, at)
    at = max(at, runs.span[span, 0])
    while run.one_go and runs.span[span, 1] - at < run.minutes:
        span += 1
        at = runs.span[span, 0]
    return at


@compiled
def _blame(runs, room, job, r, causes, stops):  # type: ignore[no-untyped-def]
    """Along the chain that holds a job's end: what took longer than planned, to whom it belongs."""
    while r >= 0:
        run, of = runs.run[r], room.of[r]
        is_own = run.job == job or run.job < 0
        if run.state != OVER:
            longer = max(of.work - run.minutes, 0.0)
            if of.by_unit:
                longer += max(of.setup - run.setup, 0.0)
            causes[job, OWN if is_own else OTHERS] += longer
            causes[job, AGAIN] += of.again
            causes[job, STOPS] += of.down
            stops[job, run.unit] += of.down
        if of.material >= 0:
            causes[job, MATERIAL] += max(room.of[r].start - runs.use[of.material].planned, 0.0)
            return
        r = of.binds


def blank(runs: Runs, rounds: int) -> tuple[Floats, Floats, Floats]:
    """ends of all rounds; causes and stops of each chunk."""
    jobs, chunks = len(runs.job), -(-rounds // CHUNK)
    return np.zeros((rounds, jobs)), np.zeros((chunks, jobs, 6)), np.zeros((chunks, jobs, len(runs.unit)))
