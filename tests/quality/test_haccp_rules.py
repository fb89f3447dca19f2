"""HACCP's rules: the decision tree, intervals, what a work unit carries."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from dure.quality.haccp.carrying import Carried, Ran, carried
from dure.quality.haccp.monitoring import adjoining, due_slots, holds, missing, slot_of
from dure.quality.haccp.tree import Decision, classify, decide

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
Y, N, O = True, False, None  # noqa: E741 - yes, no, open


def test_intervals_that_follow_each_other_stand_together() -> None:
    half = timedelta(minutes=30)
    slots = [NINE + half * at for at in (0, 1, 3, 4, 5)]
    assert adjoining(slots, half, 6 * half) == [slots[:2], slots[2:]]
    assert adjoining(slots, half, 2 * half) == [slots[:2], slots[2:4], slots[4:]]
    assert adjoining([], half, half) == []


@pytest.mark.parametrize(
    ("answers", "decision"),
    [
        ((Y, O, O, O, O), Decision.CP),
        ((N, N, O, O, O), Decision.CHANGE),
        ((N, Y, Y, O, O), Decision.CCP),
        ((N, Y, N, N, O), Decision.CP),
        ((N, Y, N, Y, Y), Decision.CP),
        ((N, Y, N, Y, N), Decision.CCP),
        ((O, O, O, O, O), Decision.OPEN),
        ((N, Y, O, O, O), Decision.OPEN),
        ((N, Y, N, Y), Decision.OPEN),
    ],
)
def test_the_decision_tree(answers: tuple[bool | None, ...], decision: Decision) -> None:
    """식품 및 축산물 안전관리인증기준: five questions, each way once."""
    assert decide(answers) == decision


def test_a_hazard_that_hardly_matters_asks_nothing() -> None:
    assert classify(1, 2, (O,)) == Decision.NOT_SIGNIFICANT
    assert classify(3, 1, (N, Y, Y)) == Decision.CCP


def test_intervals_begin_at_full_hours_and_want_half_a_run() -> None:
    assert slot_of(NINE + timedelta(minutes=47), 30) == NINE + timedelta(minutes=30)
    whole = due_slots(30, NINE + timedelta(minutes=5), NINE + timedelta(hours=2))
    assert whole == [NINE + timedelta(minutes=at) for at in (30, 60, 90)]
    ran = [(NINE + timedelta(minutes=20), NINE + timedelta(minutes=46)), (NINE + timedelta(minutes=75), None)]
    # 10, 16, 15 and 30 minutes of 30
    assert due_slots(30, NINE, NINE + timedelta(hours=2), running=ran) == [
        NINE + timedelta(minutes=at) for at in (30, 60, 90)
    ]
    assert missing(whole, [NINE + timedelta(minutes=59)], 30) == whole[1:]


@pytest.mark.parametrize(
    ("low", "high", "held"), [("85", "90", True), ("84.9", "88", False), ("86", "95.1", False), ("95", "95", True)]
)
def test_a_limit_itself_holds(low: str, high: str, held: bool) -> None:
    assert holds(Decimal(85), Decimal(95), Decimal(low), Decimal(high)) is held


def test_what_a_work_unit_carries() -> None:
    ran = [Ran("밀국수", frozenset({"wheat"})), Ran("두부면", frozenset({"soy"})), Ran("쌀국수", frozenset())]
    assert carried(ran, frozenset({"soy"})) == Carried(frozenset({"wheat"}), ("밀국수",))
    assert carried(ran, frozenset({"soy", "wheat"})) == Carried(frozenset(), ())
