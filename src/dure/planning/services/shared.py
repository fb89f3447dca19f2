"""Work units that take several orders at once. Recorded, so that it can be undone."""

from decimal import Decimal

from django.db import transaction

from dure.planning.models import SharedUnit
from dure.planning.selectors.shared import shared_unit
from dure.plant.models import Person, WorkUnit
from dure.plant.services import add_row, change_row
from dure.web.live import announce


@transaction.atomic
def set_shared_unit(
    *, work_unit: WorkUnit, measure: str, together: str, capacity: Decimal | None = None, by: Person | None
) -> SharedUnit:
    """What a work unit holds at once, and what may go in together. Raises Invalid without a capacity, unless the
    routing tells it."""
    values = {"measure": measure, "capacity": capacity, "together": together}
    row = shared_unit(work_unit)
    if row is None:
        row = SharedUnit(work_unit=work_unit, **values)
        add_row(row, by=by)
    else:
        change_row(row, values, by=by)
    announce("planning:schedule")
    return row
