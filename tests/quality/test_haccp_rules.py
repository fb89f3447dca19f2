"""HACCP's rules: the decision tree, intervals, the chain, what a work unit carries."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from dure.quality.haccp.carrying import Carried, Ran, carried
from dure.quality.haccp.chain import GENESIS, Break, Fault, Link, breaks, digest
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


def rows(count: int = 4) -> list[Link]:
    found, before = [], GENESIS
    for sequence in range(1, count + 1):
        content = {"sequence": sequence, "value": Decimal(sequence), "at": NINE}
        found.append(Link(sequence, before, digest(before, content), content))
        before = found[-1].hash
    return found


def test_a_whole_chain_has_no_breaks_and_a_hash_knows_no_form() -> None:
    assert list(breaks(rows(), {4: rows()[3].hash[:16]})) == []
    same = {"at": NINE.astimezone(), "value": Decimal("1.0000"), "sequence": 1}
    assert digest(GENESIS, same) == rows()[0].hash


def test_each_way_of_altering_is_named() -> None:
    whole = rows()
    changed = [whole[0], replace(whole[1], content=whole[1].content | {"value": Decimal(9)}), *whole[2:]]
    assert list(breaks(changed, {})) == [Break(2, Fault.CONTENT)]
    content = whole[1].content | {"value": Decimal(9)}
    resealed = [whole[0], replace(whole[1], content=content, hash=digest(whole[0].hash, content)), *whole[2:]]
    assert list(breaks(resealed, {})) == [Break(3, Fault.LINK)]
    assert list(breaks([whole[0], *whole[2:]], {})) == [Break(2, Fault.GAP)]
    assert list(breaks(whole[:3], {4: whole[3].hash})) == [Break(4, Fault.CUT)]
    assert list(breaks(whole, {3: "f" * 16})) == [Break(3, Fault.ANCHOR)]


def test_what_a_work_unit_carries() -> None:
    ran = [Ran("밀국수", frozenset({"wheat"})), Ran("두부면", frozenset({"soy"})), Ran("쌀국수", frozenset())]
    assert carried(ran, frozenset({"soy"})) == Carried(frozenset({"wheat"}), ("밀국수",))
    assert carried(ran, frozenset({"soy", "wheat"})) == Carried(frozenset(), ())
