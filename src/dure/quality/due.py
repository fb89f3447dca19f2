"""When an in-process inspection is due. Pure; moments and counts are arguments."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

PIECES, MINUTES, SETUP, STOP = "pieces", "minutes", "setup", "stop"
"""As `Inspection.Occasion`."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a plan asks for; None and False ask for nothing."""

    every_pieces: int | None = None
    every_minutes: int | None = None
    after_setup: bool = False
    after_stop_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """A run that goes on. made: pieces of it so far. last_at, last_made: of the run's latest inspection, None without
    one. stops: stops of the work unit since the run began, with their end (None: it still stands)."""

    started_at: datetime
    made: Decimal
    last_at: datetime | None = None
    last_made: Decimal = Decimal(0)
    stops: Sequence[tuple[datetime, datetime | None]] = ()


def due(wanted: Wanted, known: Known, now: datetime) -> str | None:
    """The occasion that calls for an inspection now, the one that weighs most first; None when there is none."""
    if wanted.after_setup and known.last_at is None:
        return SETUP
    since = known.last_at or known.started_at
    if wanted.after_stop_minutes is not None and _stopped(wanted.after_stop_minutes, since, known):
        return STOP
    if wanted.every_pieces and known.made - (known.last_made if known.last_at else 0) >= wanted.every_pieces:
        return PIECES
    if wanted.every_minutes and now - since >= timedelta(minutes=wanted.every_minutes):
        return MINUTES
    return None


def _stopped(minutes: int, since: datetime, known: Known) -> bool:
    """Whether a long enough stop ended after the latest inspection."""
    least = timedelta(minutes=minutes)
    return any(end is not None and end > since and end - start > least for start, end in known.stops)
