"""The history of one record, as a person reads it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model

from dure.plant.models import ChangeRecord, Person


@dataclass(frozen=True, slots=True)
class Told:
    """A change of one row in words: (name of the field, before, after) for each that differs."""

    at: datetime
    by: Person | None
    verb: str
    label: str
    told: list[tuple[str, Any, Any]]


def changes_told(row: Model, most: int = 20) -> list[Told]:
    """The newest changes of a row, with the names of its fields in the reader's language."""
    names = {field.name: str(field.verbose_name) for field in row._meta.fields}  # noqa: SLF001 - documented
    records = ChangeRecord.objects.filter(table=type(row).__name__, row_id=row.pk).select_related("by")[:most]
    return [
        Told(
            one.at, one.by, one.verb, one.label,
            [(names.get(name, name), one.before.get(name), after) for name, after in one.after.items()],
        )
        for one in records
    ]  # fmt: skip
