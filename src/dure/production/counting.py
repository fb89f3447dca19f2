"""What a counter's readings count. Pure.

The rules, in one place (docs/reference/counting.md tells them to users):

- The first reading is where counting starts from; it counts nothing.
- A rise counts its difference, also over a gap: what the machine counted while the line was
  cut was made.
- A fall to x at a counter with a known modulus, small enough as a step over the top, is a
  rollover and counts the step; any other fall to x is a reset and counts x, made since zero.
- A step beyond what the cycle time allows in the time between the two readings, or beyond
  LARGEST_STEP in any time, is held for a person. So is a leap from zero to or past where the
  counter stood before it fell to zero: some controllers show zero while they start up.
- A late reading is put where its time belongs and changes the total by exactly what it adds:
  step(before, late) + step(late, after) - step(before, after). One on the way that is already
  counted adds nothing and so holds nothing, however close to a neighbour it lies. One that is
  older than all readings kept, or lies inside a held step, changes nothing: its rise lies in
  what was already counted or held.
- A repeated reading counts nothing: its step is zero.

Counted + held always equals what the counter said.
"""

from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum

MEMORY = 64
"""Readings kept to place late ones."""

JUMP_MARGIN = Decimal("1.5")
"""A step may exceed the fastest possible rate by this factor: clocks differ, readings come in batches."""

JUMP_PIECES = 2
"""… and by this many counts, which a short poll may see at once."""

ROLLOVER_SHARE = Decimal("0.25")
"""Without a known cycle time a step over the top is a rollover up to this share of the modulus."""

RESTORED_LEAP = 10
"""A leap from zero of no more counts than this is never taken for a restored counter."""

RESTORED_GAP_US = 3_600_000_000
"""A leap from zero that the cycle time allows is still doubted after so long without a reading."""

LARGEST_STEP = Decimal(10**9)
"""More in one step, or in one message, is no count of pieces, whatever the cycle time is or isn't known to be."""

LARGEST_READING = Decimal(10**13)
"""A reading of so many pieces is none: a wrong word order gives such numbers, and no table holds their sums."""

ZERO = Decimal(0)

# What follows is made anew for every reading; frozen instances take three times as long to make and are not.


class Kind(StrEnum):
    FIRST = "first"
    RISE = "rise"
    RESET = "reset"
    ROLLOVER = "rollover"


class Held(StrEnum):
    JUMP = "jump"
    RESTORED = "restored"


@dataclass(slots=True)
class CounterRule:
    """How one counter behaves.

    modulus: value at which it starts again at zero (65,536 for 16 bit), None if never.
    fastest_cycle_s: the shortest possible seconds per count, None if not known.
    """

    modulus: Decimal | None = None
    fastest_cycle_s: Decimal | None = None


@dataclass(slots=True)
class Step:
    """What lies between two neighbouring readings, in counts of the counter, at the later one's time."""

    kind: Kind
    time_us: int
    before: Decimal
    after: Decimal
    counted: Decimal = ZERO
    held: Decimal = ZERO
    proposal: Decimal = ZERO
    why_held: Held | None = None


@dataclass(slots=True)
class Reading:
    """A value that is remembered, with what the step that led to it counted and held.

    since_us: when it was first read; time_us: when last. Equal readings in a row are one.
    """

    since_us: int
    time_us: int
    value: Decimal
    counted: Decimal = ZERO
    held: Decimal = ZERO


@dataclass(slots=True)
class CounterMemory:
    """The latest readings by time; where the counter stood before it last fell to zero."""

    readings: list[Reading] = field(default_factory=list)
    before_zero: Decimal | None = None
    is_trimmed: bool = False


@dataclass(slots=True)
class Outcome:
    """What one reading did: steps to add, and a count to take back at a time (late readings only)."""

    steps: tuple[Step, ...] = ()
    taken_back: Decimal = ZERO
    taken_back_us: int = 0
    is_late: bool = False


def read(rule: CounterRule, memory: CounterMemory, time_us: int, value: Decimal) -> Outcome:
    """Take one reading into `memory` (changed in place) and say what it counts."""
    readings = memory.readings
    if not readings:
        readings.append(Reading(time_us, time_us, value))
        return Outcome((Step(Kind.FIRST, time_us, value, value),))
    last = readings[-1]
    if time_us < last.time_us:
        return _late(rule, memory, time_us, value)
    step = _step(rule, last, time_us, value, memory.before_zero)
    memory.before_zero = _zero_after(memory.before_zero, step)
    if value == last.value:
        # Nothing new, only a later moment: a long run of equal readings takes one place.
        readings[-1] = replace(last, time_us=time_us)
        return Outcome()
    readings.append(Reading(time_us, time_us, value, step.counted, step.held))
    _trim(memory)
    return Outcome((step,))


def _trim(memory: CounterMemory) -> None:
    if len(memory.readings) > MEMORY:
        del memory.readings[:-MEMORY]
        memory.is_trimmed = True


def _late(rule: CounterRule, memory: CounterMemory, time_us: int, value: Decimal) -> Outcome:
    readings = memory.readings
    at = len(readings) - 1
    while at >= 0 and readings[at].since_us > time_us:
        at -= 1
    if at < 0:
        outcome = _before_all(rule, memory, time_us, value)
    elif time_us < readings[at].time_us:
        outcome = _inside_run(rule, memory, at, time_us, value)
    else:
        outcome = _between(rule, memory, at, time_us, value)
    _trim(memory)
    return outcome


