"""What came of the improvement tasks of a residency; attempts that didn't work stand beside those that did."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Prefetch
from django.utils import timezone

from dure.mentoring.models import ImprovementTask, Residency, TaskCheck
from dure.mentoring.selectors.task_words import Said, said_of


@dataclass(frozen=True, slots=True)
class StayTask:
    """said: what the figures said of each attempt that was looked at, the first one first."""

    row: ImprovementTask
    said: list[Said]


def tasks_of(residency: Residency) -> list[StayTask]:
    """Tasks that were found while the mentors were here, the first one first. Two queries."""
    zone = timezone.get_current_timezone()
    first = datetime.combine(residency.starts_on, time(), zone)
    end = datetime.combine(residency.ends_on + timedelta(days=1), time(), zone)
    looks = TaskCheck.objects.filter(age=0, effect__isnull=False).order_by("attempt")
    rows = ImprovementTask.objects.filter(found_at__gte=first, found_at__lt=end).order_by("found_at", "pk")
    return [
        StayTask(row, [said_of(look) for look in row.looks])
        for row in rows.prefetch_related(Prefetch("checks", looks, to_attr="looks"))
    ]
