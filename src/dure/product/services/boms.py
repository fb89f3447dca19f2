"""Writing bills of materials. Keyword-only; each verb is one transaction with its history."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from dure.events import append
from dure.inventory.models import Item
from dure.kernel.errors import Invalid
from dure.plant.models import Person
from dure.plant.services.records import add_row, change_row, facts_of, record_change
from dure.product.errors import Loop
from dure.product.events import BomApproved, BomRetired
from dure.product.models import Bom, BomAlternative, BomLine
from dure.product.selectors.loops import loop_through
from dure.product.selectors.units import ratios
from dure.product.services import revisions
from dure.product.services.drafts import editing, edits_of


@dataclass(frozen=True, slots=True)
class LineOf:
    """A line as it is written: any of the line's values by name, and its alternatives in their order."""

    component: Item
    quantity: Decimal
    unit: str = ""
    alternatives: Sequence[tuple[Item, Decimal]] = ()
    more: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def add_bom(
    *, item: Item, valid_from: date, by: Person | None, lines: Sequence[LineOf] = (), revision: str = "A", **values: Any
) -> Bom:
    """Write a draft. Raises Invalid, NotConvertible for a unit of a line, Loop."""
    bom = Bom(item=item, valid_from=valid_from, revision=revision, written_by=by, **values)
    add_row(bom, by=by)
    _write_lines(bom, lines)
    _refuse_loop(bom)
    return bom


def _write_lines(bom: Bom, lines: Sequence[LineOf]) -> None:
    """All lines of a new draft in two statements."""
    rows = []
    for number, line in enumerate(lines, start=1):
        row = BomLine(
            bom=bom,
            component=line.component,
            quantity=line.quantity,
            unit_id=line.unit or line.component.unit_id,
            **({"position": number * 10} | line.more),
        )
        _checked_alone(row)
        rows.append(row)
    _convertible(rows)
    BomLine.objects.bulk_create(rows)
    BomAlternative.objects.bulk_create(
        BomAlternative(line=row, item=item, ratio=ratio, priority=priority)
        for row, line in zip(rows, lines, strict=True)
        for priority, (item, ratio) in enumerate(line.alternatives, start=1)
    )


def _checked_alone(row: BomLine) -> None:
    """What can be checked without a query; the rest the database refuses."""
    if row.quantity <= 0:
        raise Invalid("The quantity of %(item)s must be more than zero.", item=row.component.name)
    if not 0 <= row.scrap_percent < 100:
        raise Invalid("The scrap of %(item)s must be from 0 to less than 100 %%.", item=row.component.name)


def _convertible(rows: Sequence[BomLine]) -> None:
    """Raises NotConvertible unless every line's unit can be turned into its component's own."""
    ratios({(row.component_id, row.unit_id) for row in rows})


def _refuse_loop(bom: Bom) -> None:
    path = loop_through(bom)
    if not path:
        return
    names = Item.objects.in_bulk(path)
    error = Loop(
        "%(item)s would be a part of itself: %(path)s",
        item=names[path[0]].name,
        path=" → ".join(names[key].name for key in path),
    )
    error.path = path
    raise error


@transaction.atomic
def change_bom(*, bom: Bom, by: Person | None, **values: Any) -> Bom:
    """Change the head of a draft. Raises NotADraft, Invalid, Loop (other days, other BOMs below)."""
    with editing(bom, what="head", by=by) as row:
        change_row(row, values, by=by)
        _refuse_loop(row)
    return row


@transaction.atomic
def remove_draft_bom(*, bom: Bom, by: Person | None) -> None:
    """Raises NotADraft."""
    with editing(bom, what="remove", by=by) as row:
        record_change(row, verb="removed", by=by, before=facts_of(row))
    edits_of(row).delete()
    row.delete()


