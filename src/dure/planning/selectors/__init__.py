"""Questions to the planning."""

from dure.planning.selectors.advice import exceptions, told
from dure.planning.selectors.forecasts import foreseen_items, items_by_code, periods, table
from dure.planning.selectors.inputs import rules
from dure.planning.selectors.item_plan import item_plan
from dure.planning.selectors.labels import labels
from dure.planning.selectors.parameters import GAPS, planned_items, with_gaps
from dure.planning.selectors.pegging import down, items_by_id, served, up
from dure.planning.selectors.proposals import proposals, shown, totals
from dure.planning.selectors.runs import counts, last_run, open_run, runs
from dure.planning.selectors.schedule_page import proposed_schedule
from dure.planning.selectors.schedule_texts import because_of
from dure.planning.sources import PROPOSAL, REQUEST, WORK

__all__ = [
    "GAPS",
    "PROPOSAL",
    "REQUEST",
    "WORK",
    "because_of",
    "counts",
    "down",
    "exceptions",
    "foreseen_items",
    "item_plan",
    "items_by_code",
    "items_by_id",
    "labels",
    "last_run",
    "open_run",
    "periods",
    "planned_items",
    "proposals",
    "proposed_schedule",
    "rules",
    "runs",
    "served",
    "shown",
    "table",
    "told",
    "totals",
    "up",
    "with_gaps",
]
