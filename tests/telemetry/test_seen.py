"""The set of taken sequences behaves as a set, and stays small for numbers in a row."""

from hypothesis import given
from hypothesis import strategies as st

from dure.telemetry.seen import SeenSequences


@given(st.lists(st.integers(-5, 40)))
def test_takes_each_number_once(numbers: list[int]) -> None:
    seen, known = SeenSequences(), set()
    for number in numbers:
        assert seen.take(number) is (number not in known)
        known.add(number)
        seen = SeenSequences(seen.flat())
    flat = seen.flat()
    held = {n for low, high in zip(flat[0::2], flat[1::2], strict=True) for n in range(low, high + 1)}
    assert held == known
    assert all(high + 1 < low for high, low in zip(flat[1::2], flat[2::2], strict=False)), "ranges touch"


def test_a_million_in_a_row_is_one_range() -> None:
    seen = SeenSequences()
    for number in range(100_000):
        seen.take(number)
    assert seen.flat() == [0, 99_999]


@given(st.lists(st.integers(-5, 40)), st.integers(-5, 45), st.integers(1, 6))
def test_a_run_is_taken_as_its_numbers_one_by_one_are(numbers: list[int], first: int, length: int) -> None:
    at_once, one_by_one = SeenSequences(), SeenSequences()
    for number in numbers:
        at_once.take(number)
        one_by_one.take(number)
    run = list(range(first, first + length))
    if at_once.take_run(run):
        assert [number for number in run if not one_by_one.take(number)] == []
        assert at_once.flat() == one_by_one.flat()
    else:
        assert first <= max(numbers), "beyond all that was taken it is taken at once"
        assert at_once.flat() == one_by_one.flat(), "nothing is added"


def test_numbers_that_do_not_follow_each_other_are_no_run() -> None:
    for numbers in ([1, 3], [2, 1], [1, 1], [1, 2, 2, 4], [None, 1], [1, None], [None]):
        seen = SeenSequences()
        assert not seen.take_run(numbers)
        assert seen.flat() == []
