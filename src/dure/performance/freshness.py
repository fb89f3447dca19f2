"""Whether finished days are being summed up again just now, so that a page can say so."""

from collections.abc import Collection

from django.db.models import Q
from procrastinate.contrib.django.models import ProcrastinateJob

from dure.production.selectors.rules import is_being_recounted

REFRESH = "performance.refresh_changed"
_REACTIONS = Q(task_name="events.react", args__path__startswith="dure.performance.reactions.")


def is_being_refreshed(unit_ids: Collection[int]) -> bool:
    """True from the change on until the roll-up has it, and while results of these work units are counted again."""
    jobs = ProcrastinateJob.objects.filter(_REACTIONS | Q(task_name=REFRESH), status__in=("todo", "doing"))
    return jobs.exists() or is_being_recounted(unit_ids)
