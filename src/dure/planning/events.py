"""What happened in planning, as facts for the contexts above."""

from dataclasses import dataclass

from dure.events import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class ScheduleProposed(Event):
    schedule_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ScheduleAccepted(Event):
    """It is followed from now on."""

    schedule_id: int
    person_id: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class ScheduleTakenBack(Event):
    """It was accepted, and is followed no more."""

    schedule_id: int
    person_id: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class ScheduleDeclined(Event):
    schedule_id: int
    person_id: int | None
