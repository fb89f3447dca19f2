"""The best plan: proven where the search comes to its end, else the best one found with a bound that it can't beat.

First a plan is made and mended: some stays are taken out and put back where they cost least, over and over (large
neighbourhood search, Shaw 1998). Then, where the choices are few enough, branch and bound goes through all plans that
could still be better. Both count their steps, not the time: the same problem gives the same plan on any computer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb
from random import Random

from dure.mentoring.assigning.problem import Factory, Problem, Stay
from dure.mentoring.assigning.state import Option, State, starts

ROUNDS = 1500
MOST_STEPS = 200_000
MOST_CHOICES = 3_000
_HAIR = 1e-9
_FOR_EMPTY = 0.5
_ROUNDS_EACH = 40


@dataclass(frozen=True, slots=True)
class Plan:
    """stays: by factory. cost in points; bound: no plan costs less; is_proven: no plan is better than this one."""

    stays: tuple[Stay, ...]
    cost: float
    bound: float
    is_proven: bool

    @property
    def gap(self) -> float:
        """By which share of its cost the plan could be better at most."""
        return max(0.0, (self.cost - self.bound) / self.cost) if self.cost > _HAIR else 0.0


def solve(problem: Problem, *, rounds: int = ROUNDS, most_steps: int = MOST_STEPS) -> Plan:
    """The plan of least cost that keeps what is locked. rounds, most_steps: how hard it is looked for."""
    state = State(problem)
    for stay in problem.locked:
        state.add(state.price(stay))
    kept = frozenset(state.stays)
    open_ = [one for one in problem.factories if one.key not in kept]
    fixed = state.cost - problem.weights.unserved * len(open_)
    least = {one.key: _least(state, one) for one in open_}
    bound, is_proven = fixed + _bound(state, open_, least), False  # asked before anything else is added
    best = _mended(state, open_, rounds)
    if state.cost > bound + _HAIR and all(_choices(problem, one) <= MOST_CHOICES for one in open_):
        found = _through_all(problem, least, best, state.cost, most_steps)
        if found is not None:
            best, is_proven = found, True
    cost = _put(state, open_, best)
    is_proven = is_proven or cost <= bound + _HAIR
    stays = tuple(sorted(state.stays.values(), key=lambda one: one.factory))
    return Plan(stays, cost, cost if is_proven else bound, is_proven)


def _put(state: State, open_: Sequence[Factory], stays: dict[int, Stay]) -> float:
    for one in open_:
        if one.key in state.stays:
            state.remove(one.key)
    for stay in stays.values():
        state.add(state.price(stay))
    return state.cost


# --- a plan that is mended ------------------------------------------------------------------------------------


def _mended(state: State, open_: list[Factory], rounds: int) -> dict[int, Stay]:
    """The best stays of the open factories that were found; the state holds them."""
    chance = Random(len(open_))  # noqa: S311 - the same plan each time
    _fill(state, sorted(open_, key=lambda one: (len(starts(one)), one.key)))
    best_cost, best = state.cost, dict(state.stays)
    for turn in range(min(rounds, _ROUNDS_EACH * len(open_)) if len(open_) > 1 else 0):
        out = _chosen(state, open_, chance, 2 + turn % 5)
        before, removed = state.cost, [state.remove(one.key) for one in out if one.key in state.stays]
        again = [one for one in open_ if one.key not in state.stays]
        chance.shuffle(again)
        if turn % 2:  # those that had no stay come first, to take the place of others that can go elsewhere
            again.sort(key=lambda one: any(option.stay.factory == one.key for option in removed))
        added = _fill(state, again)
        if state.cost > before + _HAIR:
            _back(state, added, removed)
        elif state.cost < best_cost - _HAIR:
            best_cost, best = state.cost, dict(state.stays)
    keys = {one.key for one in open_}
    found = {key: stay for key, stay in best.items() if key in keys}
    _put(state, open_, found)
    return found


def _fill(state: State, factories: Sequence[Factory]) -> list[int]:
    """Add each factory where it costs least, one after the other. Returns those that were added."""
    added = []
    for factory in factories:
        option = state.best(factory)
        if option is not None and option.cost < state.problem.weights.unserved:
            state.add(option)
            added.append(factory.key)
    return added


def _chosen(state: State, open_: list[Factory], chance: Random, count: int) -> list[Factory]:
    """Factories that hang together with one that chance names: by mentors and weeks, for one without a stay by the
    weeks that it asks for."""
    without = [one for one in open_ if one.key not in state.stays]
    first = chance.choice(without if without and chance.random() < _FOR_EMPTY else open_)
    stay = state.stays.get(first.key)
    team, start = (set(stay.team), stay.start) if stay else (set[int](), chance.choice(starts(first) or range(1)))

    def near(one: Factory) -> float:
        other = state.stays.get(one.key)
        if other is None:
            return chance.random() * 50
        return abs(start - other.start) - 8 * len(team & set(other.team)) + chance.random() * 10

    return sorted(open_, key=lambda one: -1e9 if one is first else near(one))[:count]


def _back(state: State, added: list[int], removed: list[Option]) -> None:
    for key in added:
        state.remove(key)
    for option in removed:
        state.add(state.price(option.stay))


# --- what no plan can beat ------------------------------------------------------------------------------------


def _least(state: State, factory: Factory) -> float:
    """What the factory costs at least, were there no other: loads only grow, and with them prices."""
    option = state.best(factory)
    unserved = state.problem.weights.unserved
    return min(option.cost, unserved) if option is not None else unserved


def _bound(state: State, open_: Sequence[Factory], least: dict[int, float]) -> float:
    """The least of each factory, and `unserved` for as many as there are surely too few weeks of mentors for."""
    unserved = state.problem.weights.unserved
    weeks = sum(_weeks_left(state, open_, one) for one in state.busy) if open_ else 0
    fitting = 0
    for wanted in sorted(one.weeks * one.team for one in open_ if least[one.key] < unserved):
        weeks -= wanted
        fitting += weeks >= 0
    cheapest = sorted(least.values())[:fitting]
    return sum(cheapest) + unserved * (len(open_) - len(cheapest))


def _weeks_left(state: State, open_: Sequence[Factory], key: int) -> int:
    first, last = max(0, min(one.first for one in open_)), max(one.last for one in open_)
    free = sum(not state.busy[key] >> week & 1 for week in range(first, last + 1))
    return min(free, max(0, state.problem.mentor[key].most - state.load[key]))


def _choices(problem: Problem, factory: Factory) -> int:
    able = sum(problem.may(one, factory) for one in problem.mentors)
    return len(starts(factory)) * comb(able, factory.team)


# --- all plans ------------------------------------------------------------------------------------------------


def _by_cost(option: Option) -> tuple[float, int, tuple[int, ...]]:
    return option.cost, option.stay.start, option.stay.team


class _Enough(Exception):
    """More steps than were allowed."""


class _Search:
    """Depth first over the factories, those with the fewest choices first; the cheapest choices first."""

    def __init__(self, state: State, order: list[Factory], least: dict[int, float], most_steps: int) -> None:
        self.state, self.order, self.steps = state, order, most_steps
        self.rest = [0.0]
        for one in reversed(order):
            self.rest.insert(0, self.rest[0] + least[one.key])
        self.best_cost, self.best = float("inf"), dict[int, Stay]()

    def go(self, at: int, cost: float) -> None:
        self.steps -= 1
        if self.steps < 0:
            raise _Enough
        if cost + self.rest[at] >= self.best_cost - _HAIR:
            return
        if at == len(self.order):
            self.best_cost, self.best = cost, dict(self.state.stays)
            return
        factory = self.order[at]
        for option in sorted(self.state.options(factory), key=_by_cost):
            if cost + option.cost + self.rest[at + 1] >= self.best_cost - _HAIR:
                break
            self.state.add(option)
            self.go(at + 1, cost + option.cost)
            self.state.remove(factory.key)
        self.go(at + 1, cost + self.state.problem.weights.unserved)


def _through_all(
    problem: Problem, least: dict[int, float], known: dict[int, Stay], cost: float, steps: int
) -> dict[int, Stay] | None:
    """The best stays of the open factories, proven; None when that would take more steps."""
    state, open_ = State(problem), [one for one in problem.factories if one.key in least]
    for stay in problem.locked:
        state.add(state.price(stay))
    base = state.cost - problem.weights.unserved * len(open_)
    search = _Search(state, sorted(open_, key=lambda one: _choices(problem, one)), least, steps)
    search.best_cost, search.best = cost - base, known
    try:
        search.go(0, 0.0)
    except _Enough:
        return None
    return {key: stay for key, stay in search.best.items() if key in least}
