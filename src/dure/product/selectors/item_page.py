"""All that is known of one item, from every register."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet, Sum

from dure.inventory.models import Balance, Item, ItemUnit, Worth
from dure.inventory.selectors import stock_now
from dure.plant.models import ChangeRecord
from dure.product.models import IdealCycle, StandardVersion
from dure.product.selectors.boms import bom_of
from dure.product.selectors.routings import routing_of
from dure.product.selectors.standards import versions


@dataclass(frozen=True, slots=True)
class Stock:
    """What there is now: rows by place and lot, and sums in the item's own unit."""

    rows: list[Balance]
    quantity: Decimal
    reserved: Decimal

    @property
    def free(self) -> Decimal:
        return self.quantity - self.reserved


def stock_of(item: Item) -> Stock:
    rows = stock_now(items=[item.pk])
    sums = rows.order_by().aggregate(Sum("quantity"), Sum("reserved"))
    quantity, reserved = (sums[f"{name}__sum"] or Decimal(0) for name in ("quantity", "reserved"))
    return Stock(list(rows[:20]), quantity, reserved)


def units_of(item: Item) -> QuerySet[ItemUnit]:
    return ItemUnit.objects.filter(item=item).select_related("unit").order_by("unit")


def item_unit(unit_id: int) -> ItemUnit | None:
    return ItemUnit.objects.select_related("item").filter(pk=unit_id).first()


def making_of(item: Item, on: date) -> dict[str, Any]:
    """BOM and routing in force on the day, and the work standards of the item that are in force or being written."""
    standards = versions().filter(standard__item=item, standard__is_active=True)
    standards = standards.exclude(status=StandardVersion.Status.RETIRED)
    return {
        "bom": bom_of(item, on),
        "routing": routing_of(item, on),
        "standards": standards.order_by("standard__operation_number", "number"),
    }


@dataclass(frozen=True, slots=True)
class Cost:
    """Won per unit: the standard in force, and the average of what is in stock; None where there is none."""

    standard: Decimal | None
    average: Decimal | None
    value: Decimal


def cost_of(item: Item) -> Cost:
    worth = Worth.objects.filter(item=item).first()
    if worth is None:
        return Cost(None, None, Decimal(0))
    average = worth.value / worth.quantity if worth.quantity else None
    return Cost(worth.standard, average, worth.value)


def changes_of(keys: list[tuple[str, list[int]]]) -> QuerySet[ChangeRecord]:
    """Changes of rows given as (table, ids), newest first."""
    wanted = Q(pk=None)
    for table, ids in keys:
        wanted |= Q(table=table, row_id__in=ids)
    return ChangeRecord.objects.filter(wanted).select_related("by")


def item_history(item: Item) -> QuerySet[ChangeRecord]:
    """Changes of the item, its units and its ideal cycles, also of those that were taken away."""
    wanted = Q(table="Item", row_id=item.pk)
    for model in (ItemUnit, IdealCycle):
        there = model.objects.filter(item=item).values("pk")
        was = Q(before__item=item.pk) | Q(after__item=item.pk)
        wanted |= Q(table=model.__name__) & (Q(row_id__in=there) | was)
    return ChangeRecord.objects.filter(wanted).select_related("by")
