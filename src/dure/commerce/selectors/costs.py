"""What items should cost on a day, rolled up from the recipes, routings, rates and prices in force."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from django.db.models import Q, QuerySet

from dure.commerce.cost import Cost, Recipe, Step, roll_up
from dure.commerce.models import Price, StandardCost
from dure.commerce.selectors.rates import Hourly, Rates
from dure.inventory.models import Item, Worth
from dure.product import selectors as product
from dure.product.explosion import BY_PRODUCT, CO_PRODUCT, explode, recipe_on
from dure.product.models import Operation, Routing
from dure.product.selectors import in_force, step_of
from dure.product.times import per_piece

ZERO, ONE, HUNDRED = Decimal(0), Decimal(1), Decimal(100)


class Source(StrEnum):
    """Where the cost of something bought comes from, the first that there is."""

    PRICE = "price"
    AVERAGE = "average"
    STANDARD = "standard"


@dataclass(frozen=True, slots=True)
class Bought:
    won: Decimal
    source: Source


@dataclass(frozen=True, slots=True)
class Use:
    """How much of a part one of an item takes, losses included. phantom parts stand where they are used."""

    item: int
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Work:
    """An operation with the seconds that one piece takes of it, set-up and losses included, and its rate."""

    operation: Operation
    seconds: Decimal
    hourly: Hourly
    cost: Cost


@dataclass(frozen=True, slots=True)
class Making:
    """How one of an item is made, for its cost. lot: pieces that a set-up is for; credit: won of by-products."""

    uses: tuple[Use, ...]
    works: tuple[Work, ...]
    lot: Decimal
    own_share: Decimal
    credit: Decimal
    recipe: Recipe


@dataclass(slots=True)
class Basis:
    """All that costs are worked out from, read in a fixed number of queries, and the costs."""

    on: date
    makings: dict[int, Making] = field(default_factory=dict)
    bought: dict[int, Bought] = field(default_factory=dict)
    costs: dict[int, Cost] = field(default_factory=dict)


def costs_on(on: date, items: Collection[int] | None = None) -> Basis:
    """Costs of the items and of all below them, or of all that there is. An item with an unknown part has none."""
    recipes = product.recipes(items)
    routings = _routings(on)
    ids = set(recipes) | {part.item for of in recipes.values() for one in of for part in one.parts} | set(items or ())
    rows = Item.objects.exclude(kind=Item.Kind.SERVICE)
    known = {row.pk: row for row in (rows.filter(pk__in=ids) if items is not None else rows)}
    basis, rates = Basis(on), Rates(on)
    basis.bought = _bought(known, on)
    operations = _operations(routings.values())
    outside = _prices(known, on)
    for pk, item in known.items():
        recipe = recipe_on(recipes, pk, on)
        if recipe is None and pk not in routings:
            continue
        good = recipe.yield_percent / HUNDRED if recipe is not None else ONE
        lot = item.lot_minimum or item.lot_multiple or ONE
        found = explode(recipes, pk, lot, on, levels=1)
        uses = tuple(Use(need.item, need.quantity / lot) for need in found.requirements)
        works = tuple(
            _work(one, lot, good, rates, outside.get(pk, ZERO)) for one in operations.get(routings.get(pk, 0), ())
        )
        credit = sum(
            (
                basis.bought[o.item].won * o.quantity / lot
                for o in found.outputs
                if o.kind == BY_PRODUCT and o.item in basis.bought
            ),
            ZERO,
        )
        share = ONE - sum((o.cost_share for o in found.outputs if o.kind == CO_PRODUCT), ZERO) / HUNDRED
        basis.makings[pk] = _making(uses, works, lot=lot, share=share, credit=credit)
    others = {pk: one.won for pk, one in basis.bought.items() if pk not in basis.makings}
    basis.costs = roll_up({pk: one.recipe for pk, one in basis.makings.items()}, others)
    return basis


def _making(uses: tuple[Use, ...], works: tuple[Work, ...], *, lot: Decimal, share: Decimal, credit: Decimal) -> Making:
    parts: dict[int, Decimal] = {}
    for use in uses:
        parts[use.item] = parts.get(use.item, ZERO) + use.quantity
    steps = tuple(Step(one.hourly.rate, ZERO, one.seconds, one.hourly.people, one.cost.outside) for one in works)
    # Losses stand in the quantities and the seconds already.
    return Making(uses, works, lot, share, credit, Recipe(parts, steps, own_share=share, credits=credit))


def _work(operation: Operation, lot: Decimal, good: Decimal, rates: Rates, outside: Decimal) -> Work:
    hourly = rates.of(operation.work_center_id)
    if operation.is_subcontracted:
        return Work(operation, ZERO, hourly, Cost(outside=outside))
    step = step_of(operation)
    seconds = step.setup_s / lot + per_piece(step.run_s, step.batch) / good
    return Work(operation, seconds, hourly, Step(hourly.rate, ZERO, seconds, hourly.people).cost(ONE))


def _routings(on: date) -> dict[int, int]:
    """Item → its routing in force."""
    return dict(Routing.objects.filter(in_force(on)).values_list("item_id", "pk"))


def _operations(routings: Collection[int]) -> dict[int, list[Operation]]:
    found: dict[int, list[Operation]] = {}
    for row in Operation.objects.filter(routing__in=list(routings)).select_related("work_center"):
        found.setdefault(row.routing_id, []).append(row)
    return found


def _prices(items: Mapping[int, Item], on: date) -> dict[int, Decimal]:
    """Won for one of each item's own unit: the lowest price agreed for the smallest quantity."""
    rows = Price.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=on), side=Price.Side.PURCHASE, valid_from__lte=on, item__in=list(items)
    )
    ratios = product.ratios(set(rows.values_list("item_id", "unit_id"))) if rows else {}
    found: dict[int, tuple[Decimal, Decimal]] = {}
    for item, unit, minimum, price in rows.values_list("item_id", "unit_id", "minimum", "price"):
        ratio: Fraction = ratios[item, unit]
        own = price * ratio.denominator / ratio.numerator
        found[item] = min(found.get(item, (minimum, own)), (minimum, own))
    return {item: price for item, (_, price) in found.items()}


