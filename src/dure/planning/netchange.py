"""Planning only what changed: the same plan as planning everything, for less work. Pure.

An item is planned again when its own facts changed, or when what its parents draw from it changed;
so a change stops going down where nothing comes of it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from dure.planning.mrp import by_item, by_level, draws, plan_item
from dure.planning.words import Need, Plan, Problem

Drawn = Mapping[int, Collection[Need]]
"""Parent → what its orders need of its components."""


@dataclass(slots=True)
class Changed:
    """items: those that were planned again; everything the plan before said of them is void."""

    items: set[int] = field(default_factory=set)
    plan: Plan = field(default_factory=Plan)


def replan(problem: Problem, touched: Iterable[int], items: Iterable[int], drawn: Drawn) -> Changed:
    """Plan `touched` and what changes below them again. items: all of those and everything below. Raises Loop.

    drawn: what the plan before drew, at least of all `items`.
    """
    needs, coming = by_item(problem.needs), by_item(problem.coming)
    into = _by_component(drawn)
    fresh: dict[int, list[Need]] = defaultdict(list)
    dirty, found = set(touched), Changed()
    for item in by_level(problem.boms, items):
        if item not in dirty:
            continue
        wanted = needs.get(item, []) + fresh.pop(item, [])
        wanted += [need for parent, need in into.get(item, ()) if parent not in found.items]
        found.items.add(item)
        orders = coming.get(item, [])
        now = list(draws(problem, item, plan_item(problem, item, wanted, orders, found.plan), orders))
        for need in now:
            fresh[need.item].append(need)
        dirty |= {need.item for need in set(now).symmetric_difference(drawn.get(item, ()))}
    return found


def _by_component(drawn: Drawn) -> dict[int, list[tuple[int, Need]]]:
    found: dict[int, list[tuple[int, Need]]] = defaultdict(list)
    for parent, needs in drawn.items():
        for need in needs:
            found[need.item].append((parent, need))
    return found
