"""The counting machine of one work unit: an observation in, what it means for production out. Pure.

`take` and `pass_time` change the given memory and return effects in the order in which they
hold. Time comes only with observations and as an argument, so replaying the event log gives the
same effects again.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from fnmatch import fnmatchcase

from dure.kernel.observation import AGAIN, STILL, Observation, Quality, Value
from dure.production import counting, words
from dure.production.counting import CounterMemory, CounterRule, Step
from dure.production.effects import Counted, Effect, HeldBack, Noted, StateAt, Stopped, StopWithdrawn
from dure.production.roles import Role
from dure.production.unit import CountedFrom, UnitState
from dure.production.unit_rules import ONE, ProgramMakes, SignalRule, UnitMemory, UnitRules

FOUR_PLACES = Decimal("0.0001")

MISSING = "UNAVAILABLE"
"""The word for a state that nobody tells."""

FAULT = "FAULT"
"""The word shown for a unit that is down because a fault signal is on."""

WORDS = 32
"""Words of a machine's state that are kept to place late ones."""

COUNTERS = frozenset({Role.TOTAL, Role.GOOD, Role.REJECT, Role.REWORK})


STANDING = frozenset({UnitState.IDLE, UnitState.SETUP, UnitState.DOWN, UnitState.OFF})
"""States of a unit that stands although it could be asked to produce. Without data nobody knows."""


def take(rules: UnitRules, memory: UnitMemory, signal: SignalRule, seen: Observation) -> list[Effect]:
    """What one observation of one of the unit's signals means."""
    effects = list(pass_time(rules, memory, seen.time_us)) if memory.is_counting else []
    if signal.role in COUNTERS:
        effects += _take_counter(rules, memory, signal, seen)
    elif signal.role is Role.STATE:
        effects += _take_word(rules, memory, seen)
    elif signal.role is Role.FAULT:
        effects += _take_fault(rules, memory, signal, seen)
    elif seen.quality < Quality.BAD and seen.value is not None:
        effects += _take_note(memory, signal, seen)
    memory.last_us = max(memory.last_us, seen.time_us)
    return effects


def pass_time(rules: UnitRules, memory: UnitMemory, now_us: int) -> Iterator[Effect]:
    """A unit that tells no state has stopped when nothing was counted for `idle_after_s`: since its last count."""
    if memory.is_counting and now_us - memory.last_count_us > rules.idle_after_s * 1_000_000:
        memory.is_counting = False
        before_us = memory.state_us
        yield from _set_state(memory, max(memory.last_count_us, memory.state_us), UnitState.IDLE, "")
        memory.inferred_us, memory.before_inferred_us = memory.state_us, before_us


def _take_counter(rules: UnitRules, memory: UnitMemory, signal: SignalRule, seen: Observation) -> Iterator[Effect]:
    if seen.quality >= Quality.BAD:
        yield from _counter_missing(rules, memory, seen)
        return
    value = as_decimal(seen.value)
    most = counting.LARGEST_STEP if signal.each_message else counting.LARGEST_READING
    if value is None or not 0 <= value * max(signal.pieces, ONE) <= most:
        memory.note("unreadable")
        return
    if signal.each_message:
        if not seen.epoch.endswith(AGAIN):
            yield from _made(rules, memory, signal, seen.time_us, value)
        return
    rule = CounterRule(signal.modulus, _cycle_per_count(rules, signal))
    counter = memory.counters.setdefault(signal.id, CounterMemory())
    if seen.epoch.endswith(STILL) and counter.readings:
        yield from _counter_there(rules, memory, seen.time_us)
        return
    unseen = _unseen_share(memory, signal.id, counter, seen.time_us)
    outcome = counting.read(rule, counter, seen.time_us, value)
    if outcome.is_late:
        memory.note("late")
    if outcome.taken_back:
        yield from _quantity(rules, memory, signal, outcome.taken_back_us, -outcome.taken_back)
    for step in outcome.steps:
        yield from _take_step(rules, memory, signal, step, unseen)


