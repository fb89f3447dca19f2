"""Requests of the floor (현장의 소리): their states, and until when they are answered. Pure."""

from datetime import date, timedelta
from enum import StrEnum

DAYS_TO_ANSWER = 14


class VoiceState(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    DECLINED = "declined"


def due_of(asked_on: date) -> date:
    return asked_on + timedelta(days=DAYS_TO_ANSWER)
