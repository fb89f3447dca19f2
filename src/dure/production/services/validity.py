"""From when a rule of a work unit holds, and letting the one before end there."""

from datetime import datetime

from django.db.models import Max

from dure.production.models import UnitRecord
from dure.production.services.record import locked
from dure.production.services.recounts import ask_recounts
from dure.telemetry.meanings import Moment, moment_of
from dure.telemetry.models import Reader
from dure.telemetry.services import hold_position


def moment_for(work_unit_id: int | None, valid_from: datetime | None) -> Moment:
    """The moment for a rule of one work unit or (None) of all; the recorder waits until the transaction ends.

    Without `valid_from`: from the beginning where nothing was counted yet, else from now on, after
    everything that was counted. Raises Invalid for a moment to come.
    """
    hold_position(Reader.RESULTS)
    if work_unit_id is not None:
        return moment_of(locked(work_unit_id).last_time, valid_from)
    rows = UnitRecord.objects.select_for_update().order_by("work_unit_id")
    heard = max((row.last_time for row in rows if row.last_time), default=None)
    return moment_of(heard, valid_from)


def count_again(work_unit_id: int | None, moment: Moment, person_id: int | None) -> None:
    """Have counted again what was counted since a moment that lies in the past."""
    if not moment.is_past:
        return
    units = units_heard_since(moment.at) if work_unit_id is None else [work_unit_id]
    ask_recounts(work_unit_ids=units, since=moment.at, person_id=person_id)


def units_heard_since(moment: datetime) -> list[int]:
    """Work units of which something was counted at or after a moment."""
    rows = UnitRecord.objects.values_list("work_unit_id").annotate(heard=Max("last_time"))
    return [unit for unit, heard in rows.order_by("work_unit_id") if heard is not None and heard >= moment]
