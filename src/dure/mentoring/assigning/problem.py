"""The problem of mentors and factories. Weeks are whole numbers from the first Monday that is planned, which is 0.

A stay is one team at one factory for the weeks that it asked for, in one go, at most eight. Nobody is at two
factories in a week. What is paid for, in points, where one is a kilometre that one mentor drives to begin a stay:

- `unserved` for each factory without a team: by far the most, so that as many as can be are served;
- `km` for each kilometre by road between a mentor's home and the factory, for each mentor of the team;
- `over` for each week of a mentor above the fair share, which is all weeks divided by all mentors, rounded up;
- `wait` for each week that a factory begins later than the first day it could.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from dure.kernel.errors import Invalid
from dure.mentoring.region import ROAD_FACTOR, Point, road_km
from dure.mentoring.stay import LONGEST_WEEKS

UNKNOWN_KM = 100.0
"""What is reckoned where a place isn't known."""


@dataclass(frozen=True, slots=True)
class Mentor:
    """skills: what → level. days: a week at most. taken: weeks with leave or another stay. before: weeks already done
    this year, which count into the load; most: weeks of load at most. conflicts: keys of factories."""

    key: int
    skills: Mapping[str, int]
    at: Point | None = None
    days: int = 5
    taken: frozenset[int] = frozenset()
    before: int = 0
    most: int = 52
    conflicts: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Factory:
    """needs: what → level that one of the team must have. It can be served from week `first` to week `last`."""

    key: int
    needs: Mapping[str, int]
    weeks: int
    team: int
    first: int
    last: int
    at: Point | None = None
    days: int = 5


@dataclass(frozen=True, slots=True)
class Stay:
    """A team (keys of mentors, ascending) at a factory from week `start` on."""

    factory: int
    start: int
    team: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Weights:
    unserved: float = 10_000.0
    km: float = 1.0
    over: float = 30.0
    wait: float = 5.0


@dataclass(frozen=True)
class Problem:
    """Checks itself. locked: stays that a person has set and the search keeps. Raises Invalid."""

    mentors: tuple[Mentor, ...]
    factories: tuple[Factory, ...]
    weights: Weights = Weights()
    locked: tuple[Stay, ...] = ()
    road_factor: float = ROAD_FACTOR
    mentor: Mapping[int, Mentor] = field(init=False, repr=False, compare=False)
    factory: Mapping[int, Factory] = field(init=False, repr=False, compare=False)
    fair: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "mentor", {one.key: one for one in self.mentors})
        object.__setattr__(self, "factory", {one.key: one for one in self.factories})
        object.__setattr__(self, "fair", self._fair())
        if len(self.mentor) < len(self.mentors) or len(self.factory) < len(self.factories):
            raise Invalid("A mentor or a factory is named twice.")
        if min(self.weights.unserved, self.weights.km, self.weights.over, self.weights.wait) < 0:
            raise Invalid("Weights are 0 or more.")
        for factory in self.factories:
            _check(factory)
        wrong = faults(self, self.locked)
        if wrong:
            raise Invalid("The stays that are set can't hold together: %(reason)s", reason=wrong[0])

    def _fair(self) -> int:
        weeks = sum(one.before for one in self.mentors) + sum(one.weeks * one.team for one in self.factories)
        return -(-weeks // len(self.mentors)) if self.mentors else 0

    def km(self, mentor: Mentor, factory: Factory) -> float:
        """By road from home to the factory."""
        if mentor.at is None or factory.at is None:
            return UNKNOWN_KM
        return road_km(mentor.at, factory.at, self.road_factor)

    def may(self, mentor: Mentor, factory: Factory) -> bool:
        """Whether the mentor can be sent there at all, whatever the week."""
        return (
            factory.key not in mentor.conflicts
            and mentor.days >= factory.days
            and mentor.before + factory.weeks <= mentor.most
        )


def _check(factory: Factory) -> None:
    if not 1 <= factory.weeks <= LONGEST_WEEKS:
        raise Invalid("A residency takes 1 to %(most)s weeks.", most=LONGEST_WEEKS)
    if factory.team < 1:
        raise Invalid("A team has one mentor at least.")
    if not 1 <= factory.days <= 5:
        raise Invalid("A mentor is there 1 to 5 days a week.")


def faults(problem: Problem, stays: Iterable[Stay]) -> list[str]:
    """What is wrong with stays as a plan, in the order in which it is seen; empty for one that holds.

    Words are codes with keys, for tests and messages of the program: pages ask before they lock.
    """
    found: list[str] = []
    busy: dict[int, set[int]] = {key: set(one.taken) for key, one in problem.mentor.items()}
    load = {key: one.before for key, one in problem.mentor.items()}
    seen: set[int] = set()
    for stay in stays:
        factory = problem.factory.get(stay.factory)
        if factory is None or stay.factory in seen:
            found.append(f"factory {stay.factory}")
            continue
        seen.add(stay.factory)
        found += _of_stay(problem, factory, stay)
        for key in set(stay.team) & problem.mentor.keys():
            weeks = set(range(stay.start, stay.start + factory.weeks))
            if busy[key] & weeks:
                found.append(f"busy {key}")
            busy[key] |= weeks
            load[key] += factory.weeks
    return found + [
        f"load {key}"
        for key, weeks in load.items()
        if weeks > max(problem.mentor[key].most, problem.mentor[key].before)
    ]


def _of_stay(problem: Problem, factory: Factory, stay: Stay) -> list[str]:
    found = []
    if not factory.first <= stay.start <= factory.last - factory.weeks + 1:
        found.append(f"window {factory.key}")
    if len(set(stay.team)) != factory.team or len(stay.team) != factory.team:
        found.append(f"team {factory.key}")
    team = [problem.mentor[key] for key in stay.team if key in problem.mentor]
    if len(team) < len(stay.team):
        found.append(f"unknown {factory.key}")
    found += [f"not {one.key}" for one in team if not problem.may(one, factory)]
    if not covers(team, factory):
        found.append(f"skills {factory.key}")
    return found


def covers(team: Iterable[Mentor], factory: Factory) -> bool:
    """Whether each thing asked for is known well enough by one of the team."""
    members = list(team)
    return all(any(one.skills.get(what, 0) >= level for one in members) for what, level in factory.needs.items())


def cost_of(problem: Problem, stays: Iterable[Stay]) -> float:
    """Points of a plan that holds."""
    weights, load = problem.weights, {one.key: one.before for one in problem.mentors}
    served, total = set(), 0.0
    for stay in stays:
        factory = problem.factory[stay.factory]
        served.add(factory.key)
        total += weights.wait * (stay.start - factory.first)
        for key in stay.team:
            total += weights.km * problem.km(problem.mentor[key], factory)
            load[key] += factory.weeks
    total += weights.over * sum(max(0, weeks - problem.fair) for weeks in load.values())
    return total + weights.unserved * (len(problem.factories) - len(served))
