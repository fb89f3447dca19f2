"""Tables of safety."""

from dure.safety.models.accidents import Accident, HoursWorked, Injury, InjuryRecord, Outcome
from dure.safety.models.actions import SOURCES, ActionEvidence, CorrectiveAction
from dure.safety.models.ergonomics import ErgonomicTask, Lifting, Posture, Stage
from dure.safety.models.reports import NearMiss, ReportPoint, Suggestion
from dure.safety.models.risks import RiskAssessment, RiskBand, RiskLine, RiskMatrix, RiskParticipant
from dure.safety.models.words import AccidentKind, BodyPart, HazardGroup

__all__ = [
    "SOURCES",
    "Accident",
    "AccidentKind",
    "ActionEvidence",
    "BodyPart",
    "CorrectiveAction",
    "ErgonomicTask",
    "HazardGroup",
    "HoursWorked",
    "Injury",
    "InjuryRecord",
    "Lifting",
    "NearMiss",
    "Outcome",
    "Posture",
    "ReportPoint",
    "RiskAssessment",
    "RiskBand",
    "RiskLine",
    "RiskMatrix",
    "RiskParticipant",
    "Stage",
    "Suggestion",
]
