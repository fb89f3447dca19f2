"""What to move: the argument of `move`."""

from dataclasses import dataclass
from decimal import Decimal

from dure.inventory.models import Item, Location, Lot, StockMove


@dataclass(frozen=True, slots=True)
class Movement:
    """What to move, in the item's own unit.

    value: won that incoming goods cost, or that outgoing ones are credited with; None for what they cost today.
    second_quantity: what was measured in the item's second unit; None for the average of what is there. to_lot: the
    lot that the goods become part of.
    """

    item: Item
    quantity: Decimal
    source: Location
    target: Location
    lot: Lot | None = None
    value: Decimal | None = None
    reason: str = ""
    document: str = ""
    reverses: StockMove | None = None
    to_lot: Lot | None = None
    second_quantity: Decimal | None = None

    @property
    def lot_after(self) -> Lot | None:
        return self.to_lot or self.lot
