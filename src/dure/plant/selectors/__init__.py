"""Questions about the plant."""

from dure.plant.selectors.changes import Told, changes_told
from dure.plant.selectors.month import MonthDay, month
from dure.plant.selectors.people import (
    active_people,
    badge_holders,
    change_after,
    change_records,
    everyone,
    newest_change,
    people_with_badge,
    person_by_badge,
    security_records,
    skills_in_use,
    skills_of,
    tablet_of,
    tablets,
)
from dure.plant.selectors.planned import calendar_of, planned_spans, prepare, shift_at, shifts_by_end
from dure.plant.selectors.tree import (
    Node,
    active_units,
    company,
    first_site,
    has_been_set_up,
    parts_of,
    site_of,
    tree,
    units_of_area,
    units_of_site,
)
from dure.plant.selectors.workdays import working_days

__all__ = [
    "MonthDay",
    "Node",
    "Told",
    "active_people",
    "active_units",
    "badge_holders",
    "calendar_of",
    "change_after",
    "change_records",
    "changes_told",
    "company",
    "everyone",
    "first_site",
    "has_been_set_up",
    "month",
    "newest_change",
    "parts_of",
    "people_with_badge",
    "person_by_badge",
    "planned_spans",
    "prepare",
    "security_records",
    "shift_at",
    "shifts_by_end",
    "site_of",
    "skills_in_use",
    "skills_of",
    "tablet_of",
    "tablets",
    "tree",
    "units_of_area",
    "units_of_site",
    "working_days",
]
