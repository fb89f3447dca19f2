"""What was changed of a partner or a paper, in words that its page can show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q

from dure.commerce.models import (
    Address,
    BlanketLine,
    BlanketOrder,
    Contact,
    Partner,
    PurchaseLine,
    PurchaseOrder,
    SalesLine,
    SalesOrder,
)
from dure.plant.models import ChangeRecord, Person

_PARTS: dict[type[models.Model], tuple[tuple[type[models.Model], str], ...]] = {
    SalesOrder: ((SalesLine, "order"),),
    PurchaseOrder: ((PurchaseLine, "order"),),
    BlanketOrder: ((BlanketLine, "blanket"),),
    Partner: ((Address, "partner"), (Contact, "partner")),
}
_SILENT = {"item_quantity", "moved", "confirmed_by", "confirmed_at", "made_by", "made_at", "order", "partner"}
"""Fields that follow from others."""


@dataclass(frozen=True, slots=True)
class Changed:
    """verb: added, changed, removed. fields: (name, before, after) of a change, as people read them."""

    at: datetime
    by: Person | None
    verb: str
    label: str
    fields: Sequence[tuple[str, str, str]]


def changes_of(row: models.Model, *, limit: int = 30) -> list[Changed]:
    """Newest first, with the changes of its lines, also of those that were removed."""
    wanted = Q(table=type(row).__name__, row_id=row.pk)
    tables: dict[str, type[models.Model]] = {type(row).__name__: type(row)}
    for table, way in _PARTS.get(type(row), ()):
        tables[table.__name__] = table
        there = list(table._default_manager.filter(**{way: row.pk}).values_list("pk", flat=True))  # noqa: SLF001 - Django's name
        once = Q(**{f"before__{way}": row.pk}) | Q(**{f"after__{way}": row.pk})
        wanted |= Q(table=table.__name__) & (Q(row_id__in=there) | once)
    found = ChangeRecord.objects.filter(wanted).select_related("by").order_by("-pk")[:limit]
    return [
        Changed(one.at, one.by, one.verb, one.label, _fields(tables[one.table], one) if one.verb == "changed" else ())
        for one in found
    ]


def _fields(model: type[models.Model], record: ChangeRecord) -> list[tuple[str, str, str]]:
    found = []
    for name in record.after:
        if name in _SILENT:
            continue
        field: Any = model._meta.get_field(name)  # noqa: SLF001 - Django's documented name
        found.append(
            (str(field.verbose_name), _shown(field, record.before.get(name)), _shown(field, record.after[name]))
        )
    return found


def _shown(field: Any, value: Any) -> str:
    if value in (None, ""):
        return "–"
    if isinstance(field, models.ForeignKey):
        other = field.related_model._default_manager.filter(pk=value).first()  # noqa: SLF001 - Django's name
        return str(other or value)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.DecimalField):
        return f"{field.to_python(value).normalize():f}"
    return str(value)
