"""What goods are worth when they come and go: moving average, or a standard. In won. Pure."""

from dataclasses import dataclass
from decimal import Decimal

from dure.ledger.money import won

ZERO = Decimal(0)


@dataclass(slots=True)
class Holding:
    """All that is owned of an item. standard: won per unit where the item is kept at standard cost, else None."""

    quantity: Decimal
    value: Decimal
    standard: Decimal | None = None

    def unit_cost(self) -> Decimal:
        """Won per unit, unrounded; zero when nothing is there and no standard is set."""
        if self.standard is not None:
            return self.standard
        return self.value / self.quantity if self.quantity else ZERO

    def take_in(self, quantity: Decimal, value: Decimal | None) -> Decimal:
        """Add goods that cost `value` (None: at today's cost); their booked value."""
        booked = won(self.unit_cost() * quantity) if value is None or self.standard is not None else value
        self.quantity += quantity
        self.value += booked
        return booked

    def give_out(self, quantity: Decimal) -> Decimal:
        """Take goods away; their booked value. The last piece takes what rounding has left."""
        value = self.value if quantity == self.quantity else min(won(self.unit_cost() * quantity), self.value)
        self.quantity -= quantity
        self.value -= value
        return value

    def give_back(self, quantity: Decimal, value: Decimal) -> Decimal:
        """Take back a receipt that was booked at `value`; the booked value.

        When the average has changed since, no more can leave than is there, and nothing may stay
        behind without goods.
        """
        booked = self.value if quantity == self.quantity else min(value, self.value)
        self.quantity -= quantity
        self.value -= booked
        return booked
