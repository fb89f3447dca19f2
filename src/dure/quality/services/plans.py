"""Characteristics and inspection plans. Keyword-only; each verb is one transaction."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from dure.inventory.models import Item
from dure.kernel.errors import Invalid
from dure.plant.models import Person
from dure.plant.services import add_row, change_row
from dure.product.models import StandardCheck, StandardLimit, StandardVersion
from dure.quality.models import Characteristic, InspectionPlan


@transaction.atomic
def add_characteristic(*, item: Item, name: str, by: Person | None, **values: Any) -> Characteristic:
    """Raises Invalid for a name that the item has already, or limits that don't rise."""
    last = Characteristic.objects.filter(item=item).order_by("position").last()
    first: dict[str, Any] = {"position": (last.position if last else 0) + 10}
    made = Characteristic(item=item, name=name.strip(), **(first | values))
    add_row(made, by=by)
    return made


@transaction.atomic
def change_characteristic(*, row: Characteristic, by: Person | None, **values: Any) -> Characteristic:
    """Inspections that were begun keep what they were begun with. Raises Invalid."""
    row = Characteristic.objects.select_for_update().get(pk=row.pk)
    change_row(row, values, by=by)
    return row


@transaction.atomic
def take_from_standard(*, item: Item, version: StandardVersion, by: Person | None) -> list[Characteristic]:
    """Conditions and checks of a work standard as characteristics; those taken before get the version's limits.

    Raises Invalid for a version that says nothing to measure.
    """
    wanted = [_of_limit(row) for row in version.standardlimits.all()]
    wanted += [_of_check(row) for row in version.standardchecks.all()]
    if not wanted:
        raise Invalid("The standard has no condition and no check.")
    found = []
    for values in wanted:
        row = Characteristic.objects.filter(item=item, name=values["name"]).first()
        values["standard"] = version.standard
        if row is None:
            found.append(add_characteristic(item=item, by=by, **values))
        else:
            found.append(change_characteristic(row=row, by=by, **values))
    return found


def _of_limit(row: StandardLimit) -> dict[str, Any]:
    only = row.target if row.lower is None and row.upper is None else None
    return {
        "name": row.name[:120],
        "unit": row.unit,
        "kind": Characteristic.Kind.MEASURED if only is None else Characteristic.Kind.GOOD,
        "lower": row.lower,
        "target": row.target,
        "upper": row.upper,
        "signal": row.signal,
    }


def _of_check(row: StandardCheck) -> dict[str, Any]:
    is_measured = row.lower is not None or row.upper is not None
    return {
        "name": row.text[:120],
        "unit": row.unit,
        "kind": Characteristic.Kind.MEASURED if is_measured else Characteristic.Kind.GOOD,
        "lower": row.lower,
        "upper": row.upper,
        "method": row.method,
    }


@transaction.atomic
def add_plan(*, by: Person | None, characteristics: Sequence[Characteristic] = (), **values: Any) -> InspectionPlan:
    """characteristics: none for all that the item has. Raises Invalid for a plan that is there already."""
    made = InspectionPlan(**values)
    add_row(made, by=by)
    made.characteristics.set(_own(made, characteristics))
    return made


@transaction.atomic
def change_plan(
    *, plan: InspectionPlan, by: Person | None, characteristics: Sequence[Characteristic] | None = None, **values: Any
) -> InspectionPlan:
    """Inspections that were begun keep the plan as it was. Raises Invalid."""
    row = InspectionPlan.objects.select_for_update().get(pk=plan.pk)
    change_row(row, values, by=by)
    if characteristics is not None:
        row.characteristics.set(_own(row, characteristics))
    return row


def _own(plan: InspectionPlan, rows: Sequence[Characteristic]) -> Sequence[Characteristic]:
    if any(row.item_id != plan.item_id for row in rows):
        raise Invalid("A characteristic belongs to another item.")
    return rows
