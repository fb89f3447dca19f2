"""Tables of maintenance, by noun."""

from dure.maintenance.models.jobs import FailureReason, Job, JobCheck, JobStop, JobTime, WorkRequest
from dure.maintenance.models.plans import (
    BASIS_NAMES,
    CheckKind,
    Condition,
    MaintenancePlan,
    PlanCheck,
    PlanPart,
    SparePart,
)

__all__ = [
    "BASIS_NAMES",
    "CheckKind",
    "Condition",
    "FailureReason",
    "Job",
    "JobCheck",
    "JobStop",
    "JobTime",
    "MaintenancePlan",
    "PlanCheck",
    "PlanPart",
    "SparePart",
    "WorkRequest",
]
