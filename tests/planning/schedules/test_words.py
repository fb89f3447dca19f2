"""What has happened between two moments, and how long a stop may be expected to last."""

from datetime import timedelta

import pytest

from dure.planning.schedule_words import Facts, Happened, Happening, facts_from, happened
from dure.planning.selectors.standing import USUAL, expected_rest

DAY = 24 * 60
BEFORE = Facts(
    stops={1: 100}, dues={7: 500, 8: None, 9: 900}, weights={8: 5}, away=frozenset({(3, 0, 60)}),
    arrivals={11: (40, 10 * DAY)}, left={(7, 10): 50, (9, 10): 5, (9, 20): 0}, ends={(7, 10): 300}, at=0,
)  # fmt: skip


def kinds(now: Facts) -> list[tuple[str, int, int]]:
    return [(one.kind.value, one.about, one.minutes) for one in happened(BEFORE, now)]


def changed(**values: object) -> Facts:
    from dataclasses import replace

    return replace(BEFORE, **values)


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({}, []),
        ({"dues": {7: 500, 8: None, 9: 900, 10: 70}}, [("new_order", 10, 0)]),
        ({"dues": {7: 440, 8: None, 9: 900}}, [("due", 7, -60)]),
        ({"dues": {8: None, 9: 900}}, [("gone_order", 7, 0)]),
        ({"weights": {}}, [("weight", 8, 1)]),
        ({"stops": {1: 100, 2: 160}}, [("stop", 2, 160)]),
        ({"stops": {1: 119}}, []),
        ({"stops": {1: 120}}, [("longer_stop", 1, 120)]),
        ({"stops": {}}, [("back", 1, 0)]),
        ({"away": frozenset({(3, 0, 60), (4, 30, 90)})}, [("absent", 4, 60)]),
        ({"away": frozenset()}, [("present", 3, 60)]),
        ({"away": frozenset(), "at": 45}, [("present", 3, 15)]),
        ({"away": frozenset(), "at": 60}, []),
        ({"away": frozenset({(3, 0, 20)})}, [("absent", 3, 20)]),
        ({"arrivals": {11: (40, 12 * DAY)}}, [("material", 40, 2)]),
        ({"arrivals": {11: (40, 9 * DAY), 12: (41, 0)}}, []),
        ({"ends": {(7, 10): 319}}, []),
        ({"ends": {(7, 10): 330}}, [("slower", 7, 30)]),
        ({"ends": {(7, 10): 260}}, [("faster", 7, 40)]),
    ],
)
def test_what_happened(values, told):
    assert kinds(changed(**values)) == told


def test_an_order_that_is_done_goes_without_a_word():
    left = {(7, 10): 50, (9, 10): 0, (9, 20): 0}
    before = Facts(dues={7: 500, 9: 900}, left=left)
    assert happened(before, Facts(dues={7: 500}, left={(7, 10): 40})) == []


def test_scrap_is_more_to_make():
    now = changed(left={(7, 10): 62, (9, 10): 4, (9, 20): 0})
    assert happened(BEFORE, now) == [Happened(Happening.MORE_PIECES, 7, number=10, pieces="12")]


def test_facts_come_back_from_their_row():
    assert facts_from(BEFORE.as_row()) == BEFORE
    assert facts_from({}) == Facts()


def test_the_rest_of_a_stop():
    minutes = [timedelta(minutes=one) for one in (10, 20, 30, 40, 50, 90, 200)]
    # Of those that lasted longer than 15 minutes 5, 15, 25, 35, 75, 185 were left: the middle of them is 35.
    assert expected_rest(timedelta(minutes=15), minutes, ()) == timedelta(minutes=35)
    # Too few of its own lasted 60 minutes, so all machines are asked; then nothing is known.
    others = [timedelta(minutes=one) for one in (70, 80, 90, 100, 110)]
    assert expected_rest(timedelta(minutes=60), minutes, others) == timedelta(minutes=30)
    assert expected_rest(timedelta(minutes=60), minutes, minutes) == USUAL
    assert expected_rest(timedelta(hours=9), (), ()) == timedelta(hours=9)
