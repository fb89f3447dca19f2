"""What is frozen on an order when it is released: revisions, components, other outputs, operations, work standards."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from dure.events.statements import Slot, execute, fixed
from dure.inventory.models import Item
from dure.kernel.errors import Invalid
from dure.product import selectors as product
from dure.product.explosion import Explosion, NoRecipe, Recipes, begun_for, explode
from dure.product.models import Bom, Routing, StandardVersion
from dure.production.models import OrderComponent, OrderOutput, OrderStandard, WorkOrder


@dataclass(slots=True)
class Book:
    """How some items are made on some days, read once for all orders."""

    recipes: Recipes
    boms: dict[int, list[Bom]]
    routings: dict[int, list[Routing]]
    standards: dict[int, list[int]]
    _seen: dict[tuple[int, Decimal, date], Explosion]

    def bom(self, item: int, day: date) -> Bom | None:
        return product.one_in_force(self.boms.get(item, ()), day)

    def routing(self, item: int, day: date) -> Routing | None:
        return product.one_in_force(self.routings.get(item, ()), day)

    def exploded(self, order: WorkOrder, day: date) -> Explosion:
        key = (order.item_id, order.quantity, day)
        if key not in self._seen:
            self._seen[key] = _explode(self.recipes, order, day)
        return self._seen[key]

    def begun(self, order: WorkOrder, day: date) -> Decimal:
        """Pieces to start for the order's quantity to come out good."""
        bom = self.bom(order.item_id, day)
        return order.quantity if bom is None else begun_for(order.quantity, bom.yield_percent)


def _explode(recipes: Recipes, order: WorkOrder, day: date) -> Explosion:
    try:
        return explode(recipes, order.item_id, order.quantity, day, levels=1)
    except NoRecipe as error:
        item = Item.objects.get(pk=error.item)
        raise Invalid("%(item)s has no bill of materials on %(day)s.", item=item.name, day=day.isoformat()) from error


def book_of(items: Collection[int]) -> Book:
    """At most fourteen queries, however many items, and usually five."""
    given, standards = list(items), defaultdict(list)
    boms = product.boms_of_items(given)
    heads = [bom for row in boms.values() for bom in row]
    for item, version in _standards(given):
        standards[item].append(version)
    return Book(product.recipes_near(heads) if heads else {}, boms, product.routings_of_items(given), standards, {})


@fixed
def _standards(items: Slot) -> QuerySet[StandardVersion, tuple[int, int]]:
    versions = StandardVersion.objects.filter(
        standard__item=items.any, standard__is_active=True, status=StandardVersion.Status.IN_FORCE
    )
    return versions.order_by("pk").values_list("standard__item", "pk")


def components_of(order: WorkOrder, found: Explosion) -> list[OrderComponent]:
    return [
        OrderComponent(
            order=order,
            position=position,
            item_id=need.item,
            planned=need.quantity,
            operation_number=need.operation,
            use=need.part.use,
            is_whole=need.part.is_whole,
            bom_line_id=need.part.line,
            alternatives=[[other.item, str(other.ratio)] for other in need.part.alternatives],
        )
        for position, need in enumerate(found.requirements, 1)
    ]


def outputs_of(order: WorkOrder, found: Explosion) -> list[OrderOutput]:
    """One row an item; the same by-product of two lines comes out together."""
    rows: dict[int, OrderOutput] = {}
    for one in found.outputs:
        row = rows.setdefault(one.item, OrderOutput(order=order, item_id=one.item, kind=one.kind, planned=Decimal(0)))  # type: ignore[call-overload,misc,arg-type]
        row.planned += one.quantity
        row.cost_share += one.cost_share
    return list(rows.values())


def standards_of(order: WorkOrder, book: Book) -> list[OrderStandard]:
    return [OrderStandard(order=order, version_id=version) for version in book.standards.get(order.item_id, ())]


_OPERATIONS = """
INSERT INTO production_orderoperation (order_id, number, name, operation_id, work_center_id, is_subcontracted,
  planned, transfer_quantity, status, good, rework, rejected, returned, routed)
SELECT o.id, coalesce(p.number, 10), coalesce(p.name, i.name), p.id,
  CASE WHEN p.id IS NULL THEN o.work_center_id ELSE p.work_center_id END, coalesce(p.is_subcontracted, false),
  CASE WHEN o.started > 0 THEN o.started ELSE o.quantity END, p.transfer_quantity, 'waiting', 0, 0, 0, 0, 0
FROM production_workorder o JOIN inventory_item i ON i.id = o.item_id
LEFT JOIN product_operation p ON p.routing_id = o.routing_id
WHERE o.id = ANY(%s) AND NOT EXISTS (SELECT FROM production_orderoperation n WHERE n.order_id = o.id)
ORDER BY o.id, p.number
"""


def add_operations(orders: Sequence[WorkOrder]) -> None:
    """The operations of orders that have none yet, by their routings; without one a single operation. One statement."""
    execute(_OPERATIONS, [[order.pk for order in orders]])
