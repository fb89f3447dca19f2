"""Material requirements planning: what is needed is netted against what is there or coming, level by level. Pure.

The logic is the common one (Orlicky; APICS dictionary: gross to net, lot sizing, time phasing, low-level codes):

- An item is planned once, after all items that it goes into.
- Stock above the safety stock serves the earliest needs first, then what is on order, by its date.
- What is on order and comes too late is asked for earlier before anything new is proposed; what comes
  before it is needed is put off, and what nothing needs is cancelled. Those are exceptions for a person
  to act on, with the need that causes them.
- What is still missing is proposed in lots, and started its lead time before it is needed.
- Every quantity is pegged to the need it serves, so the way from a purchase up to a customer is known.

Quantities are whole numbers of ten-thousandths of the item's unit, so that sums are exact and quick;
days are whole numbers, on whatever calendar the caller counts (working days, weeks of a textbook).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

SCALE = 10_000


class Loop(ValueError):
    """Items that contain themselves."""

    def __init__(self, items: Sequence[int]) -> None:
        self.items = list(items)
        super().__init__(" → ".join(map(str, items)))


@dataclass(frozen=True, slots=True)
class Policy:
    """How an item is planned. Quantities in ten-thousandths, times in days.

    minimum and multiple: smallest lot and what it is rounded up to, 0 for none. cover_days: one lot
    serves the needs of so many days from the first, 0 for each need alone. good: share of what is
    started that comes out good.
    """

    lead_days: int = 0
    safety: int = 0
    minimum: int = 0
    multiple: int = 0
    cover_days: int = 0
    good: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class Component:
    """per: of the component for one of the parent, in parent starts (scrap of the component included)."""

    item: int
    per: Fraction


@dataclass(frozen=True, slots=True)
class Need:
    """A quantity wanted on a day. source names what wants it: an order line, a forecast, a parent's order."""

    item: int
    day: int
    quantity: int
    source: str


@dataclass(frozen=True, slots=True)
class Coming:
    """What is on order. is_firm: its date may not be moved, so nobody is told to."""

    item: int
    day: int
    quantity: int
    source: str
    is_firm: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """An order to be: `quantity` good pieces on `day`, of `started` pieces begun on `start`."""

    item: int
    day: int
    start: int
    quantity: int
    started: int
    source: str


class Act(StrEnum):
    HURRY = "hurry"
    DELAY = "delay"
    CANCEL = "cancel"
    REDUCE = "reduce"
    LATE = "late"
    """The proposal would have had to start in the past."""


@dataclass(frozen=True, slots=True)
class Advice:
    """Advice on an order: from its day to another, for which need, of which quantity."""

    act: Act
    item: int
    source: str
    day: int
    to_day: int | None
    quantity: int
    because: str


@dataclass(frozen=True, slots=True)
class Peg:
    """So much of a supply serves a need. supply: "stock" or the source of a Coming or a Proposal."""

    item: int
    supply: str
    need: str
    quantity: int
    day: int


@dataclass(slots=True)
class Plan:
    proposals: list[Proposal] = field(default_factory=list)
    exceptions: list[Advice] = field(default_factory=list)
    pegs: list[Peg] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Problem:
    """All that a run needs. today: nothing can start before. boms: parent → components, phantoms blown through."""

    today: int
    policies: Mapping[int, Policy]
    boms: Mapping[int, Sequence[Component]]
    stock: Mapping[int, int]
    needs: Sequence[Need]
    coming: Sequence[Coming] = ()


def plan(problem: Problem, items: Iterable[int] | None = None) -> Plan:
    """Plan every item, or only `items`, whose components must be among them. Raises Loop."""
    needs: dict[int, list[Need]] = defaultdict(list)
    for need in problem.needs:
        needs[need.item].append(need)
    coming: dict[int, list[Coming]] = defaultdict(list)
    for one in problem.coming:
        coming[one.item].append(one)
    found = Plan()
    for item in by_level(problem.boms, items if items is not None else _all_items(problem)):
        wanted = needs.pop(item, [])
        if not wanted and item not in coming and not _short_of_safety(problem, item):
            continue
        made = _plan_item(problem, item, wanted, coming.get(item, []), found)
        for part in problem.boms.get(item, ()):
            needs[part.item] += [
                Need(part.item, one.start, up(one.started * part.per), one.source) for one in made if part.per
            ]
    return found


def _all_items(problem: Problem) -> set[int]:
    parts = {part.item for lines in problem.boms.values() for part in lines}
    return parts | set(problem.policies) | set(problem.boms) | {need.item for need in problem.needs}


def _short_of_safety(problem: Problem, item: int) -> bool:
    policy = problem.policies.get(item)
    return policy is not None and problem.stock.get(item, 0) < policy.safety


