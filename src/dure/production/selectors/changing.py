"""What is known of changing work units over: runs one after the other, their pieces, and when units were set up."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import F, Max, Min, Q

from dure.production.models import Downtime, DowntimeReason, OperationRun, ProductionResult, StateInterval
from dure.production.unit import UnitState

BEFORE = timedelta(days=60)
"""How long before a window the run before its first one may have ended."""


class SetUpRun(NamedTuple):
    """A run with what it makes. operation_id: the step of a routing that it does; routing_id: its order's."""

    id: int
    work_unit_id: int
    started_at: datetime
    ended_at: datetime | None
    setup_until: datetime | None
    order: str
    item_id: int
    item: str
    item_name: str
    item_group: str
    operation_id: int | None
    routing_id: int | None


def runs_in_a_row(unit_ids: Collection[int], start: datetime, end: datetime) -> list[SetUpRun]:
    """Runs that began before the end and went on into the window or ended not long before it, by work unit and time.

    Those that were taken back, and so ended where they began, are left out.
    """
    rows = OperationRun.objects.filter(
        Q(ended_at=None) | Q(ended_at__gt=F("started_at"), ended_at__gte=start - BEFORE),
        work_unit_id__in=unit_ids, started_at__lt=end,
    )  # fmt: skip
    fields = (
        "id", "work_unit_id", "started_at", "ended_at", "setup_until", "work_order__number", "work_order__item_id",
        "work_order__item__code", "work_order__item__name", "work_order__item__group", "operation__operation_id",
        "work_order__routing_id",
    )  # fmt: skip
    return [SetUpRun(*row) for row in rows.order_by("work_unit_id", "started_at", "id").values_list(*fields)]


def good_pieces(
    unit_ids: Collection[int], start: datetime, end: datetime
) -> dict[int, tuple[datetime | None, datetime | None]]:
    """Run → when its first and its last good piece were made."""
    rows = ProductionResult.objects.filter(
        work_unit_id__in=unit_ids, run__isnull=False, run__started_at__lt=end, last_at__gte=start - BEFORE, good__gt=0
    )
    found = rows.order_by().values_list("run").annotate(Min("first_at"), Max("last_at"))
    return {run: (first, last) for run, first, last in found}


def set_ups(
    unit_ids: Collection[int], start: datetime, end: datetime, now: datetime
) -> dict[int, list[tuple[datetime, datetime]]]:
    """Work unit → when it was being set up, by its own word or by a stop's reason, without overlap (two queries)."""
    within = Q(started_at__lt=end) & (Q(ended_at=None) | Q(ended_at__gt=start))
    fields = ("work_unit_id", "started_at", "ended_at")
    told = StateInterval.objects.filter(within, work_unit_id__in=unit_ids, state=UnitState.SETUP.value)
    said = Downtime.objects.filter(
        within, work_unit_id__in=unit_ids, replaced_at=None, reason__kind=DowntimeReason.Kind.SETUP
    )
    found: dict[int, list[tuple[datetime, datetime]]] = {unit: [] for unit in unit_ids}
    for unit, since, upto in sorted([*told.values_list(*fields), *said.values_list(*fields)], key=lambda row: row[:2]):
        spans, ends = found[unit], upto or max(now, since)
        if spans and since <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], ends))
        else:
            spans.append((since, ends))
    return found
