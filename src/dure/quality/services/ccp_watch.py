"""Each minute: signals' intervals into the record, intervals without a value, late lots, yesterday's head."""

from datetime import datetime, timedelta
from uuid import uuid5

from dure.quality.haccp.monitoring import adjoining
from dure.quality.models import CcpRecord, ControlPoint
from dure.quality.selectors import ccp as selectors
from dure.quality.selectors.readings import figures_of
from dure.quality.services.ccp import SPACE, Seen, anchor, hold_late_lots, note_missed, record_value

ARRIVES_WITHIN = timedelta(minutes=2)
"""How long after its end the readings of an interval may still come into the history."""
PATIENCE = timedelta(minutes=30)
"""How long a person may take to write down a value after its interval, at most one interval."""

_LOOK = timedelta(hours=6)
"""So long a time is read from the readings themselves; of a longer one the history sums up."""


def watch_points(*, now: datetime) -> list[CcpRecord]:
    """What was written down: a value of each interval of a signal that has ended, and what was missed."""
    found: list[CcpRecord] = []
    for point in selectors.points_in_force():
        found += _of_signal(point, now) if point.signal_id else _by_hand(point, now)
    hold_late_lots()
    anchor(day=(selectors.today() - timedelta(days=1)))
    return found


def _of_signal(point: ControlPoint, now: datetime) -> list[CcpRecord]:
    """Intervals that have ended, and those noted as missed whose readings a gateway has kept through a cut."""
    assert point.signal_id is not None
    width = timedelta(minutes=point.every_minutes)
    noted = selectors.slots_without_value(point, now - ARRIVES_WITHIN)
    rows: list[CcpRecord | None] = []
    for slots in adjoining(list(noted), width, _LOOK):
        # One look tells that a silence is still one.
        is_silent = figures_of(point.signal_id, slots[0], slots[-1] + width) is None
        rows += [_summed(point, slot, is_new=not noted[slot], is_silent=is_silent) for slot in slots]
    return [row for row in rows if row is not None]


def _summed(point: ControlPoint, slot: datetime, *, is_new: bool, is_silent: bool) -> CcpRecord | None:
    """None for an interval that was noted as missed and is so still."""
    assert point.signal_id is not None
    end = slot + timedelta(minutes=point.every_minutes)
    told = None if is_silent else figures_of(point.signal_id, slot, end)
    if told is None:
        return note_missed(point=point, slot=slot, at=slot) if is_new else None
    seen = Seen(
        told.last, end - timedelta(microseconds=1), told.low, told.high, told.count, CcpRecord.Source.SIGNAL, slot
    )
    return record_value(point=point, seen=seen, client_id=uuid5(SPACE, f"{point.mark} {slot.isoformat()}"), by=None)


def _by_hand(point: ControlPoint, now: datetime) -> list[CcpRecord]:
    patience = min(PATIENCE, timedelta(minutes=point.every_minutes))
    return [note_missed(point=point, slot=slot, at=slot) for slot in selectors.slots_missing(point, now - patience)]
