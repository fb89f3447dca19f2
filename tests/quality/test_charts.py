"""Control charts against NIST's e-Handbook, and against small figures done in the head."""

from math import sqrt

import pytest

from dure.quality.spc.attribute import Count, Counted, counted, rate
from dure.quality.spc.measured import (
    Base,
    Estimator,
    Uneven,
    deviations,
    means,
    moving,
    phase_one,
    ranges,
    singles,
)  # fmt: skip
from dure.quality.spc.memory import cusum, ewma
from tests.quality import reference

FOUR = [[10.0, 12.0], [11.0, 13.0], [9.0, 11.0], [10.0, 12.0]]


def _case(name: str):
    one = reference.examples()[name]
    return one["data"], one["params"], one["expected"]


def test_individuals() -> None:
    """NIST e-Handbook 6.3.2.2. It takes d2 = 1.128; the exact 1.12838 moves the limits in the third decimal."""
    data, _, expected = _case("nist_6.3.2.2_individuals")
    base = phase_one([[value] for value in data], Estimator.MOVING_RANGE)
    line = singles(base, data)
    assert base.mean == pytest.approx(expected["center"], abs=1e-9)
    assert moving(base, data).centre[0] == pytest.approx(expected["MRbar"], abs=5e-5)
    assert line.upper[0] == pytest.approx(expected["UCL"], abs=2e-3)
    assert line.lower[0] == pytest.approx(expected["LCL"], abs=2e-3)
    assert line.outside == []


def test_ewma() -> None:
    """NIST e-Handbook 6.3.2.4."""
    data, params, expected = _case("nist_6.3.2.4_ewma")
    line = ewma(data, target=params["target"], error=params["s"], weight=params["lambda_"], width=3, steady=True)
    assert line.upper[0] == pytest.approx(expected["UCL"], abs=1e-4)
    assert line.lower[0] == pytest.approx(expected["LCL"], abs=1.1e-4)
    assert line.values == pytest.approx(expected["ewma"], abs=0.0051)
    assert line.outside == expected["signals"]


def test_ewma_limits_open_to_those_of_the_long_run() -> None:
    line = ewma([10.0] * 80, target=10, error=1, weight=0.2)
    assert line.upper[0] == pytest.approx(10 + 3 * 0.2)
    assert line.upper[-1] == pytest.approx(10 + 3 * sqrt(0.2 / 1.8), abs=1e-6)


def test_cusum() -> None:
    """NIST e-Handbook 6.3.2.3."""
    data, params, expected = _case("nist_6.3.2.3_cusum")
    up, down = cusum(data, target=params["target"], slack=params["k"], threshold=params["h"])
    assert up.values == pytest.approx(expected["S_hi"], abs=0.011)
    assert [-value for value in down.values] == pytest.approx(expected["S_lo"], abs=0.011)
    assert [at + 1 for at in up.outside] == expected["signal_groups"]
    assert down.outside == []


def test_c_chart() -> None:
    """NIST e-Handbook 6.3.3.1: 28 defects lie on the limit and are no signal."""
    data, _, expected = _case("nist_6.3.3.1_c_chart")
    counts = [Count(found, 1) for found in data]
    line = counted(Counted.C, rate(counts), counts)
    assert (line.centre[0], line.lower[0], line.upper[0]) == (expected["cbar"], expected["LCL"], expected["UCL"])
    assert [at + 1 for at in line.outside] == expected["signals"]


def test_p_chart() -> None:
    """NIST e-Handbook 6.3.3.2."""
    data, params, expected = _case("nist_6.3.3.2_p_chart")
    counts = [Count(round(share * params["n"]), params["n"]) for share in data]
    line = counted(Counted.P, rate(counts), counts)
    assert line.centre[0] == pytest.approx(expected["pbar"], abs=5e-5)
    assert line.upper[0] == pytest.approx(expected["UCL"], abs=1e-4)
    assert line.lower[0] == pytest.approx(expected["LCL"], abs=1e-4)
    assert [at + 1 for at in line.outside] == expected["signals"]


