"""Asking for a recount: what a work unit made since a moment, by the rules that hold now for that time."""

from datetime import datetime

from django.db import transaction

from dure.kernel import clock
from dure.kernel.errors import Conflict, DureError
from dure.plant.models import WorkUnit
from dure.production.models import ProductionResult, Recount, StateInterval
from dure.telemetry.logreach import log_begins
from dure.web.live import announce


@transaction.atomic
def ask_recount(*, work_unit_id: int, since: datetime, person_id: int | None) -> Recount:
    """Have a job count a work unit again; one that waits already then begins at the earlier moment.

    Raises Conflict when the event log no longer holds all that was counted, or doesn't answer.
    """
    check_reach(work_unit_id)
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


def check_reach(work_unit_id: int) -> None:
    """Raises Conflict unless everything that was counted of a work unit is still in the event log.

    A counter's first reading is where counting starts from: without the beginning of the log
    nothing that follows could be counted as it was.
    """
    begins = log_begins()
    if begins is None:
        return
    unit = {"work_unit": work_unit_id}
    counted = ProductionResult.objects.filter(**unit, source__in=("counter", "cycles"), first_at__lt=begins)
    if counted.exists() or StateInterval.objects.filter(**unit, started_at__lt=begins).exists():
        code = WorkUnit.objects.values_list("code", flat=True).get(pk=work_unit_id)
        raise Conflict(
            "The event log begins at %(time)s, but %(unit)s was counted before that: it can't be counted again.",
            time=f"{begins:%Y-%m-%d %H:%M} UTC",
            unit=code,
        )


def _defer(row: Recount) -> None:
    from dure.production.tasks import recount

    recount.defer(recount_id=row.pk)
