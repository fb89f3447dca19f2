"""Downtimes open and close by themselves, where a stop falls into planned work."""

from datetime import datetime, timedelta

from django.db.models import F

from dure.kernel import clock
from dure.plant.selectors import work_spans
from dure.production.models import Downtime
from dure.production.models.downtime import UNTOUCHED


def planned_start(unit: int, start: datetime, end: datetime, longer_than_s: int) -> datetime | None:
    """When a stop first falls into planned work, or None when it does so for no longer than a micro-stop."""
    work = work_spans(unit, start, end)
    seconds = sum((span.end - span.start).total_seconds() for span in work)
    return max(start, work[0].start) if seconds > longer_than_s else None


def has_open_stop(unit: int) -> bool:
    """Whether a downtime of this unit is open."""
    return Downtime.objects.filter(work_unit=unit, replaced_at=None, ended_at=None).exists()


def open_stop(unit: int, stop_us: int, now_us: int, micro_stop_s: int) -> bool:
    """Open a downtime for a stop that goes on, if enough of it falls into planned work. True when one is open."""
    start = planned_start(unit, clock.from_us(stop_us), clock.from_us(now_us), micro_stop_s)
    if start is None:
        return False
    Downtime.objects.get_or_create(work_unit_id=unit, started_at=start, replaced_at=None)
    return True


def close_stop(unit: int, start_us: int, end_us: int, micro_stop_s: int) -> None:
    """The unit produces again, or nobody knows: end the open downtime, or note one that was never open."""
    end = clock.from_us(end_us)
    still_open = Downtime.objects.filter(work_unit=unit, replaced_at=None, ended_at=None)
    if still_open.filter(started_at__lt=end).update(ended_at=end):
        return
    start = planned_start(unit, clock.from_us(start_us), end, micro_stop_s)
    if start is not None:
        Downtime.objects.get_or_create(
            work_unit_id=unit, started_at=start, replaced_at=None, defaults={"ended_at": end}
        )


def withdraw_stop(unit: int) -> None:
    """The open downtime was none. One that a person has dealt with is kept, ended where it began."""
    still_open = Downtime.objects.filter(work_unit=unit, replaced_at=None, ended_at=None)
    still_open.filter(UNTOUCHED).delete()
    still_open.update(ended_at=F("started_at") + timedelta(microseconds=1))
