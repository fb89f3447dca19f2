"""Constants of control charts against ASTM's table, and against closed forms where the table is less exact."""

from math import pi, sqrt

import pytest

from dure.quality.spc.constants import c4, constants, d2, d3
from tests.quality import reference

NAMES = {
    "A": "a", "A2": "a2", "A3": "a3", "c4": "c4", "B3": "b3", "B4": "b4", "B5": "b5", "B6": "b6", "d2": "d2",
    "d3": "d3", "D1": "d_1", "D2": "d_2", "D3": "d_3", "D4": "d_4", "E2": "e2",
}  # fmt: skip
BY_D3 = {"d3", "D1", "D2", "D3", "D4"}


@pytest.mark.parametrize("n", range(2, 26))
def test_constants_of_astm(n: int) -> None:
    """control_chart_constants.csv. Its d3 is 0.85254 for n = 2 where sqrt(2 - 4 / pi) is 0.85250: it carries an error
    of up to 5e-5, and so do the columns made from it."""
    row = next(row for row in reference.rows("control_chart_constants.csv") if row["n"] == str(n))
    found = constants(n)._asdict()
    for name, ours in NAMES.items():
        assert found[ours] == pytest.approx(float(row[name]), abs=1.5e-4 if name in BY_D3 else 6e-6), name
    assert (1 / c4(n), 1 / d2(n)) == pytest.approx((float(row["inv_c4"]), float(row["inv_d2"])), abs=6e-6)
    assert set(row) == {"n", "inv_c4", "inv_d2", *NAMES}


def test_two_and_three_values_have_closed_forms() -> None:
    assert d2(2) == pytest.approx(2 / sqrt(pi), abs=1e-12)
    assert d2(3) == pytest.approx(3 / sqrt(pi), abs=1e-12)
    assert d3(2) == pytest.approx(sqrt(2 - 4 / pi), abs=1e-8)
    assert d3(3) == pytest.approx(sqrt(2 + (3 * sqrt(3) - 9) / pi), abs=1e-6)
    assert c4(2) == pytest.approx(sqrt(2 / pi), abs=1e-12)


@pytest.mark.parametrize("make", [c4, d2, d3])
def test_one_value_has_no_spread(make) -> None:
    with pytest.raises(ValueError, match="two values"):
        make(1)
