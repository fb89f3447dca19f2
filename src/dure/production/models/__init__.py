"""Tables of production, by noun."""

from dure.production.models.downtime import Downtime, DowntimeReason, DowntimeRevision
from dure.production.models.entries import HandEntry, RejectReason
from dure.production.models.orders import OperationRun, WorkOrder
from dure.production.models.recounts import Recount
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
    "HandEntry",
    "HeldCount",
    "OperationRun",
    "ProductionResult",
    "ProgramRule",
    "Recount",
    "RejectReason",
    "ResultCorrection",
    "StateInterval",
    "StateWord",
    "UnitRecord",
    "UnitRule",
    "WorkOrder",
]
