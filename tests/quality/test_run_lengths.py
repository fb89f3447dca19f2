"""Average run lengths of charts against Lucas and Saccucci, Montgomery, and Champ and Woodall."""

from typing import Any

import pytest

from dure.quality.charting import Settings, run_length
from dure.quality.spc import run_lengths
from dure.quality.spc.runs import NELSON, WESTERN_ELECTRIC, Rule
from tests.quality import reference

RULES = (Rule.BEYOND_3, Rule.TWO_OF_THREE, Rule.FOUR_OF_FIVE, Rule.EIGHT_ONE_SIDE)


def _found(row: dict[str, str]) -> float:
    shift = float(row["shift_sigma"])
    if row["chart"].startswith("EWMA"):
        return run_lengths.ewma(float(row["par1"][7:]), float(row["par2"][2:]), shift)
    if row["chart"].startswith("CUSUM"):
        return run_lengths.cusum(float(row["par1"][2:]), float(row["par2"][2:]), shift)
    if row["chart"].startswith("Shewhart individuals"):
        return run_lengths.shewhart(shift)
    told = row["par1"].removeprefix("rule ").split(" ")[0]
    return run_lengths.with_rules([RULES[int(digit) - 1] for digit in told.split("+")], shift)


def pytest_generate_tests(metafunc: Any) -> None:
    if "number" in metafunc.fixturenames:
        metafunc.parametrize("number", range(88))


def test_published_run_lengths(number: int) -> None:
    """arl_reference.csv; each row names its source. Published figures have three digits, Champ and Woodall's five."""
    row = reference.rows("arl_reference.csv")[number]
    found = _found(row)
    digits = 0.006 if row["chart"].startswith("Shewhart") else 0.5 if found >= 100 else 0.055
    assert found == pytest.approx(float(row["arl_published"]), rel=3e-3, abs=digits), row["source"]
    if row["arl_computed"] and "MC" not in row["arl_computed"]:
        assert found == pytest.approx(float(row["arl_computed"]), rel=1e-3)


def test_every_row_of_the_reference_is_tested() -> None:
    assert len(reference.rows("arl_reference.csv")) == 88


def test_a_chart_tells_its_own() -> None:
    """Montgomery for CUSUM, Champ and Woodall for Western Electric; patterns that aren't counted make it fewer."""
    cusum = run_length(Settings("cusum"))
    assert cusum is not None
    assert (cusum.steady, cusum.shifted) == pytest.approx((465, 10.4), rel=3e-3)
    western = run_length(Settings("i_mr", rules=WESTERN_ELECTRIC))
    assert western is not None
    assert (western.steady, western.is_most) == (pytest.approx(91.75, abs=0.01), False)
    nelson = run_length(Settings("xbar_r", 5, rules=NELSON))
    assert nelson is not None
    assert nelson.is_most
    assert run_length(Settings("p", rules=NELSON)) is None
    assert run_length(Settings("i_mr", rules=(Rule.SIX_RISING,))) is None


def test_rules_find_a_shift_sooner() -> None:
    assert run_lengths.with_rules(RULES, 1.0) == pytest.approx(9.22, abs=0.01)  # Champ and Woodall 1987, table 1
    assert run_lengths.shewhart(1.0) == pytest.approx(43.89, abs=0.01)
