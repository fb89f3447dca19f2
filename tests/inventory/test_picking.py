"""The pure rule of what to take: never more than there is, never less than could be, the first first."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from dure.inventory.picking import Need, Pile, allocate, suits

DAY = date(2026, 11, 21)
QUANTITIES = st.integers(1, 20).map(Decimal)
PILES = st.lists(
    st.builds(
        Pile,
        balance=st.integers(),
        item=st.integers(1, 2),
        location=st.integers(1, 2),
        lot=st.none(),
        free=st.integers(0, 20).map(Decimal),
        expires_on=st.none() | st.integers(-3, 9).map(lambda days: DAY + timedelta(days=days)),
    ),
    max_size=8,
)
NEEDS = st.lists(
    st.builds(
        Need,
        line=st.integers(1, 4),
        item=st.integers(1, 2),
        quantity=QUANTITIES,
        minimum_days=st.integers(0, 5),
        within=st.none() | st.just(frozenset({1})),
    ),
    max_size=5,
)


def numbered(piles: list[Pile]) -> list[Pile]:
    for number, pile in enumerate(piles):
        pile.balance = number
    return piles


@given(needs=NEEDS, piles=PILES.map(numbered))
def test_nothing_is_taken_twice_and_nothing_is_lost(needs: list[Need], piles: list[Pile]) -> None:
    before = {pile.balance: pile.free for pile in piles}
    picks, missing = allocate(needs, piles, DAY, frozenset({1}))
    for balance, free in before.items():
        assert sum(pick.quantity for pick in picks if pick.balance == balance) <= free
    for line in {need.line for need in needs}:
        taken = sum(pick.quantity for pick in picks if pick.line == line)
        assert taken + missing.get(line, 0) == sum(need.quantity for need in needs if need.line == line)
    assert all(pick.quantity > 0 for pick in picks)


@given(need=NEEDS.filter(bool).map(lambda needs: needs[0]), piles=PILES.map(numbered))
def test_one_need_gets_all_that_suits_it_and_the_earliest(need: Need, piles: list[Pile]) -> None:
    suitable = [pile for pile in piles if pile.item == need.item and suits(pile, need, DAY)]
    free, expiries = sum(pile.free for pile in suitable), {pile.balance: pile.expires_on or date.max for pile in piles}
    left = {pile.balance: pile.free for pile in suitable if pile.free}
    picks, missing = allocate([need], piles, DAY, frozenset({1, 2}))
    assert missing.get(need.line, 0) == max(need.quantity - free, 0)
    taken = [expiries[pick.balance] for pick in picks]
    assert taken == sorted(taken)
    if picks:
        untouched = set(left) - {pick.balance for pick in picks}
        assert all(expiries[balance] >= taken[-1] for balance in untouched)
