"""Questions about maintenance. None ranks people."""

from dure.maintenance.selectors.due import PlanDue, due_list, run_hours, used_of
from dure.maintenance.selectors.figures import FailureRow, UnitFigures, failure_reasons, failures_of, figures_of
from dure.maintenance.selectors.jobs import (
    calls_to_take_up,
    cost_of,
    history,
    jobs,
    minutes_of,
    of_month,
    outage_now,
    parts_moved,
    parts_taken,
    plans,
    requests,
    stops_named,
    stops_near,
    stops_of,
    unit_of,
)
from dure.maintenance.selectors.spares import Spare, short_spares, spares, used_lately

__all__ = [
    "FailureRow",
    "PlanDue",
    "Spare",
    "UnitFigures",
    "calls_to_take_up",
    "cost_of",
    "due_list",
    "failure_reasons",
    "failures_of",
    "figures_of",
    "history",
    "jobs",
    "minutes_of",
    "of_month",
    "outage_now",
    "parts_moved",
    "parts_taken",
    "plans",
    "requests",
    "run_hours",
    "short_spares",
    "spares",
    "stops_named",
    "stops_near",
    "stops_of",
    "unit_of",
    "used_lately",
    "used_of",
]
