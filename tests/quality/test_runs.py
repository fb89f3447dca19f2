"""Run rules: each with a pattern that just fires and one that just doesn't."""

import pytest

from dure.quality.spc.runs import NELSON, WESTERN_ELECTRIC, Fired, Rule, fired

UP = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]
CASES = {
    Rule.BEYOND_3: ([0, 3.01], (1,)),
    Rule.TWO_OF_THREE: ([2.1, 0, 2.2], (0, 2)),
    Rule.FOUR_OF_FIVE: ([-1.1, -1.2, 0, -1.3, -1.4], (0, 1, 3, 4)),
    Rule.EIGHT_ONE_SIDE: ([0.1] * 8, tuple(range(8))),
    Rule.NINE_ONE_SIDE: ([-0.1] * 9, tuple(range(9))),
    Rule.SIX_RISING: (UP, tuple(range(6))),
    Rule.FOURTEEN_ALTERNATING: ([0.5, -0.5] * 7, tuple(range(14))),
    Rule.FIFTEEN_CLOSE: ([0.9, -0.9, 0.0] * 5, tuple(range(15))),
    Rule.EIGHT_AWAY: ([1.1, -1.1] * 4, tuple(range(8))),
}
QUIET = {
    Rule.BEYOND_3: [3.0, -3.0],
    Rule.TWO_OF_THREE: [2.1, 0, -2.2, 2.0, 2.0],
    Rule.FOUR_OF_FIVE: [-1.1, -1.2, 0, 0, -1.3, -1.4],
    Rule.EIGHT_ONE_SIDE: [0.1] * 7 + [0.0] + [0.1] * 7,
    Rule.NINE_ONE_SIDE: [-0.1] * 8,
    Rule.SIX_RISING: [0.1, 0.2, 0.3, 0.4, 0.4, 0.6],
    Rule.FOURTEEN_ALTERNATING: [0.5, -0.5] * 6 + [0.5],
    Rule.FIFTEEN_CLOSE: [0.9] * 14 + [1.0],
    Rule.EIGHT_AWAY: [1.1] * 7 + [1.0],
}


@pytest.mark.parametrize("rule", Rule)
def test_fires(rule: Rule) -> None:
    z, points = CASES[rule]
    assert fired(z, [rule]) == [Fired(rule, len(z) - 1, points)]


@pytest.mark.parametrize("rule", Rule)
def test_stays_quiet(rule: Rule) -> None:
    assert fired(QUIET[rule], [rule]) == []


@pytest.mark.parametrize("rule", sorted(set(Rule) - {Rule.BEYOND_3}))
def test_a_missing_point_breaks_a_pattern(rule: Rule) -> None:
    z = list(CASES[rule][0])
    middle = len(z) // 2
    assert fired([*z[:middle], None, *z[middle:-1]], [rule]) == []


def test_nist_wafer_defects_fire_once() -> None:
    """NIST e-Handbook 6.3.3.1: sample 24 with 31 defects, at a mean of 16."""
    counts = [16, 14, 28, 16, 12, 20, 10, 12, 10, 17, 19, 17, 14, 16, 15, 13, 14, 16, 11, 20, 11, 19, 16, 31, 13]
    found = fired([(count - 16) / 4 for count in counts], WESTERN_ELECTRIC)
    assert found == [Fired(Rule.BEYOND_3, 23, (23,))]


def test_several_rules_fire_in_the_order_of_the_points() -> None:
    found = fired([2.5, 2.6, 3.5], NELSON)
    assert [(one.rule, one.at) for one in found] == [
        (Rule.TWO_OF_THREE, 1), (Rule.BEYOND_3, 2), (Rule.TWO_OF_THREE, 2),
    ]  # fmt: skip
