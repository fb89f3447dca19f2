"""Replacing one component by another in many bills of materials at once."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction

from dure.inventory.models import Item
from dure.kernel.errors import Conflict
from dure.plant.models import Person
from dure.plant.services.records import add_row
from dure.product.models import Bom, BomLine
from dure.product.selectors.replacing import Replacement, replacement_preview
from dure.product.services import boms


@transaction.atomic
def replace_component(
    *, old: Item, new: Item, ratio: Decimal, valid_from: date, boms_chosen: Sequence[int], by: Person | None
) -> list[Bom]:
    """Drafts of the chosen BOMs, in force from the day once approved, with `ratio` of `new` for one of `old`.

    Exactly what `replacement_preview` shows for the same arguments. All or none: raises Conflict for a
    chosen one that can't be done or that is no longer among them, Loop.
    """
    planned = {row.bom.pk: row for row in replacement_preview(old=old, new=new, ratio=ratio, on=valid_from)}
    lost = [key for key in boms_chosen if key not in planned]
    if lost:
        raise Conflict("%(count)s of the chosen no longer use it. Look again.", count=len(lost))
    return [_replaced(planned[key], new, valid_from, by) for key in boms_chosen]


def _replaced(plan: Replacement, new: Item, valid_from: date, by: Person | None) -> Bom:
    if plan.problem:
        raise Conflict("%(bom)s can't be changed: %(problem)s", bom=str(plan.bom), problem=plan.problem)
    old = plan.bom
    draft = Bom(
        item=old.item,
        revision=plan.revision,
        valid_from=valid_from,
        valid_to=old.valid_to,
        base_quantity=old.base_quantity,
        yield_percent=old.yield_percent,
        note=old.note,
        written_by=by,
    )
    add_row(draft, by=by)
    boms.copy_lines(old, draft)
    for line in BomLine.objects.filter(bom=draft, component=plan.old, kind=BomLine.Kind.COMPONENT):
        quantity = plan.quantities[line.operation_number]
        boms.change_line(line=line, by=by, component=new, quantity=quantity, unit_id=new.unit_id)
    return draft
