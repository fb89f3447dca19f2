"""Questions about the plant."""

from dure.plant.selectors.people import active_people, person_by_badge, skills_of, tablet_of
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
    "Node",
    "active_people",
    "active_units",
    "calendar_of",
    "has_been_set_up",
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
