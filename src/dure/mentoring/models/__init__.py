"""Tables of mentoring."""

from dure.mentoring.models.assessment_tables import AssessmentTable, TableItem, TableModule
from dure.mentoring.models.assignment import AssignedStay, Assignment
from dure.mentoring.models.cards import CardEffect, CardPicture, CardTask, CardUse, PracticeCard, UseEffect
from dure.mentoring.models.daylogs import DayLog, LogPhoto, LogSave
from dure.mentoring.models.devices import AutomationDevice, DeviceAnswer
from dure.mentoring.models.diagnoses import AgreedLevel, AnswerEvidence, Diagnosis, DiagnosisAnswer, PeerFigure
from dure.mentoring.models.factories import Factory, FactoryNeed
from dure.mentoring.models.layouts import FloorLayout, LayoutBlock, LayoutStation, LayoutTrip, LayoutZone
from dure.mentoring.models.level import (
    DataAge,
    LevelClaim,
    LevelDay,
    LevelFigure,
    LevelRules,
    LevelThreshold,
    ShownModules,
)
from dure.mentoring.models.losses import LossRate, MonthlyLoss, UnitMonth
from dure.mentoring.models.mentors import Mentor, MentorAbsence, MentorConflict, MentorSkill
from dure.mentoring.models.residency import Residency, ResidencyMentor, ResidencyWeek, StayHandover
from dure.mentoring.models.streams import StreamStep, ValueStream
from dure.mentoring.models.studies import StudyElement, TimedReading, TimeStudy
from dure.mentoring.models.task_rows import TaskCause, TaskCheck, TaskComment, TaskFile
from dure.mentoring.models.tasks import ImprovementTask
from dure.mentoring.models.training import Attendance, Certificate, Course, CourseQuestion, TestResult, TrainingSession
from dure.mentoring.models.visits import FactoryVisit, VisitBooking
from dure.mentoring.models.voices import FloorMeeting, FloorVoice

__all__ = [
    "AgreedLevel",
    "AnswerEvidence",
    "AssessmentTable",
    "AssignedStay",
    "Assignment",
    "Attendance",
    "AutomationDevice",
    "CardEffect",
    "CardPicture",
    "CardTask",
    "CardUse",
    "Certificate",
    "Course",
    "CourseQuestion",
    "DataAge",
    "DayLog",
    "DeviceAnswer",
    "Diagnosis",
    "DiagnosisAnswer",
    "Factory",
    "FactoryNeed",
    "FactoryVisit",
    "FloorLayout",
    "FloorMeeting",
    "FloorVoice",
    "ImprovementTask",
    "LayoutBlock",
    "LayoutStation",
    "LayoutTrip",
    "LayoutZone",
    "LevelClaim",
    "LevelDay",
    "LevelFigure",
    "LevelRules",
    "LevelThreshold",
    "LogPhoto",
    "LogSave",
    "LossRate",
    "Mentor",
    "MentorAbsence",
    "MentorConflict",
    "MentorSkill",
    "MonthlyLoss",
    "PeerFigure",
    "PracticeCard",
    "Residency",
    "ResidencyMentor",
    "ResidencyWeek",
    "ShownModules",
    "StayHandover",
    "StreamStep",
    "StudyElement",
    "TableItem",
    "TableModule",
    "TaskCause",
    "TaskCheck",
    "TaskComment",
    "TaskFile",
    "TestResult",
    "TimeStudy",
    "TimedReading",
    "TrainingSession",
    "UnitMonth",
    "UseEffect",
    "ValueStream",
    "VisitBooking",
]
