"""Capability against NIST's e-Handbook and the formulas of ISO 22514, by figures done in the head."""

import pytest

from dure.quality.spc.capability import (
    Limits,
    by_percentiles,
    capability,
    nearest_index,
    nearest_toward,
    ppm,
    spread_index,
)  # fmt: skip
from dure.quality.spc.distributions import chi2_quantile, f_above, t_quantile
from tests.quality import reference


def test_nist_example() -> None:
    """NIST e-Handbook 6.1.6: 8 to 20, mean 16, sigma 2."""
    one = reference.examples()["nist_6.1.6_capability"]
    params, expected = one["params"], one["expected"]
    limits = Limits(params["LSL"], params["USL"])
    found = capability(limits, params["mean"], params["sigma"])
    assert found.two_sided is not None
    assert found.two_sided.value == expected["Cp"]
    assert found.upper == pytest.approx(expected["Cpu"])
    assert found.lower == pytest.approx(expected["Cpl"])
    assert found.nearest.value == pytest.approx(expected["Cpk"])
    assert (1 - found.nearest.value / found.two_sided.value) == pytest.approx(expected["k_noncentering"])
    assert found.toward == pytest.approx(expected["Cpm_T14"], abs=5e-5)
    assert nearest_toward(limits, 16, 2) == pytest.approx(4 / (3 * 8**0.5))


def test_every_formula_of_the_reference() -> None:
    """capability_formulas.csv, with limits 10 to 16, mean 12, sigma 0.5: Cp 2, Cpu 8/3, Cpl 4/3."""
    names = {row["index"] for row in reference.rows("capability_formulas.csv")}
    limits = Limits(10, 16)
    found = capability(limits, 12, 0.5, count=50)
    assert found.two_sided is not None
    ours = {
        "Cp": found.two_sided.value, "Cpu": found.upper, "Cpl": found.lower, "Cpk": found.nearest.value,
        "Pp": found.two_sided.value, "Ppk": found.nearest.value, "Cm": found.two_sided.value,
        "Cmk": found.nearest.value, "Cpm": found.toward, "Cpmk": nearest_toward(limits, 12, 0.5),
    }  # fmt: skip
    by_hand = {"Cp": 2, "Cpu": 8 / 3, "Cpl": 4 / 3, "Cpk": 4 / 3, "Pp": 2, "Ppk": 4 / 3, "Cm": 2, "Cmk": 4 / 3}
    assert ours == pytest.approx(by_hand | {"Cpm": 1 / 1.25**0.5, "Cpmk": 2 / (3 * 1.25**0.5)})
    others = {"Cpk 95% CI", "Cp CI", "PPM expected", "Non-normal Pp", "Non-normal Ppk"}
    assert names == set(ours) | others


def test_interval_of_cpk() -> None:
    """Bissell (1990): n = 50, Cpk 1.33 has about ± 0.28."""
    found = nearest_index(1.33, 50, 49)
    assert found.low is not None
    assert found.high is not None
    assert found.high - 1.33 == pytest.approx(0.28, abs=0.005)
    assert 1.33 - found.low == pytest.approx(found.high - 1.33)


def test_interval_of_cp() -> None:
    """With 20 degrees of freedom chi-square's 2.5 and 97.5 % points are 9.591 and 34.170 (any table)."""
    found = spread_index(1.0, 20)
    assert found.low == pytest.approx((9.591 / 20) ** 0.5, abs=1e-4)
    assert found.high == pytest.approx((34.170 / 20) ** 0.5, abs=1e-4)
    assert spread_index(1.0, 1).low is None


@pytest.mark.parametrize(("sigmas", "expected"), [(3, 2699.796), (4, 63.342), (6, 0.001973)])
def test_parts_in_a_million(sigmas: float, expected: float) -> None:
    """Shares of the normal distribution outside ± 3, 4 and 6 sigma."""
    assert ppm(Limits(-sigmas, sigmas), 0, 1) == pytest.approx(expected, rel=1e-3)
    assert ppm(Limits(None, sigmas), 0, 1) == pytest.approx(expected / 2, rel=1e-3)


def test_one_limit_has_no_cp() -> None:
    found = capability(Limits(None, 10), 7, 1)
    assert (found.two_sided, found.lower, found.toward, found.nearest.value) == (None, None, None, 1)
    assert found.nearest.low is None


def test_percentiles_of_a_normal_distribution_give_the_same() -> None:
    """ISO 22514-2: the percentiles of a normal one lie at ± 3 sigma."""
    assert by_percentiles(Limits(10, 16), 10.5, 12, 13.5) == pytest.approx((2, 4 / 3))
    assert by_percentiles(Limits(None, 16), 10.5, 12, 14) == (None, 2)


@pytest.mark.parametrize(("lower", "upper"), [(None, None), (2, 2), (3, 1)])
def test_limits_must_say_something(lower: float | None, upper: float | None) -> None:
    with pytest.raises(ValueError, match="limit"):
        Limits(lower, upper)


def test_no_spread_has_no_capability() -> None:
    with pytest.raises(ValueError, match="no spread"):
        capability(Limits(0, 1), 0.5, 0)
    with pytest.raises(ValueError, match="rise"):
        by_percentiles(Limits(0, 1), 0.5, 0.5, 0.6)
    with pytest.raises(ValueError, match="target"):
        nearest_toward(Limits(None, 1), 0.5, 1)


def test_quantiles_of_printed_tables() -> None:
    assert chi2_quantile(0.95, 10) == pytest.approx(18.307, abs=5e-4)
    assert t_quantile(0.975, 9) == pytest.approx(2.262, abs=5e-4)
    assert f_above(4.10, 2, 10) == pytest.approx(0.05, abs=2e-4)