def _between(rule: CounterRule, memory: CounterMemory, at: int, time_us: int, value: Decimal) -> Outcome:
    """A late reading between the readings `at` and `at + 1`."""
    readings = memory.readings
    before, after = readings[at], readings[at + 1]
    if value == before.value:
        readings[at] = replace(before, time_us=max(before.time_us, time_us))
        return Outcome(is_late=True)
    if value == after.value:
        readings[at + 1] = replace(after, since_us=time_us)
        return Outcome(is_late=True)
    if after.held:
        return Outcome(is_late=True)
    made = _on_the_way(rule, before.value, value, after)
    if made is not None:
        readings[at + 1] = replace(after, counted=after.counted - made)
        readings.insert(at + 1, Reading(time_us, time_us, value, made))
        return Outcome(is_late=True)
    first = _step(rule, before, time_us, value, None)
    late = Reading(time_us, time_us, value, first.counted, first.held)
    second = _step(rule, late, after.since_us, after.value, None)
    readings[at + 1] = replace(after, counted=second.counted, held=second.held)
    readings.insert(at + 1, late)
    return Outcome((first, second), after.counted, after.since_us, is_late=True)


def _on_the_way(rule: CounterRule, before: Decimal, value: Decimal, after: Reading) -> Decimal | None:
    """What was made from `before` to `value` when `value` lies on the way that `after` has counted, else None."""
    rise = after.value - before
    if after.counted == rise:
        return value - before if before < value < after.value else None
    if value < after.value:
        return after.counted - (after.value - value)
    is_rollover = rule.modulus is not None and after.counted == rise + rule.modulus
    return value - before if is_rollover and value > before else None


def _inside_run(rule: CounterRule, memory: CounterMemory, at: int, time_us: int, value: Decimal) -> Outcome:
    """A late reading between two equal ones: the counter went elsewhere and came back."""
    run = memory.readings[at]
    if value == run.value:
        return Outcome(is_late=True)
    first = _step(rule, run, time_us, value, None)
    late = Reading(time_us, time_us, value, first.counted, first.held)
    second = _step(rule, late, run.time_us, run.value, None)
    end = Reading(run.time_us, run.time_us, run.value, second.counted, second.held)
    memory.readings[at : at + 1] = [replace(run, time_us=run.since_us), late, end]
    return Outcome((first, second), is_late=True)


def _before_all(rule: CounterRule, memory: CounterMemory, time_us: int, value: Decimal) -> Outcome:
    if memory.is_trimmed:
        return Outcome(is_late=True)
    first = memory.readings[0]
    if value == first.value:
        memory.readings[0] = replace(first, since_us=time_us)
        return Outcome(is_late=True)
    earlier = Reading(time_us, time_us, value)
    step = _step(rule, earlier, first.since_us, first.value, None)
    memory.readings[0] = replace(first, counted=step.counted, held=step.held)
    memory.readings.insert(0, earlier)
    return Outcome((step,) if step.counted or step.held else (), is_late=True)


def _step(rule: CounterRule, before: Reading, time_us: int, value: Decimal, before_zero: Decimal | None) -> Step:
    rise = value - before.value
    elapsed_us = time_us - before.since_us
    allowed = _allowed(rule, elapsed_us)
    if rise >= 0:
        proposal = _restored(before.value, value, before_zero, allowed, elapsed_us)
        if proposal is not None:
            return Step(Kind.RISE, time_us, before.value, value, ZERO, rise, proposal, Held.RESTORED)
        kind, made = Kind.RISE, rise
    elif rule.modulus is not None and _rolled_over(rule.modulus, before.value, rise, allowed):
        kind, made = Kind.ROLLOVER, rise + rule.modulus
    else:
        kind, made = Kind.RESET, value
    if made > (LARGEST_STEP if allowed is None else min(allowed, LARGEST_STEP)):
        return Step(kind, time_us, before.value, value, ZERO, made, ZERO, Held.JUMP)
    return Step(kind, time_us, before.value, value, made)


def _restored(
    before: Decimal, value: Decimal, before_zero: Decimal | None, allowed: Decimal | None, elapsed_us: int
) -> Decimal | None:
    """What was really made when a leap from zero brings back an old count, or None when it does not."""
    if before_zero is None or before != 0 or value < before_zero or value <= RESTORED_LEAP:
        return None
    if allowed is not None and value <= allowed and elapsed_us <= RESTORED_GAP_US:
        return None
    return value - before_zero


def _rolled_over(modulus: Decimal, before: Decimal, rise: Decimal, allowed: Decimal | None) -> bool:
    limit = modulus * ROLLOVER_SHARE if allowed is None else min(allowed, modulus)
    return before < modulus and 0 <= rise + modulus <= limit


def _zero_after(before_zero: Decimal | None, step: Step) -> Decimal | None:
    """Where the counter stood before it fell to zero, while it still shows zero."""
    if step.after != 0:
        return None
    if step.kind is Kind.RESET:
        return max(step.before, before_zero or ZERO)
    return before_zero


def _allowed(rule: CounterRule, elapsed_us: int) -> Decimal | None:
    """Most counts that the time between two readings allows, or None when no cycle time is known."""
    if not rule.fastest_cycle_s:
        return None
    return Decimal(elapsed_us) / 1_000_000 / rule.fastest_cycle_s * JUMP_MARGIN + JUMP_PIECES
