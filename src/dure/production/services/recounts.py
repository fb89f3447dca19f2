"""Asking for a recount: what a work unit made since a moment, by the rules that hold now for that time."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from dure.kernel import clock
from dure.kernel.errors import Conflict, DureError
from dure.plant.models import WorkUnit
from dure.production.models import ProductionResult, Recount, StateInterval
from dure.telemetry.logreach import log_begins
from dure.web.live import announce


@transaction.atomic
def ask_recounts(*, work_unit_ids: Collection[int], since: datetime, person_id: int | None) -> list[Recount]:
    """Have jobs count work units again; one that waits already then begins at the earlier moment.

    Raises Conflict when the event log no longer holds all that was counted of them, or doesn't answer.
    """
    check_reach(work_unit_ids)
    return [_ask(unit_id, since, person_id) for unit_id in sorted(work_unit_ids)]


def _ask(work_unit_id: int, since: datetime, person_id: int | None) -> Recount:
    row = Recount.objects.select_for_update().filter(work_unit=work_unit_id, status=Recount.Status.WAITING).first()
    if row is not None:
        row.since = min(row.since, since)
        row.save(update_fields=["since"])
        return row
    row = Recount.objects.create(work_unit_id=work_unit_id, since=since, asked_by_id=person_id, asked_at=clock.now())
    _defer(row)
    announce(f"unit:{work_unit_id}")
    return row


@transaction.atomic
def refuse_recount(*, work_unit_id: int, since: datetime, person_id: int | None, error: DureError) -> Recount:
    """Keep for people to read that a recount is not possible, and why."""
    return Recount.objects.create(
        work_unit_id=work_unit_id,
        since=since,
        status=Recount.Status.REFUSED,
        note=error.message,
        note_values={name: str(value) for name, value in error.params.items()},
        asked_by_id=person_id,
        asked_at=clock.now(),
        ended_at=clock.now(),
    )


def check_reach(work_unit_ids: Collection[int]) -> None:
    """Raises Conflict unless everything that was counted of these work units is still in the event log.

    A counter's first reading is where counting starts from: without the beginning of the log
    nothing that follows could be counted as it was.
    """
    begins = log_begins()
    if begins is None:
        return
    results = ProductionResult.objects.filter(source__in=("counter", "cycles"), first_at__lt=begins)
    states = StateInterval.objects.filter(started_at__lt=begins)
    lost = {
        unit
        for rows in (results, states)
        for unit in rows.filter(work_unit__in=work_unit_ids).order_by().values_list("work_unit", flat=True).distinct()
    }
    if lost:
        codes = WorkUnit.objects.filter(pk__in=lost).order_by("code").values_list("code", flat=True)
        raise Conflict(
            "The event log begins at %(time)s, but %(unit)s was counted before that: it can't be counted again.",
            time=f"{begins:%Y-%m-%d %H:%M} UTC",
            unit=", ".join(codes),
        )


def _defer(row: Recount) -> None:
    from dure.production.tasks import recount

    recount.defer(recount_id=row.pk)
