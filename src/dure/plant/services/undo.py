"""Taking back a change of master data. What was recorded of it is enough to put the row back as it was."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import groupby
from typing import Any

from django.db import DEFAULT_DB_ALIAS, models, transaction
from django.db.models import ProtectedError
from django.db.models.deletion import Collector

from dure.kernel.errors import Conflict, Invalid, NotFound
from dure.plant.models import (
    Area,
    CalendarEntry,
    ChangeRecord,
    Enterprise,
    Named,
    Person,
    PersonSkill,
    Site,
    Skill,
    WorkCenter,
    WorkUnit,
)
from dure.plant.services.records import add_row, change_row, remove_row, remove_rows
from dure.plant.services.tree import set_in_use

LEVELS: dict[type[models.Model], str] = {
    Enterprise: "enterprise",
    Site: "site",
    Area: "area",
    WorkCenter: "work-center",
    WorkUnit: "work-unit",
}
AT_ONCE = 500
Rule = Callable[[Any, ChangeRecord], None]
_RULES: dict[type[models.Model], Rule] = {}
TABLES: dict[str, type[models.Model]] = {
    model.__name__: model for model in (*LEVELS, CalendarEntry, Skill, PersonSkill)
}


def undo_rule(table: type[models.Model]) -> Callable[[Rule], Rule]:
    """What the context of a table asks before a change of one of its rows is taken back, whoever takes it back.

    The rule hears the row as it is and the record of the change; it raises Conflict.
    """

    def keep(rule: Rule) -> Rule:
        _RULES[table] = rule
        return rule

    return keep


@transaction.atomic
def undo_change(
    *, record_id: int, by: Person, tables: Mapping[str, type[models.Model]] = TABLES
) -> tuple[ChangeRecord, models.Model]:
    """Put a row back as it was before a change: itself a change with a record. Returns that record's row too.

    tables: those whose changes may be taken back here. Raises NotFound, Invalid for another table,
    Conflict when the row was changed again since or is used by now.
    """
    record = ChangeRecord.objects.select_for_update().filter(pk=record_id).first()
    if record is None:
        raise NotFound("This change does not exist.")
    model = tables.get(record.table)
    if model is None:
        raise Invalid("This change can't be taken back here.")
    if ChangeRecord.objects.filter(table=record.table, row_id=record.row_id, pk__gt=record.pk).exists():
        raise Conflict("%(name)s was changed again meanwhile.", name=record.label)
    if record.verb == "removed":
        row = model(**_values(model, record.before))
        add_row(row, by=by)
    else:
        row = model._default_manager.select_for_update().get(pk=record.row_id)  # noqa: SLF001 - Django's documented name
        _put_back(row, record, by)
    return record, row


@transaction.atomic
def undo_changes(
    *,
    record_ids: Sequence[int],
    by: Person,
    tables: Mapping[str, type[models.Model]] = TABLES,
    told: Callable[[int], None] = lambda _done: None,
) -> None:
    """Take back all changes of one act, the last one first. All or none.

    told: hears how many are done. Raises Invalid for a table that isn't among `tables`, Conflict when one
    of the rows was changed by others since or is used by now.
    """
    records = list(ChangeRecord.objects.select_for_update().filter(pk__in=record_ids).order_by("-pk"))
    for record in records:
        if record.table not in tables:
            raise Invalid("This change can't be taken back here.")
    _refuse_changed_since(records)
    done = 0
    for run in _runs(records):
        _take_back(run, tables[run[0].table], by)
        done += len(run)
        told(done)


def _runs(records: Sequence[ChangeRecord]) -> Iterator[list[ChangeRecord]]:
    """Neighbours that added rows to one table, which can go at once; every other record alone."""
    for (_table, verb), group in groupby(records, lambda one: (one.table, one.verb)):
        found = list(group)
        size = AT_ONCE if verb == "added" else 1
        yield from (found[start : start + size] for start in range(0, len(found), size))


def _take_back(run: Sequence[ChangeRecord], table: type[models.Model], by: Person) -> None:
    """Raises Conflict for a row that is gone or used."""
    if run[0].verb == "removed":
        add_row(table(**_values(table, run[0].before)), by=by)
        return
    table_rows = table._default_manager.select_for_update()  # noqa: SLF001 - Django's documented name
    wanted = table_rows.filter(pk__in=[one.row_id for one in run]).order_by("pk")
    rows = {row.pk: row for row in wanted}
    gone = next((record for record in run if record.row_id not in rows), None)
    if gone is not None:
        raise Conflict("%(name)s is gone already.", name=gone.label)
    if len(run) > 1:
        with suppress(ProtectedError), transaction.atomic():
            _check_goes_alone(list(rows.values()))
            remove_rows(list(rows.values()), by=by)
            return
    # One by one, so that the one that is used is named.
    for record in run:
        _put_back(rows[record.row_id], record, by)


def _check_goes_alone(rows: Sequence[models.Model]) -> None:
    """Raises Conflict when what people wrote since would be removed with the rows, such as the prices of a partner.

    Raises ProtectedError for rows that are used.
    """
    collector = Collector(using=DEFAULT_DB_ALIAS)
    collector.collect(rows)
    going = [(model, [one.pk for one in found]) for model, found in collector.data.items()]
    going += [(found.model, list(found.values_list("pk", flat=True))) for found in collector.fast_deletes]
    for model, keys in going:
        written = ChangeRecord.objects.filter(
            table=model.__name__, row_id__in=[key for key in keys if type(key) is int]
        )
        if model is not type(rows[0]) and written.exists():
            users = str(model._meta.verbose_name)  # noqa: SLF001 - Django's documented name
            raise Conflict(
                "%(name)s is used already (%(users)s); take it out of use instead.", name=str(rows[0]), users=users
            )


def _refuse_changed_since(records: Sequence[ChangeRecord]) -> None:
    own = {record.pk for record in records}
    first = {(record.table, record.row_id): record.pk for record in records}  # in the order of the newest first
    later = ChangeRecord.objects.filter(
        table__in={table for table, _ in first}, row_id__in={row for _, row in first}, pk__gt=min(own, default=0)
    )
    for record in later.order_by("pk").iterator():
        if record.pk not in own and record.pk > first.get((record.table, record.row_id), record.pk):
            raise Conflict("%(name)s was changed again meanwhile.", name=record.label)


def _put_back(row: models.Model, record: ChangeRecord, by: Person) -> None:
    if record.verb == "added":
        try:
            _check_goes_alone([row])
            remove_row(row, by=by)
        except ProtectedError as error:
            users = ", ".join(sorted({str(one) for one in error.protected_objects})[:3])
            raise Conflict(
                "%(name)s is used already (%(users)s); take it out of use instead.", name=record.label, users=users
            ) from error
        return
    if type(row) in _RULES:
        _RULES[type(row)](row, record)
    values = _values(type(row), record.before)
    if isinstance(row, Named) and type(row) in LEVELS and "is_active" in values:
        set_in_use(row=row, level=LEVELS[type(row)], in_use=values.pop("is_active"), by=by)
    if values:
        change_row(row, values, by=by)


def _values(model: type[models.Model], kept: dict[str, Any]) -> dict[str, Any]:
    """Values of a row from the texts and numbers that a record keeps of them; a removed one's own number too, so that
    it comes back once, and what pointed at it can be put back behind it."""
    found: dict[str, Any] = {}
    for name, value in kept.items():
        field = model._meta.get_field(name)  # noqa: SLF001 - Django's documented name
        if isinstance(field, models.Field):
            found[field.attname] = value if isinstance(field, models.FileField) else field.to_python(value)
    return found
