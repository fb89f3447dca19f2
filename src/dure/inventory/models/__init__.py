"""Tables of inventory, by noun."""

from dure.inventory.models.counts import StockRules, StockTake, StockTakeLine
from dure.inventory.models.items import CodeRule, Item, ItemUnit, Unit
from dure.inventory.models.kanban import KanbanCard, KanbanLoop, KanbanTrip, MilkRun, MilkRunStop
from dure.inventory.models.stock import Balance, Location, Lot, LotLink, Reservation, Revaluation, StockMove, Worth

__all__ = [
    "Balance",
    "CodeRule",
    "Item",
    "ItemUnit",
    "KanbanCard",
    "KanbanLoop",
    "KanbanTrip",
    "Location",
    "Lot",
    "LotLink",
    "MilkRun",
    "MilkRunStop",
    "Reservation",
    "Revaluation",
    "StockMove",
    "StockRules",
    "StockTake",
    "StockTakeLine",
    "Unit",
    "Worth",
]
