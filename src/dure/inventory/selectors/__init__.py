"""Questions to the register and the stock."""

from dure.inventory.picking import Need, Pick
from dure.inventory.selectors.alike import Alike, AlikePair, near_duplicate_pairs, near_duplicates
from dure.inventory.selectors.barcodes import Scanned, scanned
from dure.inventory.selectors.free import Proposal, proposed_picks
from dure.inventory.selectors.genealogy import Step, by_parent, downstream, upstream
from dure.inventory.selectors.movements import ItemLedger, LedgerLine, item_ledger, moves_of
from dure.inventory.selectors.places import default_location, locations_inside
from dure.inventory.selectors.recall import LotAccount, Recall, Shipment, recall
from dure.inventory.selectors.rules import proposed_code, stock_rules
from dure.inventory.selectors.stock import Lying, stock_at, stock_now, usable_by_item
from dure.inventory.selectors.units import Conversions, in_item_unit, unit_spelled
from dure.inventory.selectors.values import Value, values_at, worths
from dure.inventory.selectors.watch import Shortage, below_safety, expiring_soon, slow_movers

__all__ = [
    "Alike",
    "AlikePair",
    "Conversions",
    "ItemLedger",
    "LedgerLine",
    "LotAccount",
    "Lying",
    "Need",
    "Pick",
    "Proposal",
    "Recall",
    "Scanned",
    "Shipment",
    "Shortage",
    "Step",
    "Value",
    "below_safety",
    "by_parent",
    "default_location",
    "downstream",
    "expiring_soon",
    "in_item_unit",
    "item_ledger",
    "locations_inside",
    "moves_of",
    "near_duplicate_pairs",
    "near_duplicates",
    "proposed_code",
    "proposed_picks",
    "recall",
    "scanned",
    "slow_movers",
    "stock_at",
    "stock_now",
    "stock_rules",
    "unit_spelled",
    "upstream",
    "usable_by_item",
    "values_at",
    "worths",
]
