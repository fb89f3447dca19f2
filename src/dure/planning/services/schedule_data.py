"""What schedules go by: rules, set-up times, priorities of orders, absences. Recorded, so that it can be undone."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from dure.kernel.errors import NotFound
from dure.planning.models import Absence, OrderPriority, SchedulingRules, SetupElement, SetupTime, SharedUnit, Way
from dure.planning.selectors.shop import scheduling_rules
from dure.planning.services.undoing import undo_own
from dure.plant.models import Person, WorkCenter
from dure.plant.services import add_row, change_row, remove_row
from dure.production.models import WorkOrder
from dure.web.live import announce

TABLES: Mapping[str, Any] = {
    one.__name__: one for one in (SchedulingRules, SetupTime, SetupElement, Absence, OrderPriority, SharedUnit, Way)
}


@transaction.atomic
def undo_schedule_data(*, first: int, last: int, by: Person) -> int:
    """Take back one's own changes here between two records. Raises Conflict, Invalid."""
    count = undo_own(first=first, last=last, by=by, tables=TABLES)
    announce("planning:schedule")
    return count


@transaction.atomic
def set_scheduling_rules(*, by: Person | None, **values: Any) -> SchedulingRules:
    """Change how the plant makes schedules. Raises Invalid."""
    row = scheduling_rules()
    if row._state.adding:  # noqa: SLF001 - Django's documented name
        row.save()
    change_row(row, values, by=by)
    return row


@transaction.atomic
def add_setup_time(
    *, minutes: int, work_center: WorkCenter | None = None, before: str = "", after: str = "",
    for_allergens: bool = False, by: Person | None,
) -> SetupTime:  # fmt: skip
    """Raises Invalid for one that is there already."""
    row = SetupTime(
        minutes=minutes, work_center=work_center, before=before.strip(), after=after.strip(),
        for_allergens=for_allergens,
    )  # fmt: skip
    add_row(row, by=by)
    return row


@transaction.atomic
def add_absence(
    *, person: Person, starts_at: datetime, ends_at: datetime, note: str = "", by: Person | None
) -> Absence:
    """Raises Invalid."""
    row = Absence(person=person, starts_at=starts_at, ends_at=ends_at, note=note)
    add_row(row, by=by)
    announce("planning:schedule")
    return row


@transaction.atomic
def remove_scheduling_row(
    *, kind: type[SetupTime | Absence | SharedUnit | Way], row_id: int, by: Person | None
) -> None:
    """Remove a set-up time, an absence, a way, or that a work unit is shared. Raises NotFound."""
    row = kind.objects.filter(pk=row_id).first()
    if row is None:
        raise NotFound("This is gone already.")
    remove_row(row, by=by)
    announce("planning:schedule")


@transaction.atomic
def set_priority(*, order: WorkOrder, weight: int, by: Person | None) -> OrderPriority | None:
    """How much an order counts against others; 1 is usual. Raises Invalid."""
    row = OrderPriority.objects.select_for_update().filter(order=order).first()
    if weight == 1:
        if row is not None:
            remove_row(row, by=by)
        return None
    if row is None:
        row = OrderPriority(order=order, weight=weight)
        add_row(row, by=by)
    else:
        change_row(row, {"weight": weight}, by=by)
    return row
