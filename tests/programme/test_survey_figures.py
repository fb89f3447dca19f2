"""Shares, their intervals and what stays hidden, against published examples and by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.programme.survey_figures import FEWEST, difference, pooled, share, shown_groups


@pytest.mark.parametrize(
    ("yes", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_as_published(yes, n, low, high):
    """Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, method 3."""
    found = share(yes, n)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_difference_as_published():
    """Newcombe, Statistics in Medicine 17 (1998) 873-890, table II, method 10: 56/70 less 48/80."""
    rise, low, high = difference(share(56, 70), share(48, 80))
    assert (round(rise, 4), round(low, 4), round(high, 4)) == (0.2, 0.0524, 0.3339)


def test_nothing_and_all():
    assert share(0, 0) is None
    assert share(20, 20).high == 1.0
    assert round(share(20, 20).low, 4) == 0.8389


@given(n=st.integers(1, 400), data=st.data())
def test_the_share_lies_in_its_interval(n, data):
    found = share(data.draw(st.integers(0, n)), n)
    assert 0 <= found.low <= found.value <= found.high <= 1


@pytest.mark.parametrize(
    ("sizes", "shown"),
    [
        ({"a": 12, "b": 9, "c": 7}, {"a", "b", "c"}),
        ({"a": 12, "b": 9, "c": 3}, {"a"}),  # c alone would be the total less a and b, so b goes too
        ({"a": 12, "b": 4, "c": 3}, {"a"}),
        ({"a": 12, "b": 9, "c": 2, "d": 2}, {"a"}),  # 4 together are still too few
        ({"a": 4, "b": 3}, set()),
        ({"a": 12, "b": 3}, set()),
        ({"a": 12, "b": 0}, {"a"}),
    ],
)
def test_what_may_be_shown(sizes, shown):
    assert shown_groups(sizes) == shown


@given(st.dictionaries(st.text(min_size=1, max_size=2), st.integers(0, 15), max_size=8))
def test_no_sum_tells_a_small_group(sizes):
    shown = shown_groups(sizes)
    hidden = [n for group, n in sizes.items() if group not in shown and n]
    assert all(sizes[group] >= FEWEST for group in shown)
    assert not shown or not hidden or (len(hidden) >= 2 and sum(hidden) >= FEWEST)


@given(st.dictionaries(st.text(min_size=1, max_size=2), st.integers(1, 15), max_size=8))
def test_pools_are_large_enough(sizes):
    under = pooled(sizes, "rest")
    assert under.keys() == sizes.keys()
    together = {}
    for group, pool in under.items():
        together[pool] = together.get(pool, 0) + sizes[group]
    assert sum(sizes.values()) < FEWEST or all(n >= FEWEST for n in together.values())


def test_pools_by_hand():
    assert pooled({"jeonju": 9, "iksan": 6, "muju": 2}, "rest") == {"jeonju": "jeonju", "iksan": "rest", "muju": "rest"}
