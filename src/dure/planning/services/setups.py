"""Elements of changeovers, and measured set-up times taken over into plans. Recorded, so that it can be undone."""

from datetime import datetime
from typing import Any

from django.db import transaction

from dure.inventory.models import Item
from dure.kernel.errors import Conflict, Invalid, NotFound
from dure.planning.models import SetupElement, SetupTime
from dure.planning.selectors.changeovers import group_of
from dure.planning.services.schedule_data import add_setup_time
from dure.plant.models import Person, WorkUnit
from dure.plant.services import add_row, change_row, remove_row


@transaction.atomic
def add_setup_element(
    *, work_unit: WorkUnit, before: Item, after: Item, by: Person | None, **values: Any
) -> SetupElement:
    """Write down one element of a changeover. Raises Invalid."""
    row = SetupElement(work_unit=work_unit, before=before, after=after, **values)
    add_row(row, by=by)
    return row


@transaction.atomic
def change_setup_element(*, row_id: int, by: Person | None, **values: Any) -> SetupElement:
    """Raises Invalid, NotFound."""
    row = _locked(row_id)
    change_row(row, values, by=by)
    return row


@transaction.atomic
def remove_setup_element(*, row_id: int, by: Person | None) -> SetupElement:
    """Raises NotFound."""
    row = _locked(row_id)
    remove_row(row, by=by)
    return row


def _locked(row_id: int) -> SetupElement:
    row = SetupElement.objects.select_for_update().filter(pk=row_id).first()
    if row is None:
        raise NotFound("This is gone already.")
    return row


@transaction.atomic
def take_over_setup(*, work_unit: WorkUnit, before: Item, after: Item, now: datetime, by: Person | None) -> SetupTime:
    """Let plans count with the measured set-up between the groups of two items on this work center.

    Raises Invalid for items without a group and for too few measured ones, Conflict when plans do so already.
    """
    group = group_of(work_unit, before, after, now)
    if not group.before or not group.after:
        raise Invalid("Plans count by groups of items. Give both items a group first.")
    if group.minutes is None:
        raise Invalid("At least three changeovers whose set-up was told are needed; there are %(known)s.",
                      known=group.known)  # fmt: skip
    if group.is_taken:
        raise Conflict("Plans count with these minutes already.")
    if group.now is None:
        return add_setup_time(
            minutes=group.minutes, work_center=work_unit.work_center, before=group.before, after=group.after, by=by
        )
    row = SetupTime.objects.select_for_update().get(pk=group.now.pk)
    change_row(row, {"minutes": group.minutes}, by=by)
    return row
