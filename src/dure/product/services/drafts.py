"""Editing a draft so that each edit can be undone, one after the other, until it is approved."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import models, transaction

from dure.kernel.errors import Conflict
from dure.plant.models import Person
from dure.plant.services.records import change_row, facts_of, record_change
from dure.product.errors import NotADraft
from dure.product.models import (
    Bom,
    BomAlternative,
    BomLine,
    DraftEdit,
    ElementOrder,
    LineStation,
    Operation,
    OperationUnit,
    Routing,
    StandardCheck,
    StandardHazard,
    StandardLimit,
    StandardStep,
    StandardVersion,
    WorkElement,
)

Head = TypeVar("Head", Bom, Routing, StandardVersion)
Snapshot = dict[str, dict[str, dict[str, Any]]]
"""table → row id as text → its values"""

PARTS: dict[type[models.Model], list[tuple[type[models.Model], str]]] = {
    Bom: [(BomLine, "bom"), (BomAlternative, "line__bom")],
    Routing: [
        (Operation, "routing"),
        (OperationUnit, "operation__routing"),
        (WorkElement, "operation__routing"),
        (ElementOrder, "then__operation__routing"),
        (LineStation, "routing"),
    ],
    StandardVersion: [
        (StandardStep, "version"),
        (StandardLimit, "version"),
        (StandardCheck, "version"),
        (StandardHazard, "version"),
    ],
}
"""Tables of the parts of a head, those that others point to first, and the way from each to the head."""


@contextmanager
def editing(head: Head, *, what: str, by: Person | None) -> Iterator[Head]:
    """Lock the draft and keep what it was before the block. Raises NotADraft.

    One transaction; what the block raises takes everything back.
    """
    with transaction.atomic():
        row = _locked(head)
        before = snapshot(row)
        yield row
        if snapshot(row) != before:
            DraftEdit.objects.create(
                table=type(row).__name__, row_id=row.pk, what=what[:40], before=before, edited_by=by
            )


def _locked(head: Head) -> Head:
    row = type(head).objects.select_for_update().get(pk=head.pk)
    if row.status != "draft":
        raise NotADraft("Only a draft can be changed. Write a new revision.")
    return row


def snapshot(head: models.Model) -> Snapshot:
    head.refresh_from_db()
    found: Snapshot = {type(head).__name__: {str(head.pk): facts_of(head)}}
    for table, way in PARTS[type(head)]:
        rows = table.objects.filter(**{way: head})
        found[table.__name__] = {str(row.pk): facts_of(row) for row in rows}
    return found


def edits_of(head: models.Model) -> models.QuerySet[DraftEdit]:
    return DraftEdit.objects.filter(table=type(head).__name__, row_id=head.pk)


@transaction.atomic
def undo_draft_edit(*, head: Head, by: Person | None) -> str:
    """Take the last edit of the draft back; what it was. Again takes back the one before.

    Raises NotADraft, and Conflict when there is nothing to undo.
    """
    row = _locked(head)
    edit = edits_of(row).filter(is_undone=False).last()
    if edit is None:
        raise Conflict("There is nothing to undo.")
    _restore(row, edit.before, by)
    DraftEdit.objects.filter(pk=edit.pk).update(is_undone=True)
    return edit.what


def _restore(head: Head, before: Snapshot, by: Person | None) -> None:
    there = {
        table: {str(row.pk): row for row in table.objects.filter(**{way: head})} for table, way in PARTS[type(head)]
    }
    for table, rows in reversed(there.items()):
        for key, row in rows.items():
            if key not in before.get(table.__name__, {}):
                record_change(row, verb="removed", by=by, before=facts_of(row))
                row.delete()
    change_row(head, _values(type(head), before[type(head).__name__][str(head.pk)]), by=by)
    for table, rows in there.items():
        for key, facts in before.get(table.__name__, {}).items():
            _put_back(table, rows.get(key), int(key), facts, by)


def _put_back(
    table: type[models.Model], row: models.Model | None, key: int, facts: dict[str, Any], by: Person | None
) -> None:
    values = _values(table, facts)
    if row is not None:
        if facts_of(row) != facts:
            change_row(row, values, by=by)
        return
    made = table(pk=key, **values)
    made.save(force_insert=True)
    record_change(made, verb="added", by=by)


def _values(table: type[models.Model], facts: dict[str, Any]) -> dict[str, Any]:
    """Values as they were kept in JSON, as the table's fields take them."""
    options = table._meta  # noqa: SLF001 # documented by Django, whatever its name
    fields = {name: options.get_field(name) for name in facts if name != "id"}
    return {
        field.attname: field.to_python(facts[name]) for name, field in fields.items() if isinstance(field, models.Field)
    }
