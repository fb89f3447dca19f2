"""Facts about the history."""

from dataclasses import dataclass

from dure.events import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class HistoryDeleted(Event):
    """Files of a level up to and with a day were let go because the plant's retention says so."""

    level: str
    files: int
    rows: int
    size_bytes: int
    last_day: str
