"""Which repeated message is known to be the same one: the rule alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.gateway.broker.redelivery import KEPT, Mark, Numbers, Stored, digest, pack, unpack

PULSE = digest(b"press/pulse", b"1")


def sent(numbers: Numbers[int], packets: list[int], line: int = 1, dup: bool = False) -> None:
    for packet in packets:
        numbers.note(Mark("press", line, packet, PULSE, dup), packet)


def known(numbers: Numbers[int], packet: int, content: int = PULSE) -> bool:
    found = numbers.find(packet, content)
    return found is not None and found[1]


def test_a_repeat_of_the_last_messages_is_known_and_other_content_is_not() -> None:
    numbers: Numbers[int] = Numbers()
    sent(numbers, list(range(1, 21)))
    assert all(known(numbers, packet) for packet in range(1, 21))
    assert not known(numbers, 5, digest(b"press/pulse", b"2"))
    assert not known(numbers, 21)
    assert digest(b"a/b", b"c") != digest(b"a", b"b/c")


@pytest.mark.parametrize(
    ("cycle", "is_known"),
    [(1, {1: False}), (2, {1: True, 2: False}), (10, {1: True, 5: True, 6: False, 10: False})],
)
def test_a_packet_id_counts_for_half_of_the_cycle_in_which_it_is_used_again(
    cycle: int, is_known: dict[int, bool]
) -> None:
    """A device with few ids may send the same content anew under an id whose acknowledgement it has."""
    numbers: Numbers[int] = Numbers()
    sent(numbers, [at % cycle + 1 for at in range(100)])
    for back, expected in is_known.items():
        assert known(numbers, (100 - back) % cycle + 1) is expected, back


def test_the_very_first_message_of_a_sender_proves_nothing() -> None:
    numbers: Numbers[int] = Numbers()
    sent(numbers, [1])
    assert not known(numbers, 1)
    sent(numbers, [2])
    assert known(numbers, 1)


def test_over_a_new_connection_repeats_come_first_and_then_all_is_settled() -> None:
    numbers: Numbers[int] = Numbers()
    sent(numbers, [1, 2, 3, 4])
    sent(numbers, [3], line=2, dup=True)
    assert known(numbers, 4)
    sent(numbers, [5], line=2)
    assert [packet for packet in range(1, 6) if known(numbers, packet)] == [3, 5]


def test_a_device_that_was_switched_off_and_counts_from_one_again_loses_nothing() -> None:
    numbers: Numbers[int] = Numbers()
    sent(numbers, list(range(1, 11)))
    sent(numbers, [1, 2], line=2)
    assert not known(numbers, 3)


def test_only_the_last_messages_are_kept() -> None:
    numbers: Numbers[int] = Numbers()
    sent(numbers, list(range(1, KEPT + 11)))
    assert not known(numbers, 10)
    assert known(numbers, 11)


marks = st.builds(
    Mark,
    st.text(st.characters(codec="utf-8"), max_size=8),
    st.integers(0, 2**32 - 1),
    st.integers(1, 65_535),
    st.integers(0, 2**64 - 1),
    st.booleans(),
)


@given(st.text(st.characters(codec="utf-8"), max_size=8), st.lists(marks, max_size=20))
def test_marks_survive_packing(connection: str, some: list[Mark]) -> None:
    assert list(unpack(pack(connection, some))) == [(connection, mark) for mark in some]


@given(st.lists(marks, max_size=40))
def test_what_is_stored_is_known_after_a_restart(some: list[Mark]) -> None:
    stored, again = Stored(), Stored()
    stored.note(pack("C1", some))
    again.load(stored.dump())
    for mark in some:
        repeat = mark._replace(dup=True)
        assert again.knows("C1", repeat) == stored.knows("C1", repeat)
        assert not again.knows("C2", repeat)
        assert not again.knows("C1", mark._replace(dup=False))
    assert again.dump() == stored.dump()