@transaction.atomic
def add_line(
    *, bom: Bom, component: Item, quantity: Decimal, by: Person | None, unit: str = "", **values: Any
) -> BomLine:
    """Raises NotADraft, Invalid, NotConvertible, Loop."""
    with editing(bom, what="add", by=by) as row:
        line = BomLine(bom=row, component=component, quantity=quantity, unit_id=unit or component.unit_id, **values)
        add_row(line, by=by)
        _convertible([line])
        _refuse_loop(row)
    return line


@transaction.atomic
def change_line(*, line: BomLine, by: Person | None, **values: Any) -> BomLine:
    """Raises NotADraft, Invalid, NotConvertible, Loop."""
    with editing(line.bom, what="change", by=by) as row:
        change_row(line, values, by=by)
        _convertible([line])
        _refuse_loop(row)
    return line


@transaction.atomic
def remove_line(*, line: BomLine, by: Person | None) -> None:
    """Raises NotADraft."""
    with editing(line.bom, what="remove", by=by):
        record_change(line, verb="removed", by=by, before=facts_of(line))
        line.delete()


@transaction.atomic
def set_alternatives(
    *, line: BomLine, alternatives: Sequence[tuple[Item, Decimal]], by: Person | None
) -> list[BomAlternative]:
    """What may take the component's place, in this order, with how much of it replaces one. Raises NotADraft, Loop."""
    with editing(line.bom, what="alternatives", by=by) as row:
        for old in line.alternatives.all():
            record_change(old, verb="removed", by=by, before=facts_of(old))
            old.delete()
        made = []
        for priority, (item, ratio) in enumerate(alternatives, start=1):
            if item.pk == line.component_id:
                raise Invalid("%(item)s can't take its own place.", item=item.name)
            made.append(BomAlternative(line=line, item=item, ratio=ratio, priority=priority))
            add_row(made[-1], by=by)
        _refuse_loop(row)
    return made


@transaction.atomic
def approve_bom(*, bom: Bom, by: Person | None) -> Bom:
    """Put the draft in force on its days; the one before ends the day before.

    Raises NotADraft, OwnWork, Invalid (no component, cost shares over 100 %), Loop, Overlap.
    """
    revisions.take_turn()
    lines = list(bom.lines.all())
    if not any(line.kind == BomLine.Kind.COMPONENT for line in lines):
        raise Invalid("A bill of materials needs a component.")
    if sum(line.cost_share for line in lines) >= 100:
        raise Invalid("Co-products can't bear all of the cost.")
    _refuse_loop(bom)
    row = revisions.approve(bom, by)
    append(BomApproved(bom_id=row.pk, item_id=row.item_id, valid_from=row.valid_from, person_id=by.pk if by else None))
    return row


@transaction.atomic
def retire_bom(*, bom: Bom, last_day: date, by: Person | None) -> Bom:
    """End it after `last_day`. Raises NotADraft, Invalid."""
    row = revisions.retire(bom, last_day, by)
    append(BomRetired(bom_id=row.pk, item_id=row.item_id, last_day=last_day, person_id=by.pk if by else None))
    return row


@transaction.atomic
def copy_bom(*, bom: Bom, revision: str, valid_from: date, by: Person | None, item: Item | None = None) -> Bom:
    """A draft with the same lines, as the next revision or for another item. Raises Invalid, Loop."""
    made = Bom(
        item=item or bom.item,
        revision=revision,
        valid_from=valid_from,
        base_quantity=bom.base_quantity,
        yield_percent=bom.yield_percent,
        note=bom.note,
        written_by=by,
    )
    add_row(made, by=by)
    copy_lines(bom, made)
    _refuse_loop(made)
    return made


def copy_lines(source: Bom, target: Bom) -> None:
    """The lines and alternatives of one BOM in another, in four statements."""
    old = list(source.lines.all())
    keys = [line.pk for line in old]
    alternatives = list(BomAlternative.objects.filter(line__in=keys))
    for line in old:
        line.pk, line.bom = None, target
    made = dict(zip(keys, BomLine.objects.bulk_create(old), strict=True))
    for one in alternatives:
        one.pk, one.line = None, made[one.line_id]
    BomAlternative.objects.bulk_create(alternatives)
