"""Questions to the register and the stock."""

from dure.inventory.picking import Need, Pick
from dure.inventory.selectors.alike import Alike, AlikePair, near_duplicate_pairs, near_duplicates
from dure.inventory.selectors.barcodes import Scanned, scanned
from dure.inventory.selectors.free import Proposal, proposed_picks
from dure.inventory.selectors.genealogy import Step, by_parent, downstream, upstream
from dure.inventory.selectors.lineage import Branch, branches, brought_by
from dure.inventory.selectors.movements import ItemLedger, LedgerLine, item_ledger, moves_of
from dure.inventory.selectors.neighbours import Neighbour, Why, lots_named, neighbours
from dure.inventory.selectors.places import default_location, default_locations, locations_inside
from dure.inventory.selectors.putaway import ToPutAway, to_put_away
from dure.inventory.selectors.recall import LotAccount, Recall, Shipment, recall
from dure.inventory.selectors.rules import code_rules, number_series, proposed_code, stock_rules, units_in_use
from dure.inventory.selectors.shelves import (
    BY,
    StockLine,
    Wanted,
    end_of,
    locations_found,
    lots_found,
    owned_locations,
    quantities_of,
    stock_lines,
)
from dure.inventory.selectors.slips import (
    MovedBy,
    Waiting,
    documents_to_pick,
    moves_of_lot,
    moves_to_take_back,
    moves_with_people,
    own_moves,
    reasons_of,
    reserved_for,
    slip_of,
    who_moved,
)
from dure.inventory.selectors.stock import Lying, stock_at, stock_now, usable_by_item
from dure.inventory.selectors.takes import (
    Difference,
    differences_of,
    items_to_count,
    lines_of_take,
    next_to_count,
    stock_takes,
)
from dure.inventory.selectors.units import Conversions, in_item_unit, unit_spelled
from dure.inventory.selectors.values import Value, values_at, worths
from dure.inventory.selectors.watch import Shortage, below_safety, expiring_soon, slow_movers

__all__ = [
    "BY",
    "Alike",
    "AlikePair",
    "Branch",
    "Conversions",
    "Difference",
    "ItemLedger",
    "LedgerLine",
    "LotAccount",
    "Lying",
    "MovedBy",
    "Need",
    "Neighbour",
    "Pick",
    "Proposal",
    "Recall",
    "Scanned",
    "Shipment",
    "Shortage",
    "Step",
    "StockLine",
    "ToPutAway",
    "Value",
    "Waiting",
    "Wanted",
    "Why",
    "below_safety",
    "branches",
    "brought_by",
    "by_parent",
    "code_rules",
    "default_location",
    "default_locations",
    "differences_of",
    "documents_to_pick",
    "downstream",
    "end_of",
    "expiring_soon",
    "in_item_unit",
    "item_ledger",
    "items_to_count",
    "lines_of_take",
    "locations_found",
    "locations_inside",
    "lots_found",
    "lots_named",
    "moves_of",
    "moves_of_lot",
    "moves_to_take_back",
    "moves_with_people",
    "near_duplicate_pairs",
    "near_duplicates",
    "neighbours",
    "next_to_count",
    "number_series",
    "own_moves",
    "owned_locations",
    "proposed_code",
    "proposed_picks",
    "quantities_of",
    "reasons_of",
    "recall",
    "reserved_for",
    "scanned",
    "slip_of",
    "slow_movers",
    "stock_at",
    "stock_lines",
    "stock_now",
    "stock_rules",
    "stock_takes",
    "to_put_away",
    "unit_spelled",
    "units_in_use",
    "upstream",
    "usable_by_item",
    "values_at",
    "who_moved",
    "worths",
]
