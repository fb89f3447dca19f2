"""What readings count: figures a reader can do in the head, and properties that hold for any readings."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.production.counting import MEMORY, CounterMemory, CounterRule, Held, Outcome, read

SECOND = 1_000_000


def count(rule: CounterRule, readings: list[tuple[float, int]]) -> tuple[Decimal, Decimal, list[Outcome]]:
    memory = CounterMemory()
    outcomes = [read(rule, memory, int(at * SECOND), Decimal(value)) for at, value in readings]
    counted = sum((s.counted for o in outcomes for s in o.steps), Decimal(0)) - sum(o.taken_back for o in outcomes)
    held = sum((s.held for o in outcomes for s in o.steps), Decimal(0))
    return counted, held, outcomes


PLAIN = CounterRule()
BITS16 = CounterRule(modulus=Decimal(65_536))
SLOW = CounterRule(fastest_cycle_s=Decimal(10))
BITS16_SLOW = CounterRule(Decimal(65_536), Decimal(10))

CASES = {
    "the first reading counts nothing": (PLAIN, [(0, 1065)], 0, 0),
    "rises count their difference": (PLAIN, [(0, 5), (1, 6), (2, 9)], 4, 0),
    "equal readings count nothing": (PLAIN, [(0, 5), (1, 5), (2, 5)], 0, 0),
    "a rise over a gap was made": (PLAIN, [(0, 5), (200_000, 105)], 100, 0),
    "a fall to zero is a reset": (PLAIN, [(0, 5), (1, 0), (2, 3)], 3, 0),
    "a fall to x means x made since": (PLAIN, [(0, 500), (60, 2)], 2, 0),
    "16 bit rolls over": (BITS16, [(0, 65_534), (1, 65_535), (2, 0), (3, 2)], 4, 0),
    "rollover over several at once": (BITS16, [(0, 65_530), (60, 4)], 10, 0),
    "a fall in the middle is no rollover": (BITS16, [(0, 30_000), (60, 4)], 4, 0),
    "the cycle time decides between rollover and reset": (BITS16_SLOW, [(0, 60_000), (60, 4)], 4, 0),
    "rollover within the cycle time": (BITS16_SLOW, [(0, 65_533), (60, 1)], 4, 0),
    "a jump beyond the cycle time is held": (SLOW, [(0, 10), (60, 5000)], 0, 4990),
    "after a held jump counting goes on": (SLOW, [(0, 10), (60, 5000), (70, 5001)], 1, 4990),
    "a batch counter is measured from its last change": (SLOW, [(0, 0), (300, 0), (599, 0), (600, 60)], 60, 0),
    "a reset with more than could be made is held": (SLOW, [(0, 9000), (60, 500)], 0, 500),
    "an old count restored after zero is held": (PLAIN, [(0, 2379), (60, 0), (67, 2388)], 0, 2388),
    "climbing slowly past the old count is no restoring": (PLAIN, [(0, 3), (1, 0), (2, 2), (3, 4)], 4, 0),
    "small counts from zero are not doubted": (PLAIN, [(0, 1), (60, 0), (120, 1), (180, 0), (240, 1)], 2, 0),
    "a late reading on the way up changes nothing": (PLAIN, [(0, 5), (10, 9), (5, 7)], 4, 0),
    "a late reading just before a counted one holds nothing": (SLOW, [(0, 10), (60, 16), (59, 11)], 6, 0),
    "a late reading just after a counted one holds nothing": (SLOW, [(0, 10), (60, 16), (1, 15)], 6, 0),
    "a late reading before a rollover's end": (BITS16_SLOW, [(0, 65_530), (90, 5), (89, 65_533)], 11, 0),
    "a late reading after a rollover's start": (BITS16_SLOW, [(0, 65_530), (90, 5), (1, 2)], 11, 0),
    "a late reading after a reset": (SLOW, [(0, 400), (90, 5), (1, 4)], 5, 0),
    "late readings on the way, one after the other": (SLOW, [(0, 10), (60, 16), (59, 11), (58, 11), (3, 11)], 6, 0),
    "a late reading shows a reset that was missed": (PLAIN, [(0, 5), (10, 1), (5, 8)], 4, 0),
    "a late reading between two equal ones": (PLAIN, [(0, 5), (10, 5), (5, 7)], 7, 0),
    "a late reading before the first": (PLAIN, [(10, 9), (5, 7)], 2, 0),
    "a repeated reading counts nothing": (PLAIN, [(0, 5), (1, 7), (1, 7), (0, 5)], 2, 0),
}


@pytest.mark.parametrize("name", CASES)
def test_rule(name: str) -> None:
    rule, readings, counted, held = CASES[name]
    assert count(rule, readings)[:2] == (counted, held)


def test_a_restored_count_proposes_what_was_really_made() -> None:
    _, _, outcomes = count(PLAIN, [(0, 2379), (60, 0), (67, 2388)])
    step = outcomes[-1].steps[0]
    assert (step.why_held, step.proposal, step.held) == (Held.RESTORED, 9, 2388)


def said(values: list[int]) -> int:
    """What a counter said, told independently: rises, and after each fall what it shows."""
    return sum(b - a if b >= a else b for a, b in pairwise(values))


readings = st.lists(st.integers(0, 60), min_size=1, max_size=40)


@given(readings, st.sampled_from([PLAIN, SLOW, CounterRule(fastest_cycle_s=Decimal("0.5"))]))
def test_counted_and_held_is_what_the_counter_said(values: list[int], rule: CounterRule) -> None:
    counted, held, _ = count(rule, [(at * 7, value) for at, value in enumerate(values)])
    assert counted + held == said(values)


@given(st.lists(st.integers(0, 9), min_size=2, max_size=MEMORY // 2), st.data())
def test_a_late_reading_gives_the_total_of_the_right_order(values: list[int], data: st.DataObject) -> None:
    """One reading that comes late, however late within the memory, counts as if it had come in time."""
    arrival = [(at * 60, value) for at, value in enumerate(values)]
    late = arrival.pop(data.draw(st.integers(0, len(arrival) - 1)))
    arrival.insert(data.draw(st.integers(0, len(arrival))), late)
    assert count(PLAIN, arrival)[0] == said(values)


@given(readings)
def test_repeating_every_reading_changes_nothing(values: list[int]) -> None:
    in_order = [(at * 7, value) for at, value in enumerate(values)]
    doubled = [reading for reading in in_order for _ in range(2)]
    assert count(PLAIN, doubled)[0] == count(PLAIN, in_order)[0]
