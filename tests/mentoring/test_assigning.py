"""The plan of mentors against all plans there are, on small problems drawn by chance; and reasons, locks and speed."""

import time
from collections import Counter
from collections.abc import Iterator
from itertools import combinations, product
from random import Random

import pytest

from dure.kernel.errors import Invalid
from dure.mentoring.assigning import Factory, Mentor, Problem, Stay, Weights, cost_of, explain, solve
from dure.mentoring.assigning.explanation import Lack
from dure.mentoring.assigning.problem import faults
from dure.mentoring.region import CITIES, Point, crow_km
from dure.mentoring.stay import LONGEST_WEEKS

SKILLS = ("process", "quality", "automation")
JEONJU, IKSAN, MUJU = (CITIES[name] for name in ("jeonju", "iksan", "muju"))


def drawn(chance: Random, *, mentors: int, factories: int, weeks: int, locks: bool = False) -> Problem:
    people = tuple(
        Mentor(
            key, {name: chance.randint(1, 4) for name in SKILLS if chance.random() < 0.6},
            at=chance.choice(list(CITIES.values())) if chance.random() < 0.9 else None,
            days=chance.choice([3, 5, 5]), taken=frozenset(n for n in range(weeks) if chance.random() < 0.12),
            before=chance.randint(0, 3), most=chance.choice([4, 8, 52]),
            conflicts=frozenset(n for n in range(factories) if chance.random() < 0.15),
        )
        for key in range(mentors)
    )  # fmt: skip
    firms = tuple(
        Factory(
            key, {name: chance.randint(1, 3) for name in chance.sample(SKILLS, chance.randint(0, 2))},
            weeks=chance.randint(1, 3), team=chance.randint(1, 2), first=(first := chance.randint(0, 2)),
            last=min(weeks - 1, first + chance.randint(0, 4)), at=chance.choice(list(CITIES.values())),
            days=chance.choice([3, 5]),
        )
        for key in range(factories)
    )  # fmt: skip
    weights = Weights(unserved=chance.choice([10_000.0, 60.0]))
    problem = Problem(people, firms, weights)
    if locks:
        stays = [stay for stay in solve(problem).stays if chance.random() < 0.5]
        return Problem(people, firms, weights, tuple(stays))
    return problem


def all_plans(problem: Problem) -> Iterator[list[Stay]]:
    """Every plan, also those that break a rule."""
    choices = []
    for factory in problem.factories:
        teams = combinations([one.key for one in problem.mentors], factory.team)
        starts = range(factory.first, factory.last - factory.weeks + 2)
        stays = [Stay(factory.key, start, team) for team in teams for start in starts]
        choices.append([None, *stays])
    for chosen in product(*choices):
        yield [stay for stay in chosen if stay is not None]


def holds(problem: Problem, stays: list[Stay]) -> bool:
    """The rules of a plan, said once more and otherwise than in the code that is tried."""
    weeks = Counter(
        (key, stay.start + n) for stay in stays for key in stay.team for n in range(problem.factory[stay.factory].weeks)
    )
    if any(count > 1 or week in problem.mentor[key].taken for (key, week), count in weeks.items()):
        return False
    for key, mentor in problem.mentor.items():
        mine = sum(1 for one, _week in weeks if one == key)
        if mine and mentor.before + mine > mentor.most:
            return False
    for stay in stays:
        factory, team = problem.factory[stay.factory], [problem.mentor[key] for key in stay.team]
        if any(factory.key in one.conflicts or one.days < factory.days for one in team):
            return False
        for what, level in factory.needs.items():
            if max(one.skills.get(what, 0) for one in team) < level:
                return False
    return all(stay in stays for stay in problem.locked)


