"""A plan that is followed is looked at again as soon as a run begins or ends; else once a minute."""

from contextlib import suppress

from django.db import transaction
from procrastinate.exceptions import AlreadyEnqueued

from dure.events import on
from dure.kernel import clock
from dure.planning.models import Schedule
from dure.planning.tasks import follow
from dure.production.events import RunEnded, RunStarted


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


@on(RunEnded)
def look_after_end(event: RunEnded) -> None:
    _look_again()
