"""Parts of a project's cost: whole won, never above rate or cap, always the whole."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.programme.funding import BadCost, BadRule, FundingRule, split

HALVES = {"province": Decimal(1), "city": Decimal(1)}


def rule(rate="0.8", cap=80_000_000, unit=1, sources=HALVES):
    return FundingRule(Decimal(rate), Decimal(cap), sources, Decimal(unit))


def test_by_hand():
    """A JS2 project of 95,000,001 won: 80 % are 76,000,000.8, so 76,000,000 in halves; the firm pays the rest."""
    parts = split(Decimal(95_000_001), rule())
    assert (dict(parts.public), parts.firm, parts.capped) == (
        {"province": Decimal(38_000_000), "city": Decimal(38_000_000)},
        Decimal(19_000_001),
        False,
    )


def test_the_cap_decides():
    parts = split(Decimal(200_000_000), rule(cap=80_000_000))
    assert (parts.public_won, parts.firm, parts.capped) == (80_000_000, 120_000_000, True)


def test_a_sponsor_in_kind_leaves_less_to_the_public():
    """10 million of which a sponsor gives 4: 80 % would be 8, but only 6 are left; the firm pays nothing."""
    parts = split(Decimal(10_000_000), rule(), sponsor=Decimal(4_000_000))
    assert (parts.public_won, parts.sponsor, parts.firm) == (6_000_000, 4_000_000, 0)


def test_rounded_down_to_the_unit():
    assert split(Decimal(1_234_567), rule(unit=1000)).public_won == 987_000


@given(
    cost=st.integers(0, 10**12),
    sponsor_share=st.integers(0, 100),
    rate=st.integers(0, 80),
    cap=st.integers(0, 2 * 10**8),
    unit=st.sampled_from([1, 10, 1000, 10_000]),
    weights=st.lists(st.integers(0, 9), min_size=1, max_size=4).filter(any),
)
def test_parts_add_up_and_stay_under(cost, sponsor_share, rate, cap, unit, weights):
    sources = {str(n): Decimal(weight) for n, weight in enumerate(weights)}
    parts = split(
        Decimal(cost), rule(Decimal(rate) / 100, cap, unit, sources), sponsor=Decimal(cost * sponsor_share // 100)
    )
    assert sum(parts.public.values()) + parts.sponsor + parts.firm == cost
    assert parts.public_won <= min(Decimal(cost) * rate / 100, cap)
    assert parts.public_won % unit == 0
    assert min([parts.firm, *parts.public.values()]) >= 0
    assert all(won == won.to_integral_value() for won in parts.public.values())


@pytest.mark.parametrize(
    "wrong",
    [{"rate": "0.81"}, {"rate": "-0.1"}, {"cap": -1}, {"unit": 0}, {"sources": {}}, {"sources": {"a": Decimal(0)}}],
)
def test_rules_beyond_the_programmes_limit_are_refused(wrong):
    with pytest.raises(BadRule):
        rule(**wrong)


@pytest.mark.parametrize(("cost", "sponsor"), [("-1", "0"), ("1.5", "0"), ("10", "11"), ("10", "-1")])
def test_costs_that_cannot_be_are_refused(cost, sponsor):
    with pytest.raises(BadCost):
        split(Decimal(cost), rule(), Decimal(sponsor))
