"""A plan that is followed is looked at again as soon as a run begins or ends; else once a minute. When one comes into
force it is said how likely orders are late; how it came is written down as they end."""

from contextlib import suppress

from django.db import transaction
from procrastinate.exceptions import AlreadyEnqueued

from dure.events import on
from dure.kernel import clock
from dure.planning.events import ScheduleAccepted, ScheduleTakenBack
from dure.planning.models import Schedule
from dure.planning.services.claims import note_ends, withdraw_claims
from dure.planning.tasks import follow, state_chances
from dure.production.events import OperationActTakenBack, RunEnded, RunStarted
from dure.production.models import OperationRun


def _look_again() -> None:
    """Idempotent: one look waits at a time, and it reads all that has happened."""
    if not Schedule.objects.filter(status=Schedule.Status.LIVE).exists():
        return
    # A savepoint, because the queue's refusal would end the caller's transaction.
    with suppress(AlreadyEnqueued), transaction.atomic():
        follow.defer(timestamp=int(clock.now().timestamp()))


@on(RunStarted)
def look_after_start(event: RunStarted) -> None:
    _look_again()


@on(ScheduleAccepted)
def state_after_acceptance(event: ScheduleAccepted) -> None:
    state_chances.defer(schedule_id=event.schedule_id)


@on(ScheduleTakenBack)
def withdraw_after_undo(event: ScheduleTakenBack) -> None:
    withdraw_claims(schedule_id=event.schedule_id)


@on(RunEnded)
def look_and_note_after_end(event: RunEnded) -> None:
    _look_again()
    orders = OperationRun.objects.filter(pk=event.run_id).values_list("work_order", flat=True)
    note_ends(orders=list(orders))


@on(OperationActTakenBack)
def note_end_after_act_undone(event: OperationActTakenBack) -> None:
    note_ends(orders=[event.work_order_id])
