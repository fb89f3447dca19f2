"""Tables of the planning: of materials, of the hours of work units, of what was said about orders."""

from dure.planning.models.claims import LatenessClaim, Replay
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
    TrialMove,
)
from dure.planning.models.setups import SetupElement
from dure.planning.models.shared import SharedUnit
from dure.planning.models.simulations import Simulation
from dure.planning.models.ways import Way

__all__ = [
    "ACTS",
    "Absence",
    "Advice",
    "Dismissal",
    "Forecast",
    "ItemMark",
    "LatenessClaim",
    "MrpRun",
    "OrderPriority",
    "Peg",
    "PlanningRules",
    "Proposal",
    "Replay",
    "Schedule",
    "ScheduledOrder",
    "ScheduledTask",
    "SchedulingRules",
    "SetupElement",
    "SetupTime",
    "SharedUnit",
    "Simulation",
    "TrialMove",
    "Way",
]
