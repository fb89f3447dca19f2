"""Energy that was expected: straight lines and figures by hand, the gate, and what takes more than it should."""

from math import nan
from random import Random

import pytest

from dure.decisions.prediction.budget import chart
from dure.decisions.prediction.calm import calm_of
from dure.decisions.prediction.energy import (
    As,
    Boosted,
    MeanBy,
    PerUnit,
    Straight,
    bias,
    cv_rmse,
    judged,
    per_unit,
)
from dure.decisions.prediction.gate import Ground
from dure.decisions.prediction.table import Row, Table, by_time
from dure.decisions.prediction.watching import Watch, begin, next_state
from dure.kernel.errors import Invalid

HOUR = 3_600_000_000


def plant(days: int, noise: float = 1.0, seed: int = 1) -> Table:
    """Base load 20 kWh an hour, 8 more from 8 to 18, 0.5 for a pan, 2 for a pot; columns hour, pans, pots, before."""
    chance = Random(seed)
    rows: list[Row] = []
    amounts: list[float] = []
    for at in range(24 * days):
        hour = at % 24
        works = 8 <= hour < 18
        pans, pots = (float(chance.randint(0, 40)), float(chance.randint(0, 10))) if works else (0.0, 0.0)
        rows.append((float(hour), pans, pots, amounts[at - 24] if at >= 24 else nan))
        amounts.append(20 + (8 if works else 0) + 0.5 * pans + 2 * pots + chance.gauss(0, noise))
    moments = tuple(at * HOUR for at in range(len(rows)))
    groups = tuple(str(at // 24) for at in range(len(rows)))
    return Table(("hour", "pans", "pots", "day before"), tuple(rows), tuple(amounts), moments, moments, groups)


def test_a_straight_line_finds_what_each_piece_takes() -> None:
    made = Straight(("hour",)).fit(plant(40, noise=0.01))
    assert made.base == pytest.approx(20, abs=0.02)
    assert (made.slopes["pans"], made.slopes["pots"]) == pytest.approx((0.5, 2.0), abs=2e-3)
    assert made.kwh([(3.0, 0.0, 0.0, 20.0), (9.0, 10.0, 1.0, nan)]) == pytest.approx((20, 35), abs=0.1)


def test_simple_ones_by_hand() -> None:
    table = Table(("hour", "before"), ((1.0, nan), (1.0, 5.0), (2.0, 6.0)), (4.0, 6.0, 11.0), (0, 1, 2), (0, 1, 2),
                  ("", "", ""))  # fmt: skip
    assert MeanBy(()).fit(table).kwh([(1.0, nan)]) == (7,)
    assert MeanBy(("hour",)).fit(table).kwh([(1.0, nan), (2.0, nan), (3.0, nan)]) == (5, 11, 7)
    assert As("before").fit(table).kwh([(1.0, 9.0), (1.0, nan)]) == (9, 7)
    with pytest.raises(Invalid, match="no column week"):
        As("week").fit(table)


def test_figures_of_guideline_14_by_hand() -> None:
    """Told 10 and 10, came 8 and 16: √((4 + 36) / 2) / 12; (20 - 24) / 24."""
    assert cv_rmse([10, 10], [8, 16]) == pytest.approx(20**0.5 / 12)
    assert bias([10, 10], [8, 16]) == pytest.approx(-1 / 6)


def test_knowing_the_pieces_is_shown_and_luck_is_not() -> None:
    table = plant(60)
    splits = by_time(table, tests=3, calibrate=0)
    simple = (MeanBy(("hour",)), As("day before"))

    def block(rows: Table, at: int) -> str:
        return rows.groups[at]

    found = judged(Straight(("hour",)), simple, table, splits, block=block)
    assert (found.ground, found.baseline, found.blocks) == (Ground.BETTER, "mean by hour", 30)
    assert found.ours == pytest.approx(1, abs=0.1)  # the noise that nothing can tell
    assert "is shown: on held-back days it was off by" in str(found)
    luck = judged(Boosted(trees=20), simple, table.shuffled(1), splits, block=block)
    assert luck.ground is Ground.NOT_BETTER
    few = judged(Straight(("hour",)), simple, table, splits, block=lambda rows, at: str(rows.groups[at] > "50"))
    assert (few.ground, few.is_shown) == (Ground.FEW_BLOCKS, False)
    assert judged(Boosted(trees=20), simple, table, splits, block=block).difference.high < 0
    alone = judged(Straight(("hour",)), (), table, splits, block=block)
    assert (alone.ground, alone.baseline) == (Ground.BETTER, "mean")


def test_what_takes_more_than_it_should_is_seen() -> None:
    """A leak of 3 kWh an hour from the 30th day on, under a noise of 2."""
    table = plant(60, noise=2, seed=2)
    made = Straight(("hour",)).fit(table.part(range(24 * 20)))
    told = made.kwh(table.rows)
    rest = [amount - one for amount, one in zip(table.outcomes, told, strict=True)]
    watch = Watch(calm_of(rest[: 24 * 20], has_memory=False), chart("cusum", 24 * 3650, 1.0), HOUR)
    state, alarms = begin(watch), []
    for at in range(24 * 20, 24 * 60):
        state, alarm = next_state(watch, state, table.moments[at], rest[at] + (3 if at >= 24 * 30 else 0))
        alarms += [alarm] if alarm else []
    assert len(alarms) == 1
    assert 24 * 30 <= alarms[0].at_us // HOUR < 24 * 31
    assert alarms[0].size == pytest.approx(3, rel=0.5)


def test_energy_for_a_piece() -> None:
    assert per_unit(120, 100, 50) == PerUnit(2.4, 2.0)
    assert PerUnit(2.4, 2.0).excess == pytest.approx(0.2)
    assert per_unit(120, 100, 0) is None
