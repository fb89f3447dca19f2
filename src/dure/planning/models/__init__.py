"""Tables of the planning: of materials, and of the hours of work units."""

from dure.planning.models.material import (
    ACTS,
    Advice,
    Dismissal,
    Forecast,
    ItemMark,
    MrpRun,
    Peg,
    PlanningRules,
    Proposal,
)
from dure.planning.models.schedules import (
    Absence,
    OrderPriority,
    Schedule,
    ScheduledOrder,
    ScheduledTask,
    SchedulingRules,
    SetupTime,
)

__all__ = [
    "ACTS",
    "Absence",
    "Advice",
    "Dismissal",
    "Forecast",
    "ItemMark",
    "MrpRun",
    "OrderPriority",
    "Peg",
    "PlanningRules",
    "Proposal",
    "Schedule",
    "ScheduledOrder",
    "ScheduledTask",
    "SchedulingRules",
    "SetupTime",
]
