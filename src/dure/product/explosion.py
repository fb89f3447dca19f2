"""What a quantity of an item needs: bills of materials blown up, level by level. Pure and exact.

Lines of a recipe hold for its base quantity *started*. To get a good quantity, good / yield is
started; to use a quantity of a component, quantity / (1 - scrap) of it is issued. So a scrap of 10 %
is a tenth of what is issued, and the figures of a recipe are those of one clean batch.

Figures are fractions until the end, so nothing is lost on the way down; what leaves this module
is rounded to four decimals, half up. Only lines marked whole are rounded up, to the next piece, and
what is below them is made for the rounded quantity.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import ceil

COMPONENT, BY_PRODUCT, CO_PRODUCT = "component", "by_product", "co_product"
_HUNDRED = Fraction(100)


class NoRecipe(ValueError):
    """A phantom has no recipe on the day, so that nothing can take its place."""

    def __init__(self, item: Hashable) -> None:
        self.item = item
        super().__init__(str(item))


class Endless(ValueError):
    """A thing is part of itself; `path` leads from it back to it."""

    def __init__(self, path: tuple[Hashable, ...]) -> None:
        self.path = path
        super().__init__(" → ".join(str(item) for item in path))


@dataclass(frozen=True, slots=True)
class Alternative:
    """`ratio` of `item` replaces one of the component, both in their own units."""

    item: Hashable
    ratio: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Part:
    """One line. quantity: per base, in the part's own unit. percentages: 0 … 100."""

    item: Hashable
    quantity: Fraction | Decimal
    kind: str = COMPONENT
    scrap_percent: Decimal = Decimal(0)
    operation: int | None = None
    is_whole: bool = False
    cost_share: Decimal = Decimal(0)
    use: str = "backflush"
    alternatives: tuple[Alternative, ...] = ()
    line: Hashable = None


@dataclass(frozen=True, slots=True)
class Recipe:
    """One revision of a bill of materials. `valid_to`: its last day; none: open."""

    item: Hashable
    revision: str
    parts: tuple[Part, ...]
    valid_from: date = date.min
    valid_to: date | None = None
    base: Decimal = Decimal(1)
    yield_percent: Decimal = Decimal(100)
    is_phantom: bool = False

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


Recipes = Mapping[Hashable, Sequence[Recipe]]


@dataclass(frozen=True, slots=True)
class Requirement:
    """A component that is needed: level 1 is what goes into the item itself. `part` is its line.

    operation: where in the parent it is used; what is inside a phantom is used where the phantom is.
    """

    item: Hashable
    quantity: Decimal
    level: int
    parent: Hashable
    operation: int | None
    part: Part
    has_recipe: bool


@dataclass(frozen=True, slots=True)
class Output:
    """What comes out beside the item: a by-product, or a co-product with its share of the cost in percent."""

    item: Hashable
    quantity: Decimal
    kind: str
    level: int
    parent: Hashable
    cost_share: Decimal


@dataclass(frozen=True, slots=True)
class Explosion:
    requirements: list[Requirement] = field(default_factory=list)
    outputs: list[Output] = field(default_factory=list)

    def totals(self) -> dict[Hashable, Decimal]:
        """Item → what is needed of it over all levels."""
        sums: dict[Hashable, Decimal] = defaultdict(Decimal)
        for row in self.requirements:
            sums[row.item] += row.quantity
        return dict(sums)

    def bottom(self) -> dict[Hashable, Decimal]:
        """The same of what has no recipe itself: what must be bought."""
        sums: dict[Hashable, Decimal] = defaultdict(Decimal)
        for row in self.requirements:
            if not row.has_recipe:
                sums[row.item] += row.quantity
        return dict(sums)


def recipe_on(recipes: Recipes, item: Hashable, day: date) -> Recipe | None:
    return next((recipe for recipe in recipes.get(item, ()) if recipe.holds_on(day)), None)


def begun_for(good: Decimal, yield_percent: Decimal) -> Decimal:
    """Pieces to start for so many good ones to come out, to four places."""
    return (good * 100 / yield_percent).quantize(Decimal("0.0001"), ROUND_HALF_UP)


