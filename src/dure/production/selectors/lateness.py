"""How late orders are finished, day by day."""

from collections import defaultdict
from datetime import date

from django.utils import timezone

from dure.production.models import Completion


def minutes_late_by_day(first: date, last: date) -> dict[date, float]:
    """Day → mean minutes by which the orders that were finished on it came after their due time; those in time count as
    0. Days on which no order with a due time was finished are left out."""
    rows = Completion.objects.filter(
        is_final=True, undone_at=None, made_at__date__range=(first, last), order__due_at__isnull=False
    )
    found: dict[date, list[float]] = defaultdict(list)
    for made_at, due_at in rows.order_by().values_list("made_at", "order__due_at"):
        late = max((made_at - due_at).total_seconds() / 60, 0.0)
        found[timezone.localdate(made_at)].append(late)
    return {day: sum(row) / len(row) for day, row in found.items()}
