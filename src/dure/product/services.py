"""Verbs that say how fast an item can be made."""

from datetime import datetime
from decimal import Decimal

from django.db import models, transaction

from dure.inventory.models import Item
from dure.plant.models import ChangeRecord, Person, WorkUnit
from dure.plant.services import add_row, change_row, remove_row
from dure.plant.services import undo_change as undo_plant_change
from dure.product.models import IdealCycle

TABLES: dict[str, type[models.Model]] = {"Item": Item, "IdealCycle": IdealCycle}


@transaction.atomic
def set_ideal_cycle(
    *, item: Item, work_unit: WorkUnit | None, seconds: Decimal, valid_from: datetime, by: Person | None
) -> IdealCycle:
    """The ideal cycle from a moment on, on one work unit or (None) on all; the ones before stay as they were.

    A second one from the same moment replaces the first. Raises Invalid when it isn't more than zero.
    """
    known = IdealCycle.objects.filter(item=item, work_unit=work_unit, valid_from=valid_from).first()
    if known is not None:
        change_row(known, {"seconds": seconds}, by=by)
        return known
    cycle = IdealCycle(item=item, work_unit=work_unit, seconds=seconds, valid_from=valid_from)
    add_row(cycle, by=by)
    return cycle


@transaction.atomic
def remove_ideal_cycle(*, cycle: IdealCycle, by: Person | None) -> None:
    """Take one away; the one before holds again in its place."""
    remove_row(cycle, by=by)


def undo_change(*, record_id: int, by: Person) -> tuple[ChangeRecord, models.Model]:
    """Put an item or an ideal cycle back as it was before a change. Raises as plant's does."""
    return undo_plant_change(record_id=record_id, by=by, tables=TABLES)
