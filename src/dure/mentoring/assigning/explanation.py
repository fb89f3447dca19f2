"""Why a plan is as it is: for each factory what its stay costs and what the next best would, or why there is none."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from dure.mentoring.assigning.problem import Factory, Problem, Stay
from dure.mentoring.assigning.solve import Plan
from dure.mentoring.assigning.state import State, best_team, span, starts


class Lack(StrEnum):
    """Why nobody is sent, from the plainest reason on."""

    WINDOW = "window"  # the weeks wanted are more than there are between both days
    SKILL = "skill"  # nobody knows this well enough
    BARRED = "barred"  # who knows it has a conflict of interest, too few days a week or no weeks left
    FEW = "few"  # fewer mentors may go than the team has
    TEAM = "team"  # no team of this size knows all that is asked for
    AWAY = "away"  # those who could are never free together
    BUSY = "busy"  # those who could are at other factories
    DEAR = "dear"  # a team could go, but costs more than leaving the factory out


@dataclass(frozen=True, slots=True)
class Why:
    """Of one factory. knows: what is asked for → mentors of the team who know it. km: mentor → kilometres by road.
    over: weeks above the fair share that the team has in all. next_best: the cheapest other stay with all others as
    they are, `dearer` by so many points. lack, what, by: why there is no stay, of what, and the factories that have
    the mentors."""

    factory: int
    stay: Stay | None = None
    is_locked: bool = False
    knows: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    km: Mapping[int, float] = field(default_factory=dict)
    waits: int = 0
    over: int = 0
    next_best: Stay | None = None
    dearer: float = 0.0
    lack: Lack | None = None
    what: str = ""
    by: tuple[int, ...] = ()


def explain(problem: Problem, plan: Plan) -> dict[int, Why]:
    """For each factory, by its key."""
    state = State(problem)
    for stay in plan.stays:
        state.add(state.price(stay))
    locked = {one.factory for one in problem.locked}
    return {
        one.key: _of_stay(problem, state, one, one.key in locked)
        if one.key in state.stays
        else _of_lack(problem, state, one)
        for one in problem.factories
    }


def _of_stay(problem: Problem, state: State, factory: Factory, is_locked: bool) -> Why:
    stay = state.stays[factory.key]
    team = [problem.mentor[key] for key in stay.team]
    knows = {
        what: tuple(one.key for one in team if one.skills.get(what, 0) >= level)
        for what, level in factory.needs.items()
    }
    over = sum(max(0, state.load[key] - problem.fair) for key in stay.team)
    removed = state.remove(factory.key)
    other = state.best(factory, but=stay)
    state.add(removed)
    return Why(
        factory.key, stay, is_locked, knows, {one.key: problem.km(one, factory) for one in team},
        stay.start - factory.first, over, other.stay if other else None, other.cost - removed.cost if other else 0.0,
    )  # fmt: skip


def _of_lack(problem: Problem, state: State, factory: Factory) -> Why:
    may = [one for one in problem.mentors if problem.may(one, factory)]
    for what, level in factory.needs.items():
        if not any(one.skills.get(what, 0) >= level for one in problem.mentors):
            return Why(factory.key, lack=Lack.SKILL, what=what)
        if not any(one.skills.get(what, 0) >= level for one in may):
            return Why(factory.key, lack=Lack.BARRED, what=what)
    if len(may) < factory.team:
        return Why(factory.key, lack=Lack.FEW)
    if not starts(factory):
        return Why(factory.key, lack=Lack.WINDOW)
    if best_team(problem, factory, {one.key: 0.0 for one in may}) is None:
        return Why(factory.key, lack=Lack.TEAM)
    if State(problem).best(factory) is None:
        return Why(factory.key, lack=Lack.AWAY)
    if state.best(factory) is not None:
        return Why(factory.key, lack=Lack.DEAR)
    return Why(factory.key, lack=Lack.BUSY, by=_holders(problem, state, factory))


def _holders(problem: Problem, state: State, factory: Factory) -> tuple[int, ...]:
    """Factories that have mentors, in the weeks asked for, who could have come here."""
    may = {one.key for one in problem.mentors if problem.may(one, factory)}
    weeks = span(max(factory.first, 0), factory.last - max(factory.first, 0) + 1)
    return tuple(
        sorted(
            key
            for key, stay in state.stays.items()
            if may & set(stay.team) and weeks & span(stay.start, problem.factory[key].weeks)
        )
    )
