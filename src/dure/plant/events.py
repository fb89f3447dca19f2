"""What happened to the plant's own data, as facts."""

from dataclasses import dataclass

from dure.events import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanChanged(Event):
    """Working times or an ideal cycle changed, perhaps for days that are over: what time and pieces are set against."""

    table: str
    row_id: int
