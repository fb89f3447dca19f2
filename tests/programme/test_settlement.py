"""What a finished case is owed; the figures are worked out by hand beside each."""

from datetime import date
from decimal import Decimal

import pytest

from dure.programme.funding import FundingRule
from dure.programme.settlement import Account, interest, settle

RULE = FundingRule(Decimal("0.8"), Decimal(40_000_000), {"province": Decimal(3), "city": Decimal(5)})
COMMITTED = {"province": Decimal(15_000_000), "city": Decimal(25_000_000)}


def account(accepted: int, own: int, paid: int, *, returned: int = 0, sponsor: int = 0) -> Account:
    cost = Decimal(50_000_000)
    return Account(cost, Decimal(sponsor), COMMITTED, Decimal(accepted), Decimal(own), Decimal(paid), Decimal(returned))


@pytest.mark.parametrize(
    ("given", "due", "to_pay", "to_return", "own_missing"),
    [
        # All spent: 40 of 50 million; the firm has shown its 10.
        (account(50_000_000, 10_000_000, 40_000_000), 40_000_000, 0, 0, 0),
        # More spent than planned: the firm bears what is more.
        (account(60_000_000, 20_000_000, 40_000_000), 40_000_000, 0, 0, 0),
        # 45 million spent: 36 due, 4 come back; of the firm's 9 it showed 8.
        (account(45_000_000, 8_000_000, 40_000_000), 36_000_000, 0, 4_000_000, 1_000_000),
        # The same after 4 million came back.
        (account(45_000_000, 9_000_000, 40_000_000, returned=4_000_000), 36_000_000, 0, 0, 0),
        # Half was paid in advance.
        (account(50_000_000, 10_000_000, 20_000_000), 40_000_000, 20_000_000, 0, 0),
        # Nothing accepted: all comes back.
        (account(0, 0, 20_000_000), 0, 0, 20_000_000, 0),
        # A sponsor gave 30 in kind: 20 million spent in money, all of it within the rate of 80 %.
        (account(20_000_000, 0, 20_000_000, sponsor=30_000_000), 20_000_000, 0, 0, 0),
    ],
)
def test_what_is_due(given: Account, due: int, to_pay: int, to_return: int, own_missing: int) -> None:
    found = settle(given, RULE)
    assert (found.due, found.to_pay, found.to_return, found.own_missing) == (due, to_pay, to_return, own_missing)
    assert found.is_balanced == (not (to_pay or to_return or own_missing))


def test_interest_by_days() -> None:
    # 4,000,000 × 2.5 % × 73/365 = 20,000.
    assert interest(Decimal(4_000_000), Decimal("0.025"), date(2026, 1, 1), date(2026, 3, 15)) == 20_000
    # 1,000,001 × 2.5 % × 1/365 = 68.49…
    assert interest(Decimal(1_000_001), Decimal("0.025"), date(2026, 1, 1), date(2026, 1, 2)) == 68
    assert interest(Decimal(1), Decimal("0.025"), date(2026, 1, 2), date(2026, 1, 1)) == 0
