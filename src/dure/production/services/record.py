"""The record of a work unit: locked by whoever changes what its observations are counted to."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from dure.events.statements import Slot, fixed
from dure.kernel import clock
from dure.production.models import UnitRecord
from dure.production.unit import UnitState

_INSTANT = timedelta(microseconds=1)


def locked(work_unit_id: int) -> UnitRecord:
    """The record, locked until the transaction ends, so that the recorder waits for it."""
    for known in _locked(work_unit_id):
        return known
    record, _ = UnitRecord.objects.select_for_update().get_or_create(
        work_unit_id=work_unit_id, defaults={"state": UnitState.UNKNOWN}
    )
    return record


@fixed
def _locked(work_unit: Slot) -> QuerySet[UnitRecord]:
    return UnitRecord.objects.select_for_update().filter(work_unit=work_unit).order_by()


def first_free_moment(record: UnitRecord) -> datetime:
    """Now, or just after the last observation already counted, whichever is later.

    A change that held from an earlier moment would make a recount from the event log differ
    from what was counted.
    """
    return free_from(record, clock.now())


def free_from(record: UnitRecord, moment: datetime) -> datetime:
    """The moment, or just after the last observation already counted, whichever is later."""
    return moment if record.last_time is None else max(moment, record.last_time + _INSTANT)