def explode(recipes: Recipes, item: Hashable, quantity: Decimal, on: date, *, levels: int | None = None) -> Explosion:
    """Needs of a good `quantity` of `item` on the day. levels: how deep; none: to the bottom.

    An item without a recipe needs nothing. Raises NoRecipe for a phantom without one, Endless for a loop.
    """
    walk = _Walk(recipes, on, levels)
    walk.into(item, Fraction(quantity), _Place(1, item, None, (item,)))
    return walk.found


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the walk is: level and parent that parts are counted to, operation when inside a phantom, way here."""

    level: int
    parent: Hashable
    phantom: Part | None
    path: tuple[Hashable, ...]


@dataclass(slots=True)
class _Walk:
    recipes: Recipes
    on: date
    levels: int | None
    found: Explosion = field(default_factory=Explosion)

    def into(self, item: Hashable, wanted: Fraction, place: _Place) -> None:
        recipe = recipe_on(self.recipes, item, self.on)
        if recipe is None:
            return
        batches = wanted / Fraction(recipe.base) * _HUNDRED / Fraction(recipe.yield_percent)
        for part in recipe.parts:
            if part.kind == COMPONENT:
                self._component(part, issued(part, batches), place)
            else:
                out = rounded(batches * Fraction(part.quantity))
                self.found.outputs.append(Output(part.item, out, part.kind, place.level, place.parent, part.cost_share))

    def _component(self, part: Part, needed: Fraction, place: _Place) -> None:
        if part.item in place.path:
            raise Endless((*place.path[place.path.index(part.item) :], part.item))
        path = (*place.path, part.item)
        below = recipe_on(self.recipes, part.item, self.on)
        if self._is_phantom(part.item, below):
            self.into(part.item, needed, _Place(place.level, place.parent, place.phantom or part, path))
            return
        operation = (place.phantom or part).operation
        self.found.requirements.append(
            Requirement(part.item, rounded(needed), place.level, place.parent, operation, part, below is not None)
        )
        if below is not None and (self.levels is None or place.level < self.levels):
            self.into(part.item, needed, _Place(place.level + 1, part.item, None, path))

    def _is_phantom(self, item: Hashable, on_the_day: Recipe | None) -> bool:
        if on_the_day is None and any(recipe.is_phantom for recipe in self.recipes.get(item, ())):
            raise NoRecipe(item)
        return on_the_day is not None and on_the_day.is_phantom


def issued(part: Part, batches: Fraction) -> Fraction:
    """What must be issued for so many times the base quantity started, scrap included."""
    needed = batches * Fraction(part.quantity) * _HUNDRED / (_HUNDRED - Fraction(part.scrap_percent))
    return Fraction(ceil(needed)) if part.is_whole else needed


def rounded(quantity: Fraction) -> Decimal:
    """To four decimals, half up."""
    whole, rest = divmod(quantity.numerator * 10_000, quantity.denominator)
    return Decimal(whole + (2 * rest >= quantity.denominator)).scaleb(-4)


def cover(requirement: Requirement, free: Mapping[Hashable, Decimal]) -> Iterator[tuple[Hashable, Decimal, Decimal]]:
    """How a requirement is met by what is free: (item, quantity of it, quantity of the component it replaces).

    The component itself comes first, then its alternatives in their order; what nothing covers
    stays with the component.
    """
    missing = requirement.quantity
    shares: list[tuple[Hashable, Decimal, Decimal]] = []
    own = min(missing, max(free.get(requirement.item, Decimal(0)), Decimal(0)))
    missing -= own
    for alternative in requirement.part.alternatives:
        there = Fraction(free.get(alternative.item, Decimal(0))) / Fraction(alternative.ratio)
        replaced = min(Fraction(missing), there)
        if replaced > 0:
            covered = rounded(replaced)
            shares.append((alternative.item, rounded(replaced * Fraction(alternative.ratio)), covered))
            missing -= covered
    if own + missing > 0:
        yield requirement.item, own + missing, own + missing
    yield from shares
