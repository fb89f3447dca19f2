"""Writing down what was done: security acts, and changes of master data with what it was before."""

import json
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
    ChangeRecord.objects.create(
        by=by,
        verb=verb,
        table=type(row).__name__,
        row_id=row.pk if isinstance(row.pk, int) else 0,  # a row known by its code is found by its label
        label=str(row)[:200],
        before=old,
        after=after,
    )
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


def remove_row(row: models.Model, *, by: Person | None) -> None:
    """Delete the row; the record keeps what it was, and the row its number, by which the record is found."""
    number = row.pk
    record_change(row, verb="removed", by=by, before=facts_of(row))
    row.delete()
    row.pk = number


def change_row(row: models.Model, values: dict[str, Any], *, by: Person | None) -> None:
    """Set `values` on the row, check it, save it and note the difference."""
    before = facts_of(row)
    for name, value in values.items():
        setattr(row, name, value)
    checked(row)
    row.save()
    record_change(row, verb="changed", by=by, before=before)
