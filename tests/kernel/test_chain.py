"""Chained rows: every way of altering them is found and named."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from dure.kernel.chain import GENESIS, Break, Fault, Link, breaks, digest

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)


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
