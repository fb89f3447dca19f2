"""Assessment tables: written as a draft, published, copied to the next version, withdrawn. Each is one transaction."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext

from dure.kernel import clock
from dure.kernel.errors import Conflict, Invalid
from dure.mentoring.assessment_sheet import SheetTable
from dure.mentoring.first_items import FirstTable
from dure.mentoring.first_korean import KOREAN
from dure.mentoring.first_own import OWN
from dure.mentoring.models import AssessmentTable, TableItem, TableModule
from dure.plant.models import Person
from dure.plant.services.records import add_row, change_row, remove_row

FIRST_TABLES = (KOREAN, OWN)
_NEXT = 10


@transaction.atomic
def add_first_tables(*, by: Person) -> list[AssessmentTable]:
    """The tables that Dure ships, published, in the language of the moment; those that are there stay as they are.

    Raises Conflict when all of them are there.
    """
    known = set(AssessmentTable.objects.values_list("key", flat=True))
    made = [_first(one, by) for one in FIRST_TABLES if one.key not in known]
    if not made:
        raise Conflict("The two tables are there already.")
    return made


def _first(one: FirstTable, by: Person) -> AssessmentTable:
    table = AssessmentTable(
        key=one.key, name=gettext(one.name), note=gettext(one.note), levels=[gettext(word) for word in one.levels],
        cut_points=[least for least, _name in one.cuts], cut_names=[gettext(name) for _least, name in one.cuts],
    )  # fmt: skip
    add_row(table, by=by)
    for place, module in enumerate(one.modules, start=1):
        held = TableModule.objects.create(
            table=table, position=place * _NEXT, area=gettext(module.area), code=module.code, name=gettext(module.name)
        )
        TableItem.objects.bulk_create(
            TableItem(
                module=held, position=number * _NEXT, question=gettext(item.question), points=item.points,
                evidence=gettext(item.evidence) if item.evidence else "",
                levels=[gettext(word) for word in item.levels], figure=item.figure, steps=list(item.steps),
            )
            for number, item in enumerate(module.items, start=1)
        )  # fmt: skip
    return publish_table(table=table, by=by)


@transaction.atomic
def copy_table(*, table: AssessmentTable, by: Person) -> AssessmentTable:
    """The next version as a draft, with all that this one has. Raises Invalid when there is a draft already."""
    made = _next_version(table.key, table.name, table.note, table.levels, table.cut_points, table.cut_names, by)
    for module in table.modules.all():
        held = TableModule.objects.create(
            table=made, position=module.position, area=module.area, code=module.code, name=module.name
        )
        TableItem.objects.bulk_create(
            TableItem(
                module=held, position=item.position, question=item.question, points=item.points,
                evidence=item.evidence, levels=item.levels, figure=item.figure, steps=item.steps,
            )
            for item in module.items.all()
        )  # fmt: skip
    return made


def _next_version(  # noqa: PLR0917 - the columns of a table
    key: str, name: str, note: str, levels: Sequence[str], points: Sequence[int], names: Sequence[str], by: Person
) -> AssessmentTable:
    last = AssessmentTable.objects.select_for_update().filter(key=key).order_by("-version").first()
    made = AssessmentTable(
        key=key, version=last.version + 1 if last else 1, name=name, note=note, levels=list(levels),
        cut_points=list(points), cut_names=list(names),
    )  # fmt: skip
    add_row(made, by=by)
    return made


@transaction.atomic
def take_sheet(*, sheet: SheetTable, by: Person) -> AssessmentTable:
    """A draft with what a spreadsheet says: of a new table, or the next version of one with its short name."""
    made = _next_version(sheet.key, sheet.name, sheet.note, sheet.levels, sheet.cut_points, sheet.cut_names, by)
    for module in sheet.modules:
        held = TableModule(
            table=made, position=module.position, area=module.area, code=module.code, name=module.name
        )  # fmt: skip
        add_row(held, by=by)
        for place, item in enumerate(module.items, start=1):
            add_row(
                TableItem(
                    module=held, position=place * _NEXT, question=item.question, points=item.points,
                    evidence=item.evidence, levels=list(item.levels), figure=item.figure, steps=list(item.steps),
                ),
                by=by,
            )  # fmt: skip
    return made


@transaction.atomic
def change_table(*, table: AssessmentTable, by: Person, **values: Any) -> AssessmentTable:
    """Its name, note, levels and cut-offs while it is a draft. Raises Conflict, Invalid."""
    row = _draft(table)
    if len(values.get("levels", row.levels)) != len(row.levels) and _has_own_levels(row):
        raise Invalid("Some questions have words or steps for each level. Change these first, then how many there are.")
    change_row(row, values, by=by)
    return row


def _has_own_levels(table: AssessmentTable) -> bool:
    rows = TableItem.objects.filter(module__table=table)
    return rows.exclude(levels=[], steps=[]).exists()


@transaction.atomic
def remove_draft(*, table: AssessmentTable, by: Person) -> AssessmentTable:
    """Throw a draft away. Raises Conflict for another."""
    row = _draft(table)
    remove_row(row, by=by)
    return row


@transaction.atomic
def set_module(*, table: AssessmentTable, module: TableModule | None, by: Person, **values: Any) -> TableModule:
    """Add a module, or change one: values position, area, code, name. Raises Conflict, Invalid."""
    row = _draft(table)
    if module is None:
        last = row.modules.order_by("position").last()
        made = TableModule(**({"position": (last.position if last else 0) + _NEXT} | values), table=row)
        add_row(made, by=by)
        return made
    change_row(module, values, by=by)
    return module


@transaction.atomic
def remove_module(*, module: TableModule, by: Person) -> TableModule:
    """Raises Conflict when the table isn't a draft, Invalid for a module that has questions."""
    _draft(module.table)
    if module.items.exists():
        raise Invalid("Remove the questions of the module first.")
    remove_row(module, by=by)
    return module


