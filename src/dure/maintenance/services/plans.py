"""Maintenance plans with their checks and parts. Keyword-only; each verb is one transaction."""

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max

from dure.inventory.models import Item
from dure.kernel import clock
from dure.kernel.errors import Conflict, Invalid
from dure.maintenance.models import (
    Condition,
    FailureReason,
    Job,
    MaintenancePlan,
    PlanCheck,
    PlanPart,
    SparePart,
)
from dure.plant.models import ChangeRecord, Person
from dure.plant.services import undo_change
from dure.plant.services.records import add_row, change_row, remove_row
from dure.production.models import DowntimeReason

TABLES = {model.__name__: model for model in (MaintenancePlan, PlanCheck, PlanPart, SparePart, FailureReason)}
_WATCHED = {"basis", "signal", "signal_id", "limit", "is_upper", "lasting_s"}


@transaction.atomic
def add_plan(*, by: Person | None, **values: Any) -> MaintenancePlan:
    """A service that comes back. Raises Invalid for what its basis doesn't say."""
    row = MaintenancePlan(**_of_basis({"counted_from": clock.now()} | values))
    add_row(row, by=by)
    return row


@transaction.atomic
def change_plan(*, plan: MaintenancePlan, by: Person | None, **values: Any) -> MaintenancePlan:
    """Raises Invalid as `add_plan`, and Conflict for another work unit or tool once there was a job."""
    row = MaintenancePlan.objects.select_for_update().get(pk=plan.pk)
    is_moved = any(name in values and getattr(row, name) != values[name] for name in ("work_unit", "tool"))
    if is_moved and row.jobs.exists():
        raise Conflict("There are jobs of this plan. Make a new plan for the other machine.")
    if any(name in values and getattr(row, name) != values[name] for name in _WATCHED):
        Condition.objects.filter(plan=row).delete()
    change_row(row, _of_basis({"basis": row.basis} | values), by=by)
    return row


def _of_basis(values: dict[str, Any]) -> dict[str, Any]:
    """Without what another basis would say."""
    if values.get("basis") == "condition":
        return values | {"every": None, "warn": Decimal(0), "keeps_rhythm": False}
    rhythm = bool(values.get("keeps_rhythm")) and values.get("basis") == "calendar"
    every = values.get("every")
    if values.get("basis") == "calendar" and every is not None and every != every.to_integral_value():
        raise Invalid("Days are whole.")
    return values | {"signal": None, "limit": None, "lasting_s": None, "keeps_rhythm": rhythm}


@transaction.atomic
def add_check(*, plan: MaintenancePlan, by: Person | None, **values: Any) -> PlanCheck:
    """Something to look at, at the end of the list; values: text, kind, unit, low, high. Raises Invalid."""
    if values.get("kind") != "measure":
        values |= {"unit": "", "low": None, "high": None}
    last = plan.checks.aggregate(last=Max("number"))["last"] or 0
    row = PlanCheck(plan=plan, number=last + 1, **values)
    add_row(row, by=by)
    return row


@transaction.atomic
def add_plan_part(*, plan: MaintenancePlan, item: Item, quantity: Decimal, by: Person | None) -> PlanPart:
    """A part that it needs each time; it is a spare part from now on. Raises Invalid."""
    add_spare(item=item, by=by)
    row = PlanPart(plan=plan, item=item, quantity=quantity)
    add_row(row, by=by)
    return row


@transaction.atomic
def remove(*, row: PlanCheck | PlanPart | SparePart | FailureReason, by: Person | None) -> None:
    """Take a line away; jobs that were made keep theirs."""
    remove_row(row, by=by)


@transaction.atomic
def add_spare(*, item: Item, by: Person | None, fits: str = "") -> SparePart:
    """Keep an item for repairs; once is as twice. Raises Invalid for what is never in stock."""
    if item.kind == Item.Kind.SERVICE or item.is_phantom:
        raise Invalid("%(item)s is never in stock.", item=item.name)
    known = SparePart.objects.filter(item=item).first()
    if known is not None:
        if fits:
            change_row(known, {"fits": fits}, by=by)
        return known
    row = SparePart(item=item, fits=fits)
    add_row(row, by=by)
    return row


@transaction.atomic
def set_failure_reasons(*, reasons: list[DowntimeReason], by: Person | None) -> None:
    """Which reasons of stops mean that the machine failed, where no job says so."""
    wanted = {row.pk: row for row in reasons}
    for row in FailureReason.objects.exclude(reason__in=wanted):
        remove_row(row, by=by)
    known = set(FailureReason.objects.values_list("reason", flat=True))
    for pk, reason in wanted.items():
        if pk not in known:
            add_row(FailureReason(reason=reason), by=by)


@transaction.atomic
def undo(*, record_id: int, by: Person) -> tuple[ChangeRecord, Any]:
    """Put a row back as it was. Raises as `undo_change`, and Conflict for a plan that has jobs by now."""
    record, row = undo_change(record_id=record_id, by=by, tables=TABLES)
    if isinstance(row, MaintenancePlan) and Job.objects.filter(plan=record.row_id).exists() and record.verb == "added":
        raise Conflict("There are jobs of this plan. Take it out of use.")
    return record, row
