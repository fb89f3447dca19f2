"""Tables of production, by noun."""

from dure.production.models.andon import Call, CallKind, CallRule
from dure.production.models.downtime import Downtime, DowntimeReason, DowntimeRevision
from dure.production.models.entries import HandEntry, RejectReason
from dure.production.models.floor import OperationReport, OperationStep, ReportLoss, ReworkRoute, RunMember
from dure.production.models.inbox import FloorAct
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
from dure.production.models.orders import OperationRun, OrderOperation, WorkOrder
from dure.production.models.readiness import OrderHold, StartRule, ToolMount, UnitOutage
from dure.production.models.recounts import Recount
from dure.production.models.results import (
    HeldCount,
    ProductionResult,
    ResultCorrection,
    StateInterval,
    UnitRecord,
)
from dure.production.models.rules import ProgramRule, StateWord, UnitRule
from dure.production.models.weighing import Weighing, WeighRule

__all__ = [
    "Call",
    "CallKind",
    "CallRule",
    "Completion",
    "Downtime",
    "DowntimeReason",
    "DowntimeRevision",
    "FloorAct",
    "HandEntry",
    "HeldCount",
    "LotRule",
    "OperationReport",
    "OperationRun",
    "OperationStep",
    "OrderClosing",
    "OrderComponent",
    "OrderHold",
    "OrderMove",
    "OrderOperation",
    "OrderOutput",
    "OrderStandard",
    "OrderTime",
    "ProductionResult",
    "ProgramRule",
    "Recount",
    "RejectReason",
    "ReportLoss",
    "ResultCorrection",
    "ReworkRoute",
    "RunMember",
    "StartRule",
    "StateInterval",
    "StateWord",
    "ToolMount",
    "UnitOutage",
    "UnitRecord",
    "UnitRule",
    "WeighRule",
    "Weighing",
    "WorkOrder",
]
