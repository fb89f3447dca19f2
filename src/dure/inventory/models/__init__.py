"""Tables of inventory, by noun."""

from dure.inventory.models.counts import StockRules, StockTake, StockTakeLine
from dure.inventory.models.items import CodeRule, Item, ItemUnit, Unit
from dure.inventory.models.stock import Balance, Location, Lot, LotLink, Reservation, Revaluation, StockMove, Worth

__all__ = [
    "Balance",
    "CodeRule",
    "Item",
    "ItemUnit",
    "Location",
    "Lot",
    "LotLink",
    "Reservation",
    "Revaluation",
    "StockMove",
    "StockRules",
    "StockTake",
    "StockTakeLine",
    "Unit",
    "Worth",
]
