"""Questions about how items are made."""

from dure.product.selectors.audits import lists, open_findings, result_of, trend
from dure.product.selectors.boms import (
    Use,
    bom_of,
    boms_of,
    compare_boms,
    in_force,
    lines_of,
    recipe_of,
    recipes,
    requirements,
    where_used,
)
from dure.product.selectors.coverage import coverage
from dure.product.selectors.cycles import cycle_proposals, open_proposals
from dure.product.selectors.documents import documents_in_force, documents_of
from dure.product.selectors.history import history_of
from dure.product.selectors.items import (
    Need,
    Needs,
    area_names,
    can_undo,
    has_written,
    item_by_code,
    item_by_id,
    item_choices,
    made_items,
    needs_of,
)
from dure.product.selectors.register import ItemRow, cycle, cycles_of, item, item_rows
from dure.product.selectors.replacing import Replacement, replacement_preview
from dure.product.selectors.routings import (
    candidates,
    compare_routings,
    lead_seconds,
    operations_of,
    routing_of,
    routings_of,
    step_of,
)
from dure.product.selectors.standards import (
    Reader,
    comments_of,
    not_signed,
    readers,
    version_at,
    versions,
    waiting_for,
)
from dure.product.selectors.units import ratios

__all__ = [
    "ItemRow",
    "Need",
    "Needs",
    "Reader",
    "Replacement",
    "Use",
    "area_names",
    "bom_of",
    "boms_of",
    "can_undo",
    "candidates",
    "comments_of",
    "compare_boms",
    "compare_routings",
    "coverage",
    "cycle",
    "cycle_proposals",
    "cycles_of",
    "documents_in_force",
    "documents_of",
    "has_written",
    "history_of",
    "in_force",
    "item",
    "item_by_code",
    "item_by_id",
    "item_choices",
    "item_rows",
    "lead_seconds",
    "lines_of",
    "lists",
    "made_items",
    "needs_of",
    "not_signed",
    "open_findings",
    "open_proposals",
    "operations_of",
    "ratios",
    "readers",
    "recipe_of",
    "recipes",
    "replacement_preview",
    "requirements",
    "result_of",
    "routing_of",
    "routings_of",
    "step_of",
    "trend",
    "version_at",
    "versions",
    "waiting_for",
    "where_used",
]