def _bought(items: Mapping[int, Item], on: date) -> dict[int, Bought]:
    found = {item: Bought(price, Source.PRICE) for item, price in _prices(items, on).items()}
    rows = Worth.objects.filter(item__in=list(items)).values_list("item_id", "quantity", "value", "standard")
    for item, quantity, value, standard in rows:
        if item not in found and quantity:
            found[item] = Bought(value / quantity, Source.AVERAGE)
        elif item not in found and standard is not None:
            found[item] = Bought(standard, Source.STANDARD)
    return found


@dataclass(frozen=True, slots=True)
class Node:
    """One line of a cost's tree: `quantity` of the item goes into one of what it is asked for."""

    item: Item
    quantity: Decimal
    level: int
    cost: Cost | None
    bought: Bought | None
    making: Making | None

    @property
    def total(self) -> Decimal | None:
        return None if self.cost is None else self.cost.total * self.quantity

    @property
    def indent(self) -> range:
        return range(self.level)


def cost_tree(item: Item, basis: Basis) -> list[Node]:
    """The item and all that goes into one of it, each line under what it goes into."""
    items = Item.objects.in_bulk({use.item for making in basis.makings.values() for use in making.uses} | {item.pk})
    found: list[Node] = []

    def add(pk: int, quantity: Decimal, level: int) -> None:
        making = basis.makings.get(pk)
        bought = None if making is not None else basis.bought.get(pk)
        found.append(Node(items[pk], quantity, level, basis.costs.get(pk), bought, making))
        for use in making.uses if making is not None else ():
            add(use.item, quantity * use.quantity, level + 1)

    add(item.pk, ONE, 0)
    return found


@dataclass(frozen=True, slots=True)
class Proposal:
    """What an item's standard would become, and what its stock would become worth."""

    item: Item
    now: Decimal | None
    cost: Cost
    quantity: Decimal
    change: Decimal
    """won that the stock is worth more; zero for an item kept at average cost"""

    @property
    def is_other(self) -> bool:
        return self.now is None or self.now != self.cost.total.quantize(Decimal("0.0001"))


def proposed_standards(on: date) -> list[Proposal]:
    """Of every item with a cost, those that differ from the standard in force first by what they change."""
    basis = costs_on(on)
    worths = {row.item_id: row for row in Worth.objects.filter(item__in=list(basis.costs))}
    items = Item.objects.filter(is_active=True).in_bulk(list(basis.costs))
    found = []
    for pk, item in items.items():
        cost, worth = basis.costs[pk], worths.get(pk)
        quantity = worth.quantity if worth else ZERO
        change = ZERO
        if worth is not None and item.costing == Item.Costing.STANDARD:
            change = (cost.total.quantize(Decimal("0.0001")) * quantity).quantize(ONE) - worth.value
        found.append(Proposal(item, worth.standard if worth else None, cost, quantity, change))
    return sorted(found, key=lambda one: (-abs(one.change), one.item.code))


def standards_of(item: Item) -> QuerySet[StandardCost]:
    return StandardCost.objects.filter(item=item).select_related("set_by")
