"""Following the signals of plans by condition, outside of the recorder: read from the history every few minutes."""

from datetime import UTC, datetime, timedelta

from django.db import transaction

from dure.kernel import clock
from dure.kernel.observation import Quality
from dure.maintenance.due import Basis, Seen, watch
from dure.maintenance.models import Condition, MaintenancePlan
from dure.telemetry.history import reader

LOOK_BACK = timedelta(days=1)
"""How far back a plan that was never watched begins, and the most that one look reads."""
OVERLAP = timedelta(minutes=2)
"""What the history may still be waiting for is left to the next look."""


def watch_all(*, now: datetime | None = None) -> int:
    """Look at the signals of all plans by condition; how many became due by it."""
    moment = (now or clock.now()) - OVERLAP
    plans = MaintenancePlan.objects.filter(basis=Basis.CONDITION, is_active=True).order_by("pk")
    return sum(watch_plan(plan=plan, until=moment) for plan in plans)


@transaction.atomic
def watch_plan(*, plan: MaintenancePlan, until: datetime) -> bool:
    """Follow one plan's signal until a moment; whether it became due by that."""
    first = max(plan.counted_from, until - LOOK_BACK)
    Condition.objects.get_or_create(plan=plan, defaults={"watched_until": min(first, until)})
    row = Condition.objects.select_for_update().get(plan=plan)
    start = max(row.watched_until, until - LOOK_BACK)
    if start >= until or plan.signal_id is None or plan.limit is None:
        return False
    found = watch(
        _seen(plan.signal_id, start, until), limit=plan.limit, is_upper=plan.is_upper,
        lasting=timedelta(seconds=plan.lasting_s or 0), until=until,
        since=row.over_since if start == row.watched_until else None,
    )  # fmt: skip
    was_due = row.due_at is not None
    row.over_since, row.watched_until = found.since, until
    row.due_at = row.due_at or found.reached_at
    row.value = row.value if found.value is None else found.value
    row.save()
    return row.due_at is not None and not was_due


def _seen(signal: int, start: datetime, until: datetime) -> list[Seen]:
    begin, end = (int(moment.timestamp() * 1_000_000) for moment in (start, until))
    return [
        Seen(datetime.fromtimestamp(point.time_us / 1_000_000, UTC), _number(point.value, point.quality))
        for point in reader.observations([signal], begin, end)
    ]


def _number(value: object, quality: Quality) -> float | None:
    is_number = isinstance(value, int | float) and quality == Quality.GOOD
    return float(value) if is_number else None  # type: ignore[arg-type]