def points(problem: Problem, stays: list[Stay]) -> float:
    """The cost in words of the docstring: unserved, kilometres, weeks above the fair share, weeks waited."""
    load = {one.key: one.before for one in problem.mentors}
    total = problem.weights.unserved * (len(problem.factories) - len(stays))
    for stay in stays:
        factory = problem.factory[stay.factory]
        total += problem.weights.wait * (stay.start - factory.first)
        for key in stay.team:
            home = problem.mentor[key].at
            km = 100.0 if home is None or factory.at is None else crow_km(home, factory.at) * problem.road_factor
            total += problem.weights.km * km
            load[key] += factory.weeks
    wanted = sum(load_before.before for load_before in problem.mentors)
    wanted += sum(one.weeks * one.team for one in problem.factories)
    fair = -(-wanted // len(problem.mentors))
    return total + problem.weights.over * sum(max(0, weeks - fair) for weeks in load.values())


@pytest.mark.parametrize("seed", range(60))
def test_the_plan_costs_what_the_best_of_all_plans_costs(seed):
    chance = Random(seed)
    problem = drawn(chance, mentors=4, factories=3, weeks=6, locks=seed % 3 == 0)
    best = min(points(problem, stays) for stays in all_plans(problem) if holds(problem, stays))
    plan = solve(problem)
    assert holds(problem, list(plan.stays))
    assert plan.is_proven
    assert plan.cost == pytest.approx(best)
    assert points(problem, list(plan.stays)) == pytest.approx(best)
    assert cost_of(problem, plan.stays) == pytest.approx(best)


@pytest.mark.parametrize("seed", range(40))
def test_nobody_is_in_two_places_and_every_empty_place_has_its_reason(seed):
    problem = drawn(Random(1000 + seed), mentors=6, factories=9, weeks=8)
    plan = solve(problem, rounds=30, most_steps=2_000)
    assert holds(problem, list(plan.stays))
    assert plan.bound <= plan.cost + 1e-6
    served = {stay.factory for stay in plan.stays}
    for key, why in explain(problem, plan).items():
        assert (why.lack is None) == (key in served)
        if why.next_best is not None:
            others = [stay for stay in plan.stays if stay.factory != key]
            assert why.next_best != why.stay
            assert holds(problem, [*others, why.next_best])
            assert points(problem, [*others, why.next_best]) - plan.cost == pytest.approx(why.dearer, abs=1e-6)


def test_the_bound_lies_below_the_best_plan():
    for seed in range(25):
        problem = drawn(Random(2000 + seed), mentors=4, factories=3, weeks=6)
        hasty = solve(problem, rounds=0, most_steps=0)
        assert hasty.bound <= solve(problem).cost + 1e-6
        assert hasty.cost >= solve(problem).cost - 1e-6


def one_factory(**more: object) -> Factory:
    values = {"key": 7, "needs": {"quality": 3}, "weeks": 2, "team": 1, "first": 0, "last": 3} | more
    return Factory(**values)  # type: ignore[arg-type]


EXPERT = Mentor(1, {"quality": 4}, JEONJU)


@pytest.mark.parametrize(
    ("mentors", "factories", "lack"),
    [
        ([Mentor(1, {"quality": 2})], [one_factory()], Lack.SKILL),
        ([Mentor(1, {"quality": 4}, conflicts=frozenset({7}))], [one_factory()], Lack.BARRED),
        ([Mentor(1, {"quality": 4}, days=3)], [one_factory()], Lack.BARRED),
        ([Mentor(1, {"quality": 4}, before=7, most=8)], [one_factory()], Lack.BARRED),
        ([EXPERT], [one_factory(team=2)], Lack.FEW),
        ([EXPERT], [one_factory(last=0)], Lack.WINDOW),
        (
            [EXPERT, Mentor(2, {"process": 4}), Mentor(3, {"cost": 4})],
            [one_factory(needs={"quality": 1, "process": 1, "cost": 1}, team=2)],
            Lack.TEAM,
        ),
        ([Mentor(1, {"quality": 4}, taken=frozenset({1, 3}))], [one_factory()], Lack.AWAY),
        ([EXPERT], [one_factory(last=2), one_factory(key=8, last=2)], Lack.BUSY),
    ],
)
def test_why_nobody_is_sent(mentors, factories, lack):
    problem = Problem(tuple(mentors), tuple(factories))
    plan = solve(problem)
    reasons = [why for why in explain(problem, plan).values() if why.lack]
    assert [why.lack for why in reasons] == [lack]
    if lack is Lack.BUSY:
        assert reasons[0].by == tuple(stay.factory for stay in plan.stays)


def test_leaving_out_can_be_the_better_plan():
    """60 km and more by road to Muju, and leaving it out costs 10 points."""
    problem = Problem((EXPERT,), (one_factory(at=MUJU),), Weights(unserved=10.0))
    assert explain(problem, solve(problem))[7].lack is Lack.DEAR


def test_the_nearer_mentor_goes_and_the_next_best_is_told():
    far = Mentor(2, {"quality": 4}, MUJU)
    problem = Problem((EXPERT, far), (one_factory(at=IKSAN),))
    why = explain(problem, solve(problem))[7]
    assert why.stay == Stay(7, 0, (1,))
    # A week later with the same mentor costs 5 points; the other mentor some 60 km more.
    assert (why.next_best, why.dearer) == (Stay(7, 1, (1,)), pytest.approx(5.0))


def test_two_stays_of_one_mentor_are_shared_out():
    near, far = Mentor(1, {}, JEONJU), Mentor(2, {}, Point(35.85, 127.15))
    firms = tuple(Factory(key, {}, weeks=4, team=1, first=0, last=20, at=JEONJU) for key in (1, 2))
    plan = solve(Problem((near, far), firms))
    assert {stay.team for stay in plan.stays} == {(1,), (2,)}


def test_what_is_locked_stays_and_what_contradicts_is_refused():
    people, firms = (EXPERT, Mentor(2, {"quality": 3}, MUJU)), (one_factory(), one_factory(key=8))
    problem = Problem(people, firms, locked=(Stay(7, 1, (2,)),))
    assert Stay(7, 1, (2,)) in solve(problem).stays
    assert explain(problem, solve(problem))[7].is_locked
    with pytest.raises(Invalid):
        Problem(people, firms, locked=(Stay(7, 1, (2,)), Stay(8, 2, (2,))))
    assert faults(Problem(people, firms), [Stay(7, 3, (2,))]) == ["window 7"]


@pytest.mark.parametrize("wrong", [{"weeks": LONGEST_WEEKS + 1}, {"weeks": 0}, {"team": 0}, {"days": 6}], ids=str)
def test_a_problem_checks_itself(wrong):
    with pytest.raises(Invalid):
        Problem((EXPERT,), (one_factory(**wrong),))
    with pytest.raises(Invalid):
        Problem((EXPERT, EXPERT), ())
    with pytest.raises(Invalid):
        Problem((), (), Weights(km=-1))


def region(seed: int = 5) -> Problem:
    """30 mentors and 100 factories of a year."""
    chance = Random(seed)
    names = ("process", "quality", "maintenance", "automation", "logistics", "mes", "five_s")
    people = tuple(
        Mentor(
            key, {name: chance.randint(2, 4) for name in chance.sample(names, 4)}, chance.choice(list(CITIES.values())),
            taken=frozenset(chance.sample(range(52), 4)), conflicts=frozenset(chance.sample(range(100), 2)),
        )
        for key in range(30)
    )  # fmt: skip
    firms = tuple(
        Factory(
            key, {name: chance.randint(1, 3) for name in chance.sample(names, 2)}, weeks=chance.randint(4, 8),
            team=chance.choice([2, 2, 3]), first=(first := chance.randint(0, 30)), last=min(51, first + 21),
            at=chance.choice(list(CITIES.values())),
        )
        for key in range(100)
    )  # fmt: skip
    return Problem(people, firms)


def test_thirty_mentors_and_a_hundred_factories_in_seconds():
    problem = region()
    begun = time.process_time()
    plan = solve(problem)
    took = time.process_time() - begun
    assert holds(problem, list(plan.stays))
    assert took < 60
    assert plan.bound <= plan.cost
    assert solve(problem, rounds=20).stays == solve(problem, rounds=20).stays
