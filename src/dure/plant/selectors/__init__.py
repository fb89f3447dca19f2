"""Questions about the plant."""

from dure.plant.selectors.month import MonthDay, month
from dure.plant.selectors.people import active_people, badge_holders, person_by_badge, skills_of, tablet_of
from dure.plant.selectors.planned import calendar_of, planned_spans, prepare, shift_at
from dure.plant.selectors.tree import (
    Node,
    active_units,
    has_been_set_up,
    parts_of,
    site_of,
    tree,
    units_of_area,
    units_of_site,
)

__all__ = [
    "MonthDay",
    "Node",
    "active_people",
    "active_units",
    "badge_holders",
    "calendar_of",
    "has_been_set_up",
    "month",
    "parts_of",
    "person_by_badge",
    "planned_spans",
    "prepare",
    "shift_at",
    "site_of",
    "skills_of",
    "tablet_of",
    "tree",
    "units_of_area",
    "units_of_site",
]
