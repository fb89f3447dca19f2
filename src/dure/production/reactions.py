"""What production does when signals mean something else since a moment that lies in the past."""

from dure.events import on
from dure.kernel.errors import Conflict
from dure.production.services.recounts import ask_recounts, refuse_recount
from dure.telemetry.events import MeaningsChanged
from dure.telemetry.gateways import GatewayAway


@on(MeaningsChanged)
def count_again_since(event: MeaningsChanged) -> None:
    """Idempotent: one recount waits for a work unit at a time, and one too many changes nothing."""
    if not event.is_past:
        return
    given = {"since": event.valid_from, "person_id": event.person_id}
    for unit_id in event.work_unit_ids:
        try:
            ask_recounts(work_unit_ids=[unit_id], **given)
        except GatewayAway:
            raise
        except Conflict as error:
            refuse_recount(work_unit_id=unit_id, error=error, **given)
