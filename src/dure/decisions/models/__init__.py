"""Tables of decisions, by noun."""

from dure.decisions.models.alarms import Alarm, AlarmRecord, AlarmRule, Priority, Subject
from dure.decisions.models.predictions import FittedModel, PredictionModel
from dure.decisions.models.recommendations import DecisionRecord, Recommendation

__all__ = [
    "Alarm", "AlarmRecord", "AlarmRule", "DecisionRecord", "FittedModel", "PredictionModel", "Priority",
    "Recommendation", "Subject",
]  # fmt: skip
