"""What happened in production, as facts for the contexts above."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from dure.events import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkOrderCreated(Event):
    work_order_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkOrderReleased(Event):
    work_order_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkOrderCompleted(Event):
    """Pieces of it came into stock. is_final: no more will come."""

    work_order_id: int
    completion_id: int
    good: Decimal
    is_final: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class CompletionTakenBack(Event):
    work_order_id: int
    completion_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class RunStarted(Event):
    run_id: int
    work_unit_id: int
    started_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class RunEnded(Event):
    run_id: int
    work_unit_id: int
    ended_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class DowntimeReasonAssigned(Event):
    downtime_id: int
    work_unit_id: int
    reason_id: int | None
    person_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class DowntimeSplit(Event):
    downtime_id: int
    work_unit_id: int
    part_ids: tuple[int, ...]
    person_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class DowntimeChangeUndone(Event):
    downtime_id: int
    work_unit_id: int
    person_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ResultCorrected(Event):
    correction_id: int
    work_unit_id: int
    good: Decimal
    reject: Decimal
    rework: Decimal
    person_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ResultCorrectionUndone(Event):
    correction_id: int
    work_unit_id: int
    person_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class HeldCountDecided(Event):
    held_count_id: int
    work_unit_id: int
    decision: str
    quantity: Decimal
    person_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitRuleChanged(Event):
    work_unit_id: int
    valid_from: datetime
    person_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class WordsChanged(Event):
    """State words or program rules of one work unit (None: of all of them) were edited, from a moment on."""

    work_unit_id: int | None
    valid_from: datetime
    person_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class HandEntryMade(Event):
    entry_id: int
    work_unit_id: int
    kind: str
    quantity: Decimal
    is_reclassified: bool
    person_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class HandEntryTakenBack(Event):
    entry_id: int
    work_unit_id: int
    person_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitRecounted(Event):
    """What a work unit made since a moment was counted again, and came out differently."""

    work_unit_id: int
    since: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class StatesRevised(Event):
    """News that came late changed what a work unit had done at and after a moment long past."""

    work_unit_id: int
    since: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class OperationReported(Event):
    """Pieces of an operation were reported. work_unit_id: none when it was done outside."""

    step_id: int
    work_order_id: int
    operation_id: int
    work_unit_id: int | None
    good: Decimal
    rework: Decimal
    rejected: Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class OperationActed(Event):
    """Somebody started, paused, resumed, finished or skipped an operation, changed over to it or sent rework on."""

    step_id: int
    work_order_id: int
    operation_id: int
    work_unit_id: int | None
    act: str


@dataclass(frozen=True, kw_only=True, slots=True)
class OperationActTakenBack(Event):
    step_id: int
    work_order_id: int
    operation_id: int
    work_unit_id: int | None
    act: str


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkOrderSplit(Event):
    work_order_id: int
    part_id: int
    quantity: Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkOrdersMerged(Event):
    work_order_id: int
    part_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitOutOfService(Event):
    work_unit_id: int
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitBackInService(Event):
    work_unit_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ToolMounted(Event):
    tool_id: int
    work_unit_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class CallMade(Event):
    """Somebody at a work unit needs help."""

    call_id: int
    work_unit_id: int
    kind: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CallAnswered(Event):
    call_id: int
    work_unit_id: int
    person_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class CallEnded(Event):
    call_id: int
    work_unit_id: int
    person_id: int
