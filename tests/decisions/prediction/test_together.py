"""T² and Q: limits against scipy and drawn rows, figures by hand, and which signal it is."""

import json
from math import inf, nan

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import chi2

from dure.decisions.prediction.together import normal_from, normal_json, normal_of, q_limit, t2_limit, widened
from dure.kernel.errors import Invalid

NAMES = ("a", "b", "c", "d", "e", "f")


def drawn(count: int, seed: int) -> NDArray[np.float64]:
    """Two causes in six signals, some noise, units far apart."""
    source = np.random.default_rng(seed)
    mixing = np.random.default_rng(0).normal(size=(2, 6))
    scales = np.array([1, 10, 100, 0.1, 5, 1000])
    return (source.normal(size=(count, 2)) @ mixing + 0.3 * source.normal(size=(count, 6))) * scales + 7


def test_limit_of_t2_from_a_table_of_f() -> None:
    """F(0.95; 2, 18) is 3.555 (NIST e-Handbook 1.3.6.7.3): 2 (20² - 1) / (20 · 18) · 3.555."""
    assert t2_limit(20, 2, 0.05) == pytest.approx(2 * 399 / 360 * 3.555, rel=2e-4)


def test_limit_of_q_is_a_chi_square_for_equal_variances() -> None:
    """m variances v: Q / v is chi-square with m degrees of freedom; Jackson and Mudholkar's root is then Wilson and
    Hilferty's, known to be good to some thousandths."""
    assert q_limit([0.5] * 8, 0.05) == pytest.approx(0.5 * chi2.ppf(0.95, 8), rel=2e-3)
    assert q_limit([2.0] * 30, 0.01) == pytest.approx(2 * chi2.ppf(0.99, 30), rel=2e-3)


def test_limit_of_q_against_drawn_sums() -> None:
    variances = [1.0, 0.5, 0.2, 0.1]
    source = np.random.default_rng(5)
    q = (source.normal(size=(400_000, 4)) ** 2) @ np.array(variances)
    assert q_limit(variances, 0.05) == pytest.approx(float(np.quantile(q, 0.95)), rel=0.03)
    assert q_limit([10.0, *[0.001] * 4000], 0.05) > 10  # no root: Box's chi-square


def test_figures_by_hand() -> None:
    """Two signals that always move together, and some noise across: T² is along, Q across."""
    source = np.random.default_rng(1)
    along, across = source.normal(size=2000), source.normal(size=2000) * 0.1
    rows = np.column_stack([along + across, along - across])
    made = normal_of(("x", "y"), rows, explained=0.5, is_robust=False)
    scale = float(np.std(rows[:, 0], ddof=1))
    t2, q = made.figures([[3 * scale + rows[:, 0].mean(), 3 * scale + rows[:, 1].mean()]])
    assert float(t2[0]) == pytest.approx(9, rel=0.03)  # 3 deviations along: z'z = 18, variance along about 2
    assert float(q[0]) == pytest.approx(0, abs=1e-3)
    _, q = made.figures([[scale + rows[:, 0].mean(), -scale + rows[:, 1].mean()]])
    assert float(q[0]) == pytest.approx(2, rel=0.01)


def test_calm_rows_pass_as_often_as_promised() -> None:
    made = normal_of(NAMES, drawn(1000, 1), chance=0.05, is_robust=False)
    t2, q = made.figures(drawn(20_000, 2))
    assert float(np.mean((t2 > made.t2_limit) | (q > made.q_limit))) == pytest.approx(0.05, abs=0.012)


@pytest.mark.parametrize("at", range(6))
@pytest.mark.parametrize("sign", [-1, 1])
def test_the_signal_that_is_wrong_is_named(at: int, sign: int) -> None:
    made = normal_of(NAMES, drawn(1000, 1))
    right = 0
    for row in drawn(50, 3):
        row[at] += sign * 8 * made.scale[at]
        reading = made.read(row)
        assert reading is not None
        assert reading.is_out
        assert sum(share for _, share in reading.contributions) == pytest.approx(1)
        right += reading.signal == NAMES[at]
    assert right >= 48


def test_some_trouble_in_the_calm_window_does_little_harm() -> None:
    rows = drawn(1000, 1)
    with_trouble = np.vstack([rows, np.full((20, 6), 1e6)])
    plain, robust = normal_of(NAMES, rows), normal_of(NAMES, with_trouble)
    assert robust.scale == pytest.approx(plain.scale, rel=0.06)
    t2, q = robust.figures(drawn(5000, 2))
    assert float(np.mean((t2 > robust.t2_limit) | (q > robust.q_limit))) < 0.02
    reading = robust.read([one + 12 * scale for one, scale in zip(robust.centre, robust.scale, strict=True)])
    assert reading is not None
    assert reading.is_out


def test_limits_widened_on_later_rows() -> None:
    """Long tails: t with three degrees of freedom."""
    source = np.random.default_rng(9)
    rows = source.standard_t(3, size=(6000, 4))
    plain = normal_of(NAMES[:4], rows[:1000], chance=0.02)
    wide = widened(plain, rows[1000:3000], 0.02)
    shares = []
    for made in (plain, wide):
        t2, q = made.figures(rows[3000:])
        shares.append(float(np.mean((t2 > made.t2_limit) | (q > made.q_limit))))
    assert shares[0] > 0.05
    assert shares[1] == pytest.approx(0.02, abs=0.01)
    with pytest.raises(Invalid, match="need 100 calm rows; there are 60"):
        widened(plain, rows[:60], 0.02)


def test_missing_values() -> None:
    made = normal_of(NAMES, drawn(500, 1))
    centre = list(made.centre)
    reading = made.read([nan, *centre[1:]])
    assert reading is not None
    assert (reading.t2, reading.q, reading.is_out) == (0, 0, False)
    assert made.read([nan, inf, nan, *centre[3:]]) is None
    with pytest.raises(Invalid, match="needs 6 values"):
        made.read([1.0])


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], "needs 50 complete rows; there are 0"),
        (drawn(20, 1), "there are 20"),
        (np.full((100, 6), nan), "there are 0"),
        (np.column_stack([drawn(100, 1)[:, :5], np.ones(100)]), "Constant in the calm window: f"),
        (np.column_stack([drawn(100, 1)[:, :1]] * 6), "all say the same"),
        (drawn(100, 1)[:, :4], "needs 6 values"),
    ],
)
def test_windows_that_tell_nothing(rows: NDArray[np.float64], said: str) -> None:
    with pytest.raises(Invalid, match=said):
        normal_of(NAMES, rows)


def test_one_signal_is_not_several() -> None:
    with pytest.raises(Invalid, match="two signals"):
        normal_of(("a",), drawn(100, 1)[:, :1])


def test_a_window_that_was_kept_reads_the_same() -> None:
    made = normal_of(NAMES, drawn(500, 1))
    again = normal_from(json.loads(json.dumps(normal_json(made))))
    assert again == made
    assert again.read(drawn(1, 4)[0]) == made.read(drawn(1, 4)[0])
