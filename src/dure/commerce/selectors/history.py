"""What was changed of a partner or a paper, in words that its page can show."""

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
from dure.plant.models import ChangeRecord
from dure.plant.selectors import Told, records_told

_PARTS: dict[type[models.Model], tuple[tuple[type[models.Model], str], ...]] = {
    SalesOrder: ((SalesLine, "order"),),
    PurchaseOrder: ((PurchaseLine, "order"),),
    BlanketOrder: ((BlanketLine, "blanket"),),
    Partner: ((Address, "partner"), (Contact, "partner")),
}
_SILENT = {"item_quantity", "moved", "confirmed_by", "confirmed_at", "made_by", "made_at", "order", "partner"}
"""Fields that follow from others."""


def changes_of(row: models.Model, *, limit: int = 30) -> list[Told]:
    """Newest first, with the changes of its lines, also of those that were removed."""
    wanted = Q(table=type(row).__name__, row_id=row.pk)
    for table, way in _PARTS.get(type(row), ()):
        there = list(table._default_manager.filter(**{way: row.pk}).values_list("pk", flat=True))  # noqa: SLF001 - Django's name
        once = Q(**{f"before__{way}": row.pk}) | Q(**{f"after__{way}": row.pk})
        wanted |= Q(table=table.__name__) & (Q(row_id__in=there) | once)
    found = ChangeRecord.objects.filter(wanted).select_related("by").order_by("-pk")[:limit]
    return records_told(found, silent=_SILENT)
