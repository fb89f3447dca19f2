"""What an item should cost, what it did cost, and why the two differ. In won, exact until booked. Pure.

Standard cost is rolled up from the bottom: parts at their cost, times at the rates of their work
centre. Variances split the difference between actual and standard by cause (Horngren, Datar,
Rajan: Cost Accounting, chapters 7 and 8); a positive one is unfavourable.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal

ZERO = Decimal(0)
SECONDS = Decimal(3600)


class Loop(ValueError):
    """An item that contains itself; its message names the way round."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Won for one unit of an item, by what it was spent on."""

    material: Decimal = ZERO
    labour: Decimal = ZERO
    machine: Decimal = ZERO
    overhead: Decimal = ZERO
    outside: Decimal = ZERO

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(Cost)))

    def times(self, factor: Decimal) -> "Cost":
        return Cost(*(getattr(self, f.name) * factor for f in fields(Cost)))

    @property
    def total(self) -> Decimal:
        return self.material + self.labour + self.machine + self.overhead + self.outside


@dataclass(frozen=True, slots=True)
class Rate:
    """Won an hour of a work centre. overhead_share: of labour and machine together, on top.

    overhead varies with the hours; fixed is a period's budget by its normal hours.
    """

    labour: Decimal = ZERO
    machine: Decimal = ZERO
    overhead: Decimal = ZERO
    overhead_share: Decimal = ZERO
    fixed: Decimal = ZERO

    def spent(self, machine_hours: Decimal, labour_hours: Decimal) -> "Cost":
        """What hours cost. labour_hours: of all people together."""
        labour, machine = labour_hours * self.labour, machine_hours * self.machine
        overhead = machine_hours * (self.overhead + self.fixed) + (labour + machine) * self.overhead_share
        return Cost(labour=labour, machine=machine, overhead=overhead)


@dataclass(frozen=True, slots=True)
class Step:
    """An operation for a lot: set-up once a lot, running for each piece; people: how many work at it."""

    rate: Rate
    setup_s: Decimal = ZERO
    run_s: Decimal = ZERO
    people: Decimal = Decimal(1)
    outside: Decimal = ZERO
    """won for each piece that a subcontractor takes"""

    def cost(self, lot: Decimal) -> Cost:
        """For one piece of a lot."""
        hours = (self.setup_s / lot + self.run_s) / SECONDS
        return self.rate.spent(hours, hours * self.people) + Cost(outside=self.outside)


@dataclass(frozen=True, slots=True)
class Recipe:
    """How one unit of an item is made. parts: item → how much of it (scrap included). lot: usual lot size.

    good: share that comes out good. shares: item → share of the cost that co-products take; by-products
    are valued at `credits`: won that they take off.
    """

    parts: Mapping[int, Decimal]
    steps: Sequence[Step] = ()
    lot: Decimal = Decimal(1)
    good: Decimal = Decimal(1)
    own_share: Decimal = Decimal(1)
    credits: Decimal = ZERO


def roll_up(recipes: Mapping[int, Recipe], bought: Mapping[int, Decimal]) -> dict[int, Cost]:
    """Cost of every item that is made, and of every other that has a price. Raises Loop.

    An item made of something without any cost is left out: a cost that is only partly known would
    look like one that is known.
    """
    found: dict[int, Cost | None] = {}
    for item in [*recipes, *bought]:
        _cost_of(item, recipes, bought, found, ())
    return {item: cost for item, cost in found.items() if cost is not None}


def _cost_of(
    item: int,
    recipes: Mapping[int, Recipe],
    bought: Mapping[int, Decimal],
    found: dict[int, Cost | None],
    path: tuple[int, ...],
) -> Cost | None:
    if item in path:
        raise Loop(" → ".join(map(str, [*path[path.index(item) :], item])))
    if item not in found:
        recipe = recipes.get(item)
        if recipe is None:
            found[item] = Cost(material=bought[item]) if item in bought else None
        else:
            parts = {part: _cost_of(part, recipes, bought, found, (*path, item)) for part in recipe.parts}
            found[item] = _made(recipe, parts)
    return found[item]


def _made(recipe: Recipe, parts: Mapping[int, Cost | None]) -> Cost | None:
    total = Cost(material=-recipe.credits)
    for part, quantity in recipe.parts.items():
        below = parts[part]
        if below is None:
            return None
        total += below.times(quantity)
    for step in recipe.steps:
        total += step.cost(recipe.lot)
    return total.times(recipe.own_share / recipe.good)


@dataclass(frozen=True, slots=True)
class Variance:
    """Actual less standard in won, by cause. price: what a unit cost; use: how many units were used."""

    price: Decimal
    use: Decimal

    @property
    def total(self) -> Decimal:
        return self.price + self.use


def input_variance(
    *, actual_price: Decimal, actual_units: Decimal, standard_price: Decimal, allowed_units: Decimal
) -> Variance:
    """Of material or labour. allowed_units: what the output made should have taken at standard."""
    return Variance((actual_price - standard_price) * actual_units, (actual_units - allowed_units) * standard_price)


@dataclass(frozen=True, slots=True)
class OverheadVariance:
    """spending: paid against budgeted; efficiency: hours used against allowed; volume: fixed cost not absorbed."""

    spending: Decimal
    efficiency: Decimal
    volume: Decimal

    @property
    def total(self) -> Decimal:
        return self.spending + self.efficiency + self.volume


def overhead_variance(
    *,
    actual_variable: Decimal,
    actual_fixed: Decimal,
    actual_hours: Decimal,
    allowed_hours: Decimal,
    variable_rate: Decimal,
    budgeted_fixed: Decimal,
    fixed_rate: Decimal,
) -> OverheadVariance:
    """Of variable overhead (spending, efficiency) and fixed overhead (spending, production volume)."""
    return OverheadVariance(
        spending=actual_variable - actual_hours * variable_rate + actual_fixed - budgeted_fixed,
        efficiency=(actual_hours - allowed_hours) * variable_rate,
        volume=budgeted_fixed - allowed_hours * fixed_rate,
    )
