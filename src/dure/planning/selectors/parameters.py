"""What the planning goes by for each item, and what is missing of it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as mark

from dure.inventory.models import Item
from dure.planning.selectors.proposals import usual_suppliers
from dure.product.models import Bom
from dure.product.selectors import in_force

GAPS = {
    "lead_time": mark("no lead time"),
    "recipe": mark("no bill of materials"),
    "supplier": mark("no supplier known"),
}


@dataclass(frozen=True, slots=True)
class Parameters:
    item: Item
    supplier: str
    gaps: list[str]


def planned_items(today: date, *, text: str = "", only: str = "") -> QuerySet[Item]:
    """Items in use that are planned. only: those with a gap of the kind."""
    rows = Item.objects.filter(is_active=True, is_phantom=False).exclude(kind=Item.Kind.SERVICE)
    rows = rows.annotate(has_recipe=Exists(Bom.objects.filter(in_force(today), item=OuterRef("pk"))))
    if text:
        rows = rows.filter(Q(code__icontains=text) | Q(name__icontains=text))
    if only == "lead_time":
        rows = rows.filter(lead_time_days=0)
    elif only == "recipe":
        rows = rows.filter(supply=Item.Supply.MAKE, has_recipe=False)
    elif only == "supplier":
        rows = rows.exclude(supply=Item.Supply.MAKE)
        rows = rows.exclude(pk__in=usual_suppliers(list(rows.values_list("pk", flat=True)), today))
    return rows.order_by("code")


def with_gaps(rows: Collection[Item], today: date) -> Iterator[Parameters]:
    """Of the rows of a page. Two queries."""
    suppliers = usual_suppliers([row.pk for row in rows if row.supply != Item.Supply.MAKE], today)
    for row in rows:
        gaps = [] if row.lead_time_days else ["lead_time"]
        if row.supply == Item.Supply.MAKE and not row.has_recipe:  # type: ignore[attr-defined]
            gaps.append("recipe")
        if row.supply != Item.Supply.MAKE and row.pk not in suppliers:
            gaps.append("supplier")
        name = suppliers[row.pk].name if row.pk in suppliers else ""
        yield Parameters(row, name, [_(GAPS[gap]) for gap in gaps])
