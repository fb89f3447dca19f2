"""Tables of production, by noun."""

from dure.production.models.downtime import Downtime, DowntimeReason, DowntimeRevision
from dure.production.models.orders import OperationRun, WorkOrder
from dure.production.models.results import (
    HeldCount,
    ProductionResult,
    ResultCorrection,
    StateInterval,
    UnitRecord,
)
from dure.production.models.rules import ProgramRule, StateWord, UnitRule

__all__ = [
    "Downtime",
    "DowntimeReason",
    "DowntimeRevision",
    "HeldCount",
    "OperationRun",
    "ProductionResult",
    "ProgramRule",
    "ResultCorrection",
    "StateInterval",
    "StateWord",
    "UnitRecord",
    "UnitRule",
    "WorkOrder",
]
