"""Writing down what was done: security acts, and changes of master data with what it was before."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.fields.files import FieldFile
from django.forms.models import model_to_dict

from dure.events import append
from dure.kernel.errors import Invalid
from dure.plant.events import PlanChanged
from dure.plant.models import ChangeRecord, Person, SecurityRecord

Act = SecurityRecord.Act
PLAN = frozenset({"Shift", "CalendarEntry", "IdealCycle"})
"""Tables by which the figures of days that are over change."""


_kept: ContextVar[list[int] | None] = ContextVar("records_kept", default=None)


@contextmanager
def records_kept() -> Iterator[list[int]]:
    """Ids of the change records that are written inside, in their order; to take a whole act back by them."""
    found: list[int] = []
    token = _kept.set(found)
    try:
        yield found
    finally:
        _kept.reset(token)


def _note(records: Sequence[ChangeRecord]) -> None:
    kept = _kept.get()
    if kept is not None:
        kept.extend(record.pk for record in records)


def record_act(
    act: SecurityRecord.Act, *, person: Person | None, by: Person | None = None, address: str = "", detail: str = ""
) -> SecurityRecord:
    """Note a security act on `person` done by `by` (the person when not given)."""
    return SecurityRecord.objects.create(
        act=act, person=person, by=by or person, address=address[:60], detail=detail[:200]
    )


def facts_of(row: models.Model) -> dict[str, Any]:
    """The row's values as they are kept with a change."""
    values = {
        name: value.name if isinstance(value, FieldFile) else value
        for name, value in model_to_dict(row).items()
        if name not in ("password", "pin", "token_hash")
    }
    return dict(json.loads(json.dumps(values, cls=DjangoJSONEncoder, default=str)))


def record_change(row: models.Model, *, verb: str, by: Person | None, before: dict[str, Any] | None = None) -> None:
    """Note that `row` was added, changed or removed; only what differs is kept of a change."""
    after = facts_of(row) if verb != "removed" else {}
    old = before or {}
    if verb == "changed":
        differs = {name for name in after if after[name] != old.get(name)}
        if not differs:
            return
        after, old = {n: after[n] for n in differs}, {n: old.get(n) for n in differs}
    record = ChangeRecord(
        by=by,
        verb=verb,
        table=type(row).__name__,
        row_id=row.pk if isinstance(row.pk, int) else 0,  # a row known by its code is found by its label
        label=str(row)[:200],
        before=old,
        after=after,
    )
    record.save(force_insert=True)
    _note([record])
    if type(row).__name__ in PLAN:
        plan_changed(row)


def plan_changed(row: models.Model) -> None:
    """Tell the contexts above that what time and pieces are set against is another one now."""
    append(PlanChanged(table=type(row).__name__, row_id=row.pk or 0))


def checked(row: models.Model) -> None:
    """Raises Invalid with the reasons when the row breaks a rule of its table."""
    try:
        row.full_clean()
    except ValidationError as error:
        raise Invalid("%(reason)s", reason=" ".join(error.messages)) from error


def add_row(row: models.Model, *, by: Person | None) -> None:
    checked(row)
    row.save()
    record_change(row, verb="added", by=by)


def add_rows(rows: Sequence[models.Model], *, by: Person | None) -> None:
    """Add many rows of one table, with their records, in two statements.

    What a row says alone is checked here; what the database alone knows (a value taken, a row pointed
    at that isn't there) it refuses. Raises Invalid with the first row's reasons.
    """
    for row in rows:
        related = {field.name for field in row._meta.fields if field.is_relation}  # noqa: SLF001 - Django's name
        try:
            row.clean_fields(exclude=related)
            row.clean()
        except ValidationError as error:
            raise Invalid("%(row)s: %(reason)s", row=str(row), reason=" ".join(error.messages)) from error
    if rows:
        type(rows[0])._default_manager.bulk_create(rows, batch_size=1000)  # noqa: SLF001 - Django's name
    made = [
        ChangeRecord(
            by=by, verb="added", table=type(row).__name__, row_id=row.pk, label=str(row)[:200], after=facts_of(row)
        )
        for row in rows
    ]
    _note(ChangeRecord.objects.bulk_create(made, batch_size=1000))


def remove_row(row: models.Model, *, by: Person | None) -> None:
    """Delete the row; the record keeps what it was, and the row its number, by which the record is found."""
    number = row.pk
    record_change(row, verb="removed", by=by, before=facts_of(row))
    row.delete()
    row.pk = number


def remove_rows(rows: Sequence[models.Model], *, by: Person | None) -> None:
    """Delete many rows of one table, with their records, in few statements. Raises ProtectedError for used ones."""
    made = [
        ChangeRecord(
            by=by, verb="removed", table=type(row).__name__, row_id=row.pk, label=str(row)[:200], before=facts_of(row)
        )
        for row in rows
    ]
    if rows:
        type(rows[0])._default_manager.filter(pk__in=[row.pk for row in rows]).delete()  # noqa: SLF001 - Django's name
    _note(ChangeRecord.objects.bulk_create(made, batch_size=1000))
    for row in rows:
        if type(row).__name__ in PLAN:
            plan_changed(row)


def change_row(row: models.Model, values: dict[str, Any], *, by: Person | None) -> None:
    """Set `values` on the row, check it, save it and note the difference."""
    before = facts_of(row)
    for name, value in values.items():
        setattr(row, name, value)
    checked(row)
    row.save()
    record_change(row, verb="changed", by=by, before=before)