def _unseen_share(memory: UnitMemory, signal: int, counter: CounterMemory, now_us: int) -> Decimal:
    """The share of the time since the counter's last reading in which nobody knew what the unit did.

    What it made meanwhile is taken to be spread evenly, so a short interruption weighs little.
    """
    total = memory.unseen_us
    if memory.state is UnitState.UNKNOWN:
        total += max(0, now_us - memory.state_us)
    before = memory.unseen_at.get(signal, 0)
    if total <= before or not counter.readings:
        memory.unseen_at[signal] = max(total, before)
        return Decimal(0)
    elapsed = now_us - counter.readings[-1].time_us
    if elapsed <= 0:
        return Decimal(0)
    memory.unseen_at[signal] = total
    return min(Decimal(total - before) / elapsed, ONE)


def _marked(counted: Counted, unseen: Decimal) -> Counted:
    return replace(counted, unseen=(counted.produced * unseen).quantize(FOUR_PLACES))


def _take_step(
    rules: UnitRules, memory: UnitMemory, signal: SignalRule, step: Step, unseen: Decimal
) -> Iterator[Effect]:
    if step.kind in (counting.Kind.RESET, counting.Kind.ROLLOVER):
        memory.note(f"{step.kind}s")
    if step.why_held is not None and step.held:
        pieces = signal.pieces
        yield HeldBack(
            step.time_us,
            signal.id,
            step.before,
            step.after,
            step.held * pieces,
            step.proposal * pieces,
            step.why_held,
        )
    if step.counted:
        for effect in _made(rules, memory, signal, step.time_us, step.counted):
            yield _marked(effect, unseen) if unseen and isinstance(effect, Counted) else effect
    else:
        yield from _counter_there(rules, memory, step.time_us)


def _counter_there(rules: UnitRules, memory: UnitMemory, time_us: int) -> Iterator[Effect]:
    """A counter that can be read and does not rise: there, but not producing."""
    if Role.STATE not in rules.roles and memory.state in (None, UnitState.UNKNOWN):
        yield from _set_state(memory, time_us, UnitState.IDLE, "")


def _made(rules: UnitRules, memory: UnitMemory, signal: SignalRule, time_us: int, counts: Decimal) -> Iterator[Effect]:
    yield from _quantity(rules, memory, signal, time_us, counts)
    if Role.STATE not in rules.roles and counts > 0 and time_us >= memory.last_count_us:
        if memory.inferred_us is not None and time_us - memory.last_count_us <= rules.idle_after_s * 1_000_000:
            yield from _withdraw_idle(memory, memory.inferred_us)
        memory.last_count_us = time_us
        memory.is_counting = True
        if not memory.faults and (memory.state is not UnitState.PRODUCING or memory.state_word):
            yield from _set_state(memory, time_us, UnitState.PRODUCING, "")


def _withdraw_idle(memory: UnitMemory, since_us: int) -> Iterator[Effect]:
    """The unit never stood still: what it counted was only late on its way."""
    yield StateAt(since_us, UnitState.PRODUCING, "")
    yield StopWithdrawn(since_us)
    memory.state, memory.state_word, memory.state_us = UnitState.PRODUCING, "", memory.before_inferred_us
    memory.inferred_us = memory.stop_us = None


def _quantity(
    rules: UnitRules, memory: UnitMemory, signal: SignalRule, time_us: int, counts: Decimal
) -> Iterator[Counted]:
    """The pieces of `counts`, in the columns that follow from which counters the unit has."""
    if rules.counted_from is CountedFrom.CYCLES and signal.role in (Role.TOTAL, Role.GOOD):
        return
    roles, pieces = rules.roles, counts * signal.pieces
    zero = Decimal(0)
    if signal.role is Role.TOTAL:
        made = makes(rules.programs, memory.program, pieces)
        good = zero if Role.GOOD in roles else made.produced
        yield Counted(time_us, CountedFrom.COUNTER, made.item, made.operation, made.produced, good, cycles=made.cycles)
        return
    has_total = Role.TOTAL in roles or rules.counted_from is CountedFrom.CYCLES
    produced = zero if has_total else pieces
    good = -pieces if has_total and Role.GOOD not in roles else zero
    if signal.role is Role.GOOD:
        yield Counted(time_us, CountedFrom.COUNTER, produced=produced, good=pieces)
    elif signal.role is Role.REJECT:
        yield Counted(time_us, CountedFrom.COUNTER, produced=produced, good=good, reject=pieces)
    else:
        yield Counted(time_us, CountedFrom.COUNTER, produced=produced, good=good, rework=pieces)


