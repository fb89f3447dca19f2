"""Rows of the programme. Those that belong to a firm are seen only by who sees the firm (`row_security`)."""

from dure.programme.models.actors import Organisation, Seat
from dure.programme.models.calls import (
    BudgetEntry,
    Cohort,
    Programme,
    QuotaEntry,
    Round,
    SupportType,
    TargetEntry,
    TypeRule,
)
from dure.programme.models.cases import Case, CaseStep, WorkflowVersion
from dure.programme.models.firms import Firm, OfAFirm

__all__ = [
    "BudgetEntry", "Case", "CaseStep", "Cohort", "Firm", "OfAFirm", "Organisation", "Programme", "QuotaEntry", "Round",
    "Seat", "SupportType", "TargetEntry", "TypeRule", "WorkflowVersion",
]  # fmt: skip
