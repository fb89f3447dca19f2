"""Verbs that change the register and the stock. Keyword-only; each is one transaction."""

from dure.inventory.picking import Need, Pick
from dure.inventory.services.counting import (
    approve_stock_take,
    ask_recount,
    cancel_stock_take,
    count,
    start_stock_take,
)
from dure.inventory.services.genealogy import Link, link_lots, undo_links
from dure.inventory.services.lots import (
    NewLot,
    Receipt,
    add_lots,
    change_lot,
    merge_lots,
    receive,
    set_lot_status,
    split_lot,
)
from dure.inventory.services.movement import Movement
from dure.inventory.services.moves import lock_worths, move, take_back
from dure.inventory.services.register import (
    add_first_rows,
    add_item,
    add_location,
    add_unit,
    change_item,
    change_location,
    change_unit,
    check_settled,
    remove_item_unit,
    retire_item,
    retire_location,
    set_code_rule,
    set_item_unit,
    set_stock_rules,
)
from dure.inventory.services.reserving import Reserved, move_reserved, release, reserve
from dure.inventory.services.taking import Taken, release_many, reserve_many, take
from dure.inventory.services.values import set_standard_costs

__all__ = [
    "Link",
    "Movement",
    "Need",
    "NewLot",
    "Pick",
    "Receipt",
    "Reserved",
    "Taken",
    "add_first_rows",
    "add_item",
    "add_location",
    "add_lots",
    "add_unit",
    "approve_stock_take",
    "ask_recount",
    "cancel_stock_take",
    "change_item",
    "change_location",
    "change_lot",
    "change_unit",
    "check_settled",
    "count",
    "link_lots",
    "lock_worths",
    "merge_lots",
    "move",
    "move_reserved",
    "receive",
    "release",
    "release_many",
    "remove_item_unit",
    "reserve",
    "reserve_many",
    "retire_item",
    "retire_location",
    "set_code_rule",
    "set_item_unit",
    "set_lot_status",
    "set_standard_costs",
    "set_stock_rules",
    "split_lot",
    "start_stock_take",
    "take",
    "take_back",
    "undo_links",
]