@dataclass(slots=True)
class Made:
    item: int | None
    operation: int | None
    produced: Decimal
    cycles: Decimal


def makes(programs: Iterable[ProgramMakes], program: str, cycles: Decimal) -> Made:
    """What `cycles` finished cycles of `program` make.

    Where the plant has said nothing of programs, a cycle is a piece. Where it has, a cycle is one
    operation; parts come only from the last operation, none from trials or unknown programs.
    """
    known = list(programs)
    if not known:
        return Made(None, None, cycles, Decimal(0))
    rule = next((p for p in known if fnmatchcase(program.upper(), p.pattern.upper())), None)
    if rule is None:
        return Made(None, None, Decimal(0), cycles)
    is_last = rule.operation == rule.operations and not rule.is_trial
    return Made(rule.item, rule.operation, cycles * rule.parts if is_last else Decimal(0), cycles)


def _counter_missing(rules: UnitRules, memory: UnitMemory, seen: Observation) -> Iterator[Effect]:
    if Role.STATE in rules.roles or seen.quality < Quality.MISSING:
        return
    memory.is_counting = False
    yield from _set_state(memory, seen.time_us, UnitState.UNKNOWN, "")


def _take_word(rules: UnitRules, memory: UnitMemory, seen: Observation) -> Iterator[Effect]:
    if seen.quality is Quality.BAD:
        return
    is_missing = seen.quality is Quality.MISSING or seen.value is None
    word = MISSING if is_missing else words.normalised(seen.value)
    is_copy = seen.epoch.endswith(STILL)
    if is_copy and memory.word not in ("", MISSING):
        return
    if seen.time_us < memory.word_us:
        is_outdated = memory.word_us == memory.copied_us and len(memory.words) > 1 and not is_missing
        late = _before_copy if is_outdated and memory.words[-2][0] <= seen.time_us else _late_word
        yield from late(rules, memory, seen.time_us, word)
        return
    memory.copied_us = seen.time_us if is_copy else 0
    before, memory.word, memory.word_us = memory.word, word, seen.time_us
    if word != before:
        memory.words.append((seen.time_us, word))
        del memory.words[:-WORDS]
    state = words.meaning_of(word, rules.words).state
    if memory.faults and state is not UnitState.UNKNOWN:
        # Whatever the machine says of itself, a fault that is on keeps it down.
        yield from _set_state(memory, seen.time_us, UnitState.DOWN, FAULT)
    else:
        yield from _set_state(memory, seen.time_us, state, word)
    yield from _finish_cycles(rules, memory, seen.time_us, _ends_cycle(rules, before, word))


def _before_copy(rules: UnitRules, memory: UnitMemory, time_us: int, word: str) -> Iterator[Effect]:
    """A word from before the copy of the one that stood when the line opened: that copy was out of date already."""
    memory.note("late")
    stood = memory.word
    memory.word = word
    memory.words[-1:] = [(time_us, word), (memory.copied_us, word)]
    del memory.words[:-WORDS]
    if not memory.faults:
        state = words.meaning_of(word, rules.words).state
        yield StateAt(time_us, state, word)
        yield from _set_state(memory, memory.copied_us, state, word)
    yield from _finish_cycles(rules, memory, time_us, _ends_cycle(rules, stood, word))


