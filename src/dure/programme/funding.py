"""Who pays which part of a project, in whole won that add up. Pure.

The public part is the smallest of what the rate allows, what the type's cap allows, and what is left when a sponsor
gives in kind; it is rounded down to the rule's unit and split between the public sources. The firm pays the rest.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from dure.kernel.errors import Invalid
from dure.ledger.money import shares

HIGHEST_RATE = Decimal("0.80")
"""No rule may let the public pay more of a project: the programme's own limit (up to 80 % of the cost)."""


class BadRule(Invalid):
    """The rule contradicts itself or the programme's limit."""


class BadCost(Invalid):
    """The cost or the sponsor's part can't be."""


@dataclass(frozen=True, slots=True)
class FundingRule:
    """rate: share of the cost that the public pays at most (0 to 0.80). cap: won a project at most.

    sources: public source → weight, such as province and city. unit: won to which the public part is rounded down.
    """

    rate: Decimal
    cap: Decimal
    sources: Mapping[str, Decimal]
    unit: Decimal = Decimal(1)

    def __post_init__(self) -> None:
        if not 0 <= self.rate <= HIGHEST_RATE:
            raise BadRule("The public share must lie between 0 and %(most)s %%.", most=HIGHEST_RATE * 100)
        if self.cap < 0 or self.cap != self.cap.to_integral_value():
            raise BadRule("The cap must be whole won.")
        if self.unit < 1 or self.unit != self.unit.to_integral_value():
            raise BadRule("The public part is rounded to a whole number of won.")
        if not self.sources or min(self.sources.values()) < 0 or not any(self.sources.values()):
            raise BadRule("At least one public source must pay.")


@dataclass(frozen=True, slots=True)
class Split:
    """public: source → won. firm: what the firm pays. sponsor: what a sponsor gives in kind. Together they are cost.

    capped: the type's cap, not the rate, decided.
    """

    cost: Decimal
    public: Mapping[str, Decimal]
    sponsor: Decimal
    firm: Decimal
    capped: bool

    @property
    def public_won(self) -> Decimal:
        return sum(self.public.values(), Decimal(0))

    @property
    def public_share(self) -> Decimal:
        """Of the cost, 0 to 0.80; 0 where nothing costs."""
        return self.public_won / self.cost if self.cost else Decimal(0)


def split(cost: Decimal, rule: FundingRule, sponsor: Decimal = Decimal(0)) -> Split:
    """Parts of a project that costs `cost` won, of which a sponsor gives `sponsor` won in kind.

    Raises BadCost for amounts that are negative, not whole, or a sponsor's part above the cost.
    """
    for amount in (cost, sponsor):
        if amount < 0 or amount != amount.to_integral_value():
            raise BadCost("Amounts are whole won and not negative.")
    if sponsor > cost:
        raise BadCost("A sponsor can't give more than the project costs.")
    by_rate = min(cost * rule.rate, cost - sponsor)
    public = _down(min(by_rate, rule.cap), rule.unit)
    parts = shares(public, list(rule.sources.values()))
    return Split(
        cost, dict(zip(rule.sources, parts, strict=True)), sponsor, cost - sponsor - public, by_rate > rule.cap
    )


def _down(amount: Decimal, unit: Decimal) -> Decimal:
    return (amount / unit).to_integral_value(ROUND_DOWN) * unit
