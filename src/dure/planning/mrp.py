"""Material requirements planning: what is needed is netted against what is there or coming, level by level. Pure.

The logic is the common one (Orlicky; APICS dictionary: gross to net, lot sizing, time phasing, low-level codes):

- An item is planned once, after all items that it goes into.
- Stock above the safety stock serves the earliest needs first, then what is on order, by its date. Of lots
  that expire, what expires first goes first, to needs up to its last day; what expires last holds the safety stock.
- What is on order and comes too late is asked for earlier before anything new is proposed; what comes
  before it is needed is put off, and what nothing needs is cancelled. Those are exceptions for a person
  to act on, with the need that causes them.
- What is still missing is proposed in lots, and started its lead time before it is needed.
- Every quantity is pegged to the need it serves, so the way from a purchase up to a customer is known.

Quantities are whole numbers of ten-thousandths of the item's unit, so that sums are exact and quick;
days are whole numbers, on whatever calendar the caller counts (working days, weeks of a textbook).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from operator import attrgetter
from typing import TypeVar

from dure.planning.words import (
    SCALE,
    Act,
    Advice,
    Coming,
    Component,
    Loop,
    Lot,
    Need,
    Peg,
    Plan,
    Policy,
    Problem,
    Proposal,
)

__all__ = [
    "SCALE",
    "Act",
    "Advice",
    "Coming",
    "Component",
    "Loop",
    "Lot",
    "Need",
    "Peg",
    "Plan",
    "Policy",
    "Problem",
    "Proposal",
    "bottom",
    "by_item",
    "by_level",
    "draws",
    "issue",
    "plan",
    "plan_item",
    "up",
]


def plan(problem: Problem, items: Iterable[int] | None = None) -> Plan:
    """Plan every item, or only `items`, whose components must be among them. Raises Loop."""
    needs, coming = by_item(problem.needs), by_item(problem.coming)
    found = Plan()
    for item in by_level(problem.boms, items if items is not None else _all_items(problem)):
        wanted, orders = needs.pop(item, []), coming.get(item, [])
        if not wanted and not orders and not _wants_a_look(problem, item):
            continue
        made = plan_item(problem, item, wanted, orders, found)
        for need in draws(problem, item, made, orders):
            needs[need.item].append(need)
    return found


Of = TypeVar("Of", Need, Coming)


def by_item(rows: Iterable[Of]) -> defaultdict[int, list[Of]]:
    found: defaultdict[int, list[Of]] = defaultdict(list)
    for row in rows:
        found[row.item].append(row)
    return found


def draws(problem: Problem, item: int, made: Iterable[Proposal], orders: Iterable[Coming]) -> Iterator[Need]:
    """What the item's orders need of its components, one need for each order and component.

    A proposal uses the recipe of the day on which it can start, so never one of the past.
    """
    parts = problem.boms.get(item)
    if not parts:
        return
    for one in made:
        for part, quantity in issue(parts, one.started, max(one.start, problem.today)).items():
            yield Need(part, one.start, quantity, one.source)
    for order in orders:
        if order.start is not None:
            for part, quantity in issue(parts, order.quantity, order.start).items():
                yield Need(part, order.start, quantity, order.source)


def issue(parts: Iterable[Component], quantity: int, day: int) -> dict[int, int]:
    """Component → what is issued for `quantity` started on the day, phantoms blown through."""
    found: dict[int, int] = {}
    for part in parts:
        times, by = part.per.as_integer_ratio()
        if not times or not part.holds_on(day):
            continue
        needed = -(-quantity * times // by)
        if part.is_whole:
            needed = -(-needed // SCALE) * SCALE
        if part.inside is None:
            found[part.item] = found.get(part.item, 0) + needed
            continue
        for inner, much in issue(part.inside, needed, day).items():
            found[inner] = found.get(inner, 0) + much
    return found


def bottom(parts: Iterable[Component]) -> Iterator[int]:
    """The items that lines lead to on any day, phantoms blown through."""
    for part in parts:
        if part.inside is None:
            yield part.item
        else:
            yield from bottom(part.inside)


def _all_items(problem: Problem) -> set[int]:
    parts = {item for lines in problem.boms.values() for item in bottom(lines)}
    return parts | set(problem.policies) | set(problem.boms) | {need.item for need in problem.needs}


def _wants_a_look(problem: Problem, item: int) -> bool:
    """Whether there may be something to say of an item that nobody needs: stock too small, or expiring."""
    policy = problem.policies.get(item)
    there = problem.lots.get(item, ())
    return bool(there) or (policy is not None and problem.stock.get(item, 0) < policy.safety)


def by_level(boms: Mapping[int, Sequence[Component]], items: Iterable[int]) -> list[int]:
    """The items, each after all that it goes into (low-level code order), then by number. Raises Loop."""
    wanted = set(items)
    parents_left: dict[int, int] = dict.fromkeys(wanted, 0)
    below = {parent: set(bottom(boms.get(parent, ()))) & wanted for parent in wanted}
    for parts in below.values():
        for part in parts:
            parents_left[part] += 1
    ready = sorted((item for item, left in parents_left.items() if not left), reverse=True)
    order: list[int] = []
    while ready:
        item = ready.pop()
        order.append(item)
        freed = []
        for part in below[item]:
            parents_left[part] -= 1
            if not parents_left[part]:
                freed.append(part)
        ready += sorted(freed, reverse=True)
    if len(order) < len(wanted):
        raise Loop(_loop(below, wanted - set(order)))
    return order


def _loop(below: Mapping[int, set[int]], left: set[int]) -> list[int]:
    """One way round, found by walking down among items that are all part of a loop or hang below one."""
    # Going up instead of down stays within loops: whatever waits, waits for a parent that waits.
    parents = {part: parent for parent in sorted(left) for part in below[parent] if part in left}
    walk = [min(left)]
    while walk[-1] not in walk[:-1]:
        walk.append(parents[walk[-1]])
    return walk[walk.index(walk[-1]) :][::-1]


def up(quantity: Fraction) -> int:
    """Rounded up to a whole ten-thousandth: a need is never rounded away."""
    return -(-quantity.numerator // quantity.denominator)


@dataclass(slots=True)
class _Supply:
    """What can still be given of a supply. last_day: of a lot that expires. first_need: the earliest it serves."""

    left: int
    source: str
    order: Coming | None = None
    last_day: int | None = None
    first_need: Need | None = None

    def is_too_old(self, need: Need) -> bool:
        return self.last_day is not None and self.last_day < need.day


_BY_DAY = attrgetter("day", "source")


def plan_item(problem: Problem, item: int, needs: list[Need], coming: Sequence[Coming], found: Plan) -> list[Proposal]:
    """Net one item, whose needs are all known; what is found is added to `found`. Returns its proposals."""
    policy = problem.policies.get(item, Policy())
    wanted = sorted(needs, key=_BY_DAY)
    supplies = _supplies(problem, item, coming)
    made: list[Proposal] = []
    if policy.safety:
        # The safety stock is a need like others, the first of all: what is below it is made up at once.
        day = min(problem.today, wanted[0].day) if wanted else problem.today
        wanted.insert(0, Need(item, day, policy.safety, "safety"))
    at = 0
    for number, need in enumerate(wanted):
        missing = need.quantity
        if need.source == "safety":
            missing -= _hold(item, supplies, need, missing, found)
        while missing and at < len(supplies):
            supply = supplies[at]
            if not supply.left or supply.is_too_old(need):
                at += 1
                continue
            missing -= _give(item, supply, need, missing, found)
        if missing:
            made_now = _propose(policy, wanted, number, missing, len(made) + 1)
            made.append(made_now)
            supplies.append(_Supply(made_now.quantity, made_now.source))
            _give(item, supplies[-1], need, missing, found)
    found.proposals += made
    found.exceptions += _advise(problem, item, supplies)
    found.exceptions += [
        Advice(Act.LATE, item, one.source, one.start, problem.today, one.quantity, one.source)
        for one in made
        if one.start < problem.today
    ]
    return made


def _supplies(problem: Problem, item: int, coming: Sequence[Coming]) -> list[_Supply]:
    """In the order in which they are given out: what expires first, other stock, then what is on order by its day."""
    lots = sorted(problem.lots.get(item, ()), key=lambda lot: (lot.last_day, lot.source))
    found = [_Supply(lot.quantity, lot.source, last_day=lot.last_day) for lot in lots]
    found.append(_Supply(problem.stock.get(item, 0), "stock"))
    return found + [_Supply(one.quantity, one.source, one) for one in sorted(coming, key=_BY_DAY)]


def _hold(item: int, supplies: Sequence[_Supply], need: Need, most: int, found: Plan) -> int:
    """Keep stock as safety stock, what expires last first; how much was there."""
    held = 0
    for supply in reversed(supplies):
        if supply.order is None and supply.left and held < most and not supply.is_too_old(need):
            held += _give(item, supply, need, most - held, found)
    return held


def _give(item: int, supply: _Supply, need: Need, most: int, found: Plan) -> int:
    quantity = min(supply.left, most)
    supply.left -= quantity
    if supply.first_need is None:
        supply.first_need = need
    found.pegs.append(Peg(item, supply.source, need.source, quantity, need.day))
    return quantity


def _propose(policy: Policy, wanted: Sequence[Need], at: int, missing: int, number: int) -> Proposal:
    """A lot for what is missing of the need at a place, of others on its day, and within the days it is to cover."""
    item, day = wanted[at].item, wanted[at].day
    end = day + max(policy.cover_days, 1)
    for later in islice(wanted, at + 1, None):
        if later.day >= end:
            break
        missing += later.quantity
    quantity = max(missing, policy.minimum)
    if policy.multiple:
        quantity = -(-quantity // policy.multiple) * policy.multiple
    good, of = policy.good.as_integer_ratio()
    started = -(-quantity * of // good)
    return Proposal(item, day, day - policy.lead_days, quantity, started, f"p:{item}/{number}", missing)


def _advise(problem: Problem, item: int, supplies: Sequence[_Supply]) -> Iterator[Advice]:
    """What to do about orders whose date or quantity is not what the needs ask for, and about stock that expires."""
    for supply in supplies:
        order, need = supply.order, supply.first_need
        if order is None:
            if supply.last_day is not None and supply.left:
                yield Advice(Act.EXPIRES, item, supply.source, supply.last_day, None, supply.left, "")
            continue
        if need is not None and order.day < problem.today:
            yield Advice(Act.OVERDUE, item, order.source, order.day, need.day, order.quantity, need.source)
        if order.is_firm:
            continue
        if need is None:
            yield Advice(Act.CANCEL, item, order.source, order.day, None, order.quantity, "")
            continue
        if act := _moved(order.day, need.day, problem):
            yield Advice(act, item, order.source, order.day, need.day, order.quantity - supply.left, need.source)
        if supply.left:
            yield Advice(Act.REDUCE, item, order.source, order.day, None, supply.left, "")


def _moved(day: int, needed: int, problem: Problem) -> Act | None:
    """Whether an order should come earlier or later. One that is overdue can't be told a day of the past."""
    if day < problem.today:
        return None
    if needed < day:
        return Act.HURRY
    return Act.DELAY if needed > day + problem.patience else None
