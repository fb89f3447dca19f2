"""A bill of materials as a tree with what each branch needs, phantoms shown as branches of their own. Pure."""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from dure.product.explosion import COMPONENT, Endless, Part, Recipe, Recipes, issued, recipe_on, rounded

_HUNDRED = Fraction(100)


@dataclass(frozen=True, slots=True)
class Branch:
    """A line at its place. level 1 goes into the item itself. recipe: how it is made itself on the day, if it is."""

    level: int
    part: Part
    quantity: Decimal
    recipe: Recipe | None

    @property
    def is_phantom(self) -> bool:
        return self.recipe is not None and self.recipe.is_phantom


def branches(recipes: Recipes, item: Hashable, quantity: Decimal, on: date) -> Iterator[Branch]:
    """Every line below the item, each before what goes into it; by-products and co-products too. Raises Endless."""
    recipe = recipe_on(recipes, item, on)
    if recipe is not None:
        yield from _below(recipes, recipe, Fraction(quantity), on, (item,))


def _below(
    recipes: Recipes, recipe: Recipe, wanted: Fraction, on: date, path: tuple[Hashable, ...]
) -> Iterator[Branch]:
    batches = wanted / Fraction(recipe.base) * _HUNDRED / Fraction(recipe.yield_percent)
    for part in recipe.parts:
        if part.kind != COMPONENT:
            yield Branch(len(path), part, rounded(batches * Fraction(part.quantity)), None)
            continue
        if part.item in path:
            raise Endless((*path[path.index(part.item) :], part.item))
        needed, own = issued(part, batches), recipe_on(recipes, part.item, on)
        yield Branch(len(path), part, rounded(needed), own)
        if own is not None:
            yield from _below(recipes, own, needed, on, (*path, part.item))
