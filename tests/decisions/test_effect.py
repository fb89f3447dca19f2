"""Before and after: means, Newey and West's error; against figures from elsewhere."""

from math import sqrt

import pytest

from dure.decisions.effect import against, effect, lag_rule, variance

BEFORE = {1: 10.0, 2: 12.0, 3: 11.0, 4: 13.0, 5: 14.0}
AFTER = {7: 15.0, 8: 17.0, 9: 16.0, 10: 18.0, 11: 19.0}


def test_lags_by_newey_and_wests_rule():
    # 4(n/100)^(2/9): 3.09 for 28 + … = 31 days, 4 for 100, 4.67 for 200.
    assert [lag_rule(n) for n in (10, 31, 100, 200)] == [2, 3, 4, 4]


def test_without_lags_it_is_whites_error():
    # Residuals of both sides: −2, 0, −1, 1, 2; squares sum to 10. Each day's share is 1/5: 2 · 10/25 = 0.8, · 10/8 = 1.
    assert variance(BEFORE, AFTER, 0) == pytest.approx(1.0)
    found = effect(BEFORE, AFTER, lags=0)
    assert found is not None
    assert (found.before, found.after, found.difference) == (12.0, 17.0, 5.0)
    # t(0.975, 8) = 2.306.
    assert (found.low, found.high) == (pytest.approx(5 - 2.306, abs=1e-3), pytest.approx(5 + 2.306, abs=1e-3))
    assert found.is_clear


def test_one_lag_by_hand():
    # Neighbours' residuals within a side: (−2·0) + (0·−1) + (−1·1) + (1·2) = 1, twice (two sides), each /25, weight
    # 1/2, both ways: 2 · 1/2 · 2/25 = 0.08. Day 6 is missing, so nothing crosses. (0.8 + 0.08) · 10/8 = 1.1.
    assert variance(BEFORE, AFTER, 1) == pytest.approx(1.1)


def test_days_on_both_sides_of_the_decision_are_neighbours_too():
    after = {day - 1: value for day, value in AFTER.items()}
    # Day 5 (residual 2, share −1/5) and day 6 (−2, share 1/5): (−2/5)(−2/5) = 0.16; 2 · 1/2 · (0.08 + 0.16) = 0.24.
    assert variance(BEFORE, after, 1) == pytest.approx((0.8 + 0.24) * 10 / 8)


def test_against_the_matrix_form():
    """The sandwich (X'X)⁻¹ X'ΩX (X'X)⁻¹ with Bartlett weights, worked out entry by entry."""
    before = {1: 3.0, 2: 5.0, 3: 4.0, 5: 6.0, 6: 2.0, 7: 7.0}
    after = {8: 8.0, 9: 6.0, 11: 9.0, 12: 9.5, 13: 7.0}
    days = sorted(before | after)
    values, step = (before | after), {day: float(day in after) for day in days}
    n, n1 = len(days), len(after)
    means = sum(before.values()) / len(before), sum(after.values()) / n1
    residual = {day: values[day] - means[int(step[day])] for day in days}
    # (X'X)⁻¹ of an intercept and a step.
    inverse = [[1 / (n - n1), -1 / (n - n1)], [-1 / (n - n1), n / (n1 * (n - n1))]]
    lags = 2
    meat = [[0.0, 0.0], [0.0, 0.0]]
    for one in days:
        for other in days:
            weight = max(0.0, 1 - abs(one - other) / (lags + 1))
            for row, x in enumerate((1.0, step[one])):
                for column, y in enumerate((1.0, step[other])):
                    meat[row][column] += weight * x * y * residual[one] * residual[other]
    sandwich = sum(
        inverse[1][a] * meat[a][b] * inverse[b][1] for a in range(2) for b in range(2)
    )  # fmt: skip
    assert variance(before, after, lags) == pytest.approx(sandwich * n / (n - 2))
    found = effect(before, after, lags=lags)
    assert found is not None
    assert found.error == pytest.approx(sqrt(sandwich * n / (n - 2)))


def test_days_that_are_alike_widen_the_interval():
    slow = {day: float(day // 4) for day in range(16)}
    after = {day + 20: value for day, value in slow.items()}
    alike, apart = effect(slow, after), effect(slow, after, lags=0)
    assert alike is not None
    assert apart is not None
    assert alike.high - alike.low > 1.3 * (apart.high - apart.low)


def test_too_little_data_tells_nothing():
    assert effect({1: 1.0, 2: 2.0}, AFTER) is None
    assert effect(BEFORE, {7: 1.0}) is None


def test_what_changed_everywhere_is_no_effect():
    rise = {day: value + 5 for day, value in AFTER.items()}
    own = effect(against(BEFORE, BEFORE), against(rise, rise))
    assert own is not None
    assert (own.difference, own.low, own.high) == (0.0, 0.0, 0.0)
    assert against({1: 2.0, 2: 3.0}, {2: 1.0, 3: 1.0}) == {2: 2.0}