def test_np_is_p_times_the_size_and_u_is_c_for_one_piece() -> None:
    counts = [Count(2, 50), Count(3, 50)]
    share, number = (counted(kind, 0.05, counts) for kind in (Counted.P, Counted.NP))
    assert number.centre == pytest.approx([2.5, 2.5])
    assert number.upper[0] == pytest.approx(share.upper[0] * 50)
    assert counted(Counted.U, 0.04, [Count(4, 100)]).upper[0] == pytest.approx(0.04 + 3 * 0.02)


def test_sizes_that_differ_have_limits_of_their_own() -> None:
    line = counted(Counted.P, 0.5, [Count(5, 9), Count(50, 100)])
    assert line.upper == pytest.approx([1.0, 0.65])
    assert line.lower == pytest.approx([0.0, 0.35])


def test_means_and_ranges_of_pairs() -> None:
    """Each pair spans 2, so sigma is 2 / 1.12838 and the limits of the mean are 11 ± 1.88 × 2."""
    base = phase_one(FOUR, Estimator.RANGE)
    assert means(base, FOUR).values == (11, 12, 10, 11)
    assert means(base, FOUR).upper[0] == pytest.approx(11 + 1.87997 * 2, abs=1e-4)
    assert ranges(base, FOUR).upper[0] == pytest.approx(3.26653 * 2, abs=1e-4)
    assert ranges(base, FOUR).lower[0] == 0


@pytest.mark.parametrize("estimator", [Estimator.RANGE, Estimator.DEVIATION])
def test_pairs_have_the_same_sigma_by_range_and_deviation(estimator: Estimator) -> None:
    assert phase_one(FOUR, estimator).sigma == pytest.approx(2 / 1.128379, abs=1e-6)


def test_pooled_sigma() -> None:
    """Four pairs with variance 2 each: sqrt(2) / c4(5)."""
    base = phase_one(FOUR, Estimator.POOLED)
    assert base.sigma == pytest.approx(sqrt(2) / 0.939986, abs=1e-5)
    assert base.freedom == 4
    assert deviations(base, FOUR).values == pytest.approx([sqrt(2)] * 4)


def test_pooled_subgroups_may_differ_in_size() -> None:
    """Squares 2 of a pair and 8 of three values, with 1 + 2 degrees of freedom: sqrt(10 / 3) / c4(4)."""
    base = phase_one([[10.0, 12.0], [9.0, 11.0, 13.0]], Estimator.POOLED)
    assert base.sigma == pytest.approx(sqrt(10 / 3) / 0.921318, abs=1e-5)
    assert (base.freedom, base.mean) == (3, 11)


def test_degrees_of_freedom_of_a_mean_range() -> None:
    """Duncan, table D3: ten subgroups of five values have 36.5 degrees of freedom by their mean range."""
    groups = [[0.0, 1.0, 2.0, 3.0, 4.0]] * 10
    assert phase_one(groups, Estimator.RANGE).freedom == pytest.approx(36.5, abs=0.3)


@pytest.mark.parametrize(
    ("groups", "estimator"),
    [
        ([[1.0, 2.0]], Estimator.RANGE),
        ([[1.0, 2.0], [1.0]], Estimator.RANGE),
        ([[1.0], [2.0]], Estimator.DEVIATION),
        ([[1.0], [2.0]], Estimator.POOLED),
        ([[1.0, 2.0], [2.0, 3.0]], Estimator.MOVING_RANGE),
    ],
)
def test_a_base_needs_even_subgroups(groups: list[list[float]], estimator: Estimator) -> None:
    with pytest.raises(Uneven):
        phase_one(groups, estimator)


def test_later_points_are_held_against_the_frozen_base() -> None:
    base = Base(mean=10, sigma=1, size=4, estimator=Estimator.RANGE, freedom=60, groups=25)
    line = means(base, [[10, 10, 10, 10], [11, 12, 11, 12.1]])
    assert line.upper == (11.5, 11.5)
    assert line.outside == [1]
    assert line.z == pytest.approx([0, 3.05])
