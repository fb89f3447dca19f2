"""What a plan is made from, read from the tables of the contexts below in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any, cast

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from dure.events.statements import among
from dure.inventory.models import Balance, Item, Location, Lot
from dure.planning import sources
from dure.planning.forecast import Taken
from dure.planning.models import PlanningRules
from dure.planning.quantities import scaled
from dure.planning.selectors import demand, supply
from dure.planning.words import Coming, Component, Policy, Problem
from dure.planning.words import Lot as Expiring
from dure.planning.workdays import Workdays
from dure.plant.selectors import working_days
from dure.product.explosion import COMPONENT, Part, Recipe, Recipes
from dure.product.selectors import recipes

PAST_DAYS, FUTURE_DAYS = 400, 1100


def rules() -> PlanningRules:
    """The plant's choices, or those of a new plant."""
    return PlanningRules.objects.filter(pk=1).first() or PlanningRules(pk=1)


def workdays(today: date) -> Workdays:
    return Workdays(working_days(today - timedelta(days=PAST_DAYS), today + timedelta(days=FUTURE_DAYS)), today)


@dataclass(slots=True)
class Inputs:
    """problem: as the pure planning takes it. kinds: item → how it is supplied. taken: of forecasts, by orders."""

    today: date
    problem: Problem
    days: Workdays
    kinds: dict[int, str]
    taken: list[Taken]


def read(today: date, choices: PlanningRules, days: Workdays, items: Collection[int] | None = None) -> Inputs:
    """All facts, or those of some items and of everything below them."""
    books = recipes(items)
    chosen = None if items is None else among(_with_below(items, books))
    policies, kinds = _policies(chosen)
    stock, lots, checks = _stock(today, days, chosen)
    needs, taken = demand.needs(today, days, choices, chosen)
    coming, drawn = supply.coming(today, days, supply.Leads(policies, kinds), chosen)
    return Inputs(
        today,
        Problem(
            today=days.at_or_after(today),
            policies=policies,
            boms=_Books(books, days, kinds).boms(),
            stock=stock,
            needs=[need for need in (*needs, *drawn) if need.item in kinds],
            coming=[one for one in (*coming, *checks) if one.item in kinds],
            lots=lots,
            patience=choices.patience_days,
        ),
        days,
        kinds,
        taken,
    )


def _with_below(items: Collection[int], books: Recipes) -> set[int]:
    parts = {part.item for lines in books.values() for recipe in lines for part in recipe.parts}
    return set(items) | cast(set[int], set(books) | parts)


def _policies(items: RawSQL | None) -> tuple[dict[int, Policy], dict[int, str]]:
    """Of all that is planned: no phantoms and no services. No safety stock is kept of what is out of use."""
    rows = Item.objects.exclude(kind=Item.Kind.SERVICE).filter(is_phantom=False)
    if items is not None:
        rows = rows.filter(pk__in=items)
    policies, kinds = {}, {}
    fields = ("pk", "supply", "lead_time_days", "is_active", "safety_stock", "lot_minimum", "lot_multiple", "lot_days")
    for pk, supplied, lead, in_use, safety, minimum, multiple, cover in rows.order_by().values_list(*fields):
        kept = scaled(safety) if in_use else 0
        policies[pk] = Policy(lead, kept, scaled(minimum), scaled(multiple), cover)
        kinds[pk] = supplied
    return policies, kinds


def _stock(
    today: date, days: Workdays, items: RawSQL | None
) -> tuple[dict[int, int], dict[int, list[Expiring]], list[Coming]]:
    """(what may be used at any time, what expires, what waits for its check or is on the way)."""
    rows: QuerySet[Balance] = Balance.objects.filter(quantity__gt=0)
    if items is not None:
        rows = rows.filter(item_id__in=items)
    free: dict[int, int] = defaultdict(int)
    lots: dict[int, dict[tuple[int, date], int]] = defaultdict(lambda: defaultdict(int))
    waits: dict[int, int] = defaultdict(int)
    fields = ("item_id", "quantity", "location__kind", "lot_id", "lot__status", "lot__expires_on")
    for item, quantity, place, lot, status, expires in rows.order_by().values_list(*fields):
        if status in (Lot.Status.HOLD, Lot.Status.REJECTED) or (expires is not None and expires < today):
            continue
        if status == Lot.Status.QUARANTINE or place != Location.Kind.STOCK:
            waits[item] += scaled(quantity)
        elif expires is not None:
            lots[item][lot, expires] += scaled(quantity)
        else:
            free[item] += scaled(quantity)
    first = days.at_or_after(today)
    return (
        dict(free),
        {item: list(_expiring(found, days)) for item, found in lots.items()},
        [Coming(item, first, quantity, sources.CHECK, is_firm=True) for item, quantity in waits.items()],
    )


def _expiring(lots: dict[tuple[int, date], int], days: Workdays) -> Iterator[Expiring]:
    for (lot, expires), quantity in lots.items():
        yield Expiring(quantity, days.at_or_before(expires), str(sources.Source(sources.LOT, lot)))


@lru_cache(maxsize=10_000)
def _per(base: Decimal, yield_percent: Decimal, quantity: Fraction | Decimal, scrap_percent: Decimal) -> Fraction:
    """What is issued of a component for one started. Kept, because most lines of a plant have few quantities."""
    return Fraction(quantity) / Fraction(base) * 100 / Fraction(yield_percent) * 100 / (100 - Fraction(scrap_percent))


@dataclass(frozen=True, slots=True)
class _Books:
    """Recipes as the plan takes them: lines of all revisions, each with the days of the parent's start on which
    it holds. Phantoms stay inside. What is bought draws nothing, even where a BOM says how it could be made.
    """

    books: Recipes
    days: Workdays
    kinds: Mapping[Any, str]

    def boms(self) -> dict[int, list[Component]]:
        made = (item for item in self.books if self.kinds.get(item, Item.Supply.BUY) != Item.Supply.BUY)
        return {cast(int, item): list(self._lines(self.books[item], (item,))) for item in made}

    def _lines(self, revisions: Iterable[Recipe], path: tuple[Any, ...]) -> Iterator[Component]:
        for recipe in revisions:
            first = None if recipe.valid_from == date.min else self.days.at_or_after(recipe.valid_from)
            last = None if recipe.valid_to is None else self.days.at_or_before(recipe.valid_to)
            for part in recipe.parts:
                if part.kind == COMPONENT and (part.item in self.kinds or self._is_phantom(part.item)):
                    yield self._line(part, recipe, (first, last), path)

    def _line(self, part: Part, recipe: Recipe, valid: tuple[int | None, int | None], path: Any) -> Component:
        per = _per(recipe.base, recipe.yield_percent, part.quantity, part.scrap_percent)
        inside = None
        if self._is_phantom(part.item):
            # A phantom that is part of itself is refused when BOMs are approved; the walk ends all the same.
            below = () if part.item in path else self.books[part.item]
            inside = tuple(self._lines(below, (*path, part.item)))
        return Component(cast(int, part.item), per, valid[0], valid[1], part.is_whole, inside)

    def _is_phantom(self, item: Any) -> bool:
        lines = self.books.get(item)
        return bool(lines) and lines[0].is_phantom
