"""Tables of inventory, by noun."""

from dure.inventory.models.counts import StockTake, StockTakeLine
from dure.inventory.models.items import Item, ItemUnit, Unit
from dure.inventory.models.stock import Balance, Location, Lot, LotLink, StockMove, Reservation, Worth

__all__ = [
    "Balance",
    "Item",
    "ItemUnit",
    "Location",
    "Lot",
    "LotLink",
    "StockMove",
    "Reservation",
    "StockTake",
    "StockTakeLine",
    "Unit",
    "Worth",
]
