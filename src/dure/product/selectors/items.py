"""Items as the pages of BOMs ask for them."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from dure.inventory.models import Item
from dure.plant.models import Area, Person
from dure.product.errors import Loop
from dure.product.explosion import Endless, NoRecipe, Recipe, Requirement, explode
from dure.product.models import Bom, DraftEdit, Routing
from dure.product.selectors.boms import in_force, recipe_of, recipes
from dure.product.tree import Branch, branches


def item_by_code(text: str) -> Item | None:
    """By code or barcode; a name behind the code is taken too, as a list offers it."""
    code = text.strip().split(" ")[0]
    return Item.objects.filter(Q(code=text.strip()) | Q(code=code) | Q(barcode=code)).exclude(code="").first()


def item_choices(limit: int = 500) -> list[tuple[str, str]]:
    """(code, name) that a list offers; beyond the limit one types the code."""
    return list(Item.objects.filter(is_active=True).values_list("code", "name").order_by("code")[:limit])


def made_items(on: date, *, text: str = "", only: str = "") -> QuerySet[Item]:
    """Items that are made, with the BOM in force on the day and the number of drafts. only: missing, draft."""
    current = Bom.objects.filter(in_force(on), item=OuterRef("pk"))
    drafts = Bom.objects.filter(item=OuterRef("pk"), status=Bom.Status.DRAFT).order_by("-id")
    counted = drafts.order_by().values("item").annotate(n=Count("pk"))
    rows = (
        Item.objects.filter(is_active=True, supply=Item.Supply.MAKE)
        .exclude(kind=Item.Kind.SERVICE)
        .annotate(
            bom_id=Subquery(current.values("pk")[:1]),
            bom_revision=Subquery(current.values("revision")[:1]),
            bom_from=Subquery(current.values("valid_from")[:1]),
            draft_id=Subquery(drafts.values("pk")[:1]),
            drafts=Subquery(counted.values("n")),
        )
        .order_by("code")
    )
    if text:
        rows = rows.filter(Q(code__icontains=text) | Q(name__icontains=text))
    if only == "missing":
        rows = rows.filter(bom_id=None)
    return rows.exclude(draft_id=None) if only == "draft" else rows


def area_names() -> dict[int, str]:
    return dict(Area.objects.values_list("pk", "name"))


def can_undo(head: Bom | Routing) -> bool:
    edits = DraftEdit.objects.filter(table=type(head).__name__, row_id=head.pk, is_undone=False)
    return head.is_draft and edits.exists()


def has_written(head: Bom | Routing, person: Person) -> bool:
    """Whether the person wrote or edited it, and so may not approve it."""
    edits = DraftEdit.objects.filter(table=type(head).__name__, row_id=head.pk, edited_by=person)
    return head.written_by_id == person.pk or edits.exists()


@dataclass(frozen=True, slots=True)
class Need:
    item: Item
    quantity: Decimal
    level: int
    operation: int | None


@dataclass(frozen=True, slots=True)
class Needs:
    """problem: item that a phantom without a BOM is, when the needs can't be told."""

    rows: list[Need]
    problem: Item | None = None


def needs_of(bom: Bom, quantity: Decimal, on: date) -> Needs:
    """What a quantity needs by this revision, a draft as well, and by what is in force on the day below it."""
    below = _below(bom, on)
    try:
        found = explode(below, bom.item_id, quantity, on)
    except NoRecipe as error:
        return Needs([], Item.objects.filter(pk=error.item).first())
    except Endless as error:
        return Needs([], Item.objects.filter(pk=error.path[0]).first())
    return Needs(_named(found.requirements))


def _named(rows: list[Requirement]) -> list[Need]:
    items = Item.objects.in_bulk({row.item for row in rows})
    return [Need(items[row.item], row.quantity, row.level, row.operation) for row in rows]


def _below(bom: Bom, on: date) -> dict[Hashable, Sequence[Recipe]]:
    """This revision as if it were in force on the day, and what is in force below it."""
    below = dict(recipes([line.component_id for line in bom.lines.all()]))
    own = recipe_of(bom)
    below[bom.item_id] = [type(own)(own.item, own.revision, own.parts, on, on, own.base, own.yield_percent)]
    return below


@dataclass(frozen=True, slots=True)
class TreeRow:
    """A branch of a BOM with its item and what may take its place."""

    branch: Branch
    item: Item
    alternatives: list[Item]


def tree_of(bom: Bom, quantity: Decimal, on: date) -> list[TreeRow]:
    """All levels below a revision, phantoms as branches of their own. Raises Loop."""
    try:
        found = list(branches(_below(bom, on), bom.item_id, quantity, on))
    except Endless as error:
        raise Loop("A thing is a part of itself below this bill of materials.") from error
    keys = {row.part.item for row in found} | {other.item for row in found for other in row.part.alternatives}
    items = Item.objects.in_bulk(keys)
    return [TreeRow(row, items[row.part.item], [items[other.item] for other in row.part.alternatives]) for row in found]
