"""Writing routings. Keyword-only; each verb is one transaction with its history."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction

from dure.events import append
from dure.inventory.models import Item
from dure.kernel.errors import Invalid
from dure.plant.models import Person, WorkUnit
from dure.plant.services.records import add_row, change_row, facts_of, record_change
from dure.product.events import RoutingApproved, RoutingRetired
from dure.product.models import Operation, OperationUnit, Routing
from dure.product.services import revisions
from dure.product.services.cycles import follow_routing
from dure.product.services.drafts import editing, edits_of
from dure.product.services.elements import copy_elements, take_out


@transaction.atomic
def add_routing(*, item: Item, valid_from: date, by: Person | None, revision: str = "A", **values: Any) -> Routing:
    """Write a draft. Raises Invalid."""
    routing = Routing(item=item, valid_from=valid_from, revision=revision, written_by=by, **values)
    add_row(routing, by=by)
    return routing


@transaction.atomic
def change_routing(*, routing: Routing, by: Person | None, **values: Any) -> Routing:
    """Raises NotADraft, Invalid."""
    with editing(routing, what="head", by=by) as row:
        change_row(row, values, by=by)
    return row


@transaction.atomic
def remove_draft_routing(*, routing: Routing, by: Person | None) -> None:
    """Raises NotADraft."""
    with editing(routing, what="remove", by=by) as row:
        record_change(row, verb="removed", by=by, before=facts_of(row))
    edits_of(row).delete()
    row.delete()


@transaction.atomic
def add_operation(*, routing: Routing, number: int, name: str, by: Person | None, **values: Any) -> Operation:
    """Raises NotADraft, Invalid."""
    with editing(routing, what="add", by=by) as row:
        operation = Operation(routing=row, number=number, name=name, **values)
        add_row(operation, by=by)
    return operation


@transaction.atomic
def change_operation(*, operation: Operation, by: Person | None, **values: Any) -> Operation:
    """Raises NotADraft, Invalid."""
    with editing(operation.routing, what="change", by=by):
        change_row(operation, values, by=by)
    return operation


@transaction.atomic
def remove_operation(*, operation: Operation, by: Person | None) -> None:
    """Its work elements go as `remove_element` takes them away. Raises NotADraft."""
    with editing(operation.routing, what="remove", by=by):
        for element in operation.elements.all():
            take_out(element, by=by)
        for unit in operation.units.all():
            record_change(unit, verb="removed", by=by, before=facts_of(unit))
        record_change(operation, verb="removed", by=by, before=facts_of(operation))
        operation.delete()


@transaction.atomic
def set_units(
    *, operation: Operation, units: Sequence[tuple[WorkUnit, dict[str, Any]]], by: Person | None
) -> list[OperationUnit]:
    """The work units that can do it, the preferred first, each with its own times where they differ.

    Raises NotADraft, Invalid.
    """
    with editing(operation.routing, what="units", by=by):
        for old in operation.units.all():
            record_change(old, verb="removed", by=by, before=facts_of(old))
            old.delete()
        made = [
            OperationUnit(operation=operation, work_unit=unit, preference=preference, **times)
            for preference, (unit, times) in enumerate(units, start=1)
        ]
        for row in made:
            add_row(row, by=by)
    return made


@transaction.atomic
def approve_routing(*, routing: Routing, by: Person | None) -> Routing:
    """Put the draft in force on its days; the one before ends the day before, and ideal cycles follow.

    Raises NotADraft, OwnWork, Invalid (no operation), Overlap.
    """
    revisions.take_turn()
    if not routing.operations.exists():
        raise Invalid("A routing needs an operation.")
    row = revisions.approve(routing, by)
    follow_routing(routing=row, by=by)
    append(
        RoutingApproved(
            routing_id=row.pk, item_id=row.item_id, valid_from=row.valid_from, person_id=by.pk if by else None
        )
    )
    return row


@transaction.atomic
def retire_routing(*, routing: Routing, last_day: date, by: Person | None) -> Routing:
    """End it after `last_day`. Raises NotADraft, Invalid."""
    row = revisions.retire(routing, last_day, by)
    append(RoutingRetired(routing_id=row.pk, item_id=row.item_id, last_day=last_day, person_id=by.pk if by else None))
    return row


@transaction.atomic
def copy_routing(
    *, routing: Routing, revision: str, valid_from: date, by: Person | None, item: Item | None = None
) -> Routing:
    """A draft with the same operations, as the next revision or for another item."""
    made = Routing(
        item=item or routing.item, revision=revision, valid_from=valid_from, note=routing.note, written_by=by
    )
    add_row(made, by=by)
    old = list(routing.operations.all())
    keys = [operation.pk for operation in old]
    units = list(OperationUnit.objects.filter(operation__in=keys))
    for operation in old:
        operation.pk, operation.routing = None, made
    copies = dict(zip(keys, Operation.objects.bulk_create(old), strict=True))
    for unit in units:
        unit.pk, unit.operation = None, copies[unit.operation_id]
    OperationUnit.objects.bulk_create(units)
    copy_elements(copies, routing, made)
    return made
