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
from dure.programme.models.certificates import (
    Assessment,
    CertificateNumber,
    Criterion,
    CriterionAnswer,
    FirmCertificate,
    Scheme,
    SchemeVersion,
    SigningKey,
)
from dure.programme.models.contacts import FirmContact
from dure.programme.models.council import CouncilAction, CouncilMeeting, CouncilMember, Goal
from dure.programme.models.firms import Firm, OfAFirm
from dure.programme.models.money import Commitment, Disbursement, Evidence, MoneyRule, Refund, StateFile, Tranche
from dure.programme.models.papers import CasePaper, EarlierSupport
from dure.programme.models.publishing import (
    BestPractice,
    ContextFigure,
    PracticeConsent,
    PracticeEffect,
    PublishedPractice,
    Release,
    ReleasedCount,
)
from dure.programme.models.reports import (
    EnrolledPlant,
    ReceivedMessage,
    RefusedMessage,
    ReportContract,
    ReportFigure,
    ReportPacket,
    ReportReading,
)
from dure.programme.models.surveys import (
    AnonymousResponse,
    NamedResponse,
    Survey,
    SurveyInvitation,
    SurveyQuestion,
    SurveyVersion,
    SurveyWave,
    UsedLink,
)
from dure.programme.models.trail import TrailAnchor, TrailEntry, TrailReview, TrailTerm
from dure.programme.models.voices import RegionVoice

__all__ = [
    "AnonymousResponse", "Application", "ApplicationFile", "ApplicationForm", "ApplicationPart", "Assessment",
    "BestPractice", "BudgetEntry", "Case", "CasePaper", "CaseStep", "CertificateNumber", "Cohort", "Commitment",
    "ContextFigure", "CouncilAction", "CouncilMeeting", "CouncilMember", "Criterion", "CriterionAnswer",
    "Disbursement", "EarlierSupport", "EnrolledPlant", "Evidence", "Firm", "FirmCertificate", "FirmContact", "Goal",
    "MoneyRule", "NamedResponse", "OfAFirm", "Organisation", "PracticeConsent", "PracticeEffect", "Programme",
    "PublishedPractice", "QuotaEntry", "ReceivedMessage", "Refund", "RefusedMessage", "RegionVoice", "Release",
    "ReleasedCount", "ReportContract", "ReportFigure", "ReportPacket", "ReportReading", "Round", "Scheme",
    "SchemeVersion", "Seat", "SigningKey", "StateFile", "SupportType", "Survey", "SurveyInvitation", "SurveyQuestion",
    "SurveyVersion", "SurveyWave", "TargetEntry", "TrailAnchor", "TrailEntry", "TrailReview", "TrailTerm", "Tranche",
    "TypeRule", "UsedLink", "WorkflowVersion",
]  # fmt: skip
