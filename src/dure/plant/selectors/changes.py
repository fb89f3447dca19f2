"""The history of records, as a person reads it."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import DateTimeField, DecimalField, FileField, ForeignKey, Model
from django.utils import timezone
from django.utils.translation import gettext as _

from dure.plant.models import ChangeRecord, Person
from dure.plant.selectors.words import word_of


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
    records = ChangeRecord.objects.filter(table=type(row).__name__, row_id=row.pk).select_related("by")[:most]
    return records_told(records)


HIDDEN = "•••"
"""Stands for a value that the reader may not see."""


def records_told(
    records: Iterable[ChangeRecord],
    *,
    silent: Collection[str] = (),
    hidden: Callable[[str, str], bool] = lambda _table, _name: False,
) -> list[Told]:
    """Changes in words: fields and choices by their names, other rows as they are called today.

    What was added or removed is told by its label alone. silent: names of fields that follow from others. hidden:
    whether a field of a table is told without its values. One query for each other row that is named.
    """
    known: dict[tuple[type[Model], Any], str] = {}
    return [Told(one.at, one.by, one.verb, one.label, _differences(one, silent, hidden, known)) for one in records]


def _differences(
    record: ChangeRecord,
    silent: Collection[str],
    hidden: Callable[[str, str], bool],
    known: dict[tuple[type[Model], Any], str],
) -> list[tuple[str, Any, Any]]:
    if record.verb != "changed":
        return []
    found = []
    for name, after in record.after.items():
        if name in silent:
            continue
        field = _field(record.table, name)
        values = (HIDDEN, HIDDEN) if hidden(record.table, name) else (record.before.get(name), after)
        found.append((word_of(name, field), *(_shown(field, value, known) for value in values)))
    return found


def _field(table: str, name: str) -> Any:
    model = _models().get(table)
    try:
        return model._meta.get_field(name) if model is not None else None  # noqa: SLF001 - documented
    except FieldDoesNotExist:
        return None  # of a version of the table before this one


@cache
def _models() -> dict[str, type[Model]]:
    return {model.__name__: model for model in apps.get_models() if model.__module__.startswith("dure.")}


def _shown(field: Any, value: Any, known: dict[tuple[type[Model], Any], str]) -> str:
    if value is None or value in ("", []):
        return "–"
    if value == HIDDEN:
        return HIDDEN
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(_shown(getattr(field, "base_field", None), one, known) for one in value)
    if isinstance(field, ForeignKey):
        return _called(field.related_model, value, known)
    if field is not None and field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, DateTimeField):
        return f"{timezone.localtime(field.to_python(value)):%Y-%m-%d %H:%M}"
    if isinstance(field, FileField):
        return str(value).rpartition("/")[2]
    return f"{field.to_python(value).normalize():f}" if isinstance(field, DecimalField) else str(value)


def _called(model: Any, key: Any, known: dict[tuple[type[Model], Any], str]) -> str:
    if (model, key) not in known:
        known[model, key] = str(model._default_manager.filter(pk=key).first() or key)  # noqa: SLF001 - documented
    return known[model, key]
