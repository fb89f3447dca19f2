"""A plan as it is being made: who is busy in which week, how much each has, and what one stay more would cost."""

from collections.abc import Collection, Iterable, Iterator
from itertools import combinations
from typing import NamedTuple

from dure.mentoring.assigning.problem import Factory, Problem, Stay


class Option(NamedTuple):
    """A stay that can be added, and by how many points the plan's cost grows by it."""

    cost: float
    stay: Stay


class State:
    """Weeks of mentors as bits of a number: bit n is week n."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.stays: dict[int, Stay] = {}
        self.busy = {one.key: sum(1 << week for week in one.taken if week >= 0) for one in problem.mentors}
        self.load = {one.key: one.before for one in problem.mentors}
        self.cost = problem.weights.unserved * len(problem.factories)
        self._able = {
            factory.key: [one.key for one in problem.mentors if problem.may(one, factory)]
            for factory in problem.factories
        }
        self._km = {
            factory.key: {
                key: problem.weights.km * problem.km(problem.mentor[key], factory) for key in self._able[factory.key]
            }
            for factory in problem.factories
        }

    def add(self, option: Option) -> None:
        self._book(option.stay, 1)
        self.stays[option.stay.factory] = option.stay
        self.cost += option.cost - self.problem.weights.unserved

    def remove(self, factory: int) -> Option:
        """Take a stay away. Returns it with what it costs to put it back."""
        stay = self.stays.pop(factory)
        self._book(stay, -1)
        option = Option(self._cost(stay), stay)
        self.cost -= option.cost - self.problem.weights.unserved
        return option

    def price(self, stay: Stay) -> Option:
        """A stay with what it would add."""
        return Option(self._cost(stay), stay)

    def _book(self, stay: Stay, sign: int) -> None:
        weeks = self.problem.factory[stay.factory].weeks
        for key in stay.team:
            self.busy[key] ^= span(stay.start, weeks)
            self.load[key] += sign * weeks

    def _cost(self, stay: Stay) -> float:
        factory = self.problem.factory[stay.factory]
        waits = self.problem.weights.wait * (stay.start - factory.first)
        return waits + sum(self._of_mentor(key, factory) for key in stay.team)

    def _of_mentor(self, key: int, factory: Factory) -> float:
        load, fair = self.load[key], self.problem.fair
        more = max(0, load + factory.weeks - fair) - max(0, load - fair)
        return self._km[factory.key][key] + self.problem.weights.over * more

    def prices(self, factory: Factory) -> dict[int, float]:
        """What each mentor would add who may go there and has weeks left, cheapest first."""
        mentor = self.problem.mentor
        able = [key for key in self._able[factory.key] if self.load[key] + factory.weeks <= mentor[key].most]
        found = {key: self._of_mentor(key, factory) for key in able}
        return dict(sorted(found.items(), key=lambda one: (one[1], one[0])))

    def free(self, keys: Iterable[int], factory: Factory, start: int) -> list[int]:
        """Those of the keys who have nothing else in these weeks, in the same order."""
        weeks = span(start, factory.weeks)
        return [key for key in keys if not self.busy[key] & weeks]

    def best(self, factory: Factory, *, but: Stay | None = None) -> Option | None:
        """The cheapest stay that can be added; not `but`, when it is given. None: there is none."""
        prices, found = self.prices(factory), None
        known: dict[tuple[int, ...], tuple[float, tuple[int, ...]] | None] = {}
        for start in starts(factory):
            waits = self.problem.weights.wait * (start - factory.first)
            if found is not None and waits >= found.cost:
                break
            free = tuple(self.free(prices, factory, start))
            if but is not None and start == but.start:
                sets = [tuple(key for key in free if key != left) for left in but.team]
            else:
                sets = [free]
            for one in sets:
                if one not in known:
                    known[one] = best_team(self.problem, factory, {key: prices[key] for key in one})
                team = known[one]
                if team is not None and (found is None or team[0] + waits < found.cost):
                    found = Option(team[0] + waits, Stay(factory.key, start, team[1]))
        return found

    def options(self, factory: Factory) -> Iterator[Option]:
        """Every stay that can be added."""
        prices = self.prices(factory)
        for start in starts(factory):
            waits = self.problem.weights.wait * (start - factory.first)
            for team in combinations(self.free(prices, factory, start), factory.team):
                if covered(self.problem, factory, team):
                    cost = waits + sum(prices[key] for key in team)
                    yield Option(cost, Stay(factory.key, start, tuple(sorted(team))))


def span(start: int, weeks: int) -> int:
    """Weeks from `start` on as bits."""
    return ((1 << weeks) - 1) << start


def starts(factory: Factory) -> range:
    """Weeks in which the stay can begin."""
    return range(max(factory.first, 0), factory.last - factory.weeks + 2)


def covered(problem: Problem, factory: Factory, team: Collection[int]) -> bool:
    """Whether the team knows all that is asked for."""
    return all(
        any(problem.mentor[key].skills.get(what, 0) >= level for key in team) for what, level in factory.needs.items()
    )


def best_team(problem: Problem, factory: Factory, prices: dict[int, float]) -> tuple[float, tuple[int, ...]] | None:
    """The cheapest team out of the priced mentors (cheapest first) that knows all that is asked for.

    Exact: a need that nobody covers yet must be covered by one of those who can, so each of them is tried; when all is
    covered, the cheapest of the others fill the team.
    """
    knows = {
        what: [key for key in prices if problem.mentor[key].skills.get(what, 0) >= level]
        for what, level in factory.needs.items()
    }
    best: tuple[float, tuple[int, ...]] | None = None

    def grow(team: tuple[int, ...], cost: float) -> None:
        nonlocal best
        if best is not None and cost >= best[0]:
            return
        missing = [keys for keys in knows.values() if not set(keys) & set(team)]
        if missing and len(team) < factory.team:
            for key in min(missing, key=len):
                grow((*team, key), cost + prices[key])
        elif not missing:
            others = [key for key in prices if key not in team][: factory.team - len(team)]
            whole, price = (*team, *others), cost + sum(prices[key] for key in others)
            if len(whole) == factory.team and (best is None or price < best[0]):
                best = (price, tuple(sorted(whole)))

    grow((), 0.0)
    return best
