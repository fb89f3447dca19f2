"""When a critical control point is due, and whether what was found holds its limits. Pure."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
Span = tuple[datetime, datetime | None]


def slot_of(moment: datetime, every_minutes: int) -> datetime:
    """The start of the interval in which a moment lies; intervals begin at full hours where they divide them."""
    width = timedelta(minutes=every_minutes)
    return _EPOCH + (moment - _EPOCH) // width * width


def due_slots(
    every_minutes: int, start: datetime, end: datetime, *, running: Sequence[Span] | None = None
) -> list[datetime]:
    """Starts of the whole intervals in [start, end) that want a value.

    running: when the process ran (None as end: still), None when it is watched always. An interval counts when the
    process ran through at least half of it.
    """
    width = timedelta(minutes=every_minutes)
    slot, found = slot_of(start, every_minutes), []
    if slot < start:
        slot += width
    while slot + width <= end:
        if running is None or _ran(running, slot, slot + width) * 2 >= width:
            found.append(slot)
        slot += width
    return found


def _ran(running: Sequence[Span], start: datetime, end: datetime) -> timedelta:
    parts = (min(until or end, end) - max(since, start) for since, until in running)
    return sum((part for part in parts if part > timedelta(0)), timedelta(0))


def missing(due: Sequence[datetime], done: Collection[datetime], every_minutes: int) -> list[datetime]:
    """Intervals that are due without a value in them. done: moments of values, or starts of their intervals."""
    slots = {slot_of(one, every_minutes) for one in done}
    return [one for one in due if one not in slots]


def adjoining(slots: Sequence[datetime], width: timedelta, longest: timedelta) -> list[list[datetime]]:
    """Rising starts of intervals, parted where one doesn't follow the other at once, or where it gets too long."""
    found: list[list[datetime]] = []
    for slot in slots:
        if found and found[-1][-1] + width == slot and slot + width - found[-1][0] <= longest:
            found[-1].append(slot)
        else:
            found.append([slot])
    return found


def holds(lower: Decimal | None, upper: Decimal | None, low: Decimal, high: Decimal) -> bool:
    """Whether all between the lowest and the highest reading keeps the critical limits; a limit itself does."""
    return (lower is None or low >= lower) and (upper is None or high <= upper)
