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
