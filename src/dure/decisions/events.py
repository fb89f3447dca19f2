"""What happened about alarms and decisions, as facts for the contexts above."""

from dataclasses import dataclass

from dure.events import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class AlarmRang(Event):
    """An alarm calls somebody."""

    rule_id: int
    priority: int
    work_unit_id: int | None
    value: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RecommendationDecided(Event):
    """A person decided. status: accepted or declined."""

    recommendation_id: int
    kind: str
    status: str
    by_id: int | None