def by_level(boms: Mapping[int, Sequence[Component]], items: Iterable[int]) -> list[int]:
    """The items, each after all that it goes into (low-level code order), then by number. Raises Loop."""
    wanted = set(items)
    parents_left: dict[int, int] = dict.fromkeys(wanted, 0)
    for parent in wanted:
        for part in boms.get(parent, ()):
            if part.item in parents_left:
                parents_left[part.item] += 1
    ready = sorted((item for item, left in parents_left.items() if not left), reverse=True)
    order: list[int] = []
    while ready:
        item = ready.pop()
        order.append(item)
        freed = []
        for part in boms.get(item, ()):
            if part.item in parents_left:
                parents_left[part.item] -= 1
                if not parents_left[part.item]:
                    freed.append(part.item)
        ready += sorted(freed, reverse=True)
    if len(order) < len(wanted):
        raise Loop(_loop(boms, wanted - set(order)))
    return order


def _loop(boms: Mapping[int, Sequence[Component]], left: set[int]) -> list[int]:
    """One way round, found by walking down among items that are all part of a loop or hang below one."""
    # Going up instead of down stays within loops: whatever waits, waits for a parent that waits.
    parents = {part.item: parent for parent in sorted(left) for part in boms.get(parent, ()) if part.item in left}
    walk = [min(left)]
    while walk[-1] not in walk[:-1]:
        walk.append(parents[walk[-1]])
    return walk[walk.index(walk[-1]) :][::-1]


def up(quantity: Fraction) -> int:
    """Rounded up to a whole ten-thousandth: a need is never rounded away."""
    return -(-quantity.numerator // quantity.denominator)


@dataclass(slots=True)
class _Supply:
    """What can still be given of a supply. moved_to: the earliest need it serves, when it is an order."""

    day: int
    left: int
    source: str
    order: Coming | None = None
    first_need: Need | None = None


def _plan_item(problem: Problem, item: int, needs: list[Need], coming: Sequence[Coming], found: Plan) -> list[Proposal]:
    policy = problem.policies.get(item, Policy())
    wanted = sorted(needs, key=lambda n: (n.day, n.source))
    if policy.safety:
        # The safety stock is a need like others, the first of all: what is below it is made up at once.
        wanted.insert(
            0, Need(item, min(problem.today, wanted[0].day) if wanted else problem.today, policy.safety, "safety")
        )
    supplies = [_Supply(problem.today, problem.stock.get(item, 0), "stock")]
    orders = sorted(coming, key=lambda c: (c.day, c.source))
    supplies += [_Supply(one.day, one.quantity, one.source, one) for one in orders]
    made: list[Proposal] = []
    at = 0
    for number, need in enumerate(wanted):
        missing = need.quantity
        while missing and at < len(supplies):
            supply = supplies[at]
            if not supply.left:
                at += 1
                continue
            missing -= _give(item, supply, need, missing, found)
        if missing:
            made_now = _propose(item, policy, wanted[number:], missing, len(made) + 1)
            made.append(made_now)
            supplies.append(_Supply(made_now.day, made_now.quantity, made_now.source))
            _give(item, supplies[-1], need, missing, found)
    found.proposals += made
    _advise(item, supplies, found)
    found.exceptions += [
        Advice(Act.LATE, item, one.source, one.start, problem.today, one.quantity, one.source)
        for one in made
        if one.start < problem.today
    ]
    return made


def _give(item: int, supply: _Supply, need: Need, most: int, found: Plan) -> int:
    quantity = min(supply.left, most)
    supply.left -= quantity
    if supply.first_need is None:
        supply.first_need = need
    found.pegs.append(Peg(item, supply.source, need.source, quantity, need.day))
    return quantity


def _propose(item: int, policy: Policy, wanted: Sequence[Need], missing: int, number: int) -> Proposal:
    """A lot for what is missing of the first need, and for those that follow within the days it is to cover."""
    day, quantity = wanted[0].day, missing
    if policy.cover_days:
        for later in wanted[1:]:
            if later.day >= day + policy.cover_days:
                break
            quantity += later.quantity
    quantity = max(quantity, policy.minimum)
    if policy.multiple:
        quantity = -(-quantity // policy.multiple) * policy.multiple
    return Proposal(
        item,
        day,
        day - policy.lead_days,
        quantity,
        up(Fraction(quantity) / policy.good),
        f"proposal {item}/{number}",
    )


def _advise(item: int, supplies: Sequence[_Supply], found: Plan) -> None:
    """What to do about orders whose date or quantity is not what the needs ask for."""
    for supply in supplies:
        order = supply.order
        if order is None or order.is_firm:
            continue
        need = supply.first_need
        if need is None:
            found.exceptions.append(Advice(Act.CANCEL, item, order.source, order.day, None, order.quantity, ""))
            continue
        if need.day != order.day:
            act = Act.HURRY if need.day < order.day else Act.DELAY
            found.exceptions.append(
                Advice(act, item, order.source, order.day, need.day, order.quantity - supply.left, need.source)
            )
        if supply.left:
            found.exceptions.append(Advice(Act.REDUCE, item, order.source, order.day, None, supply.left, ""))
