"""Tables of production, by noun."""

from dure.production.models.downtime import Downtime, DowntimeReason, DowntimeRevision
from dure.production.models.entries import HandEntry, RejectReason
from dure.production.models.making import (
    Completion,
    LotRule,
    OrderClosing,
    OrderComponent,
    OrderMove,
    OrderOutput,
    OrderStandard,
    OrderTime,
)
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
    "Completion",
    "Downtime",
    "DowntimeReason",
    "DowntimeRevision",
    "HandEntry",
    "HeldCount",
    "LotRule",
    "OperationRun",
    "OrderClosing",
    "OrderComponent",
    "OrderMove",
    "OrderOutput",
    "OrderStandard",
    "OrderTime",
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
