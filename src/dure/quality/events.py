"""What happened in quality, as facts for the contexts above."""

from dataclasses import dataclass
from datetime import date

from dure.events import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class CcpChainAnchored(Event):
    """The head of the record of CCPs at the end of a day, told where the database doesn't reach."""

    day: date
    sequence: int
    hash: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ChartSignalled(Event):
    """Rules fired at points of an inspection."""

    chart_ids: tuple[int, ...]
    inspection_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ChartAnswered(Event):
    """Somebody said what a signal was."""

    chart_id: int
    signal_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class CcpDeviated(Event):
    record_id: int
    nonconformance_id: int
    order_id: int | None
