"""Questions about bills of materials."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Q, QuerySet

from dure.events.statements import Slot, among, fixed
from dure.inventory.models import Item
from dure.product.comparison import Differences, compare
from dure.product.explosion import Alternative, Explosion, Part, Recipe, Recipes, explode
from dure.product.models import Bom, BomAlternative, BomLine, Revision
from dure.product.selectors.units import ratios

R = TypeVar("R", bound=Revision)


def in_force(on: date) -> Q:
    """Of BOMs and routings: approved and on its days; a retired one was in force until its end."""
    return ~Q(status="draft") & Q(valid_from__lte=on) & (Q(valid_to=None) | Q(valid_to__gte=on))


def one_in_force(rows: Iterable[R], on: date) -> R | None:
    """The same of BOMs or routings of one item that are read already, without drafts."""
    return next((row for row in rows if row.valid_from <= on and (row.valid_to is None or on <= row.valid_to)), None)


def bom_of(item: Item, on: date) -> Bom | None:
    """The BOM in force on the day."""
    return Bom.objects.filter(in_force(on), item=item).first()


def boms_of(item: Item) -> QuerySet[Bom]:
    return Bom.objects.filter(item=item).select_related("written_by", "approved_by").order_by("-valid_from", "-id")


def lines_of(bom: Bom) -> QuerySet[BomLine]:
    return bom.lines.select_related("component", "unit").prefetch_related("alternatives__item")


_ITEMS_BELOW = """
WITH RECURSIVE below(item) AS (
  SELECT unnest(%s::bigint[])
  UNION
  SELECT l.component_id FROM below r JOIN product_bom b ON b.item_id = r.item AND b.status <> 'draft'
  JOIN product_bomline l ON l.bom_id = b.id AND l.kind = 'component'
)
SELECT item FROM below
"""


def recipes(items: Collection[int] | None = None) -> Recipes:
    """Recipes of the items and of all that is below them (all items for None), of every day, by item id.

    At most seven queries, however many: this is what explosions and net requirements are worked out from.
    """
    heads = Bom.objects.exclude(status=Bom.Status.DRAFT)
    if items is not None:
        with connection.cursor() as cursor:
            cursor.execute(_ITEMS_BELOW, [list(items)])
            below = [row[0] for row in cursor.fetchall()]
        heads = heads.filter(item__in=among(below))
    chosen = list(heads.order_by("item", "valid_from").values_list("pk", *_HEAD))
    parts = _parts([bom for bom, *_ in chosen])
    phantoms = set(Item.objects.filter(is_phantom=True).values_list("pk", flat=True))
    found: dict[Any, list[Recipe]] = defaultdict(list)
    for bom, item, revision, *rules in chosen:
        found[item].append(Recipe(item, revision, tuple(parts[bom]), *rules, is_phantom=item in phantoms))
    # A phantom without a BOM must be noticed and not be taken for something that is bought.
    for key in phantoms - set(found):
        found[key].append(Recipe(key, "", (), valid_from=date.max, is_phantom=True))
    return found


def recipes_near(boms: Collection[Bom]) -> Recipes:
    """Recipes of these BOMs, by item id, with what one level of them can lead to: only phantoms lead further.

    Three queries where no component is a phantom.
    """
    lines = _lines([bom.pk for bom in boms])
    if any(is_phantom for *_, is_phantom in lines):
        return recipes({bom.item_id for bom in boms})
    parts = _parts([bom.pk for bom in boms], lines)
    found: dict[Any, list[Recipe]] = defaultdict(list)
    for bom in sorted(boms, key=lambda one: one.valid_from):
        found[bom.item_id].append(_recipe(bom, parts[bom.pk], is_phantom=False))
    return found


_HEAD = ("item", "revision", "valid_from", "valid_to", "base_quantity", "yield_percent")


def recipe_of(bom: Bom) -> Recipe:
    """One BOM, a draft as well, as a recipe."""
    return _recipe(bom, _parts([bom.pk])[bom.pk], is_phantom=bom.item.is_phantom)


def _recipe(bom: Bom, parts: list[Part], *, is_phantom: bool) -> Recipe:
    return Recipe(
        bom.item_id,
        bom.revision,
        tuple(parts),
        bom.valid_from,
        bom.valid_to,
        bom.base_quantity,
        bom.yield_percent,
        is_phantom,
    )


_LINE = (
    "pk", "bom", "component", "quantity", "unit", "kind", "scrap_percent", "operation_number", "is_whole",
    "cost_share", "use", "component__unit", "component__is_phantom",
)  # fmt: skip


def _lines(boms: Collection[int]) -> list[tuple[Any, ...]]:
    """Plain values: net requirements ask for a hundred thousand lines at once."""
    return _lines_of(list(boms))


@fixed
def _lines_of(boms: Slot) -> QuerySet[BomLine, tuple[Any, ...]]:
    return BomLine.objects.filter(bom=boms.any).order_by("bom_id", "position", "id").values_list(*_LINE)


@fixed
def _alternatives_of(boms: Slot) -> QuerySet[BomAlternative, tuple[int, int, Decimal]]:
    rows = BomAlternative.objects.filter(line__bom=boms.any).order_by("line_id", "priority")
    return rows.values_list("line", "item", "ratio")


def _parts(boms: Collection[int], lines: Sequence[tuple[Any, ...]] | None = None) -> dict[int, list[Part]]:
    """By BOM."""
    lines = _lines(boms) if lines is None else lines
    factors = ratios({(line[2], line[4]) for line in lines if line[4] != line[-2]})
    others: dict[int, list[Alternative]] = defaultdict(list)
    for line, item, ratio in _alternatives_of(list(boms)):
        others[line].append(Alternative(item, ratio))
    found: dict[int, list[Part]] = defaultdict(list)
    for line, bom, component, quantity, unit, kind, scrap, operation, is_whole, share, use, *_ in lines:
        factor = factors.get((component, unit), 1)
        own = quantity if factor == 1 else Fraction(quantity) * factor
        found[bom].append(
            Part(
                item=component,
                quantity=own,
                kind=kind,
                scrap_percent=scrap,
                operation=operation,
                is_whole=is_whole,
                cost_share=share,
                use=use,
                alternatives=tuple(others.get(line, ())),
                line=line,
            )
        )
    return found


def requirements(item: Item, quantity: Decimal, on: date, *, levels: int | None = None) -> Explosion:
    """What a good quantity of the item needs on the day. Raises explosion.NoRecipe for a phantom without a BOM."""
    return explode(recipes([item.pk]), item.pk, quantity, on, levels=levels)


@dataclass(frozen=True, slots=True)
class Use:
    """A BOM that needs the item, `level` 1 directly. is_alternative: only in place of another component."""

    level: int
    bom_id: int
    item_id: int
    code: str
    name: str
    revision: str
    quantity: Decimal
    unit: str
    is_alternative: bool


_ABOVE = """
WITH RECURSIVE used AS (
  SELECT l.bom_id, l.component_id AS child, l.quantity, l.unit_id, false AS other
  FROM product_bomline l WHERE l.kind = 'component'
  UNION ALL
  SELECT l.bom_id, a.item_id, l.quantity * a.ratio, l.unit_id, true
  FROM product_bomalternative a JOIN product_bomline l ON l.id = a.line_id WHERE l.kind = 'component'
), above(level, bom_id, item_id, revision, quantity, unit_id, other) AS (
  SELECT 1, b.id, b.item_id, b.revision, u.quantity, u.unit_id, u.other
  FROM used u JOIN product_bom b ON b.id = u.bom_id AND b.status <> 'draft'
    AND %(day)s BETWEEN b.valid_from AND COALESCE(b.valid_to, %(day)s)
  WHERE u.child = %(item)s
  UNION
  SELECT a.level + 1, b.id, b.item_id, b.revision, u.quantity, u.unit_id, u.other
  FROM above a JOIN used u ON u.child = a.item_id
  JOIN product_bom b ON b.id = u.bom_id AND b.status <> 'draft'
    AND %(day)s BETWEEN b.valid_from AND COALESCE(b.valid_to, %(day)s)
  WHERE a.level < 50
)
SELECT a.level, a.bom_id, a.item_id, i.code, i.name, a.revision, a.quantity, a.unit_id, a.other
FROM above a JOIN inventory_item i ON i.id = a.item_id ORDER BY a.level, i.code, a.other
"""


def boms_of_items(items: Collection[int]) -> dict[int, list[Bom]]:
    """Item → its bills that are no drafts, by their first day. One query."""
    found: dict[int, list[Bom]] = defaultdict(list)
    for row in _of_items(list(items)) if items else ():
        found[row.item_id].append(row)
    return found


@fixed
def _of_items(items: Slot) -> QuerySet[Bom]:
    return Bom.objects.filter(item=items.any).exclude(status=Bom.Status.DRAFT).order_by("valid_from", "revision")


def where_used(item: Item, on: date) -> list[Use]:
    """Everything that the item goes into on the day, directly or through others. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_ABOVE, {"item": item.pk, "day": on})
        return [Use(*row) for row in cursor.fetchall()]


_COMPARED = ("quantity", "unit_id", "scrap_percent", "is_whole", "use", "cost_share", "note")


def compare_boms(before: Bom, after: Bom) -> Differences:
    """Lines by (component id, operation, kind): added, removed, and changed values. Three queries each."""
    return compare(_rows(before), _rows(after))


def _rows(bom: Bom) -> dict[tuple[int, int | None, str], dict[str, Any]]:
    return {
        (line.component_id, line.operation_number, line.kind): {name: getattr(line, name) for name in _COMPARED}
        | {"alternatives": [(other.item_id, other.priority, other.ratio) for other in line.alternatives.all()]}
        for line in lines_of(bom)
    }
