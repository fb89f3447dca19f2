"""How pieces come through the operations of an order, in figures for the head."""

from decimal import Decimal

import pytest

from dure.production.flow import Flow, Passed
from dure.production.operating import Act, Status, after, possible
from dure.production.readings import pieces_between

D = Decimal


def passed(key: int, **values: object) -> Passed:
    facts = {
        name: D(value) if isinstance(value, int) and name != "rework_of" else value for name, value in values.items()
    }
    return Passed(id=key, number=key, **{"good": D(0)} | facts)


def chain(*rows: Passed) -> Flow:
    return Flow(rows)


def test_an_operation_gets_what_the_one_before_has_let_through() -> None:
    way = chain(passed(10, good=60, rejected=5), passed(20, good=40, rework=3), passed(30))
    assert [way.available(key) for key in (10, 20, 30)] == [None, D(17), D(40)]
    assert (way.is_last(20), way.is_last(30), way.rejected) == (False, True, D(5))


@pytest.mark.parametrize(
    ("first", "may"),
    [
        (passed(10), False),
        (passed(10, good=30), False),
        (passed(10, good=30, transfer=40), False),
        (passed(10, good=40, transfer=40), True),
        (passed(10, good=30, is_over=True), True),
    ],
    ids=["nothing", "all are needed", "less than a transfer", "a transfer", "it is over"],
)
def test_it_may_begin_with_a_transfer_quantity(first: Passed, may: bool) -> None:
    assert chain(first, passed(20)).may_begin(20) is may


def test_what_has_begun_goes_on_with_what_there_is() -> None:
    assert chain(passed(10, good=41, transfer=40), passed(20, good=40)).may_begin(20)
    assert not chain(passed(10, good=40, transfer=40), passed(20, good=40)).may_begin(20)


def test_a_skipped_operation_is_passed_by() -> None:
    way = chain(passed(10, good=9), passed(20, is_skipped=True, is_over=True), passed(30))
    assert (way.available(30), way.following(10)) == (D(9), way.operations[2])
    assert chain(passed(10), passed(20, is_skipped=True)).is_last(10)


def test_rework_that_goes_back_comes_through_again() -> None:
    # 100 came; 8 of them go back to 10, of which 7 are good again.
    way = chain(passed(10, good=107, rejected=1, returned=8), passed(20, good=90, rework=8, rejected=2, routed=8))
    assert way.available(20) == 7
    assert way.operations[1].waits_for_rework == 0


def test_rework_in_an_inserted_operation_goes_on_from_there() -> None:
    way = chain(
        passed(10, good=90, rework=10, routed=10),
        passed(11, returned=10, good=8, rejected=1, rework_of=10),
        passed(20),
    )
    assert (way.available(11), way.let_through(10), way.available(20)) == (D(1), D(98), D(98))
    assert way.following(11) == way.operations[2]
    assert chain(passed(10, good=90), passed(11, returned=1, rework_of=10)).is_last(11)


def test_an_overdrawn_operation_is_found() -> None:
    assert chain(passed(10, good=5), passed(20, good=6)).overdrawn == passed(20, good=6)
    assert chain(passed(10, good=6), passed(20, good=6)).overdrawn is None


S, A = Status, Act


@pytest.mark.parametrize(
    ("before", "act", "expected"),
    [
        (S.WAITING, A.START, S.RUNNING),
        (S.WAITING, A.CHANGE_OVER, S.SETUP),
        (S.SETUP, A.START, S.RUNNING),
        (S.SETUP, A.REPORT, S.SETUP),
        (S.RUNNING, A.PAUSE, S.PAUSED),
        (S.PAUSED, A.RESUME, S.RUNNING),
        (S.RUNNING, A.REPORT, S.RUNNING),
        (S.PAUSED, A.REPORT, S.PAUSED),
        (S.PAUSED, A.FINISH, S.DONE),
        (S.WAITING, A.SKIP, S.SKIPPED),
        (S.WAITING, A.REPORT, None),
        (S.WAITING, A.PAUSE, None),
        (S.PAUSED, A.PAUSE, None),
        (S.DONE, A.REPORT, None),
        (S.DONE, A.RESUME, S.RUNNING),
        (S.RUNNING, A.SKIP, None),
        (S.SKIPPED, A.START, None),
        (S.DONE, A.REWORK, S.DONE),
    ],
)
def test_statuses(before: Status, act: Act, expected: Status | None) -> None:
    assert after(before, act) == expected


def test_it_goes_on_while_another_machine_works_on_it() -> None:
    assert after(S.RUNNING, A.PAUSE, runs_elsewhere=True) == S.RUNNING
    assert after(S.RUNNING, A.FINISH, runs_elsewhere=True) == S.RUNNING
    assert possible(S.WAITING) == (A.CHANGE_OVER, A.START, A.SKIP)


@pytest.mark.parametrize(
    ("start", "end", "digits", "pieces"),
    [
        ("120", "450", 0, "330"),
        ("99950", "30", 0, "80"),
        ("950", "30", 5, "99080"),
        ("7", "7", 0, "0"),
        ("9", "1", 1, "2"),
    ],
)
def test_readings_of_a_counter_that_begins_anew(start: str, end: str, digits: int, pieces: str) -> None:
    assert pieces_between(D(start), D(end), digits) == D(pieces)