def _late_word(rules: UnitRules, memory: UnitMemory, time_us: int, word: str) -> Iterator[Effect]:
    """It holds until the next word that is known; a cycle that it ends was finished all the same."""
    memory.note("late")
    at = sum(known_us <= time_us for known_us, _ in memory.words)
    before = memory.words[at - 1][1] if at else ""
    after_us, after = memory.words[at] if at < len(memory.words) else (memory.word_us, memory.word)
    if before == word or (not at and len(memory.words) == WORDS):
        return
    memory.words.insert(at, (time_us, word))
    if at + 1 == len(memory.words) and after != word:
        memory.words.append((after_us, after))
    del memory.words[:-WORDS]
    yield StateAt(time_us, words.meaning_of(word, rules.words).state, word)
    yield StateAt(after_us, words.meaning_of(after, rules.words).state, after)
    yield from _finish_cycles(rules, memory, time_us, _ends_cycle(rules, before, word))
    gained = _ends_cycle(rules, word, after) - _ends_cycle(rules, before, after)
    yield from _finish_cycles(rules, memory, after_us, gained)


def _ends_cycle(rules: UnitRules, before: str, word: str) -> int:
    """1 when `word`, following `before`, says that a program cycle has ended well."""
    if not before or words.meaning_of(before, rules.words).state is not UnitState.PRODUCING:
        return 0
    return int(words.meaning_of(word, rules.words).finishes_cycle)


def _finish_cycles(rules: UnitRules, memory: UnitMemory, time_us: int, cycles: int) -> Iterator[Effect]:
    if not cycles:
        return
    memory.note("cycles", cycles)
    if rules.counted_from is not CountedFrom.CYCLES:
        return
    made = makes(rules.programs, memory.program, Decimal(cycles))
    yield Counted(
        time_us, CountedFrom.CYCLES, made.item, made.operation, made.produced, made.produced, cycles=Decimal(cycles)
    )


def _take_fault(rules: UnitRules, memory: UnitMemory, signal: SignalRule, seen: Observation) -> Iterator[Effect]:
    if seen.quality >= Quality.BAD or seen.time_us < memory.fault_us.get(signal.id, 0):
        return
    if seen.epoch.endswith(STILL) and signal.id in memory.fault_us:
        return
    memory.fault_us[signal.id] = seen.time_us
    is_on = words.normalised(seen.value) not in {"FALSE", "0", "OFF", "NORMAL", "", "NONE"}
    had = bool(memory.faults)
    if is_on:
        memory.faults.add(signal.id)
    else:
        memory.faults.discard(signal.id)
    if memory.faults and not had:
        memory.is_counting = False
        yield from _set_state(memory, seen.time_us, UnitState.DOWN, FAULT)
    elif had and not memory.faults:
        state = words.meaning_of(memory.word, rules.words).state if memory.word else UnitState.IDLE
        yield from _set_state(memory, seen.time_us, state, memory.word)


def _take_note(memory: UnitMemory, signal: SignalRule, seen: Observation) -> Iterator[Effect]:
    text = str(seen.value)[:200]
    is_known = seen.epoch.endswith(STILL) and memory.program
    if signal.role is Role.PROGRAM and seen.time_us >= memory.program_us and not is_known:
        memory.program, memory.program_us = text, seen.time_us
    yield Noted(seen.time_us, signal.role, text)


def _set_state(memory: UnitMemory, time_us: int, state: UnitState, word: str) -> Iterator[Effect]:
    if (memory.state, memory.state_word) == (state, word):
        return
    if memory.state is UnitState.UNKNOWN:
        memory.unseen_us += max(0, time_us - memory.state_us)
    memory.state, memory.state_word, memory.state_us = state, word, time_us
    memory.inferred_us = None
    yield StateAt(time_us, state, word)
    if state in STANDING:
        memory.stop_us = time_us if memory.stop_us is None else memory.stop_us
    elif memory.stop_us is not None:
        started, memory.stop_us = memory.stop_us, None
        if time_us > started:
            yield Stopped(started, time_us)


def _cycle_per_count(rules: UnitRules, signal: SignalRule) -> Decimal | None:
    return None if rules.fastest_cycle_s is None else rules.fastest_cycle_s * signal.pieces


def as_decimal(value: Value) -> Decimal | None:
    """A counter's value as an exact number, or None when it is not one."""
    if value is None or isinstance(value, bool):
        return None if value is None else Decimal(int(value))
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
