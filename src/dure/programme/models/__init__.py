"""Rows of the programme. Those that belong to a firm are seen only by who sees the firm (`row_security`)."""

from dure.programme.models.actors import Organisation, Seat
from dure.programme.models.applications import Application, ApplicationFile, ApplicationForm, ApplicationPart
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
from dure.programme.models.money import Commitment, Disbursement, Evidence, MoneyRule, Refund, StateFile, Tranche
from dure.programme.models.papers import CasePaper, EarlierSupport

__all__ = [
    "Application", "ApplicationFile", "ApplicationForm", "ApplicationPart", "BudgetEntry", "Case", "CasePaper",
    "CaseStep", "Cohort", "Commitment", "Disbursement", "EarlierSupport", "Evidence", "Firm", "MoneyRule", "OfAFirm",
    "Organisation", "Programme", "QuotaEntry", "Refund", "Round", "Seat", "StateFile", "SupportType", "TargetEntry",
    "Tranche", "TypeRule", "WorkflowVersion",
]  # fmt: skip
