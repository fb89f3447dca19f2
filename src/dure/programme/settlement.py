"""What a finished case is owed and gives back. Pure; whole won."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal

from dure.programme.funding import FundingRule, split

ZERO = Decimal(0)
DAYS = 365


@dataclass(frozen=True, slots=True)
class Account:
    """accepted: supply prices of accepted evidence. own: the part of them that the firm paid itself.

    committed: public source → won of the commitment. paid, returned: public won that went out and came back.
    """

    cost: Decimal
    sponsor: Decimal
    committed: Mapping[str, Decimal]
    accepted: Decimal
    own: Decimal
    paid: Decimal
    returned: Decimal


@dataclass(frozen=True, slots=True)
class Settlement:
    """due: public won that the accepted cost carries. to_pay, to_return: what is still to be moved, one of them 0.

    own_due: what the firm has to have paid itself of the accepted cost; own_missing: of that, without evidence.
    """

    due: Decimal
    to_pay: Decimal
    to_return: Decimal
    own_due: Decimal
    own_missing: Decimal

    @property
    def is_balanced(self) -> bool:
        return not (self.to_pay or self.to_return or self.own_missing)


def settle(account: Account, rule: FundingRule) -> Settlement:
    """The public bears its share of what was really spent, by the rule of the commitment and never more than that.

    Where less was spent than planned, the sponsor's part stays as it was given and the others' become smaller.
    """
    spent = min(account.accepted + account.sponsor, account.cost)
    sponsor = min(account.sponsor, spent)
    public = min(split(spent, rule, sponsor).public_won, sum(account.committed.values(), ZERO))
    own_due = spent - sponsor - public
    kept = account.paid - account.returned
    return Settlement(
        public, max(public - kept, ZERO), max(kept - public, ZERO), own_due, max(own_due - account.own, ZERO)
    )


def interest(won: Decimal, a_year: Decimal, first: date, last: date) -> Decimal:
    """Simple interest on `won` from `first` to `last` by days of 365, without parts of a won."""
    days = max((last - first).days, 0)
    return (won * a_year * days / DAYS).to_integral_value(ROUND_DOWN)
