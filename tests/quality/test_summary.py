"""NIST StRD, summary statistics: digits kept where a mean is large beside its spread; Student's t as printed."""

from itertools import chain, repeat
from math import log10

import pytest

from dure.quality.spc.distributions import t_quantile
from dure.quality.spc.summary import autocorrelation, percentile, summary
from tests.quality import reference, strd


def _digits(found: float, certified: float) -> float:
    off = abs(found - certified) / (abs(certified) or 1)
    return 15.0 if off == 0 else -log10(off)


def _values(row: dict[str, str]) -> list[float]:
    if row["dataset"] in strd.SETS:
        return strd.SETS[row["dataset"]]
    if " then " not in row["generate"]:
        return [float(text) for text in row["generate"].split(",")]
    first, rest = row["generate"].split(" then 500 x ")
    pair = [float(text) for text in rest.strip("()").split(",")]
    return [float(first), *chain.from_iterable(repeat(pair, 500))]


DIGITS = {"NumAcc1": 15, "NumAcc2": 14, "NumAcc3": 9, "NumAcc4": 8, "Michelso": 12, "Mavro": 11, "Lew": 14}


@pytest.mark.parametrize(("name", "digits"), DIGITS.items())
def test_strd(name: str, digits: int) -> None:
    """nist_strd_univariate.csv: the sets whose values are known.

    Digits that are lost are lost when decimals such as 0.1 are written in binary, not in adding up.
    """
    row = next(row for row in reference.rows("nist_strd_univariate.csv") if row["dataset"] == name)
    values = _values(row)
    found = summary(values)
    assert found.count == int(row["n"])
    assert found.sd is not None
    assert _digits(found.mean, float(row["mean"])) >= 14
    assert _digits(found.sd, float(row["sd"])) >= digits
    assert _digits(autocorrelation(values), float(row["lag1"])) >= digits


def test_one_value_has_no_spread() -> None:
    assert summary([3.5]).sd is None
    with pytest.raises(ValueError, match="no values"):
        summary([])
    with pytest.raises(ValueError, match="the same"):
        autocorrelation([2.0, 2.0])


@pytest.mark.parametrize(("share", "expected"), [(0, 1), (0.25, 2), (0.5, 3), (0.875, 4.5), (1, 5)])
def test_percentiles_lie_on_straight_lines(share: float, expected: float) -> None:
    assert percentile([5, 1, 4, 2, 3], share) == expected
    assert percentile([7], share) == 7


@pytest.mark.parametrize(
    ("share", "freedom", "expected"),
    [
        (0.975, 1, 12.706),
        (0.975, 5, 2.571),
        (0.975, 10, 2.228),
        (0.95, 20, 1.725),
        (0.975, 120, 1.980),
        (0.995, 30, 2.750),
    ],
)
def test_students_t_as_printed_in_tables(share: float, freedom: int, expected: float):
    assert t_quantile(share, freedom) == pytest.approx(expected, abs=5e-4)