@transaction.atomic
def set_item(*, module: TableModule, item: TableItem | None, by: Person, **values: Any) -> TableItem:
    """Add a question to a module, or change one. Raises Conflict, Invalid."""
    _draft(module.table)
    if item is None:
        last = module.items.order_by("position").last()
        made = TableItem(**({"position": (last.position if last else 0) + _NEXT} | values), module=module)
        add_row(made, by=by)
        return made
    change_row(item, values | {"module": module}, by=by)
    return item


@transaction.atomic
def remove_item(*, item: TableItem, by: Person) -> TableItem:
    """Raises Conflict when the table isn't a draft."""
    _draft(item.module.table)
    remove_row(item, by=by)
    return item


@transaction.atomic
def publish_table(*, table: AssessmentTable, by: Person) -> AssessmentTable:
    """From now on diagnoses use this version, and nobody changes it; the one before is withdrawn.

    Raises Conflict when it isn't a draft, Invalid while something is missing.
    """
    row = _draft(table)
    _refuse_gaps(row)
    for old in AssessmentTable.objects.select_for_update().filter(
        key=row.key, status=AssessmentTable.Status.PUBLISHED
    ):  # fmt: skip
        change_row(old, {"status": AssessmentTable.Status.WITHDRAWN}, by=by)
    now = {"status": AssessmentTable.Status.PUBLISHED, "published_at": clock.now(), "published_by": by}
    change_row(row, now, by=by)
    return row


def _refuse_gaps(table: AssessmentTable) -> None:
    empty = table.modules.filter(items=None).first()
    if empty is not None:
        raise Invalid("The module %(name)s has no questions.", name=empty.name)
    points = TableItem.objects.filter(module__table=table).aggregate(sum=Sum("points"))["sum"]
    if not points:
        raise Invalid("The table has no questions.")
    if any(a >= b for a, b in pairwise(table.cut_points)):
        raise Invalid("The cut-offs don't rise.")
    if table.cut_points and table.cut_points[-1] > points:
        raise Invalid("The highest cut-off is more than the %(points)s points of the table.", points=points)


@transaction.atomic
def withdraw_table(*, table: AssessmentTable, by: Person) -> AssessmentTable:
    """No new diagnosis uses it; those that do stay as they are. Raises Conflict when it isn't published."""
    row = AssessmentTable.objects.select_for_update().get(pk=table.pk)
    if row.status != AssessmentTable.Status.PUBLISHED:
        raise Conflict("Only a published table is withdrawn.")
    change_row(row, {"status": AssessmentTable.Status.WITHDRAWN}, by=by)
    return row


@transaction.atomic
def bring_back_table(*, table: AssessmentTable, by: Person) -> AssessmentTable:
    """Publish a withdrawn version again. Raises Conflict when another version is published."""
    row = AssessmentTable.objects.select_for_update().get(pk=table.pk)
    status = AssessmentTable.Status
    if row.status != status.WITHDRAWN:
        raise Conflict("Only a withdrawn table comes back.")
    if AssessmentTable.objects.filter(key=row.key, status=status.PUBLISHED).exists():
        raise Conflict("Another version of this table is published. Withdraw that first.")
    change_row(row, {"status": status.PUBLISHED}, by=by)
    return row


def _draft(table: AssessmentTable) -> AssessmentTable:
    row = AssessmentTable.objects.select_for_update().get(pk=table.pk)
    if row.status != AssessmentTable.Status.DRAFT:
        raise Conflict("This version is published and stays as it is. Copy it to a new version.")
    return row
